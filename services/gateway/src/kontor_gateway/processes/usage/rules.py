"""Usage: how many requests a tenant made in a day, through whom; counted without any I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID


class Key(NamedTuple):
    """What requests are counted under."""

    tenant: UUID
    day: date
    principal_kind: str


@dataclass(slots=True)
class Count:
    """How much was asked for."""

    requests: int = 0
    refused: int = 0
    bytes: int = 0


class Counters:
    """What was counted in this process and is not in the database yet."""

    def __init__(self) -> None:
        self._counts: dict[Key, Count] = {}

    def count(self, key: Key, *, is_refused: bool, size: int) -> None:
        """Count one answered request and the bytes of both bodies."""
        count = self._counts.get(key)
        if count is None:
            count = self._counts[key] = Count()
        count.requests += 1
        count.refused += is_refused
        count.bytes += size

    def take(self) -> Mapping[Key, Count]:
        """Return everything counted so far and start anew."""
        taken, self._counts = self._counts, {}
        return taken

    def put_back(self, counts: Mapping[Key, Count]) -> None:
        """Count again what could not be stored."""
        for key, kept in counts.items():
            count = self._counts.setdefault(key, Count())
            count.requests += kept.requests
            count.refused += kept.refused
            count.bytes += kept.bytes
