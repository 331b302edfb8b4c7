"""The verbs of an import, from the first piece of its file to its undoing."""

from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Text, bindparam, select

from kontor_chassis.context import Context
from kontor_chassis.database.statements import TENANT, scoped
from kontor_chassis.errors import ActionForbidden, LimitReached, TransitionNotAllowed
from kontor_records.access.rights import Rights, rights_of
from kontor_records.customizing.world import definitions_of
from kontor_records.declaration.record_type import RecordType
from kontor_records.imports import mending
from kontor_records.imports.errors import UndoExpired
from kontor_records.imports.mapping import (
    ImportMapping,
    cut_to,
    header_digest,
    refuse_unusable,
    suggested,
)
from kontor_records.imports.runs import (
    NO_COUNTS,
    UNDO_WITHIN,
    allowed,
    change,
    json_of,
    locked,
    mine,
    refuse_unsaid,
    said,
    shown,
    spooled,
    tell,
)
from kontor_records.imports.tables import IMPORT_MAPPING, IMPORT_RUN
from kontor_records.sheets.analysis import analysed
from kontor_records.sheets.errors import MAX_BYTES, ImportTooLarge

MAX_RUNNING: Final = 3
"""Imports of one tenant that run at once."""
PART_BYTES: Final = 1024 * 1024
_T = IMPORT_RUN.c
_RUNNING = scoped(
    select(_T.id, _T.state).where(_T.tenant_id == TENANT, _T.state == "running").limit(MAX_RUNNING)
)
_SAVED = scoped(
    select(IMPORT_MAPPING).where(
        IMPORT_MAPPING.c.tenant_id == TENANT,
        IMPORT_MAPPING.c.record_type == bindparam("record_type", type_=Text()),
        IMPORT_MAPPING.c.header == bindparam("header", type_=Text()),
    )
)
_PUT_PART: Final = (
    "INSERT INTO import_part (tenant_id, import_id, part, body)"
    " SELECT $1::uuid, $2::uuid, $3::integer, $4::bytea FROM i"
    " ON CONFLICT (tenant_id, import_id, part) DO UPDATE SET body = EXCLUDED.body RETURNING 1"
)
_SAVE: Final = (
    "INSERT INTO import_mapping (tenant_id, record_type, header, mapping)"
    " SELECT $1::uuid, $2::text, $3::text, $4::jsonb FROM i"
    " ON CONFLICT (tenant_id, record_type, header) DO UPDATE SET mapping = EXCLUDED.mapping"
    " RETURNING 1"
)


async def begin(ctx: Context, record_type: RecordType[Any], file_name: str) -> dict[str, Any]:
    """Begin an import; its file follows in pieces.

    Raises:
        ActionForbidden: The user may not import records of this type.
    """
    await _rights(ctx, record_type)
    row: dict[str, Any] = {
        **dict.fromkeys(IMPORT_RUN.c.keys()[1:]),
        "id": ctx.new_id(),
        "version": 1,
        "record_type": record_type.record,
        "state": "uploaded",
        "file_name": file_name,
        "counts": json_of(NO_COUNTS),
        "rows": 0,
        "next_row": 0,
        "created_at": ctx.now,
        "created_by": UUID(ctx.principal.subject.id),
        "fence": 0,
    }
    ctx.unit.insert(IMPORT_RUN, row)
    return shown(row)


async def put_part(
    ctx: Context, record_type: RecordType[Any], run: UUID, part: int, body: bytes
) -> None:
    """Store a piece of the file: all but the last have 1 MiB. The same piece may come again.

    Raises:
        ImportTooLarge: More than 100 MiB.
        TransitionNotAllowed: The file was looked through already.
    """
    if len(body) > PART_BYTES or part >= MAX_BYTES // PART_BYTES:
        raise ImportTooLarge(limit="bytes", most=MAX_BYTES)
    row = await locked(ctx, record_type, run)
    if row["state"] != "uploaded":
        raise TransitionNotAllowed(allowed=allowed(row))
    ctx.unit.stage_write(_PUT_PART, ctx.tenant, run, part, body)


