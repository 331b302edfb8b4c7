"""What storage asks at each write: the tenant's own fields read, completed, required, indexed."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.errors import Fault, Faults
from kontor_records.access.fields import masked
from kontor_records.access.rights import Rights, rights_of
from kontor_records.conditions.moment import Moment
from kontor_records.customizing import keys
from kontor_records.customizing.own_fields import ERRORS
from kontor_records.customizing.world import KEPT, definitions_of
from kontor_records.declaration.record_type import RecordType
from kontor_records.errors import FieldForbidden
from kontor_schemas.record_state import RecordState

S = TypeVar("S", bound=RecordState)
_CAPABILITY = "custom_fields"


async def taken(
    ctx: Context,
    record_type: RecordType[Any],
    fields: Mapping[str, Any],
    before: RecordState | None = None,
) -> Mapping[str, Any]:
    """Return the fields of a write with the tenant's own ones read by their definitions.

    Args:
        ctx: The command's context.
        record_type: The record's type.
        fields: What the write names.
        before: The record as it stands; None for a new one.

    Raises:
        Faults: A key is unknown or computed, a value does not fit, a choice is not offered.
        UniqueTaken: Another live record has a unique value.
    """
    own = (await definitions_of(ctx)).of(record_type)
    found = read(ctx, record_type, fields, before)
    if "custom" in found:
        held = before.custom if before is not None else None
        await keys.refuse_taken(ctx, own, record_type.record, found["custom"], held)
    return found


def read(
    ctx: Context,
    record_type: RecordType[Any],
    fields: Mapping[str, Any],
    before: RecordState | None = None,
) -> Mapping[str, Any]:
    """Do what `taken` does by the definitions at hand, unique values aside: for many at once.

    Raises:
        Faults: As `taken`.
    """
    definitions = KEPT.standing(ctx)
    definitions.refuse_choices(record_type, fields, before)
    given = fields.get("custom") or {}
    if not record_type.has(_CAPABILITY):
        if given:
            raise Faults(*(Fault(f"/custom/{key}", "field_unknown") for key in given))
        return fields
    if before is not None and not given:
        return {name: value for name, value in fields.items() if name != "custom"}
    own = definitions.of(record_type)
    custom = own.read(given, before.custom if before is not None else None)
    return {**fields, "custom": custom}


def completed(ctx: Context, record_type: RecordType[Any], state: S) -> S:
    """Return a state with the formulas of the tenant's own fields computed."""
    if (own := KEPT.at_hand(ctx, record_type)) is None or not own.formulas:
        return state
    return state.model_copy(update={"custom": own.complete(state)})


async def refuse_missing(ctx: Context, record_type: RecordType[Any], state: RecordState) -> None:
    """Refuse a record that somebody made or edited and that lacks a required own field.

    Raises:
        Faults: `field_required`, with the pointer of each.
    """
    own = KEPT.at_hand(ctx, record_type)
    if own is None or not any(each.required for each in own.fields.values()):
        return
    rights = await rights_of(ctx)
    moment = Moment(now=ctx.now, zone=rights.world.zone, user=rights.user, team=rights.team)
    own.refuse_missing(state, moment)


def stage_keys(
    ctx: Context,
    record_type: RecordType[Any],
    changes: Iterable[tuple[UUID, RecordState | None, RecordState | None]],
) -> None:
    """Stage the difference that changes make to indexed values; None where a record is not live."""
    own = KEPT.at_hand(ctx, record_type)
    if own is not None and own.is_indexed:
        keys.stage(
            ctx,
            own,
            record_type.record,
            (
                (key, old.custom if old else None, new.custom if new else None)
                for key, old, new in changes
            ),
        )


def refuse_uneditable(
    rights: Rights, record_type: RecordType[Any], custom: Mapping[str, Any]
) -> None:
    """Refuse own fields that the actor may not change; hidden ones as if they did not exist.

    Raises:
        FieldForbidden: A field may be seen and not changed.
        Faults: A field is hidden.
    """
    levels = {key: rights.field_right(record_type, key) for key in custom}
    if hidden := [key for key, level in levels.items() if level == "none"]:
        raise Faults(*(Fault(f"/custom/{key}", "field_unknown") for key in hidden))
    if kept := [key for key, level in levels.items() if level != "edit"]:
        raise FieldForbidden(paths=[f"/custom/{key}" for key in kept])


def cut(rights: Rights, record_type: RecordType[Any], custom: Mapping[str, Any]) -> dict[str, Any]:
    """Return the own fields of a record that the actor may see, masked ones masked."""
    shown: dict[str, Any] = {}
    for key, value in custom.items():
        if key == ERRORS:
            seen = [name for name in value if rights.field_right(record_type, name) != "none"]
            shown |= {ERRORS: seen} if seen else {}
        elif (level := rights.field_right(record_type, key)) != "none":
            shown[key] = masked(value) if level == "masked" else value
    return shown
