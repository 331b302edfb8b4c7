"""Guards: what a user's own words about a record must pass before they become a change."""

from collections.abc import Iterable
from typing import Any

from kontor_chassis.errors import Fault, Faults, TransitionNotAllowed
from kontor_records.declaration.record_type import RecordType
from kontor_schemas.record_state import RecordState


def refuse_owned(record_type: RecordType[Any], fields: Iterable[str]) -> None:
    """Refuse fields that only a verb changes.

    Raises:
        Faults: `use_verb`, with the verb.
    """
    owned = record_type.owned_by_verb
    if faults := [
        Fault(f"/{name}", "use_verb", {"verb": owned[name]}) for name in fields if name in owned
    ]:
        raise Faults(*faults)


def refuse_step(record_type: RecordType[Any], old: RecordState, new: RecordState) -> None:
    """Refuse a step that the type's life cycle does not have.

    Raises:
        TransitionNotAllowed: The new status does not follow the old one.
    """
    lifecycle = record_type.lifecycle
    if lifecycle is None:
        return
    before, after = getattr(old, lifecycle.field), getattr(new, lifecycle.field)
    if before != after and after not in lifecycle.steps.get(before, frozenset()):
        raise TransitionNotAllowed(allowed=sorted(lifecycle.steps.get(before, ())))
