"""Finding tags: those a reader may know, by id, by name, on records, and the records under one."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, BigInteger, Text, Uuid, and_, bindparam, func, or_, select, true

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import TENANT, Statement, scoped
from kontor_chassis.database.unit_of_work import Row
from kontor_chassis.errors import RecordUnknown
from kontor_records.access.fields import MASKED, NONE, masked
from kontor_records.access.planner import EVERYTHING, NOTHING
from kontor_records.access.rights import Rights, rights_of
from kontor_records.access.rows import Rows
from kontor_records.conditions.text_order import text_key
from kontor_records.declaration.record_type import RECORD_TYPES, RecordType
from kontor_records.storage import records
from kontor_records.tags.tables import RECORD_TAG, TAG, TAG_PIN

PER_TYPE: Final = 20
NOBODY: Final = UUID(int=0)
_COUNTED: Final = 10_000

_ME: Final = bindparam("me", type_=Uuid())
# A private tag is its user's alone; whoever asks with another id finds nothing.
_KNOWN: Final = and_(TAG.c.tenant_id == TENANT, or_(TAG.c.user_id.is_(None), TAG.c.user_id == _ME))
_PINNED: Final = (
    select(true())
    .where(TAG_PIN.c.tenant_id == TENANT, TAG_PIN.c.user_id == _ME, TAG_PIN.c.tag == TAG.c.id)
    .exists()
    .label("is_pinned")
)

BY_IDS: Final = scoped(
    select(TAG, _PINNED).where(_KNOWN, TAG.c.id == func.any(bindparam("ids", type_=ARRAY(Uuid()))))
)
ALL: Final = scoped(
    select(TAG, _PINNED)
    .where(_KNOWN, TAG.c.deleted_at.is_(None), TAG.c.successor.is_(None))
    .order_by(func.kontor_sort(TAG.c.name), TAG.c.id)
    .limit(bindparam("rows", type_=BigInteger()))
)
_COUNT: Any = (
    select(func.count().label("count"))
    .select_from(TAG)
    .where(
        TAG.c.tenant_id == TENANT,
        TAG.c.user_id.is_not_distinct_from(bindparam("user", type_=Uuid())),
        TAG.c.deleted_at.is_(None),
        TAG.c.successor.is_(None),
    )
)
COUNT: Final = scoped(_COUNT)
PRIVATE_ON: Final = scoped(
    select(RECORD_TAG.c.record, RECORD_TAG.c.tag).where(
        RECORD_TAG.c.tenant_id == TENANT,
        RECORD_TAG.c.record_type == bindparam("type", type_=Text()),
        RECORD_TAG.c.record == func.any(bindparam("records", type_=ARRAY(Uuid()))),
        RECORD_TAG.c.user_id == _ME,
    )
)


def user_of(ctx: ReadContext | Context) -> UUID:
    """Return the user who asks; a service that asks for itself has no private tags."""
    subject = ctx.principal.subject
    return UUID(subject.id) if subject.kind == "user" else NOBODY


async def tags_of(ctx: ReadContext | Context, ids: Sequence[UUID]) -> dict[UUID, Row]:
    """Return the tags with these ids that the reader may know; old names lead nowhere here."""
    rows = await ctx.unit.all(BY_IDS, ids=list(ids), me=user_of(ctx))
    return {row["id"]: row for row in rows}


async def live(ctx: ReadContext | Context, identifier: UUID) -> Row:
    """Return a tag, or the one its name leads to now.

    Raises:
        RecordUnknown: There is none that the reader may know.
    """
    seen: set[UUID] = set()
    while identifier not in seen:
        seen.add(identifier)
        row = (await tags_of(ctx, [identifier])).get(identifier)
        if row is None or (row["deleted_at"] is not None and row["successor"] is None):
            break
        if row["successor"] is None:
            return row
        identifier = row["successor"]
    raise RecordUnknown


async def all_tags(ctx: ReadContext, most: int) -> list[dict[str, Any]]:
    """Return the shared tags and the reader's private ones, pinned ones marked, by name."""
    return [shown(row) for row in await ctx.unit.all(ALL, me=user_of(ctx), rows=most)]


def shown(row: Row) -> dict[str, Any]:
    """Return a tag as it is shown."""
    return {
        "id": row["id"],
        "name": row["name"],
        "hue": row["hue"],
        "scope": "shared" if row["user_id"] is None else "private",
        "is_pinned": row["is_pinned"],
    }


async def private_on(
    ctx: ReadContext | Context, record_type: RecordType[Any], records: Sequence[UUID]
) -> dict[UUID, list[UUID]]:
    """Return the reader's own private tags on records."""
    rows = await ctx.unit.all(
        PRIVATE_ON, type=record_type.record, records=list(records), me=user_of(ctx)
    )
    found: dict[UUID, list[UUID]] = {}
    for row in rows:
        found.setdefault(row["record"], []).append(row["tag"])
    return found


