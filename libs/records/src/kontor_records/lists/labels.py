"""Labels: what the records are called that a page's references lead to, in one further statement.

A record that the reader may not see, or that is gone for good, is `{"hidden": true}`: the two are
not told apart. Users and groups are named to everybody, by the mirrors that each service keeps.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import Text, Uuid, bindparam, cast, func, literal_column, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.sql.elements import ColumnElement

from kontor_chassis.context import ReadContext
from kontor_chassis.database.statements import TENANT, Statement, scoped
from kontor_chassis.database.unit_of_work import Row
from kontor_records.access.planner import NOTHING
from kontor_records.access.rights import Rights
from kontor_records.access.rows import Rows
from kontor_records.access.tables import NAMES
from kontor_records.declaration.record_type import RECORD_TYPES
from kontor_records.lists.sight import AnyType, Sight, within
from kontor_records.lists.statement import Restriction
from kontor_records.storage.kept import kept

HIDDEN: Final[Mapping[str, object]] = {"hidden": True}
UNNAMED: Final[Mapping[str, object]] = {"title": None}
"""A user or group whose name is still on its way."""
_USER: Final = "identity.user"
_BY: Final = frozenset({"created_by", "updated_by"})
Refs = dict[str, Mapping[str, object]]
Wanted = Mapping[AnyType, Iterable[str]]
_Source = tuple[AnyType, Restriction | None, bool]


async def labels_of(ctx: ReadContext, sight: Sight, rows: Sequence[Row]) -> Refs:
    """Return the labels of all references in the rows of a page, by `<record type>:<id>`."""
    wanted, people = _wanted(sight, rows), _people(sight, rows)
    found: Refs = {
        f"{target.record}:{each}": HIDDEN for target, ids in wanted.items() for each in ids
    }
    found |= {f"{record}:{each}": UNNAMED for record, ids in people.items() for each in ids}
    sources, values = _sources(sight.rights, wanted)
    values |= {f"{_prefix(record)}ids": list(ids) for record, ids in people.items()}
    if not sources and not people:
        return found
    shape = tuple((target, only and only.shape, titled) for target, only, titled in sources)
    named = tuple(sorted(people))
    statement = kept(("labels", shape, named), lambda: _statement(sources, named))
    for row in await ctx.unit.all(statement, **values):
        label = {"title": row["title"]}
        found[f"{row['record']}:{row['id']}"] = label | {"binned": True} if row["binned"] else label
    return found


def _wanted(sight: Sight, rows: Sequence[Row]) -> dict[AnyType, set[str]]:
    """Return the ids that the rows refer to, by the types of this service they lead to."""
    wanted: dict[AnyType, set[str]] = {}
    for field, record in sight.record_type.references.items():
        target = RECORD_TYPES.get(record)
        is_shown = field in sight.fields and field not in sight.masked
        if target is None or target.service != sight.record_type.service or not is_shown:
            continue
        ids = wanted.setdefault(target, set())
        for row in rows:
            ids.update(_ids(row[field]))
    return {target: ids for target, ids in wanted.items() if ids}


def _people(sight: Sight, rows: Sequence[Row]) -> dict[str, set[str]]:
    """Return the users and groups that the rows name, by record type of identity."""
    found: dict[str, set[str]] = {record: set() for record in NAMES}
    for field in sight.fields:
        record = sight.record_type.references.get(field)
        if field in sight.masked:
            continue
        if record in found:
            for row in rows:
                found[record].update(_ids(row[field]))
        elif field in _BY:
            found[_USER].update(
                by.removeprefix("user:") for row in rows if (by := row[field]).startswith("user:")
            )
    return {record: ids for record, ids in found.items() if ids}


def _ids(value: Any) -> Iterable[str]:
    if value is None:
        return ()
    # A list of references stands in a row as JSON.
    return orjson.loads(value) if isinstance(value, str) else (str(value),)


def _sources(
    rights: Rights, wanted: Mapping[AnyType, Iterable[str]]
) -> tuple[tuple[_Source, ...], dict[str, object]]:
    sources: list[_Source] = []
    values: dict[str, object] = {}
    for target, ids in sorted(wanted.items(), key=lambda pair: pair[0].record):
        plan = rights.plan("read", target)
        if plan is NOTHING:
            continue
        prefix = f"{target.name}_"
        restriction = None
        if isinstance(plan, Rows):
            restriction = within(plan, prefix)
            values |= {f"{prefix}{name}": value for name, value in plan.values().items()}
        sources.append((target, restriction, rights.field_right(target, target.title) in _SHOWN))
        values[f"{prefix}ids"] = list(ids)
    return tuple(sources), values


_SHOWN: Final = ("read", "edit")


def _statement(sources: tuple[_Source, ...], named: tuple[str, ...]) -> Statement:
    parts = [select(_part(*source).subquery()) for source in sources]
    parts += [select(_named(record).subquery()) for record in named]
    return scoped(select(union_all(*parts).subquery("labels")))


def _named(record: str) -> Any:
    table = NAMES[record]
    *_, name = table.c
    return select(
        literal_column(f"'{record}'").label("record"),
        table.c.id,
        name.label("title"),
        table.c.gone_at.is_not(None).label("binned"),
    ).where(
        table.c.tenant_id == TENANT,
        table.c.id == func.any(bindparam(f"{_prefix(record)}ids", type_=ARRAY(Uuid()))),
    )


def _prefix(record: str) -> str:
    return f"{record.replace('.', '_')}_"


def _part(target: AnyType, restriction: Restriction | None, is_titled: bool) -> Any:  # noqa: FBT001
    table, prefix = target.table, f"{target.name}_"
    title: ColumnElement[Any] = literal_column("NULL::text")
    if is_titled:
        stored = table.c[target.title]
        # A text in several languages is one; the screen picks.
        title = stored if not isinstance(stored.type, JSONB) else cast(stored, Text())
    rows = select(
        literal_column(f"'{target.record}'").label("record"),
        table.c.id,
        title.label("title"),
        table.c.deleted_at.is_not(None).label("binned"),
    ).where(
        table.c.tenant_id == TENANT,
        table.c.id == func.any(bindparam(f"{prefix}ids", type_=ARRAY(Uuid()))),
    )
    if restriction is not None:
        rows = rows.where(restriction.clause(table))
    return rows
