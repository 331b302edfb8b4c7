"""What the launcher of a program is told: environment, account, what to do once, what to become."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kontor_local import launch
from kontor_local.engines.account import Account
from kontor_local.private_file import write_private


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """One launch: when `unless` does not exist, `first` is run before the process becomes `run`."""

    folder: Path
    run: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    unless: Path | None = None
    first: tuple[str, ...] = ()

    def write(self, path: Path) -> None:
        """Store the plan for the launcher."""
        told = {
            "folder": str(self.folder),
            "run": self.run,
            "environment": dict(self.environment),
            "account": asdict(self.account) if self.account else None,
            "unless": str(self.unless) if self.unless else None,
            "first": self.first,
        }
        write_private(path, json.dumps(told, indent=1))

    @staticmethod
    def command(path: Path) -> list[str]:
        """Return the command that carries a stored plan out."""
        return [sys.executable, "-I", "-S", launch.__file__, str(path)]
