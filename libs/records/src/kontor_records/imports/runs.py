"""Runs: how an import stands, who may see it, its file and what there is to tell of its rows."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Final, cast
from uuid import UUID

import orjson
from sqlalchemy import Integer, Text, Uuid, bindparam, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import TENANT, compiled, scoped
from kontor_chassis.database.unit_of_work import Row
from kontor_chassis.errors import (
    RecordUnknown,
    StaleVersion,
    TransitionNotAllowed,
)
from kontor_records.declaration.record_type import RecordType
from kontor_records.imports.tables import IMPORT_PART, IMPORT_ROW, IMPORT_RUN
from kontor_schemas.registry import fact_named

UNDO_WITHIN: Final = timedelta(days=30)
RESULTS: Final = ("created", "updated", "unchanged", "skipped", "failed")
NO_COUNTS: Final[Mapping[str, int]] = dict.fromkeys(RESULTS, 0)
_IN_MEMORY: Final = 4 * 1024 * 1024

_VERBS: Final[Mapping[str, frozenset[str]]] = {
    "analyse": frozenset({"uploaded", "analysed", "mapped", "checked"}),
    "map": frozenset({"analysed", "mapped", "checked"}),
    "dry_run": frozenset({"mapped", "checked"}),
    "start": frozenset({"mapped", "checked"}),
    "pause": frozenset({"running"}),
    "resume": frozenset({"paused"}),
    "cancel": frozenset({"uploaded", "analysed", "mapped", "checked", "running", "paused"}),
    "mend": frozenset({"mapped", "checked", "finished"}),
    "retry": frozenset({"finished"}),
    "undo": frozenset({"finished", "failed", "cancelled"}),
}
"""In which states each verb may be said."""
_OF_FILE: Final = frozenset({"mend", "retry"})
"""Verbs that need the file, which is forgotten in the end."""

_T, _P = IMPORT_RUN.c, IMPORT_PART.c
_ONE = select(IMPORT_RUN).where(_T.tenant_id == TENANT, _T.id == bindparam("id", type_=Uuid()))
GET = scoped(_ONE)
LOCK = compiled(_ONE.with_for_update())
_LIST = scoped(
    select(IMPORT_RUN)
    .where(
        _T.tenant_id == TENANT,
        _T.record_type == bindparam("record_type", type_=Text()),
        _T.created_by == bindparam("user", type_=Uuid()),
    )
    .order_by(_T.id.desc())
    .limit(bindparam("rows", type_=Integer()))
)
_PART = scoped(
    select(_P.part, _P.body).where(
        _P.tenant_id == TENANT,
        _P.import_id == bindparam("id", type_=Uuid()),
        _P.part == bindparam("part", type_=Integer()),
    )
)
_R = IMPORT_ROW.c
_TOLD = scoped(
    select(IMPORT_ROW)
    .where(
        _R.tenant_id == TENANT,
        _R.import_id == bindparam("id", type_=Uuid()),
        _R.detail.is_not(None),
        _R.row > bindparam("after", type_=Integer()),
    )
    .order_by(_R.row)
    .limit(bindparam("rows", type_=Integer()))
)


async def get(ctx: ReadContext, record_type: RecordType[Any], run: UUID) -> dict[str, Any]:
    """Return how an import stands.

    Raises:
        RecordUnknown: The user has begun none of this id.
    """
    return shown(own(ctx, record_type, await ctx.unit.one(GET, id=run)))


async def listed(ctx: ReadContext, record_type: RecordType[Any]) -> list[dict[str, Any]]:
    """Return the user's newest imports of a type, 50 at most."""
    if ctx.principal.subject.kind != "user":
        return []
    rows = await ctx.unit.all(
        _LIST, record_type=record_type.record, user=UUID(ctx.principal.subject.id), rows=50
    )
    return [shown(row) for row in rows]


async def told_rows(
    ctx: ReadContext, record_type: RecordType[Any], run: UUID, *, after: int = 0, limit: int = 200
) -> Sequence[Row]:
    """Return rows of which there is something to tell, in order: failures, and what undo left."""
    await get(ctx, record_type, run)
    return await ctx.unit.all(_TOLD, id=run, after=after, rows=limit)


