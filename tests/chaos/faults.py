"""Faults: kills and freezes of every part of a stack, at random, from one seed."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic

import psutil

from kontor_local.layout import Folders
from kontor_local.supervision import leftovers

PARTS = ("contacts", "automation", "gateway", "identity", "kafka", "postgres", "backend")
_WEIGHTS = (5, 5, 2, 1, 2, 2, 2)
_FREEZE_S = (0.5, 4.0)
_FREEZABLE = frozenset({"contacts", "automation", "gateway", "kafka", "postgres"})
_CLUSTER = "cluster"
"""All processes of PostgreSQL: a server stops only as a whole."""


class Faults:
    """Kills parts of one stack; its process manager starts them again."""

    def __init__(self, state: Path, chance: random.Random) -> None:
        self._folders = Folders(state=state)
        self._chance = chance
        self.done: Counter[str] = Counter()

    async def strike(self, times: int, over_s: float) -> None:
        """Strike so many times, spread over about so many seconds."""
        until = monotonic() + over_s
        for left in range(times, 0, -1):
            pause = max(until - monotonic(), 0.3 * left) / left
            await asyncio.sleep(pause * self._chance.uniform(0.5, 1.5))
            while not await self.once():
                await asyncio.sleep(0.1)  # that part is being started again: strike another

    async def once(self) -> bool:
        """Kill or freeze one part, chosen by chance; say whether there was one to strike."""
        part = self._chance.choices(PARTS, _WEIGHTS)[0]
        found = self._find(part)
        if not found:
            return False
        process = self._chance.choice(found)
        if part in _FREEZABLE and self._chance.random() < 0.25:
            await self._freeze(self._find(_CLUSTER) if part == "postgres" else [process])
            self.done[f"{part} frozen"] += 1
            return True
        try:
            process.send_signal(signal.SIGKILL)
        except psutil.NoSuchProcess:
            return False
        self.done[f"{part} killed"] += 1
        return True

    async def _freeze(self, processes: Sequence[psutil.Process]) -> None:
        """Stop processes for a while that is longer than some wait for them, and wake them."""
        for number in (signal.SIGSTOP, signal.SIGCONT):
            for process in processes:
                with suppress(psutil.NoSuchProcess):
                    process.send_signal(number)
            if number == signal.SIGSTOP:
                await asyncio.sleep(self._chance.uniform(*_FREEZE_S))

    def _find(self, part: str) -> list[psutil.Process]:
        return [process for process in leftovers.find(self._folders) if _is(process, part)]


def _is(process: psutil.Process, part: str) -> bool:
    try:
        name, line = process.name(), process.cmdline()
        if part == "kafka":
            return name == "java"
        if part == _CLUSTER:
            return name == "postgres"
        if part not in {"postgres", "backend"}:
            return f"kontor_{part}" in line
        parent = process.parent()
        is_server = name == "postgres" and (parent is None or parent.name() != "postgres")
    except psutil.Error:
        return False
    if part == "postgres":
        return is_server
    return name == "postgres" and not is_server and "kontor" in " ".join(line)
