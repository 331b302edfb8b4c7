"""Orders: what is asked of a bulk job, and how it is checked before anything is fixed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kontor_chassis.context import Context
from kontor_chassis.errors import ActionForbidden, Fault, Faults
from kontor_chassis.http.shapes import change_shape, given
from kontor_chassis.validation import faults_of
from kontor_records.access import sharing
from kontor_records.access.rights import Rights
from kontor_records.bulk.errors import SelectionTooLarge
from kontor_records.conditions.errors import OpNotAllowed
from kontor_records.declaration.record_type import RecordType
from kontor_records.storage.records import Complete, refuse_closed, refuse_uneditable
from kontor_schemas.record_state import Share
from kontor_schemas.wire import plain_json

MOST_IDS: Final = 1000
UNDONE: Final = "undo"
CHANGING: Final = frozenset({"update", "assign", "tag", "untag", "share", UNDONE})
"""Actions that change fields: many records by one statement a table."""
MOVING: Final = frozenset({"delete", "restore"})
"""Actions that put records into the bin and bring them back."""
UNDOABLE: Final = frozenset({"update", "assign", "tag", "untag", "share", "delete"})

Verb = Callable[[Context, UUID, Mapping[str, Any]], Awaitable[object]]
"""A command on one record, run in a unit of work of its own for each."""


@dataclass(frozen=True, kw_only=True)
class BulkType:
    """A record type as bulk jobs need it; the service's table of contents has it.

    Attributes:
        record_type: The type.
        complete: Computes its derived fields after an update.
        verbs: Its verbs with place `bulk`, by name; `update` among them replaces the engine's own.
    """

    record_type: RecordType[Any]
    complete: Complete[Any] | None = None
    verbs: Mapping[str, Verb] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkOrder:
    """What is asked for.

    Attributes:
        action: What to do with each record.
        given: The values of the action.
        ids: The records; None where a condition says which.
        versions: The version of a record the user saw, where it is told.
        condition: Which records, as a condition.
        without: Records that meet the condition and are left alone.
        expected_count: How many the user saw.
    """

    action: str
    given: Mapping[str, Any] = field(default_factory=dict)
    ids: tuple[UUID, ...] | None = None
    versions: Mapping[UUID, int] = field(default_factory=dict)
    condition: object = None
    without: tuple[UUID, ...] = ()
    expected_count: int | None = None


class _Values(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Assigned(_Values):
    """To whom records are given; what is not named stays."""

    owner: UUID | None = None
    owner_group: UUID | None = None


class Tagged(_Values):
    """Tags that are put on records or taken off."""

    tags: list[UUID] = Field(min_length=1, max_length=100)


def checked(bulk: BulkType, rights: Rights, order: BulkOrder) -> BulkOrder:
    """Return an order that can be carried out: its values in JSON, a field's verb in its place.

    Raises:
        OpNotAllowed: There is no such action.
        ActionForbidden: The user may not work on many records of this type.
        SelectionTooLarge: More than 1,000 ids are named.
        Faults, FieldForbidden: The values, or what to take, are not what the action takes.
    """
    if not rights.tool("bulk", bulk.record_type):
        raise ActionForbidden(tool="bulk", record=bulk.record_type.record)
    _refuse_selection(order)
    action, values = order.action, order.given
    if action == "update":
        action, values = _verb_of(bulk, values)
    if action in bulk.verbs:
        found = dict(values)
    elif action in CHANGING - {UNDONE}:
        found = parsed(bulk.record_type, action, values)
        fields = _fields(action, found)
        refuse_uneditable(rights, bulk.record_type, fields)
        refuse_closed(rights, bulk.record_type, fields)
        if action == "share":
            sharing.refuse_unsound(rights, Share.model_validate(found))
    elif action in MOVING and bulk.record_type.has("bin"):
        found = {}
    else:
        raise OpNotAllowed(path="/action", allowed=actions(bulk))
    return BulkOrder(
        action=action,
        given=found,
        ids=order.ids,
        versions=order.versions,
        condition=order.condition,
        without=order.without,
        expected_count=order.expected_count,
    )


def actions(bulk: BulkType) -> list[str]:
    """List what can be done with many records of a type."""
    moving = MOVING if bulk.record_type.has("bin") else frozenset()
    return sorted({*(CHANGING - {UNDONE}), *moving, *bulk.verbs})


def parsed(record_type: RecordType[Any], action: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a changing action, typed.

    Raises:
        Faults: They are not what the action takes.
    """
    shape: Any = {
        "update": _change(record_type),
        "assign": Assigned,
        "tag": Tagged,
        "untag": Tagged,
        "share": Share,
    }[action]
    try:
        # By way of JSON: what comes from a request and what comes from the table read alike.
        return given(shape.model_validate_json(plain_json(dict(values))))
    except ValidationError as invalid:
        faults = faults_of(invalid.errors())
        raise Faults(
            *(Fault(f"/values{one.pointer}", one.code, one.params) for one in faults.faults)
        ) from None


@cache
def _change(record_type: RecordType[Any]) -> Any:
    return change_shape(record_type.state)


def _verb_of(bulk: BulkType, values: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Return `update`, or the verb that owns the field; two owned ones cannot go together."""
    owned = {name: bulk.record_type.owned_by_verb.get(name) for name in values}
    if not any(owned.values()):
        if not values:
            raise Faults(Fault("/values", "field_required"))
        return "update", values
    verbs = set(owned.values())
    verb = verbs.pop() or ""
    if verbs or verb not in bulk.verbs:
        faults = (
            Fault(f"/values/{name}", "use_verb", {"verb": by}) for name, by in owned.items() if by
        )
        raise Faults(*faults)
    return verb, values


def _fields(action: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fields that an action changes."""
    owned = {"tag": "tags", "untag": "tags", "share": "access"}.get(action)
    return {owned: values} if owned else values


def _refuse_selection(order: BulkOrder) -> None:
    if (order.ids is None) == (order.condition is None):
        raise Faults(Fault("/ids", "field_required"))
    if len(order.ids or ()) > MOST_IDS or len(order.without) > MOST_IDS:
        raise SelectionTooLarge(most=MOST_IDS)
    if order.ids is not None and not order.ids:
        raise Faults(Fault("/ids", "value_range", {"min": 1}))
    if order.condition is not None and order.expected_count is None:
        raise Faults(Fault("/expected_count", "field_required"))
