"""Jobs that follow a definition: every record it concerns brought up to it, chunk by chunk.

A chunk is one transaction, and the timer that asks for the next one is set in it: whatever is
killed, each record is changed once. A record that is as it should be gets no version and no fact.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Uuid, bindparam, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import TENANT, scoped
from kontor_chassis.errors import RecordUnknown
from kontor_chassis.jobs.timers import Firing, set_timer
from kontor_records.declaration.record_type import RECORD_TYPES, RecordType
from kontor_records.following.tables import FOLLOWING_JOB
from kontor_records.storage import records

TIMER: Final = "records.following"
"""The kind of the timers that drive these jobs: a service names the handler for it."""
CHUNK: Final = 500
_MOST_ATTEMPTS: Final = 10

Body = Mapping[str, str]
Find = Callable[[Context, RecordType[Any], Body, UUID, int], Awaitable[Sequence[UUID]]]
Work = Callable[[Context, RecordType[Any], Body, Sequence[UUID]], Awaitable[None]]
Finish = Callable[[Context, Body], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of job.

    Attributes:
        name: What its rows call it.
        find: Gives the next records behind a place, in the order of their ids.
        work: Locks records and stages what must become of them.
        finish: Stages what is left to do when no record is left.
    """

    name: str
    find: Find
    work: Work
    finish: Finish = lambda _ctx, _body: None


_JOB = scoped(
    select(FOLLOWING_JOB).where(
        FOLLOWING_JOB.c.tenant_id == TENANT, FOLLOWING_JOB.c.id == bindparam("id", type_=Uuid())
    )
)
_MOVE: Final = (
    "UPDATE following_job SET place = $3::uuid, done = $4::bigint, status = $5::text,"
    " finished_at = $6::timestamptz WHERE tenant_id = $1::uuid AND id = $2::uuid RETURNING 1"
)


def start(
    ctx: Context, kind: str, record: str, body: Body, *, after: timedelta = timedelta(0)
) -> UUID:
    """Stage a job over records of a type; it begins when this commits.

    Args:
        ctx: The command's context.
        kind: The name of its kind.
        record: The record type.
        body: What the job needs to know.
        after: How long it waits before it begins.

    Returns:
        Its id.
    """
    identifier = ctx.new_id()
    ctx.unit.insert(
        FOLLOWING_JOB,
        {
            "id": identifier,
            "kind": kind,
            "record": record,
            "body": orjson.dumps(dict(body)).decode(),
            "place": None,
            "done": 0,
            "status": "running",
            "created_at": ctx.now,
            "created_by": str(ctx.actor),
            "finished_at": None,
        },
    )
    _ask(ctx, identifier, 0, after)
    return identifier


async def job_of(ctx: ReadContext | Context, identifier: UUID) -> dict[str, Any]:
    """Return how far a job is.

    Raises:
        RecordUnknown: There is none.
    """
    row = await ctx.unit.one(_JOB, id=identifier)
    if row is None:
        raise RecordUnknown
    shown = ("id", "kind", "record", "done", "status", "created_at", "created_by", "finished_at")
    return {name: row[name] for name in shown}


async def run(kinds: Mapping[str, Kind], ctx: Context, firing: Firing) -> None:
    """Do the next chunk of a job, and ask for the one after it."""
    identifier = UUID(firing.payload["job"])
    rows = await ctx.unit.peek(_JOB, id=identifier)
    if not rows or rows[0]["status"] != "running":
        return
    job, kind = rows[0], kinds[rows[0]["kind"]]
    body: Body = orjson.loads(job["body"])
    if firing.attempt > _MOST_ATTEMPTS:
        _move(ctx, job, job["place"], 0, "failed")
        return
    record_type = RECORD_TYPES[job["record"]]
    found = await kind.find(ctx, record_type, body, job["place"] or UUID(int=0), CHUNK)
    if found:
        await kind.work(ctx, record_type, body, found)
    if len(found) < CHUNK:
        kind.finish(ctx, body)
        _move(ctx, job, job["place"], len(found), "finished")
        return
    _move(ctx, job, found[-1], len(found), "running")
    _ask(ctx, identifier, job["done"] + len(found))


async def live(
    ctx: Context, record_type: RecordType[Any], wanted: Sequence[UUID]
) -> list[records.Locked[Any]]:
    """Lock records and return those that are still live."""
    found = await records.lock_wherever(
        ctx, [(record_type, record) for record in wanted], action="update"
    )
    return [each for each in found if each.binned_with is None and each.merged_into is None]


def _move(
    ctx: Context, job: Mapping[str, Any], place: UUID | None, count: int, status: str
) -> None:
    finished = None if status == "running" else ctx.now
    done = job["done"] + count
    ctx.unit.stage_write(_MOVE, ctx.tenant, job["id"], place, done, status, finished)


def _ask(ctx: Context, identifier: UUID, done: int, after: timedelta = timedelta(0)) -> None:
    # A key of its own for each chunk: the timer that runs now is removed by who fired it.
    key = f"following:{identifier}:{done}"
    set_timer(ctx, key, ctx.now + after, TIMER, {"job": str(identifier)})
