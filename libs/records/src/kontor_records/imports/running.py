"""Running: imports are done chunk by chunk, each in one transaction, by whoever gets to them.

A worker takes an import for half a minute at a time under a fence. A chunk moves the import's place
in the same transaction as its records, so that a worker killed anywhere leaves whole chunks behind
and the next one goes on after them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from time import perf_counter
from typing import Any, Final
from uuid import UUID

import orjson

from kontor_chassis.actor import Actor, Cause, Principal
from kontor_chassis.context import Context
from kontor_chassis.database.pool import CONNECTION_FAULTS
from kontor_chassis.database.unit_of_work import Row
from kontor_chassis.database.violations import VIOLATIONS, refusal_of
from kontor_chassis.definition import Process
from kontor_chassis.errands import carry_out
from kontor_chassis.errors import Refusal, ServiceUnavailable
from kontor_chassis.failpoints import reach
from kontor_chassis.jobs.loops import work_off
from kontor_chassis.runtime import Runtime
from kontor_chassis.telemetry import liveness
from kontor_records.customizing.world import definitions_of
from kontor_records.imports import foreseeing, matching, mending, runs, undoing
from kontor_records.imports.deciding import Chunk, Decider, Importing, Outcome
from kontor_records.imports.mapping import ImportMapping
from kontor_records.imports.matching import Seen
from kontor_records.imports.rows import Ahead, Draft, RowReader, Trouble
from kontor_records.sheets.analysis import rows_of
from kontor_records.sheets.text_file import Row as FileRow
from kontor_records.storage import many
from kontor_records.storage.statements import locking

CHUNK_ROWS: Final = 500
_LEAST_ROWS: Final = 100
_LONGEST_S: Final = 0.08
"""A chunk that took longer is followed by a smaller one."""
_LEASE: Final = timedelta(seconds=30)
_IDLE_S: Final = 0.5
_AT_ONCE: Final = 2

_CLAIM: Final = """
UPDATE import_run SET leased_until = $1 + $2, fence = fence + 1 WHERE (tenant_id, id) IN (
 SELECT tenant_id, id FROM import_run WHERE work IS NOT NULL
 AND (leased_until IS NULL OR leased_until < $1) ORDER BY leased_until NULLS FIRST
 LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING *
"""
_RELEASE: Final = (
    "UPDATE import_run SET leased_until = NULL WHERE tenant_id = $1 AND id = $2 AND fence = $3"
)
_PROGRESS: Final = (
    "UPDATE import_run SET next_row = greatest(next_row, $3::bigint), counts = $4::jsonb,"
    " leased_until = $5::timestamptz WHERE tenant_id = $1 AND id = $2::uuid RETURNING 1"
)


class Interrupted(Exception):  # noqa: N818 - a word for what happened, never shown
    """The import was paused or cancelled, or another worker has taken it over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One import that this worker has taken."""

    runtime: Runtime
    importing: Importing
    row: Row
    mapping: ImportMapping

    @property
    def id(self) -> UUID:
        """The id of the import."""
        found: UUID = self.row["id"]
        return found

    async def carry_out(self, command: Callable[[Context], Awaitable[Any]]) -> Any:
        """Run a command in the name of whoever began the import, which is its cause."""
        subject = Actor("user", str(self.row["created_by"]))
        principal = Principal(subject=subject, tenant=self.row["tenant_id"])
        cause = Cause(correlation_id=self.id, causation_id=self.id)
        return await carry_out(self.runtime, principal, command, cause=cause)

    async def held(self, ctx: Context, work: str, *records: UUID) -> Row:
        """Lock the import and some records, and make sure that it is still this worker's.

        Raises:
            Interrupted: It is not.
        """
        await ctx.unit.lock(self.id, *records)
        row = await ctx.unit.one(runs.LOCK, id=self.id)
        if row is None or row["work"] != work or row["fence"] != self.row["fence"]:
            raise Interrupted
        return row

    def lease(self) -> object:
        """Return until when the import is this worker's, from now on."""
        return self.runtime.clock.now() + _LEASE


def process(importing: Sequence[Importing]) -> Process:
    """Return the process that does the imports of a service's record types."""
    types = {each.record_type.record: each for each in importing}

    async def run(runtime: Runtime) -> None:
        do_one = partial(do_next, runtime, types)
        await asyncio.gather(
            *(work_off(f"imports {slot}", do_one, _IDLE_S) for slot in range(_AT_ONCE))
        )

    return Process(name="imports", role="jobs", run=run)


async def do_next(runtime: Runtime, types: Mapping[str, Importing]) -> bool:
    """Take the import that waits longest and do it; say whether there was one."""
    row = await runtime.worker_pool.fetchrow(_CLAIM, runtime.clock.now(), _LEASE)
    if row is None:
        return False
    mapping = ImportMapping.model_validate_json(row["mapping"])
    job = Job(runtime=runtime, importing=types[row["record_type"]], row=row, mapping=mapping)
    try:
        with suppress(Interrupted):
            await (undoing.undo(job) if row["work"] == "undo" else _read(job))
    except ServiceUnavailable:
        raise
    except (Refusal, ValueError) as fault:
        await job.carry_out(partial(_fail, job, fault))
    finally:
        with suppress(*CONNECTION_FAULTS):
            await runtime.worker_pool.execute(_RELEASE, row["tenant_id"], job.id, row["fence"])
    return True


async def _fail(job: Job, fault: Exception, ctx: Context) -> None:
    row = await job.held(ctx, job.row["work"])
    reason = fault.code if isinstance(fault, Refusal) else "internal_fault"
    if row["work"] == "dry_run":
        runs.change(ctx, row, work=None, reason=reason)
        return
    new = runs.change(ctx, row, state="failed", work=None, reason=reason, ended_at=ctx.now)
    runs.tell(ctx, row, new, "failed")


async def _read(job: Job) -> None:
    """Read the file from where the last worker came to, and do what is asked with its rows."""
    ahead, is_dry = Ahead(), job.row["work"] == "dry_run"
    layout, header = orjson.loads(job.row["layout"]), orjson.loads(job.row["header"])
    is_sheet = layout["kind"] == "xlsx"
    own = (await job.carry_out(definitions_of)).of(job.importing.record_type)
    reader = RowReader(own, header, job.mapping, is_sheet=is_sheet)
    mended_now = partial(mending.mended, run=job.id)
    with await job.carry_out(lambda ctx: runs.spooled(ctx, job.id)) as file:
        mended = await job.carry_out(mended_now)

        def rows(after: int = 0) -> Iterator[FileRow]:
            found = mending.over(rows_of(file, layout), mended)
            next(found, None)
            return (row for row in found if row[0] > after)

        named, repeated = await foreseeing.scanned(job, reader, rows(), is_dry=is_dry)
        decider = Decider(job.importing, job.mapping, reader, job.id, named)
        if is_dry:
            ahead.begin(reader, rows())
            await foreseeing.foresee(job, decider, ahead, Seen(repeated), mended)
            return
        counts: Mapping[str, int] = orjson.loads(job.row["counts"])
        ahead.begin(reader, rows(job.row["next_row"]))
        counts = await _import(job, decider, ahead, counts)
        if mended := await job.carry_out(mended_now):  # rows that an earlier run has refused
            ahead.begin(reader, (row for row in rows() if row[0] in mended), again=True)
            await _import(job, decider, ahead, counts)
    await undoing.link(job)
    await job.carry_out(lambda ctx: _finish(job, ctx))


async def _import(
    job: Job, decider: Decider, ahead: Ahead, counts: Mapping[str, int]
) -> Mapping[str, int]:
    size = _LEAST_ROWS
    await ahead.fill(CHUNK_ROWS)
    while ahead.drafts:
        liveness.beat("imports")
        started = perf_counter()
        writing = asyncio.create_task(_write(job, decider, ahead.drafts[:size], counts))
        await asyncio.sleep(0)
        await ahead.fill(2 * CHUNK_ROWS)
        try:
            chunk = await writing
        except ServiceUnavailable:
            if size == 1:
                raise
            size = max(1, size // 4)  # a machine this busy cannot do more in its two seconds
            continue
        counts = counted(counts, chunk.outcomes)
        del ahead.drafts[: len(chunk.drafts)]
        took = (perf_counter() - started) / len(chunk.drafts)
        size = max(min(size, _LEAST_ROWS), min(CHUNK_ROWS, 4 * size, int(_LONGEST_S / took)))
        reach("import.chunk")
    return counts


async def _write(
    job: Job, decider: Decider, drafts: list[Draft], counts: Mapping[str, int]
) -> Chunk:
    """Write a chunk; where the database refuses it, row by row, so that one is refused alone."""
    try:
        found: Chunk = await job.carry_out(lambda ctx: _chunk(job, decider, ctx, drafts, counts))
    except VIOLATIONS as violation:
        if len(drafts) > 1:
            return await _write(job, decider, drafts[:1], counts)
        refusal = refusal_of(violation)
        if refusal is None:
            raise
        drafts[0].troubles.append(Trouble("", refusal.code, refusal.params))
        return await _write(job, decider, drafts, counts)
    return found


async def _chunk(
    job: Job, decider: Decider, ctx: Context, drafts: list[Draft], counts: Mapping[str, int]
) -> Chunk:
    record_type = job.importing.record_type
    chunk = await decider.open(ctx, drafts, None)
    await decider.create(ctx, chunk)
    many.create_many(ctx, record_type, chunk.created)
    records = decider.to_lock(chunk)
    await job.held(ctx, "run", *records)  # from here on, the transaction is open
    if records:
        rows = await ctx.unit.all(locking(record_type), ids=sorted(records))
        await decider.change(ctx, chunk, matching.live(record_type, rows))
        many.change_many(ctx, record_type, chunk.changed)
    mending.tell(ctx, job.id, chunk.outcomes)
    done, total = chunk.drafts[-1].row, runs.json_of(counted(counts, chunk.outcomes))
    ctx.unit.stage_write(_PROGRESS, ctx.tenant, job.id, done, total, job.lease())
    return chunk


async def _finish(job: Job, ctx: Context) -> None:
    row = await job.held(ctx, "run")
    new = runs.change(ctx, row, state="finished", work=None, ended_at=ctx.now)
    runs.tell(ctx, row, new, "finished")


def counted(counts: Mapping[str, int], outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Return counts with those of more rows."""
    total = dict(counts)
    for outcome in outcomes:
        total[outcome.result] += 1
        total["failed"] -= outcome.draft.again
    return total