async def spooled(ctx: Context, run: UUID) -> BinaryIO:
    """Return the file of an import, put together from its pieces; the caller closes it."""
    file = cast("BinaryIO", SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115
    part = 0
    while found := await ctx.unit.peek(_PART, id=run, part=part):
        file.write(found[0]["body"])
        part += 1
    file.seek(0)
    return file


async def locked(ctx: Context, record_type: RecordType[Any], run: UUID) -> Row:
    """Lock an import, and nothing may overtake another of this tenant while it begins.

    Raises:
        RecordUnknown: The user has begun none of this id.
        StaleVersion: The client decided on another version.
    """
    await ctx.unit.lock(run, ctx.tenant)
    row = own(ctx, record_type, await ctx.unit.one(LOCK, id=run))
    if ctx.if_match is not None and ctx.if_match != row["version"]:
        raise StaleVersion(version=ctx.if_match, current=row["version"])
    return row


async def mine(ctx: Context, record_type: RecordType[Any], run: UUID) -> Row:
    """Return an import of the user as it stands, without locking it."""
    rows = await ctx.unit.peek(GET, id=run)
    return own(ctx, record_type, rows[0] if rows else None)


async def said(ctx: Context, record_type: RecordType[Any], run: UUID, verb: str) -> Row:
    """Lock an import of which something is said.

    Raises:
        TransitionNotAllowed: It is not the time for that.
    """
    row = await locked(ctx, record_type, run)
    refuse_unsaid(row, verb)
    return row


def refuse_unsaid(row: Row, verb: str) -> None:
    """Refuse a verb that may not be said now.

    Raises:
        TransitionNotAllowed: It may not.
    """
    if verb not in allowed(row):
        raise TransitionNotAllowed(allowed=allowed(row))


def shown(row: Row) -> dict[str, Any]:
    """Return an import as it is shown."""
    return {
        "id": row["id"],
        "version": row["version"],
        "record": row["record_type"],
        "state": row["state"],
        "work": row["work"],
        "file_name": row["file_name"],
        **{name: _parsed(row[name]) for name in ("layout", "header", "sample", "mapping")},
        "counts": _parsed(row["counts"]),
        "checked": _parsed(row["checked"]),
        "rows": row["rows"],
        "done_rows": row["next_row"],
        "reason": row["reason"],
        "created_at": row["created_at"],
        "created_by": row["created_by"],
        "ended_at": row["ended_at"],
        "undo_until": row["ended_at"] and row["ended_at"] + UNDO_WITHIN,
        "allowed": allowed(row),
    }


def allowed(row: Row) -> list[str]:
    """Name the verbs that may be said now."""
    busy = row["work"] in {"dry_run", "undo"}
    gone = _OF_FILE if row["sample"] is None else frozenset()
    return [
        verb
        for verb, states in _VERBS.items()
        if row["state"] in states and verb not in gone and not busy
    ]


def tell(ctx: Context, row: Row, new: dict[str, Any], verb: str) -> dict[str, Any]:
    """Emit that something happened to an import, with its counts."""
    made: Any = fact_named(f"{ctx.service}.import.{verb}.v1")
    what = {"record": row["record_type"], "counts": new["counts"]}
    ctx.emit(made(id=row["id"], version=new["version"], **what))
    return new


def change(ctx: Context, row: Row, **columns: object) -> dict[str, Any]:
    """Stage a new version of an import that stands locked, and return it as it is shown."""
    values = {**columns, "version": row["version"] + 1}
    ctx.unit.update(IMPORT_RUN, row["id"], row["version"], values)
    return shown({**dict(row), **values})


def own(ctx: Context | ReadContext, record_type: RecordType[Any], row: Row | None) -> Row:
    """Let pass an import of this type that the user has begun.

    Raises:
        RecordUnknown: It is none.
    """
    is_own = row is not None and (
        row["record_type"] == record_type.record
        and str(row["created_by"]) == ctx.principal.subject.id
    )
    if row is None or not is_own:
        raise RecordUnknown
    return row


def json_of(value: object) -> str:
    """Encode a column's value."""
    return orjson.dumps(value).decode()


def _parsed(value: str | None) -> Any:
    return None if value is None else orjson.loads(value)