async def tags_on(
    ctx: ReadContext, record_type: RecordType[Any], record: UUID
) -> list[dict[str, Any]]:
    """Return the tags on a record, the reader's private ones included, by name.

    Raises:
        RecordUnknown: There is no such record that the reader can see.
    """
    row = await records.visible(ctx, record_type, record)
    mine = (await private_on(ctx, record_type, [record])).get(record, [])
    shared = [UUID(each) for each in orjson.loads(row["tags"])]
    found = []
    for identifier in dict.fromkeys([*shared, *mine]):
        try:
            found.append(shown(await live(ctx, identifier)))
        except RecordUnknown:  # it was deleted, and the job that follows is on its way
            continue
    return sorted(found, key=lambda each: text_key(each["name"]))


async def records_under(ctx: ReadContext, identifier: UUID) -> list[dict[str, Any]]:
    """Return the records under a tag that the reader may see: 20 of each type, newest first.

    Raises:
        RecordUnknown: There is no such tag that the reader may know.
    """
    tag = await live(ctx, identifier)
    rights = await rights_of(ctx)
    found = []
    for record_type in sorted(RECORD_TYPES.values(), key=lambda each: each.record):
        if record_type.service != ctx.service or not record_type.has("tags"):
            continue
        plan = rights.plan("read", record_type)
        if plan is NOTHING:
            continue
        rows = plan if isinstance(plan, Rows) else None
        if rows is None and plan is not EVERYTHING:
            continue
        values = rows.values() if rows else {}
        asked = {"tag": tag["id"], "me": user_of(ctx), **values}
        items = await ctx.unit.all(_under(record_type, rows), **asked)
        if items:
            counted = await ctx.unit.one(_counted(record_type, rows), **asked)
            found.append({
                "record": record_type.record,
                "count": counted["count"] if counted else 0,
                "items": [
                    {"id": row["id"], "title": _titled(rights, record_type, row["title"])}
                    for row in items
                ],
            })  # fmt: skip
    return found


def _titled(rights: Rights, record_type: RecordType[Any], title: object) -> object:
    """Return a title as far as its field is open to the reader."""
    right = rights.field_right(record_type, record_type.title)
    if right == NONE:
        return None
    return masked(title) if right == MASKED else title


_KEPT: dict[tuple[object, ...], Statement] = {}


def _under(record_type: RecordType[Any], rows: Rows | None) -> Statement:
    table = record_type.table
    page = (
        _tagged(record_type, rows, table.c.id, table.c[record_type.title].label("title"))
        .order_by(table.c.created_at.desc(), table.c.id.desc())
        .limit(PER_TYPE)
    )
    return _once(("under", record_type.record, rows and rows.shape), page)


def _counted(record_type: RecordType[Any], rows: Rows | None) -> Statement:
    some = _tagged(record_type, rows, record_type.table.c.id).limit(_COUNTED).subquery()
    count = select(func.count().label("count")).select_from(some)
    return _once(("count", record_type.record, rows and rows.shape), count)


def _tagged(record_type: RecordType[Any], rows: Rows | None, *columns: Any) -> Any:
    table = record_type.table
    statement = (
        select(*columns)
        .join(
            RECORD_TAG,
            and_(
                RECORD_TAG.c.tenant_id == TENANT,
                RECORD_TAG.c.tag == bindparam("tag", type_=Uuid()),
                RECORD_TAG.c.record_type == record_type.record,
                RECORD_TAG.c.record == table.c.id,
                or_(RECORD_TAG.c.user_id.is_(None), RECORD_TAG.c.user_id == _ME),
            ),
        )
        .where(table.c.tenant_id == TENANT, table.c.deleted_at.is_(None))
    )
    return statement if rows is None else statement.where(rows.clause(table))


def _once(key: tuple[object, ...], statement: Any) -> Statement:
    if key not in _KEPT:
        _KEPT[key] = scoped(statement)
    return _KEPT[key]


@lru_cache(maxsize=256)
def next_under(record_type: RecordType[Any]) -> Statement:
    """Return the statement that names the next records under a shared tag."""
    return scoped(
        select(RECORD_TAG.c.record)
        .where(
            RECORD_TAG.c.tenant_id == TENANT,
            RECORD_TAG.c.tag == bindparam("tag", type_=Uuid()),
            RECORD_TAG.c.record_type == record_type.record,
            RECORD_TAG.c.user_id.is_(None),
            RECORD_TAG.c.record > bindparam("place", type_=Uuid()),
        )
        .order_by(RECORD_TAG.c.record)
        .limit(bindparam("rows", type_=BigInteger()))
    )
