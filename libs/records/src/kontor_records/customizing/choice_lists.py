"""What can be done with a tenant's lists of values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace as replaced
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from kontor_chassis.context import Context
from kontor_chassis.database.state_tables import changed_columns, row_of, state_of
from kontor_chassis.database.statements import TENANT, scoped
from kontor_chassis.errors import Fault, Faults, RecordUnknown, UniqueTaken
from kontor_chassis.stamps import begun, changed, refuse_stale
from kontor_records.catalogue.publishing import publish
from kontor_records.catalogue.serving import types_of
from kontor_records.customizing import usage
from kontor_records.customizing.definitions import Definitions
from kontor_records.customizing.errors import ChoiceInUse, ChoiceLastOfCategory
from kontor_records.customizing.own_fields import PREFIX
from kontor_records.customizing.tables import CHOICE_LIST
from kontor_records.customizing.world import BUMP, list_state, locked
from kontor_records.declaration.record_type import RECORD_TYPES, RecordType
from kontor_records.following import jobs
from kontor_records.telling import fact
from kontor_schemas.customizing import ChoiceListState, ChoiceValue
from kontor_schemas.fact import changes

_ONE = scoped(
    select(CHOICE_LIST).where(
        CHOICE_LIST.c.tenant_id == TENANT, CHOICE_LIST.c.id == bindparam("id", type_=Uuid())
    )
)


async def create(ctx: Context, fields: Mapping[str, Any]) -> ChoiceListState:
    """Begin a list.

    Emits: ChoiceList created.
    Raises: ActionForbidden, UniqueTaken, Faults.
    """
    standing = await locked(ctx)
    state = begun(ctx, list_state(ctx.service), fields)
    _refuse_doubled(state.values)
    if state.name in standing.lists:
        raise UniqueTaken(field="name")
    ctx.unit.insert(CHOICE_LIST, row_of(CHOICE_LIST, state))
    ctx.emit(fact(ctx, "choice_list", "created")(state=state))
    await _settle(ctx, standing, state)
    return state


async def seed(ctx: Context, lists: Sequence[Mapping[str, Any]]) -> None:
    """Give a new tenant the lists it begins with, and tell everybody what its records look like.

    A list it has already stays as it is.

    Emits: ChoiceList created, CataloguePublished.
    """
    standing = await locked(ctx)
    states = [begun(ctx, list_state(ctx.service), fields) for fields in lists]
    new = {state.name: state for state in states if state.name not in standing.lists}
    for state in new.values():
        _refuse_doubled(state.values)
        ctx.unit.insert(CHOICE_LIST, row_of(CHOICE_LIST, state))
        ctx.emit(fact(ctx, "choice_list", "created")(state=state))
    if new:
        ctx.unit.stage_write(BUMP, ctx.tenant)
    coming = replaced(standing, lists={**standing.lists, **new}, memo={})
    await publish(ctx, coming, types_of(ctx.service))


async def change(ctx: Context, identifier: UUID, fields: Mapping[str, Any]) -> ChoiceListState:
    """Change a list: values are added, named anew, sorted, switched off; unused ones are removed.

    Emits: ChoiceList updated.
    Raises: ActionForbidden, RecordUnknown, StaleVersion, ChoiceInUse, ChoiceLastOfCategory, Faults.
    """
    standing = await locked(ctx)
    old = await _found(ctx, identifier)
    refuse_stale(ctx, old)
    new = changed(ctx, old, fields)
    if not (difference := changes(old, new)):
        return old
    _refuse_doubled(new.values)
    _refuse_empty_category(old.values, new.values)
    kept = {value.key for value in new.values}
    for value in old.values:
        if value.key not in kept and (count := await _count(ctx, standing, new.name, value.key)):
            raise ChoiceInUse(key=value.key, count=count)
    ctx.unit.update(CHOICE_LIST, old.id, old.version, changed_columns(CHOICE_LIST, old, new))
    ctx.emit(fact(ctx, "choice_list", "updated")(state=new, changed=difference))
    await _settle(ctx, standing, new)
    return new


async def replace(ctx: Context, identifier: UUID, key: str, by: str) -> list[UUID]:
    """Give every record that holds one value another one instead.

    Returns:
        The jobs that do it, one for each record type with a field over the list.

    Raises: ActionForbidden, RecordUnknown, Faults.
    """
    standing = await locked(ctx)
    found = await _found(ctx, identifier)
    active = {value.key for value in found.values if value.is_active}
    known = {value.key for value in found.values}
    if key not in known or by not in active or key == by:
        raise Faults(Fault("/key" if key not in known else "/by", "choice_unknown"))
    return [
        jobs.start(
            ctx,
            "replace",
            record_type.record,
            {"paths": ",".join(paths), "old": key, "new": by},
        )
        for record_type, paths in _users(ctx, standing, found.name)
    ]


async def _settle(ctx: Context, standing: Definitions, new: ChoiceListState) -> None:
    """Stage the new revision, and the catalogue entries of the types that use the list."""
    ctx.unit.stage_write(BUMP, ctx.tenant)
    coming = replaced(standing, lists={**standing.lists, new.name: new}, memo={})
    await publish(ctx, coming, [found for found, _ in _users(ctx, coming, new.name)])


async def _found(ctx: Context, identifier: UUID) -> ChoiceListState:
    row = await ctx.unit.one(_ONE, id=identifier)
    if row is None:
        raise RecordUnknown
    return state_of(CHOICE_LIST, row, list_state(ctx.service))


def _users(
    ctx: Context, standing: Definitions, name: str
) -> list[tuple[RecordType[Any], list[str]]]:
    """Return the record types with fields over a list, each with their paths."""
    found = []
    for record_type in RECORD_TYPES.values():
        if record_type.service == ctx.service:
            own = standing.of(record_type).fields.values()
            paths = [path for path, listed in record_type.choice_lists.items() if listed == name]
            paths += [f"{PREFIX}{each.key}" for each in own if each.definition.choice_list == name]
            if paths:
                found.append((record_type, paths))
    return found


async def _count(ctx: Context, standing: Definitions, name: str, key: str) -> int:
    return sum([
        await usage.holders_of(ctx, record_type, path, key)
        for record_type, paths in _users(ctx, standing, name)
        for path in paths
    ])  # fmt: skip


def _refuse_doubled(values: Sequence[ChoiceValue]) -> None:
    seen: set[str] = set()
    for place, value in enumerate(values):
        if value.key in seen:
            raise Faults(Fault(f"/values/{place}/key", "key_duplicate"))
        if value.label.de is None and value.label.en is None:
            raise Faults(Fault(f"/values/{place}/label", "field_required"))
        seen.add(value.key)


def _refuse_empty_category(old: Sequence[ChoiceValue], new: Sequence[ChoiceValue]) -> None:
    if lost := sorted(set(_categories(old)) - set(_categories(new))):
        raise ChoiceLastOfCategory(category=lost[0])


def _categories(values: Sequence[ChoiceValue]) -> Iterator[str]:
    return (value.category for value in values if value.is_active and value.category)
