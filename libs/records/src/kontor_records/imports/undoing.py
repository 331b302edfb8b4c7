"""Undoing an import, and setting at its end what refers to rows that came later."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, BigInteger, Text, Uuid, any_, bindparam, select

from kontor_chassis.context import Context
from kontor_chassis.database.statements import TENANT, scoped
from kontor_chassis.database.unit_of_work import Row
from kontor_chassis.jobs.timers import set_timer
from kontor_chassis.stamps import changed, derived_into
from kontor_records.access.rights import rights_of
from kontor_records.bin.binning import KEPT_FOR, TIMER, bin_all
from kontor_records.declaration.record_type import types_owned_by
from kontor_records.imports import matching, runs
from kontor_records.imports.tables import IMPORT_ROW
from kontor_records.imports.targets import Wanted
from kontor_records.storage import many
from kontor_records.storage.many import Changed
from kontor_records.storage.records import Locked
from kontor_records.storage.statements import locking, parts_of
from kontor_records.storage.tables import HISTORY
from kontor_schemas.fact import changes
from kontor_schemas.record_state import RecordState

if TYPE_CHECKING:  # a job brings what works on it, not the other way round
    from kontor_records.imports.running import Job

_CHUNK: Final = 200
_R, _H = IMPORT_ROW.c, HISTORY.c
_OF_RUN = (
    select(IMPORT_ROW)
    .where(
        _R.tenant_id == TENANT,
        _R.import_id == bindparam("id", type_=Uuid()),
        _R.outcome == any_(bindparam("outcomes", type_=ARRAY(Text()))),
    )
    .limit(_CHUNK)
)
_BACKWARDS = scoped(_OF_RUN.order_by(_R.row.desc()))
_PENDING = scoped(
    _OF_RUN.where(_R.detail.is_not(None), _R.row > bindparam("after", type_=BigInteger()))
    .order_by(_R.row)
)  # fmt: skip
_OWN_ENTRIES = scoped(
    select(_H.record, _H.kind, _H.changes)
    .where(
        _H.tenant_id == TENANT,
        _H.record == any_(bindparam("ids", type_=ARRAY(Uuid()))),
        _H.cause["correlation"].astext == bindparam("run", type_=Text()),
    )
    .order_by(_H.record, _H.version)
)
_SETTLE: Final = (
    "UPDATE import_row AS t SET outcome = r.outcome, detail = r.detail"
    " FROM unnest($3::bigint[], $4::text[], $5::jsonb[]) AS r(row, outcome, detail)"
    " WHERE t.tenant_id = $1 AND t.import_id = $2 AND t.row = r.row RETURNING 1"
)

S = TypeVar("S", bound=RecordState)
Settled = tuple[int, str, str | None]
"""A row's number, what became of it, and what is to be told of it."""


async def link(job: "Job") -> None:
    """Set the references of rows to rows of the same file that were not there yet."""
    after = 0

    async def chunk(ctx: Context) -> int | None:
        rows = await ctx.unit.peek(
            _PENDING, id=job.id, outcomes=["created", "updated", "unchanged"], after=after
        )
        if rows:
            await _link(job, ctx, rows)
        return rows[-1]["row"] if rows else None

    while (last := await job.carry_out(chunk)) is not None:
        after = last


async def undo(job: "Job") -> None:
    """Take an import back, the last row first, as far as nobody has changed its records since."""
    while await job.carry_out(lambda ctx: _undo(job, ctx)):
        pass


async def _link(job: "Job", ctx: Context, rows: Sequence[Row]) -> None:
    record_type, after = job.importing.record_type, dict[UUID, Changed]()
    waiting = {row["row"]: orjson.loads(row["detail"]).get("pending", {}) for row in rows}
    wanted = {
        Wanted(record_type.record, text) for each in waiting.values() for text in each.values()
    }
    named = await matching.named(ctx, await rights_of(ctx), wanted)
    await job.held(ctx, "run", *{row["record"] for row in rows})
    states = await _live(job, ctx, rows)
    settled: list[Settled] = []
    for row in rows:
        fields: dict[str, Any] = {}
        troubles = []
        for name, text in waiting[row["row"]].items():
            found = named.get(Wanted(record_type.record, text), [])
            if len(found) == 1 and row["record"] in states:
                fields[name] = found[0]
            else:
                troubles.append([name, "reference_unknown", {}])
        if fields:
            old = after[row["record"]].new if row["record"] in after else states[row["record"]]
            new = _completed(job, changed(ctx, old, fields))
            if changes(old, new):
                after[row["record"]] = _changed(job, old, new)
        told = orjson.dumps({"troubles": troubles}).decode() if troubles else None
        settled.append((row["row"], row["outcome"], told))
    many.change_many(ctx, record_type, list(after.values()))
    _settle(job, ctx, settled)


