"""A program of the stack as the process manager sees it."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Group(StrEnum):
    """What is started and stopped together: engines first and last."""

    ENGINES = "engines"
    SERVICES = "services"


@dataclass(frozen=True, kw_only=True, slots=True)
class Program:
    """One process; the first of its ports is the one people ask for."""

    name: str
    group: Group
    plan_file: Path
    log: Path
    ports: tuple[int, ...]
    stop_signal: str = "TERM"
    stop_wait_s: int = 15

    @property
    def full_name(self) -> str:
        """The name the process manager knows it by."""
        return f"{self.group}:{self.name}"