async def analyse(
    ctx: Context,
    record_type: RecordType[Any],
    run: UUID,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> dict[str, Any]:
    """Look through the whole file, and suggest where its columns belong.

    Raises:
        MediaType, FileRefused, EncodingUnknown, HeaderInvalidFile, ImportTooLarge: The file.
        TransitionNotAllowed: It is running or over.
    """
    rights = await _rights(ctx, record_type)
    await mine(ctx, record_type, run)
    with await spooled(ctx, run) as file:
        found = analysed(file, encoding, delimiter)
    saved = await ctx.unit.peek(
        _SAVED, record_type=record_type.record, header=header_digest(found.header)
    )
    row = await said(ctx, record_type, run, "analyse")
    own = (await definitions_of(ctx)).of(record_type)
    known = ImportMapping(columns=suggested(own, found.header))
    if saved:
        known = ImportMapping.model_validate_json(saved[0]["mapping"])
    mending.forget(ctx, run, mended=True)
    layout = {**found.layout, "types": [*found.types], "remembered": bool(saved)}
    return change(
        ctx,
        row,
        state="analysed",
        layout=json_of(layout),
        header=json_of([*found.header]),
        sample=json_of([*found.sample]),
        mapping=cut_to(rights, own, known).model_dump_json(),
        rows=found.rows,
        checked=None,
    )


async def map_columns(
    ctx: Context, record_type: RecordType[Any], run: UUID, mapping: ImportMapping
) -> dict[str, Any]:
    """Say where the columns go; it is remembered for files with the same header.

    Raises:
        Faults, FieldForbidden, MappingIncomplete: No row could follow it.
        TransitionNotAllowed: The file was not looked through, or is being imported.
    """
    rights = await _rights(ctx, record_type)
    own = (await definitions_of(ctx)).of(record_type)
    row = await said(ctx, record_type, run, "map")
    header = orjson.loads(row["header"])
    refuse_unusable(rights, own, header, mapping)
    body = mapping.model_dump_json()
    ctx.unit.stage_write(_SAVE, ctx.tenant, record_type.record, header_digest(header), body)
    return change(ctx, row, state="mapped", mapping=body, checked=None)


async def dry_run(ctx: Context, record_type: RecordType[Any], run: UUID) -> dict[str, Any]:
    """Have it worked out what the import would do; nothing of it is written.

    Raises:
        TransitionNotAllowed: It is not mapped, or runs.
    """
    await _rights(ctx, record_type)
    row = await said(ctx, record_type, run, "dry_run")
    mending.forget(ctx, run, mended=False)
    return change(ctx, row, state="mapped", work="dry_run", checked=None)


async def start(ctx: Context, record_type: RecordType[Any], run: UUID) -> dict[str, Any]:
    """Have the import done.

    Emits: `<service>.import.started`.

    Raises:
        TransitionNotAllowed: It is not mapped, or was started before.
        LimitReached: Three others run.
    """
    return await _going_on(ctx, record_type, run, "start", "started")


async def pause(ctx: Context, record_type: RecordType[Any], run: UUID) -> dict[str, Any]:
    """Stop for now, between two chunks.

    Emits: `<service>.import.paused`.
    """
    row = await said(ctx, record_type, run, "pause")
    return tell(ctx, row, change(ctx, row, state="paused", work=None), "paused")


async def resume(ctx: Context, record_type: RecordType[Any], run: UUID) -> dict[str, Any]:
    """Go on where it was paused.

    Emits: `<service>.import.resumed`.
    """
    return await _going_on(ctx, record_type, run, "resume", "resumed")


async def cancel(ctx: Context, record_type: RecordType[Any], run: UUID) -> dict[str, Any]:
    """End it; what was done stays, and can be undone.

    Emits: `<service>.import.cancelled`.
    """
    row = await said(ctx, record_type, run, "cancel")
    new = change(ctx, row, state="cancelled", work=None, ended_at=ctx.now)
    return tell(ctx, row, new, "cancelled")


async def retry(ctx: Context, record_type: RecordType[Any], run: UUID) -> dict[str, Any]:
    """Have the refused rows imported that were mended.

    Emits: `<service>.import.resumed`.
    """
    return await _going_on(ctx, record_type, run, "retry", "resumed")


async def undo(ctx: Context, record_type: RecordType[Any], run: UUID) -> dict[str, Any]:
    """Have the import taken back: created records to the bin, old values where nobody changed them.

    Raises:
        UndoExpired: It ended more than 30 days ago.
        TransitionNotAllowed: It is not over.
    """
    await _rights(ctx, record_type)
    row = await locked(ctx, record_type, run)
    if row["state"] == "undone" or row["work"] == "undo":
        return shown(row)
    refuse_unsaid(row, "undo")
    if ctx.now - row["ended_at"] > UNDO_WITHIN:
        raise UndoExpired
    return change(ctx, row, work="undo")


async def _rights(ctx: Context, record_type: RecordType[Any]) -> Rights:
    rights = await rights_of(ctx)
    if ctx.principal.subject.kind != "user" or not rights.tool("import", record_type):
        raise ActionForbidden(tool="import", record=record_type.record)
    return rights


async def _going_on(
    ctx: Context, record_type: RecordType[Any], run: UUID, verb: str, told: str
) -> dict[str, Any]:
    await _rights(ctx, record_type)
    row = await said(ctx, record_type, run, verb)
    if len(await ctx.unit.peek(_RUNNING)) >= MAX_RUNNING:
        raise LimitReached(limit=MAX_RUNNING)
    return tell(ctx, row, change(ctx, row, state="running", work="run", ended_at=None), told)
