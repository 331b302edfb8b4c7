"""Matching: which records the rows of a chunk mean, asked for all of them at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select
from sqlalchemy.sql.elements import ColumnElement

from kontor_chassis.context import Context
from kontor_chassis.database import state_tables
from kontor_chassis.database.statements import TENANT, Statement, scoped
from kontor_chassis.database.unit_of_work import Row
from kontor_records.access.planner import NOTHING, Plan
from kontor_records.access.rights import Rights
from kontor_records.access.rows import Rows
from kontor_records.conditions.text_order import text_key
from kontor_records.declaration.record_type import RECORD_TYPES, RecordType
from kontor_records.imports.mapping import ID
from kontor_records.imports.rows import Draft
from kontor_records.imports.targets import Wanted, parts_of, target_of
from kontor_records.storage.keys import key_of
from kontor_schemas.record_state import RecordState
from kontor_schemas.values import normal_email

Key = tuple[str, str]
"""A field and the form in which its value is kept as a key."""


class Seen:
    """What earlier rows of the same file have done already, where nothing is written.

    Only keys that stand in the file twice are kept: nobody will ask for another.
    """

    def __init__(self, repeated: frozenset[int]) -> None:
        self._repeated = repeated
        self._states: dict[Key, RecordState] = {}

    def note(self, keys: Iterable[Key], state: RecordState) -> None:
        """Remember a state under its keys."""
        for key in keys:
            if hash(key) in self._repeated:
                self._states[key] = state

    def states(self, keys: Iterable[Key]) -> dict[Key, RecordState]:
        """Return the states that earlier rows have left under these keys."""
        return {key: self._states[key] for key in keys if key in self._states}


_FOUND_BY: Final = ("unique", "match-key")
_KEYS: Final = Statement(
    "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s)"
    " SELECT x.* FROM t CROSS JOIN LATERAL (SELECT kind, value, record FROM record_key"
    " WHERE tenant_id = $1 AND record_type = $2::text AND kind = ANY($3::text[])"
    " AND value = ANY($4::text[]) AND t.s IS NOT NULL OFFSET 0) x",
    ("tenant", "record_type", "kinds", "values"),
)


def keys_of(record_type: RecordType[Any], draft: Draft, paths: Iterable[str]) -> Iterator[Key]:
    """Give the keys of a row at some paths, in their order, as far as it has them."""
    for path in paths:
        if path == ID:
            if ID in draft.fields:
                yield ID, str(draft.fields[ID])
            continue
        target = target_of(record_type, path)
        if target is None:
            continue
        spec = record_type.fields[target.field]
        if not target.place:
            value = draft.fields.get(target.field)
        else:
            value = draft.pieces.get(target.field, {}).get(target.place, {}).get(target.part)
        if value is None:
            continue
        if spec.type == "email":
            value = normal_email(str(value))
        if value:
            yield target.field, key_of(spec, value)


def unique_fields(record_type: RecordType[Any]) -> tuple[str, ...]:
    """Name the fields no two records share a value of."""
    return tuple(
        name
        for name in record_type.marked("unique")
        if not parts_of(record_type, name) and record_type.fields[name].is_writable
    )


async def records_with(
    ctx: Context, record_type: RecordType[Any], keys: Iterable[Key]
) -> dict[Key, list[UUID]]:
    """Return the records, in the bin or not, that have each of the keys; ids are not looked up."""
    wanted = {key for key in keys if key[0] != ID}
    if not wanted:
        return {}
    found: dict[Key, list[UUID]] = {}
    rows = await ctx.unit.peek(
        _KEYS,
        record_type=record_type.record,
        kinds=sorted({kind for kind, _ in wanted}),
        values=sorted({value for _, value in wanted}),
    )
    for row in rows:
        found.setdefault((row["kind"], row["value"]), []).append(row["record"])
    return found


async def visible(
    ctx: Context, rights: Rights, record_type: RecordType[Any], records: Iterable[UUID]
) -> set[UUID]:
    """Return those of some records that are live and that the user can see."""
    plan, wanted = rights.plan("read", record_type), sorted(set(records))
    if plan is NOTHING or not wanted:
        return set()
    values = plan.values() if isinstance(plan, Rows) else {}
    rows = await ctx.unit.peek(_visible(record_type, plan), ids=wanted, **values)
    return {row["id"] for row in rows}


async def named(ctx: Context, rights: Rights, wanted: Iterable[Wanted]) -> dict[Wanted, list[UUID]]:
    """Return the records that cells name by id, key or title, as far as the user can see them.

    Records of other services are taken by their id alone.
    """
    found: dict[Wanted, list[UUID]] = {}
    by_type: dict[str, list[Wanted]] = {}
    for each in set(wanted):
        by_type.setdefault(each.record, []).append(each)
    for record, asked in by_type.items():
        record_type = RECORD_TYPES.get(record)
        if record_type is None or record_type.service != ctx.service:
            found |= {each: [id_] for each in asked if (id_ := _id(each.text))}
            continue
        candidates = await _candidates(ctx, record_type, asked)
        every = (one for all_ in candidates.values() for one in all_)
        seen = await visible(ctx, rights, record_type, every)
        found |= {each: [one for one in all_ if one in seen] for each, all_ in candidates.items()}
    return found


async def _candidates(
    ctx: Context, record_type: RecordType[Any], asked: Sequence[Wanted]
) -> dict[Wanted, list[UUID]]:
    found = {each: [id_] for each in asked if (id_ := _id(each.text))}
    words = {each: text_key(each.text) for each in asked if each not in found}
    fields = reference_fields(record_type)
    known = await records_with(
        ctx, record_type, {(name, key) for key in words.values() for name in fields}
    )
    titles = await _titled(ctx, record_type, set(words.values()))
    for each, key in words.items():
        by_key = next((known[name, key] for name in fields if (name, key) in known), None)
        found[each] = by_key or titles.get(key, [])
    return found


def reference_fields(record_type: RecordType[Any]) -> tuple[str, ...]:
    """Name the fields by which a reference may name a record, the weightiest first."""
    marked = [name for mark in _FOUND_BY for name in record_type.marked(mark)]
    return tuple(dict.fromkeys(name for name in marked if not parts_of(record_type, name)))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


async def _titled(
    ctx: Context, record_type: RecordType[Any], titles: set[str]
) -> Mapping[str, list[UUID]]:
    if f"{record_type.title}_sort" not in record_type.table.c or not titles:
        return {}
    found: dict[str, list[UUID]] = {}
    for row in await ctx.unit.peek(_titles(record_type), titles=sorted(titles)):
        found.setdefault(row["title"], []).append(row["id"])
    return found


def live(record_type: RecordType[Any], rows: Iterable[Row]) -> dict[UUID, RecordState]:
    """Return the states in rows, those in the bin left out."""
    return {
        row["id"]: state_tables.state_of(record_type.table, row, record_type.state)
        for row in rows
        if row["deleted_at"] is None
    }


@cache
def reading(record_type: RecordType[Any]) -> Statement:
    """Return the statement that reads many records without locking them."""
    table = record_type.table
    wanted = table.c.id == any_(bindparam("ids", type_=ARRAY(Uuid())))
    return scoped(select(table).where(table.c.tenant_id == TENANT, wanted))


_COMPILED: Final[dict[object, Statement]] = {}


def _visible(record_type: RecordType[Any], plan: Plan) -> Statement:
    key = (record_type.record, plan.shape if isinstance(plan, Rows) else None)
    if key not in _COMPILED:
        table = record_type.table
        wanted: list[ColumnElement[bool]] = [
            table.c.tenant_id == TENANT,
            table.c.id == any_(bindparam("ids", type_=ARRAY(Uuid()))),
            table.c.deleted_at.is_(None),
        ]
        if isinstance(plan, Rows):
            wanted.append(plan.clause(table, single=True))
        _COMPILED[key] = scoped(select(table.c.id).where(*wanted))
    return _COMPILED[key]


@cache
def _titles(record_type: RecordType[Any]) -> Statement:
    table = record_type.table
    title = table.c[f"{record_type.title}_sort"]
    wanted = title == any_(bindparam("titles", type_=ARRAY(title.type)))
    live = table.c.tenant_id == TENANT, table.c.deleted_at.is_(None)
    return scoped(select(table.c.id, title.label("title")).where(*live, wanted))
