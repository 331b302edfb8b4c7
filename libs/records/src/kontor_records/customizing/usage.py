"""What uses a tenant's field or a value of a list, asked before either is taken away."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import orjson
from sqlalchemy import Text, bindparam, cast, func, select

from kontor_chassis.context import Context
from kontor_chassis.database.statements import TENANT, Statement, scoped
from kontor_chassis.database.unit_of_work import Row
from kontor_records.access.rights import rights_of
from kontor_records.customizing.own_fields import PREFIX, wire_form
from kontor_records.declaration.record_type import RecordType
from kontor_records.formula.source import outline_of
from kontor_records.lists.views import READ_VIEWS
from kontor_schemas.customizing import CustomFieldState

MOST_COUNTED: Final = 10_000


async def uses_of(
    ctx: Context, field: CustomFieldState, others: Sequence[CustomFieldState]
) -> list[dict[str, str]]:
    """Return what names a field: other fields of its type, saved views, sharing rules."""
    path = f"{PREFIX}{field.key}"
    found = [
        {"kind": "custom_field", "id": str(other.id), "name": other.key}
        for other in others
        if other.record == field.record
        and other.id != field.id
        and _is_named(field.key, path, other)
    ]
    found += [
        {"kind": "view", "id": str(row["id"]), "name": row["name"]}
        for row in await ctx.unit.peek(READ_VIEWS, record=field.record)
        if _is_viewed(path, row)
    ]
    world = (await rights_of(ctx)).world
    found += [
        {"kind": "sharing_rule", "id": str(identifier)}
        for identifier, rule in world.rules(field.record)
        if rule.condition is not None and names(wire_form(rule.condition), path)
    ]
    return found


def _is_named(key: str, path: str, other: CustomFieldState) -> bool:
    if other.formula and key in {name.text for name in outline_of(other.formula).names}:
        return True
    return other.show_if is not None and names(wire_form(other.show_if), path)


def _is_viewed(path: str, row: Row) -> bool:
    asked = [orjson.loads(row[part]) for part in ("sort", "columns")]
    if path in {name.removeprefix("-") for part in asked for name in part or ()}:
        return True
    return row["filter"] is not None and names(orjson.loads(row["filter"]), path)


def names(condition: Any, path: str) -> bool:
    """Say whether a condition, as it came over the wire, names a field or a part of it."""
    if isinstance(condition, dict):
        field = condition.get("field")
        if isinstance(field, str) and (field == path or field.startswith(f"{path}.")):
            return True
        return any(names(part, path) for part in condition.values())
    return isinstance(condition, list) and any(names(part, path) for part in condition)


async def doubles_of(ctx: Context, record_type: RecordType[Any], key: str) -> int:
    """Return how many live records share a value of a tenant's field with another."""
    rows = await ctx.unit.all(_doubles(record_type), key=key)
    return int(rows[0]["count"])


async def holders_of(ctx: Context, record_type: RecordType[Any], path: str, value: str) -> int:
    """Return how many records hold a value of a list, those in the bin included; 10,000 at most."""
    rows = await ctx.unit.all(_holders(record_type, path), value=value)
    return int(rows[0]["count"])


@lru_cache(maxsize=256)
def _doubles(record_type: RecordType[Any]) -> Statement:
    table = record_type.table
    value = func.jsonb_extract_path_text(table.c.custom, bindparam("key", type_=Text()))
    same = (
        select(func.count().label("n"))
        .where(table.c.tenant_id == TENANT, table.c.deleted_at.is_(None), value.is_not(None))
        .group_by(func.kontor_sort(value))
        .having(func.count() > 1)
        .subquery()
    )
    return scoped(select(func.coalesce(func.sum(same.c.n), 0).label("count")))


@lru_cache(maxsize=256)
def _holders(record_type: RecordType[Any], path: str) -> Statement:
    table = record_type.table
    wanted = bindparam("value", type_=Text())
    if path.startswith(PREFIX):
        held = func.jsonb_extract_path(table.c.custom, path.removeprefix(PREFIX))
    else:
        held = func.to_jsonb(table.c[path])
    # A list contains the value, a scalar is it: both are `@>`.
    is_held = held.op("@>")(func.to_jsonb(cast(wanted, Text())))
    some = select(table.c.id).where(table.c.tenant_id == TENANT, is_held).limit(MOST_COUNTED)
    counted: Any = select(func.count().label("count")).select_from(some.subquery())
    return scoped(counted)
