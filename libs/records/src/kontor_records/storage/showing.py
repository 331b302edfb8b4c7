"""Showing records: only what the actor may see leaves, and only what they may change comes in."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from kontor_chassis.errors import Fault, Faults
from kontor_records.access.fields import NEVER_SHOWN, masked
from kontor_records.access.rights import Rights
from kontor_records.customizing import writing as own_fields
from kontor_records.declaration.record_type import RecordType
from kontor_records.errors import FieldForbidden
from kontor_schemas import wire
from kontor_schemas.record_state import RecordState


def cut(rights: Rights, record_type: RecordType[Any], fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a record that the actor may see, masked ones masked."""
    readable = rights.readable(record_type)
    if readable is None:
        return {name: value for name, value in fields.items() if name not in NEVER_SHOWN}
    hidden_part = rights.masked(record_type)
    shown = {
        name: masked(value) if name in hidden_part else value
        for name, value in fields.items()
        if name in readable and name not in NEVER_SHOWN
    }
    if shown.get("custom"):
        shown["custom"] = own_fields.cut(rights, record_type, _plain(shown["custom"]))
    return shown


def _plain(custom: Any) -> Any:
    """Return `custom` as a mapping; a row has it as JSON that was not read yet."""
    return orjson.loads(orjson.dumps(custom)) if isinstance(custom, orjson.Fragment) else custom


def state_fields(rights: Rights, record_type: RecordType[Any], state: RecordState) -> bytes:
    """Return a state as JSON, as far as the actor may see it: the answer to a write."""
    if rights.readable(record_type) is None:
        return wire.to_json(state, without=NEVER_SHOWN)
    return wire.plain_json(cut(rights, record_type, state.model_dump(mode="json")))


def refuse_uneditable(
    rights: Rights, record_type: RecordType[Any], fields: Mapping[str, Any]
) -> None:
    """Refuse fields that the actor may not change; derived ones are given by commands alone.

    Raises:
        FieldForbidden: A field may be seen and not changed.
        Faults: A field is hidden, which is as if it did not exist.
    """
    if rights.editable(record_type) is None:
        return
    given = [name for name in fields if "derived" not in record_type.fields[name].marks]
    refuse_closed(rights, record_type, given)
    own_fields.refuse_uneditable(rights, record_type, fields.get("custom") or {})


def refuse_closed(rights: Rights, record_type: RecordType[Any], names: Iterable[str]) -> None:
    """Refuse what changes one of some fields, derived or not, that the actor may not change.

    Raises:
        FieldForbidden: A field may be seen and not changed.
        Faults: A field is hidden, which is as if it did not exist.
    """
    editable = rights.editable(record_type)
    if editable is None:
        return
    names = list(names)
    refuse_hidden(rights, record_type, names)
    if kept := [name for name in names if name not in editable]:
        raise FieldForbidden(paths=[f"/{name}" for name in kept])


def refuse_hidden(rights: Rights, record_type: RecordType[Any], names: Iterable[str]) -> None:
    """Refuse what names a field that the actor does not see.

    Raises:
        Faults: A field is hidden, which is as if it did not exist.
    """
    readable = rights.readable(record_type)
    if readable is None:
        return
    if hidden := [name for name in names if name not in readable]:
        raise Faults(*(Fault(f"/{name}", "field_unknown") for name in hidden))
