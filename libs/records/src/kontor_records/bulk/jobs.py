"""Jobs: the verbs of a bulk job, from its order to its undoing. The work itself is `running`'s."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Integer, Text, Uuid, bindparam, cast, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import TENANT, Statement, compiled, scoped
from kontor_chassis.database.unit_of_work import Row
from kontor_chassis.errors import RecordUnknown, TransitionNotAllowed
from kontor_records.access.rights import rights_of
from kontor_records.bulk.orders import UNDOABLE, UNDONE, BulkOrder, BulkType, checked
from kontor_records.bulk.selection import fix
from kontor_records.bulk.tables import BULK_CHUNK, BULK_JOB
from kontor_records.declaration.record_type import RecordType
from kontor_records.imports.errors import UndoExpired
from kontor_schemas.registry import fact_named
from kontor_schemas.wire import plain_json

UNDO_WITHIN: Final = timedelta(hours=24)
OPEN: Final = frozenset({"queued", "running"})
_J, _C = BULK_JOB.c, BULK_CHUNK.c

_ONE = select(BULK_JOB).where(_J.tenant_id == TENANT, _J.id == bindparam("id", type_=Uuid()))
GET: Final = scoped(_ONE)
LOCK: Final = compiled(_ONE.with_for_update())
_TOLD: Final = scoped(
    select(_C.seq, _C.failures)
    .where(
        _C.tenant_id == TENANT,
        _C.job == bindparam("job", type_=Uuid()),
        _C.seq > bindparam("after", type_=Integer()),
        cast(_C.failures, Text()) != "{}",
    )
    .order_by(_C.seq)
    .limit(bindparam("rows", type_=Integer()))
)
_COPY: Final = Statement(
    "INSERT INTO bulk_chunk (tenant_id, job, seq, ids, versions, befores)"
    " SELECT tenant_id, $3::uuid, seq, finished, array_fill(NULL::bigint,"
    " ARRAY[cardinality(finished)]), befores FROM bulk_chunk"
    " WHERE tenant_id = $1::uuid AND job = $2::uuid AND cardinality(finished) > 0"
    " RETURNING cardinality(ids) AS size",
    ("tenant", "job", "undo"),
)
_SHOWN: Final = (
    "id", "version", "action", "state", "total", "done", "failed", "created_at", "started_at",
    "finished_at", "undo_of", "undone_by",
)  # fmt: skip


async def order(ctx: Context, bulk: BulkType, asked: BulkOrder) -> dict[str, Any]:
    """Have something done with many records; which ones is fixed now.

    Raises:
        OpNotAllowed, ActionForbidden, SelectionTooLarge, SelectionChanged, Faults,
        FieldForbidden: As `orders.checked` and `selection.fix`.
    """
    rights = await rights_of(ctx)
    found = checked(bulk, rights, asked)
    job = ctx.new_id()
    total = await fix(ctx, rights, bulk.record_type, job, found)
    what = {"action": found.action, "given": plain_json(dict(found.given)).decode()}
    return _add(ctx, bulk.record_type, job, total, **what)


async def get(ctx: ReadContext, record_type: RecordType[Any], job: UUID) -> dict[str, Any]:
    """Return how a job stands.

    Raises:
        RecordUnknown: The user has ordered none of this id.
    """
    return shown(_own(ctx, record_type, await ctx.unit.one(GET, id=job)))


async def failures(
    ctx: ReadContext, record_type: RecordType[Any], job: UUID, *, after: int = -1
) -> dict[str, Any]:
    """Return which records a job did not do and why: a page, and where the next one begins.

    Raises:
        RecordUnknown: The user has ordered none of this id.
    """
    await get(ctx, record_type, job)
    rows = await ctx.unit.all(_TOLD, job=job, after=after, rows=11)
    told = [
        {"id": record, **why}
        for row in rows[:10]
        for record, why in orjson.loads(row["failures"]).items()
    ]
    return {"items": told, "next": rows[9]["seq"] if len(rows) > 10 else None}


async def cancel(ctx: Context, record_type: RecordType[Any], job: UUID) -> dict[str, Any]:
    """End a job between two chunks; what is done stays.

    Emits: `<service>.bulk_job.cancelled`.

    Raises:
        RecordUnknown: The user has ordered none of this id.
        TransitionNotAllowed: It is over.
    """
    row = await locked(ctx, record_type, job)
    if row["state"] == "cancelled":
        return shown(row)
    if row["state"] not in OPEN:
        raise TransitionNotAllowed(allowed=[])
    return tell(ctx, change(ctx, row, state="cancelled", finished_at=ctx.now), "cancelled")


async def undo(ctx: Context, record_type: RecordType[Any], job: UUID) -> dict[str, Any]:
    """Have what a job did taken back, by another job; asked again, that one is the answer.

    Raises:
        RecordUnknown: The user has ordered none of this id.
        TransitionNotAllowed: It is not over, or what it did has no way back.
        UndoExpired: It ended more than a day ago.
    """
    row = await locked(ctx, record_type, job)
    if row["undone_by"] is not None:
        again = await ctx.unit.one(LOCK, id=row["undone_by"])
        return shown(_own(ctx, record_type, again))
    if row["state"] in OPEN or row["action"] not in UNDOABLE:
        raise TransitionNotAllowed(allowed=["cancel"] if row["state"] in OPEN else [])
    if ctx.now - row["finished_at"] > UNDO_WITHIN:
        raise UndoExpired
    back = ctx.new_id()
    chunks = await ctx.unit.all(_COPY, job=job, undo=back)
    total = sum(chunk["size"] for chunk in chunks)
    change(ctx, row, undone_by=back)
    action = "restore" if row["action"] == "delete" else UNDONE
    return _add(ctx, record_type, back, total, action=action, undo_of=job)


async def locked(ctx: Context, record_type: RecordType[Any], job: UUID) -> Row:
    """Lock a job of the user's.

    Raises:
        RecordUnknown: The user has ordered none of this id.
    """
    await ctx.unit.lock(job)
    return _own(ctx, record_type, await ctx.unit.one(LOCK, id=job))


def change(ctx: Context, row: Row, **values: object) -> dict[str, Any]:
    """Stage the next version of a locked job; return it as it will stand."""
    new = {"version": row["version"] + 1, **values}
    ctx.unit.update(BULK_JOB, row["id"], row["version"], new)
    return {**dict(row.items()), **new}


def tell(ctx: Context, row: Mapping[str, Any], verb: str) -> dict[str, Any]:
    """Stage a fact of a job; return the job as it is shown."""
    fact: Any = fact_named(f"{ctx.service}.bulk_job.{verb}.v1")
    ctx.emit(
        fact(
            id=row["id"],
            version=row["version"],
            record=row["record_type"],
            action=row["action"],
            counts={name: row[name] for name in ("total", "done", "failed")},
        )
    )
    return shown(row)


def shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a job as its user sees it."""
    return {"record": row["record_type"], **{name: row[name] for name in _SHOWN}}


def _add(
    ctx: Context, record_type: RecordType[Any], job: UUID, total: int, **what: Any
) -> dict[str, Any]:
    row: dict[str, Any] = {
        **dict.fromkeys(column.name for column in BULK_JOB.columns),
        "id": job,
        "version": 1,
        "attempt": 0,
        "record_type": record_type.record,
        "given": "{}",
        "state": "queued",
        "total": total,
        "done": 0,
        "failed": 0,
        "created_at": ctx.now,
        "created_by": str(ctx.principal.subject),
        "correlation": ctx.cause.correlation_id,
        "depth": ctx.cause.depth,
        **what,
    }
    ctx.unit.insert(BULK_JOB, {name: value for name, value in row.items() if name != "tenant_id"})
    return shown(row)


def _own(ctx: Context | ReadContext, record_type: RecordType[Any], row: Row | None) -> Row:
    subject = str(ctx.principal.subject)
    if row is None or row["created_by"] != subject or row["record_type"] != record_type.record:
        raise RecordUnknown
    return row
