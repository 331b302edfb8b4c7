"""Holds: named locks on a record, asked at every way by which it could be changed."""

from collections.abc import Iterable
from typing import Final

from kontor_records.errors import RecordHeld
from kontor_schemas.record_state import RecordState

_ALWAYS: Final = frozenset({"tags"})


def refuse_held(state: RecordState, fields: Iterable[str] | None = None) -> None:
    """Let pass what every hold of a record allows.

    Args:
        state: The record as it stands.
        fields: What is to change; None for the record as a whole, which no hold allows.

    Raises:
        RecordHeld: A hold does not allow it.
    """
    wanted = None if fields is None else set(fields) - _ALWAYS
    for hold in state.holds:
        if wanted is None or wanted - set(hold.allowed):
            raise RecordHeld(name=hold.name, link=hold.link)
