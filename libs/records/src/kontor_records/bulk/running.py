"""The worker of bulk jobs: chunk by chunk, each in a unit of work of its own, whatever is killed.

A chunk is marked done by the unit of work that does it, so it is done once. Jobs take turns, a few
chunks at a time; a lease lets another process go on with the job of one that died.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

import orjson
import structlog
from asyncpg import IntegrityConstraintViolationError

from kontor_chassis.actor import Actor, Cause, Principal
from kontor_chassis.context import Context
from kontor_chassis.database.pool import CONNECTION_FAULTS, CONTENTION
from kontor_chassis.database.violations import refusal_of
from kontor_chassis.definition import Process
from kontor_chassis.errands import carry_out
from kontor_chassis.errors import Refusal, ServiceUnavailable
from kontor_chassis.jobs.loops import work_off
from kontor_chassis.runtime import Runtime
from kontor_chassis.telemetry import liveness
from kontor_records.bulk import chunks, jobs
from kontor_records.bulk.orders import BulkType
from kontor_records.bulk.working import Chunk, Outcome, work

_log = structlog.get_logger("bulk")
_LEASE: Final = timedelta(seconds=10)
_SLICE: Final = 10
"""Chunks of one job before another has its turn."""
_AT_ONCE: Final = 2
"""While the database writes one chunk, the next one is worked out."""
_IDLE_S: Final = 0.5
_MOST_ATTEMPTS: Final = 3

_CLAIM: Final = """
UPDATE bulk_job SET lease_until = $1 + $2, served_at = $1, attempt = attempt + 1
WHERE (tenant_id, id) = (SELECT tenant_id, id FROM bulk_job
 WHERE finished_at IS NULL AND (lease_until IS NULL OR lease_until < $1)
 ORDER BY served_at NULLS FIRST LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING tenant_id, id, record_type, action, given, created_by, correlation, depth, attempt
"""
_RELEASE: Final = (
    "UPDATE bulk_job SET lease_until = NULL, attempt = 0 WHERE tenant_id = $1 AND id = $2"
)
_OPEN: Final = (
    "SELECT seq FROM bulk_chunk WHERE tenant_id = $1 AND job = $2 AND NOT is_done"
    " ORDER BY seq LIMIT $3"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """A job as the worker holds it."""

    id: UUID
    bulk: BulkType
    action: str
    given: Mapping[str, Any]
    principal: Principal
    cause: Cause


def bulk_process(types: Iterable[BulkType]) -> Process:
    """Return the worker of a service's bulk jobs, for its table of contents.

    Args:
        types: The types whose records can be worked on in bulk.
    """
    known = {bulk.record_type.record: bulk for bulk in types}

    async def run(runtime: Runtime) -> None:
        await work_off("bulk jobs", partial(_turn, runtime, known), _IDLE_S)

    return Process(name="bulk jobs", role="jobs", run=run)


async def run_once(runtime: Runtime, types: Iterable[BulkType]) -> bool:
    """Give one job its turn; return whether there was one."""
    return await _turn(runtime, {bulk.record_type.record: bulk for bulk in types})


async def _turn(runtime: Runtime, types: Mapping[str, BulkType]) -> bool:
    row = await runtime.worker_pool.fetchrow(_CLAIM, runtime.clock.now(), _LEASE)
    if row is None:
        return False
    tenant = row["tenant_id"]
    kind, _, who = row["created_by"].partition(":")
    job = _Job(
        id=row["id"],
        bulk=types[row["record_type"]],
        action=row["action"],
        given=orjson.loads(row["given"]),
        principal=Principal(subject=Actor(kind, who), tenant=tenant),
        cause=Cause(correlation_id=row["correlation"], depth=row["depth"] + 1),
    )
    try:
        if row["attempt"] > _MOST_ATTEMPTS:
            await carry_out(runtime, job.principal, lambda ctx: _end(ctx, job, "failed"))
        else:
            await _slice(runtime, job)
    except (*CONNECTION_FAULTS, *CONTENTION, ServiceUnavailable):
        raise
    except Exception:  # noqa: BLE001 - a job's fault is its own: the others go on
        _log.exception("bulk job failed", job=str(job.id), action=job.action)
        return True
    await runtime.worker_pool.execute(_RELEASE, tenant, job.id)
    return True


async def _slice(runtime: Runtime, job: _Job) -> None:
    """Do some chunks of a job, and end it where none is left."""
    if not await carry_out(runtime, job.principal, lambda ctx: _begin(ctx, job)):
        return
    tenant = job.principal.tenant
    rows = await runtime.worker_pool.fetch(_OPEN, tenant, job.id, _SLICE)
    turns = asyncio.Semaphore(_AT_ONCE)

    async def do(seq: int) -> None:
        async with turns:
            await _do(runtime, job, seq)
            liveness.beat("bulk jobs")

    ended = await asyncio.gather(*(do(row["seq"]) for row in rows), return_exceptions=True)
    faults = [fault for fault in ended if fault is not None]
    for fault in faults:
        if not isinstance(fault, chunks.Overtaken):
            raise fault
    if faults:
        return
    if len(rows) < _SLICE:
        await carry_out(runtime, job.principal, lambda ctx: _end(ctx, job, "finished"))


async def _do(runtime: Runtime, job: _Job, seq: int) -> None:
    if job.action in job.bulk.verbs:
        await _one_by_one(runtime, job, seq)
        return
    try:
        await carry_out(runtime, job.principal, lambda ctx: _whole(ctx, job, seq), cause=job.cause)
    except IntegrityConstraintViolationError:
        # One of the records takes what another has: found out one by one.
        await _one_by_one(runtime, job, seq)


async def _whole(ctx: Context, job: _Job, seq: int) -> None:
    chunk, _ = await chunks.chunk_of(ctx, job.id, seq)
    outcome = await work(
        ctx, job.bulk, job.action, job.given, chunk, chunks.lock_of(ctx, job.id, seq)
    )
    chunks.stage(ctx, job.id, seq, outcome, is_done=True)


async def _one_by_one(runtime: Runtime, job: _Job, seq: int) -> None:
    """Do each record of a chunk in a unit of work of its own."""
    (chunk, done) = await carry_out(
        runtime, job.principal, lambda ctx: chunks.chunk_of(ctx, job.id, seq)
    )
    failed = Outcome()
    for record, version in zip(chunk.ids, chunk.versions, strict=True):
        if record in done:
            continue
        one = Chunk(ids=[record], versions=[version], befores=chunk.befores)
        try:
            outcome = await carry_out(
                runtime, job.principal, partial(_single, job, seq, one), cause=job.cause
            )
            failed.failures |= outcome.failures
        except Refusal as refusal:
            if isinstance(refusal, ServiceUnavailable):
                raise
            failed.fail(record, refusal)
        except IntegrityConstraintViolationError as violation:
            failed.fail(record, _named(violation))
    await carry_out(
        runtime, job.principal, lambda ctx: _close(ctx, job, seq, failed), cause=job.cause
    )


async def _single(job: _Job, seq: int, one: Chunk, ctx: Context) -> Outcome:
    (record,) = one.ids
    _, done = await chunks.chunk_of(ctx, job.id, seq)
    if record in done:
        return Outcome()
    verb = job.bulk.verbs.get(job.action)
    if verb is None:
        outcome = await work(
            ctx, job.bulk, job.action, job.given, one, chunks.lock_of(ctx, job.id, seq)
        )
    else:
        await verb(ctx, record, job.given)
        outcome = Outcome(finished=[record])
    if outcome.finished:
        chunks.stage(ctx, job.id, seq, outcome, is_done=False)
    return outcome


async def _close(ctx: Context, job: _Job, seq: int, failed: Outcome) -> None:
    await ctx.unit.lock(job.id)
    chunks.stage(ctx, job.id, seq, failed, is_done=True)


async def _begin(ctx: Context, job: _Job) -> bool:
    """Let a queued job run; return whether it runs."""
    await ctx.unit.lock(job.id)
    row = await ctx.unit.one(jobs.LOCK, id=job.id)
    if row is not None and row["state"] == "queued":
        jobs.tell(ctx, jobs.change(ctx, row, state="running", started_at=ctx.now), "started")
        return True
    return row is not None and row["state"] == "running"


async def _end(ctx: Context, job: _Job, state: str) -> None:
    await ctx.unit.lock(job.id)
    row = await ctx.unit.one(jobs.LOCK, id=job.id)
    if row is None or row["state"] not in jobs.OPEN:
        return
    jobs.tell(ctx, jobs.change(ctx, row, state=state, finished_at=ctx.now), state)
    if row["undo_of"] is not None and state == "finished":
        first = await ctx.unit.one(jobs.LOCK, id=row["undo_of"])
        if first is not None:
            jobs.tell(ctx, jobs.change(ctx, first), "undone")


def _named(violation: IntegrityConstraintViolationError) -> Refusal:
    if (refusal := refusal_of(violation)) is None:
        raise violation
    return refusal
