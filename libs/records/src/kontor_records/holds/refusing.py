"""Holds: named locks on a record, asked at every write exit.

While something holds a record, only the fields that all of its holds allow may change. Tags and
comments always may: they do not ask.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kontor_records.errors import RecordHeld
from kontor_schemas.record_state import Hold, RecordState

_OWN_FIELDS = "custom"
_NEVER_HELD = frozenset({"tags", "holds"})


def refuse_held(
    state: RecordState, fields: Mapping[str, Any] | Iterable[str] | None = None
) -> None:
    """Refuse a write that a hold does not allow.

    Args:
        state: The record as it stands, locked.
        fields: What the write changes; None for the record as a whole (delete, merge, restore,
            purge, a verb that owns what it changes).

    Raises:
        RecordHeld: The first hold that stands in the way, with its link.
    """
    if not state.holds:
        return
    written = None if fields is None else set(_paths(fields)) - _NEVER_HELD
    for hold in state.holds:
        if written is None or not _allows(hold, written):
            raise RecordHeld(name=hold.name, link=hold.link)


def _allows(held: Hold, written: Iterable[str]) -> bool:
    allowed = set(held.allowed)
    return all(path in allowed or path.partition(".")[0] in allowed for path in written)


def _paths(fields: Mapping[str, Any] | Iterable[str]) -> Iterator[str]:
    """Give the paths a write names; of the tenant's own fields each one by itself."""
    if not isinstance(fields, Mapping):
        yield from fields
        return
    for name, value in fields.items():
        if name == _OWN_FIELDS and isinstance(value, Mapping):
            yield from (f"{_OWN_FIELDS}.{key}" for key in value)
        else:
            yield name
