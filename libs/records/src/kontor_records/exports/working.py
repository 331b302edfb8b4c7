"""Longer exports: written by whoever gets to them, kept for seven days, for their maker alone."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Final, cast
from uuid import UUID

from sqlalchemy import Integer, Text, Uuid, bindparam, select

from kontor_chassis.actor import Actor, Cause, Principal
from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import TENANT, compiled, scoped
from kontor_chassis.database.unit_of_work import Row
from kontor_chassis.definition import PeriodicJob, Process
from kontor_chassis.errands import carry_out
from kontor_chassis.errors import RecordUnknown, Refusal, ServiceUnavailable
from kontor_chassis.jobs.loops import work_off
from kontor_chassis.runtime import Runtime
from kontor_records.declaration.record_type import RecordType
from kontor_records.exports import exporting
from kontor_records.exports.errors import EncodingLossy
from kontor_records.exports.exporting import KEPT_FOR, Wanted
from kontor_records.exports.tables import EXPORT_PART, EXPORT_RUN
from kontor_records.lists.order import place_of
from kontor_records.lists.statement import page_statement

_BATCH: Final = 1_000
_PART: Final = 1024 * 1024
_LEASE: Final = timedelta(minutes=2)
_IDLE_S: Final = 1.0

_CLAIM: Final = """
UPDATE export_run SET leased_until = $1 + $2, fence = fence + 1 WHERE (tenant_id, id) IN (
 SELECT tenant_id, id FROM export_run WHERE state = 'running'
 AND (leased_until IS NULL OR leased_until < $1) ORDER BY leased_until NULLS FIRST
 LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING *
"""
_FORGET: Final = (
    "DELETE FROM export_part USING i WHERE tenant_id = $1 AND export_id = $2 RETURNING 1"
)
_PUT: Final = (
    "INSERT INTO export_part (tenant_id, export_id, part, body)"
    " SELECT $1::uuid, $2::uuid, $3::integer, $4::bytea FROM i RETURNING 1"
)
_CHUNK: Final = 20
_FORGET_PARTS: Final = f"""
DELETE FROM export_part WHERE ctid = ANY (ARRAY(
 SELECT p.ctid FROM export_part AS p JOIN export_run AS r
 ON r.tenant_id = p.tenant_id AND r.id = p.export_id WHERE r.expires_at < $1 LIMIT {_CHUNK}))
"""
_ONE = select(EXPORT_RUN).where(
    EXPORT_RUN.c.tenant_id == TENANT, EXPORT_RUN.c.id == bindparam("id", type_=Uuid())
)
_GET, _LOCK = scoped(_ONE), compiled(_ONE.with_for_update())
_E, _P = EXPORT_RUN.c, EXPORT_PART.c
_LIST = scoped(
    select(EXPORT_RUN)
    .where(
        _E.tenant_id == TENANT,
        _E.record_type == bindparam("record_type", type_=Text()),
        _E.created_by == bindparam("user", type_=Uuid()),
    )
    .order_by(_E.id.desc())
    .limit(bindparam("rows", type_=Integer()))
)
_PART_OF = scoped(
    select(_P.part, _P.body).where(
        _P.tenant_id == TENANT,
        _P.export_id == bindparam("id", type_=Uuid()),
        _P.part == bindparam("part", type_=Integer()),
    )
)


def process(record_types: Sequence[RecordType[Any]]) -> Process:
    """Return the process that does the longer exports of a service's record types."""
    types = {each.record: each for each in record_types}

    async def run(runtime: Runtime) -> None:
        await work_off("exports", partial(do_next, runtime, types), _IDLE_S)

    return Process(name="exports", role="jobs", run=run)


async def do_next(runtime: Runtime, types: Mapping[str, RecordType[Any]]) -> bool:
    """Take the export that waits longest and write its file; say whether there was one."""
    row = await runtime.worker_pool.fetchrow(_CLAIM, runtime.clock.now(), _LEASE)
    if row is None:
        return False
    work = _Work(runtime, types[row["record_type"]], row)
    reason: str | None = None
    count = 0
    with cast("BinaryIO", SpooledTemporaryFile(max_size=4 * _PART)) as file:
        try:
            count = await work.write(file)
        except ServiceUnavailable:
            raise
        except Refusal as refused:
            reason = refused.code
        if reason is None:
            await work.keep(file)
    with suppress(RecordUnknown):  # another worker took it over, and ends it
        await work.carry_out(lambda ctx: work.end(ctx, count, reason))
    return True


async def listed(ctx: ReadContext, record_type: RecordType[Any]) -> list[dict[str, Any]]:
    """Return the user's newest exports of a type, 20 at most."""
    if ctx.principal.subject.kind != "user":
        return []
    user = UUID(ctx.principal.subject.id)
    rows = await ctx.unit.all(_LIST, record_type=record_type.record, user=user, rows=20)
    return [exporting.run_shown(row) for row in rows]


async def mine(ctx: Context | ReadContext, record_type: RecordType[Any], export: UUID) -> Row:
    """Return an export of the user.

    Raises:
        RecordUnknown: The user has made none of this id.
    """
    if isinstance(ctx, Context):
        found = await ctx.unit.peek(_GET, id=export)
    else:
        found = await ctx.unit.all(_GET, id=export)
    row = found[0] if found else None
    if row is None or row["record_type"] != record_type.record:
        raise RecordUnknown
    if str(row["created_by"]) != ctx.principal.subject.id:
        raise RecordUnknown
    return row


async def download(ctx: Context, record_type: RecordType[Any], export: UUID) -> dict[str, Any]:
    """Let the maker of an export fetch its file.

    Emits: `<service>.export.downloaded`.

    Raises:
        RecordUnknown: There is no file, or its seven days are over.
    """
    row = await mine(ctx, record_type, export)
    if row["state"] != "finished" or row["expires_at"] <= ctx.now:
        raise RecordUnknown
    run = exporting.run_shown(row)
    exporting.tell(ctx, run, "downloaded")
    return run


async def part_of(ctx: Context, export: UUID, part: int) -> bytes | None:
    """Return a piece of an export's file, or None behind its last."""
    rows = await ctx.unit.peek(_PART_OF, id=export, part=part)
    return rows[0]["body"] if rows else None


async def forget_files(runtime: Runtime) -> None:
    """Forget the files whose seven days are over; a periodic job."""
    now = runtime.clock.now()
    while await runtime.worker_pool.execute(_FORGET_PARTS, now) == f"DELETE {_CHUNK}":
        pass


FORGET_FILES = PeriodicJob(name="forget_exports", every=timedelta(hours=1), run=forget_files)
"""For the jobs of every service whose records can be exported."""


class _Work:
    """One export that this worker has taken."""

    def __init__(self, runtime: Runtime, record_type: RecordType[Any], row: Row) -> None:
        self._runtime, self._type, self._row = runtime, record_type, row
        self._wanted = Wanted.model_validate_json(row["wanted"])

    async def carry_out(self, command: Any) -> Any:
        """Run a command in the name of the export's maker."""
        subject = Actor("user", str(self._row["created_by"]))
        principal = Principal(subject=subject, tenant=self._row["tenant_id"])
        identifier = self._row["id"]
        cause = Cause(correlation_id=identifier, causation_id=identifier)
        return await carry_out(self._runtime, principal, command, cause=cause)

    async def write(self, file: BinaryIO) -> int:
        """Write all rows into a file and return how many there were."""

        async def begin(ctx: Context) -> Any:
            found = await exporting.selection_of(ctx, self._type, self._wanted, fixed=True)
            return found, exporting.writer_of(ctx, self._wanted, found, file)

        selection, writer = await self.carry_out(begin)
        at: list[Any] = []
        count = 0

        async def batch(ctx: Context) -> Sequence[Row]:
            given = {f"k{place}": value for place, value in enumerate(at)}
            statement = page_statement(selection.plan, place_of(at, backward=False) if at else None)
            return await ctx.unit.peek(statement, rows=_BATCH, **given, **selection.values)

        while rows := await self.carry_out(batch):
            exporting.write(writer, self._wanted, selection, rows)
            count += len(rows)
            at = [rows[-1][key.column] for key in selection.plan.keys]
            await asyncio.sleep(0)
        writer.finish()
        if writer.lossy:
            raise EncodingLossy(count=writer.lossy)
        return count

    async def keep(self, file: BinaryIO) -> None:
        """Store the file piece by piece."""
        file.seek(0)

        async def forget(ctx: Context) -> None:
            ctx.unit.stage_rows(_FORGET, ctx.tenant, self._row["id"])

        await self.carry_out(forget)
        for part, body in enumerate(iter(lambda: file.read(_PART), b"")):

            async def put(ctx: Context, part: int = part, body: bytes = body) -> None:
                ctx.unit.stage_write(_PUT, ctx.tenant, self._row["id"], part, body)

            await self.carry_out(put)

    async def end(self, ctx: Context, count: int, reason: str | None) -> None:
        """Say how it ended, if it is still this worker's.

        Raises:
            RecordUnknown: It is another's by now.
        """
        await ctx.unit.lock(self._row["id"])
        row = await ctx.unit.one(_LOCK, id=self._row["id"])
        if row is None or row["fence"] != self._row["fence"] or row["state"] != "running":
            raise RecordUnknown
        new = {
            "version": row["version"] + 1,
            "state": "failed" if reason else "finished",
            "rows": count,
            "reason": reason,
            "expires_at": ctx.now + KEPT_FOR,
        }
        ctx.unit.update(EXPORT_RUN, row["id"], row["version"], new)
        run = exporting.run_shown({**dict(row), **new})
        exporting.tell(ctx, run, "failed" if reason else "finished")
