"""Chunks of a job: locked while they are done, and marked by the unit of work that does them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid5

import orjson

from kontor_chassis.context import Context
from kontor_chassis.database.statements import Statement
from kontor_chassis.definition import PeriodicJob
from kontor_chassis.runtime import Runtime
from kontor_records.bulk import jobs
from kontor_records.bulk.moving import Lock, Wanted
from kontor_records.bulk.working import Chunk, Outcome
from kontor_records.storage import batches
from kontor_records.storage.records import Locked

_CHUNK: Final = Statement(
    "SELECT c.ids, c.versions, c.finished, c.befores, c.is_done, j.state FROM bulk_chunk c"
    " JOIN bulk_job j ON j.tenant_id = c.tenant_id AND j.id = c.job"
    " WHERE c.tenant_id = $1::uuid AND c.job = $2::uuid AND c.seq = $3::int",
    ("tenant", "job", "seq"),
)
_SEEN: Final = Statement(
    "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s)"
    " SELECT x.* FROM t CROSS JOIN LATERAL (" + _CHUNK.sql + " AND t.s IS NOT NULL OFFSET 0) x",
    _CHUNK.names,
)
_FINISH: Final = (
    "UPDATE bulk_chunk c SET is_done = $4::boolean, finished = c.finished || $5::uuid[],"
    " failures = c.failures || $6::text::jsonb, befores = c.befores || $7::text::jsonb"
    " FROM i WHERE c.tenant_id = $1::uuid AND c.job = $2::uuid AND c.seq = $3::int"
    " AND NOT c.is_done AND NOT c.finished && $5::uuid[] RETURNING 1"
)
_COUNT: Final = (
    "UPDATE bulk_job j SET done = j.done + $3::bigint, failed = j.failed + $4::bigint FROM i"
    " WHERE j.tenant_id = $1::uuid AND j.id = $2::uuid RETURNING 1"
)
_FORGET: Final = (
    "UPDATE bulk_chunk SET befores = '{}' WHERE (tenant_id, job, seq) IN (SELECT c.tenant_id,"
    " c.job, c.seq FROM bulk_job j JOIN bulk_chunk c ON c.tenant_id = j.tenant_id AND c.job = j.id"
    " WHERE j.finished_at < $1 AND c.befores <> '{}'::jsonb LIMIT 1000)"
)


class Overtaken(Exception):  # noqa: N818 - no fault: somebody else was there first
    """The chunk is done, or the job is over."""


def lock_of(ctx: Context, job: UUID, seq: int) -> Lock:
    """Return what locks records together with the chunk, which two workers may have taken up."""
    chunk = uuid5(job, str(seq))

    async def lock(wanted: Wanted) -> Mapping[UUID, Locked[Any]]:
        locked = await batches.lock_many(ctx, wanted, chunk)
        row = await ctx.unit.one(_CHUNK, job=job, seq=seq)
        if row is None or row["is_done"] or row["state"] != "running":
            raise Overtaken
        return locked

    return lock


async def chunk_of(ctx: Context, job: UUID, seq: int) -> tuple[Chunk, frozenset[UUID]]:
    """Return a chunk beside the unit of work, and which of it were done one by one before."""
    rows = await ctx.unit.peek(_SEEN, job=job, seq=seq)
    if not rows or rows[0]["is_done"] or rows[0]["state"] != "running":
        raise Overtaken
    row = rows[0]
    chunk = Chunk(
        ids=[UUID(str(one)) for one in row["ids"]],
        versions=row["versions"],
        befores=orjson.loads(row["befores"]),
    )
    return chunk, frozenset(UUID(str(one)) for one in row["finished"])


def stage(ctx: Context, job: UUID, seq: int, outcome: Outcome, *, is_done: bool) -> None:
    ctx.unit.stage_write(
        _FINISH,
        ctx.tenant,
        job,
        seq,
        is_done,
        outcome.finished,
        orjson.dumps(outcome.failures if is_done else {}, default=str).decode(),
        orjson.dumps(outcome.befores).decode(),
    )
    done, failed = len(outcome.finished), len(outcome.failures) if is_done else 0
    ctx.unit.stage_write(_COUNT, ctx.tenant, job, done, failed)


async def forget_old(runtime: Runtime) -> None:
    """Forget what was changed from what once it can no longer be undone; a periodic job."""
    border = runtime.clock.now() - jobs.UNDO_WITHIN
    while await runtime.worker_pool.execute(_FORGET, border) == "UPDATE 1000":
        pass


FORGET_CHANGES = PeriodicJob(name="forget_changes", every=timedelta(hours=1), run=forget_old)
"""For the jobs of every service that offers it."""
