"""Figures: what was measured, beside its limit of the same run and its target."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value; `ratio` is value to limit, `target` says what it should be."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    ratio: float | None = None
    target: str = ""

    @classmethod
    def beside(cls, name: str, value: float, unit: str, limit: float, target: str) -> "Figure":
        return cls(
            name=name,
            value=round(value, 3),
            unit=unit,
            limit=round(limit, 3),
            ratio=round(value / limit, 3) if limit else None,
            target=target,
        )

    @classmethod
    def alone(cls, name: str, value: float, unit: str, target: str = "") -> "Figure":
        return cls(name=name, value=round(value, 3), unit=unit, target=target)


def write(figures: Sequence[Figure], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([asdict(figure) for figure in figures], indent=2) + "\n")


def table(figures: Sequence[Figure]) -> str:
    lines = [
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        f"{'figure':<28}{'value':>12} {'unit':<6}{'limit':>12}{'ratio':>8}  target",
    ]
    for figure in figures:
        limit = "" if figure.limit is None else f"{figure.limit:,.2f}"
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        lines.append(
            f"{figure.name:<28}{figure.value:>12,.2f} {figure.unit:<6}{limit:>12}{ratio:>8}"
            f"  {figure.target}"
        )
    return "\n".join(lines)
