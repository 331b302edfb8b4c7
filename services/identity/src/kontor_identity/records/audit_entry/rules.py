"""What binds an entry of the audit log to the one before."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

_BOUND = ("number", "at", "actor", "action", "subject", "detail")

BEGINNING = bytes(32)
"""Stands for the entry before the first one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The last entry of a log: its number, and the digest the next one is bound to."""

    number: int
    digest: bytes


NO_ENTRY = Link(number=0, digest=BEGINNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of checking a stretch of the log.

    Attributes:
        last: The last entry that is bound to all before it.
        broken_at: The number at which the chain does not hold, if it does not.
    """

    last: Link
    broken_at: int | None = None


def digest(previous: bytes, entry: Mapping[str, Any]) -> bytes:
    """Return what binds an entry to the one before.

    Args:
        previous: The digest of the one before.
        entry: The entry; its detail is parsed JSON.
    """
    bound = [entry[name] for name in _BOUND]
    # Keys in one order and nothing between them: JSONB keeps neither order nor white space.
    text = orjson.dumps(bound, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)
    return hashlib.sha256(previous + text).digest()


def checked(before: Link, entries: Iterable[Mapping[str, Any]]) -> Verdict:
    """Check that entries follow each other without a gap and as they were written.

    Args:
        before: The entry before the first of them.
        entries: In order, each with its parsed detail.
    """
    for entry in entries:
        number = before.number + 1
        if entry["number"] != number or entry["digest"] != digest(before.digest, entry):
            return Verdict(last=before, broken_at=number)
        before = Link(number=number, digest=entry["digest"])
    return Verdict(last=before)