async def _undo(job: "Job", ctx: Context) -> bool:
    rows = await ctx.unit.peek(_BACKWARDS, id=job.id, outcomes=["created", "updated"])
    records = {row["record"] for row in rows}
    run = await job.held(ctx, "undo", *records)
    if not rows:
        new = runs.change(ctx, run, state="undone", work=None)
        runs.tell(ctx, run, new, "undone")
        return False
    entries: dict[UUID, list[Row]] = {}
    for entry in await ctx.unit.peek(_OWN_ENTRIES, ids=sorted(records), run=str(job.id)):
        entries.setdefault(entry["record"], []).append(entry)
    states = await _live(job, ctx, rows)
    binned: list[RecordState] = []
    restored: list[Changed] = []
    kept: dict[UUID, list[str]] = {}
    for record in records:
        own, state = entries.get(record, []), states.get(record)
        if state is None or state.holds or not own or await _has_parts(job, ctx, state):
            kept[record] = [""]
        elif own[0]["kind"] == "created":
            binned.append(state)
        else:
            fields, kept[record] = _before(state, own)
            back = _completed(job, changed(ctx, state, fields))
            restored.append(_changed(job, state, back))
    _bin(job, ctx, binned)
    many.change_many(ctx, job.importing.record_type, restored)
    _settle(job, ctx, [_settled(row, kept.get(row["record"], [])) for row in rows])
    counts = orjson.loads(run["counts"])
    still = sum(bool(kept.get(row["record"])) for row in rows)
    counts |= {
        "undone": counts.get("undone", 0) + len(rows) - still, "kept": counts.get("kept", 0) + still
    }  # fmt: skip
    runs.change(ctx, run, counts=orjson.dumps(counts).decode(), leased_until=job.lease())
    return True


async def _has_parts(job: "Job", ctx: Context, state: RecordState) -> bool:
    """Return whether somebody has added to a record what would have to go with it."""
    for part_type, reference in types_owned_by(job.importing.record_type.record):
        if await ctx.unit.peek(parts_of(part_type, reference), parent=state.id):
            return True
    return False


def _bin(job: "Job", ctx: Context, states: Sequence[RecordState]) -> None:
    record_type = job.importing.record_type
    for state in states:
        due, what = ctx.now + KEPT_FOR, {"record": record_type.record, "id": str(state.id)}
        set_timer(ctx, f"{TIMER}:{state.id}", due, TIMER, what)
    if states:
        bin_all(ctx, [Locked(record_type=record_type, state=state) for state in states], job.id)


def _changed(job: "Job", old: RecordState, new: RecordState) -> Changed:
    return Changed(locked=Locked(record_type=job.importing.record_type, state=old), new=new)


def _before(state: RecordState, entries: Sequence[Row]) -> tuple[dict[str, Any], list[str]]:
    """Return the old values of fields that are as the import left them, and the other fields."""
    first: dict[str, Any] = {}
    last: dict[str, Any] = {}
    for entry in entries:
        for name, (old, new) in orjson.loads(entry["changes"] or "{}").items():
            first.setdefault(name, old)
            last[name] = new
    now = state.model_dump(mode="json")
    same = {name: old for name, old in first.items() if now.get(name) == last[name]}
    return same, sorted(set(first) - set(same))


def _settled(row: Row, kept: Sequence[str]) -> Settled:
    if not kept:
        return row["row"], "undone", None
    troubles = [[name, "changed_since", {}] for name in kept]
    return row["row"], "kept", orjson.dumps({"troubles": troubles}).decode()


def _settle(job: "Job", ctx: Context, settled: Sequence[Settled]) -> None:
    columns = [list(column) for column in zip(*settled, strict=True)]
    ctx.unit.stage_rows(_SETTLE, ctx.tenant, job.id, *columns)


def _completed(job: "Job", state: S) -> S:
    complete = job.importing.complete
    return state if complete is None else derived_into(state, complete(state))


async def _live(job: "Job", ctx: Context, rows: Sequence[Row]) -> Mapping[UUID, RecordState]:
    record_type = job.importing.record_type
    ids = sorted({row["record"] for row in rows})
    return matching.live(record_type, await ctx.unit.all(locking(record_type), ids=ids))
