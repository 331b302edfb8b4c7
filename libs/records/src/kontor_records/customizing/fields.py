"""What can be done with a tenant's own fields: defined, changed, taken away, brought back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from kontor_chassis.context import Context
from kontor_chassis.database.state_tables import changed_columns, row_of, state_of
from kontor_chassis.database.statements import TENANT, scoped
from kontor_chassis.errors import Fault, Faults, LimitReached, RecordUnknown
from kontor_chassis.stamps import begun, changed, refuse_stale
from kontor_records.catalogue.publishing import publish
from kontor_records.conditions import binding
from kontor_records.customizing import types, usage
from kontor_records.customizing.definitions import Definitions
from kontor_records.customizing.errors import FieldInUse, FieldTypeFixed, ValuesNotUnique
from kontor_records.customizing.own_fields import wire_form
from kontor_records.customizing.tables import CUSTOM_FIELD
from kontor_records.customizing.world import BUMP, field_state, locked
from kontor_records.declaration.record_type import RECORD_TYPES, RecordType
from kontor_records.following import jobs
from kontor_records.telling import fact
from kontor_schemas.customizing import CustomFieldState
from kontor_schemas.fact import changes

MOST: Final[Mapping[str, int]] = {"": 200, "is_indexed": 10, "is_unique": 5}
"""How many own fields a record type may have: all, those with an index, unique ones."""
KEPT_FOR: Final = timedelta(days=30)
_REFILLED_BY: Final = frozenset({"type", "formula", "result", "is_indexed", "is_unique"})
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "choice": ("choice_list",),
    "multi_choice": ("choice_list",),
    "reference": ("target",),
    "formula": ("formula", "result"),
}

_ONE = scoped(
    select(CUSTOM_FIELD).where(
        CUSTOM_FIELD.c.tenant_id == TENANT, CUSTOM_FIELD.c.id == bindparam("id", type_=Uuid())
    )
)


async def create(ctx: Context, fields: Mapping[str, Any]) -> CustomFieldState:
    """Give a record type of the tenant a field of its own.

    Emits: CustomField created, CataloguePublished.
    Raises: ActionForbidden, UniqueTaken, LimitReached, FormulaInvalid, FormulaCycle,
        FormulaTooLarge, Faults.
    """
    standing = await locked(ctx)
    state = begun(ctx, field_state(ctx.service), fields)
    await _settle(ctx, standing, state)
    ctx.unit.insert(CUSTOM_FIELD, row_of(CUSTOM_FIELD, state))
    ctx.emit(fact(ctx, "custom_field", "created")(state=state))
    if state.type == "formula":
        jobs.start(ctx, "refill", state.record, {})
    return state


async def change(ctx: Context, identifier: UUID, fields: Mapping[str, Any]) -> CustomFieldState:
    """Change a field; its type only to one that takes every value there is.

    Emits: CustomField updated, CataloguePublished.
    Raises: ActionForbidden, RecordUnknown, StaleVersion, FieldTypeFixed, ValuesNotUnique, and as
        `create`.
    """
    standing = await locked(ctx)
    old = standing.definition(identifier)
    refuse_stale(ctx, old)
    new = changed(ctx, old, fields)
    if not (difference := changes(old, new)):
        return old
    _refuse_narrower(old, new)
    await _settle(ctx, standing, new)
    if new.is_unique and not old.is_unique:
        count = await usage.doubles_of(ctx, type_named(ctx, new.record), new.key)
        if count:
            raise ValuesNotUnique(count=count)
    ctx.unit.update(CUSTOM_FIELD, old.id, old.version, changed_columns(CUSTOM_FIELD, old, new))
    ctx.emit(fact(ctx, "custom_field", "updated")(state=new, changed=difference))
    if difference.keys() & _REFILLED_BY:
        widened = {"key": new.key, "old": old.type, "new": new.type} if new.type != old.type else {}
        jobs.start(ctx, "refill", new.record, widened)
    return new


async def delete(ctx: Context, identifier: UUID) -> None:
    """Take a field away; its values stay for 30 days, in which it can be brought back.

    Emits: CustomField deleted, CataloguePublished.
    Raises: ActionForbidden, RecordUnknown, StaleVersion, FieldInUse.
    """
    standing = await locked(ctx)
    old = standing.definition(identifier)
    refuse_stale(ctx, old)
    if by := await usage.uses_of(ctx, old, standing.fields):
        raise FieldInUse(by=by)
    await _settle(ctx, standing, old, is_going=True)
    version = old.version + 1
    gone = {"deleted_at": ctx.now, "version": version}
    ctx.unit.update(CUSTOM_FIELD, old.id, old.version, gone)
    ctx.emit(fact(ctx, "custom_field", "deleted")(id=old.id, version=version))
    what = {"field": str(old.id), "version": str(version), "purged": old.key}
    jobs.start(ctx, "purge", old.record, what, after=KEPT_FOR)


async def restore(ctx: Context, identifier: UUID) -> CustomFieldState:
    """Bring a field back with its values.

    Emits: CustomField restored, CataloguePublished.
    Raises: ActionForbidden, RecordUnknown, LimitReached.
    """
    standing = await locked(ctx)
    row = await ctx.unit.one(_ONE, id=identifier)
    if row is None or row["deleted_at"] is None or row["deleted_at"] < ctx.now - KEPT_FOR:
        raise RecordUnknown
    old = state_of(CUSTOM_FIELD, row, field_state(ctx.service))
    new = changed(ctx, old, {})
    await _settle(ctx, standing, new)
    columns = {**changed_columns(CUSTOM_FIELD, old, new), "deleted_at": None}
    ctx.unit.update(CUSTOM_FIELD, old.id, old.version, columns)
    ctx.emit(fact(ctx, "custom_field", "restored")(state=new))
    jobs.start(ctx, "refill", new.record, {})
    return new


def type_named(ctx: Context, record: str) -> RecordType[Any]:
    """Return a record type of this service that takes fields of a tenant's own.

    Raises:
        Faults: There is none of this name.
    """
    found = RECORD_TYPES.get(record)
    if found is None or found.service != ctx.service or not found.has("custom_fields"):
        raise Faults(Fault("/record", "choice_unknown"))
    return found


async def _settle(
    ctx: Context, standing: Definitions, new: CustomFieldState, *, is_going: bool = False
) -> None:
    """Refuse definitions that do not fit together; stage the new revision and catalogue entry."""
    record_type = type_named(ctx, new.record)
    others = [found for found in standing.fields if found.id != new.id]
    coming = replace(standing, fields=others if is_going else [*others, new], memo={})
    # Making them compiles every formula, and finds what goes around in a circle.
    own = coming.of(record_type)
    if not is_going:
        said = [each.definition for each in own.fields.values()]
        for name, most in MOST.items():
            if sum(not name or getattr(each, name) for each in said) > most:
                raise LimitReached(limit=most)
        _refuse_incomplete(new, coming)
        if new.show_if is not None:
            binding.bind(wire_form(new.show_if), own.vocabulary)
        if new.default is not None:
            _refuse_default(own, new)
    ctx.unit.stage_write(BUMP, ctx.tenant)
    await publish(ctx, coming, [record_type])


def _refuse_default(own: Any, new: CustomFieldState) -> None:
    try:
        own.read({new.key: new.default}, {})
    except Faults as unfit:
        faults = [Fault("/default", each.code, each.params) for each in unfit.faults]
        raise Faults(*faults) from None


def _refuse_incomplete(new: CustomFieldState, coming: Definitions) -> None:
    faults = [
        Fault(f"/{name}", "field_required")
        for name in _NEEDED.get(new.type, ())
        if getattr(new, name) is None
    ]
    if new.type == "formula" and (new.is_unique or new.is_required or new.default is not None):
        faults.append(Fault("/type", "field_type"))
    if new.is_unique and new.type in ("multi_choice", "boolean", "money"):
        faults.append(Fault("/is_unique", "field_type"))
    if new.choice_list is not None and new.choice_list not in coming.lists:
        faults.append(Fault("/choice_list", "choice_unknown"))
    if new.label.de is None and new.label.en is None:
        faults.append(Fault("/label", "field_required"))
    limits = new.limits
    if limits.min is not None and limits.max is not None and limits.min > limits.max:
        faults.append(Fault("/limits", "range_inverted"))
    if faults:
        raise Faults(*faults)


def _refuse_narrower(old: CustomFieldState, new: CustomFieldState) -> None:
    for name in ("record", "key", "choice_list", "target"):
        if getattr(old, name) != getattr(new, name):
            raise Faults(Fault(f"/{name}", "field_immutable"))
    is_wider = new.type == old.type or new.type in types.WIDER.get(old.type, ())
    if not is_wider or (old.type == "formula" and new.result != old.result):
        raise FieldTypeFixed(type=old.type)
