"""Waits until a program does its work, and says why when it never will."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from kontor_local.problems import StackError
from kontor_local.supervision.program import Program
from kontor_local.supervision.supervisord import Manager

Probe = Callable[[], Awaitable[bool]]

_POLL_S = 0.05
_ASK_MANAGER_EVERY_S = 0.5
_DEATHS_THAT_SUFFICE = 3
_LAST_LINES = 6
_LAST_BYTES = 20_000


@dataclass(kw_only=True, slots=True)
class Watch:
    """One program from its start until it is ready."""

    manager: Manager
    program: Program
    log_size_before: int
    _deaths: set[int] = field(default_factory=set)

    @classmethod
    def before_start(cls, manager: Manager, program: Program) -> "Watch":
        """Begin to watch; what its log holds already is of an earlier life."""
        log = program.log
        return cls(
            manager=manager,
            program=program,
            log_size_before=log.stat().st_size if log.exists() else 0,
        )

    async def until(self, probe: Probe, patience_s: float) -> None:
        """Return once the probe says yes.

        Args:
            probe: Whether the program does its work.
            patience_s: How long that may take at most.
        """
        deadline = time.monotonic() + patience_s
        next_question = 0.0
        while not await probe():
            now = time.monotonic()
            if now > deadline:
                raise self._failed(f"was not ready after {patience_s:.0f} s")
            if now > next_question:
                next_question = now + _ASK_MANAGER_EVERY_S
                if await asyncio.to_thread(self._keeps_dying):
                    raise self._failed("ends each time it is started")
            await asyncio.sleep(_POLL_S)

    def _keeps_dying(self) -> bool:
        state = self.manager.states()[self.program.name]
        if state.ended_at >= state.started_at > 0:
            self._deaths.add(state.ended_at)
        return len(self._deaths) >= _DEATHS_THAT_SUFFICE

    def _failed(self, what: str) -> StackError:
        lines = last_lines(self.program.log, self.log_size_before)
        told = "".join(f"\n    {line}" for line in lines) or " (it wrote nothing)"
        return StackError(
            f"{self.program.name} {what}; everything that was started is stopped again."
            f" Look into {self.program.log} and run make up again. Its last lines:{told}"
        )


def last_lines(log: Path, since: int = 0, count: int = _LAST_LINES) -> list[str]:
    """Return the last lines of a log that say something (no stack frames)."""
    if not log.exists():
        return []
    size = log.stat().st_size
    with log.open("rb") as file:
        file.seek(max(since if since <= size else 0, size - _LAST_BYTES))
        lines = file.read().decode("utf-8", errors="replace").splitlines()
    return [line for line in lines if line.strip() and not line.startswith(("\tat ", "\t..."))][
        -count:
    ]
