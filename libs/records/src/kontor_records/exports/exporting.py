"""Exporting: what a list shows to whoever asks, as a file, at once or as a job."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any, BinaryIO, Final, Literal, cast
from uuid import UUID

import orjson
from pydantic import Field

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.state_tables import encoded
from kontor_chassis.database.unit_of_work import Row
from kontor_chassis.errors import ActionForbidden
from kontor_chassis.http.shapes import Shape
from kontor_chassis.validation import refuse_unknown_zone
from kontor_records.access.rights import rights_of
from kontor_records.customizing.world import KEPT
from kontor_records.declaration.record_type import RecordType
from kontor_records.exports.columns import columns_of, targets_of
from kontor_records.exports.errors import EncodingLossy, ExportLimit
from kontor_records.exports.tables import EXPORT_RUN
from kontor_records.lists.listing import Listing
from kontor_records.lists.page import counted, shown
from kontor_records.lists.selection import Selection, selected
from kontor_records.lists.sight import sight_of
from kontor_records.lists.statement import page_statement
from kontor_records.sheets.values import Reading
from kontor_records.sheets.writers import CsvWriter, JsonLinesWriter, Writer, XlsxWriter
from kontor_schemas.registry import fact_named
from kontor_schemas.text import Json

AT_ONCE: Final = 10_000
"""So many rows are handed over at once; more become a job."""
KEPT_FOR: Final = timedelta(days=7)
LIMIT: Final = "export_rows"
MEDIA: Final[Mapping[str, str]] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl",
}


class Wanted(Shape):
    """What is to be exported, and how it is written.

    Attributes:
        format: The form of the file.
        filter: Which records; all that are seen where none is given.
        q: Words that they have, as in a list.
        sort: The order of a file that is handed over at once.
        fields: The columns, as an import names them; all fields that are seen where none is named.
        locale: How numbers and dates are written in CSV.
        zone: Where times of day are told.
        encoding: Of CSV.
        delimiter: Of CSV.
    """

    format: Literal["csv", "xlsx", "jsonl"] = "csv"
    filter: Json = None
    q: str = Field(default="", max_length=200)
    sort: list[str] = Field(default=[], max_length=3)
    fields: list[str] = Field(default=[], max_length=500)
    locale: Literal["de-DE", "de-AT", "de-CH", "en-US", "en-GB"] = "de-DE"
    zone: str = Field(default="Europe/Berlin", max_length=64)
    encoding: Literal["utf-8", "windows-1252"] = "utf-8"
    delimiter: Literal[";", ",", "\t", "|"] = ";"

    @property
    def reading(self) -> Reading:
        """How an import reads the file again."""
        return Reading(locale=self.locale, zone=self.zone)


async def export(
    ctx: Context, record_type: RecordType[Any], wanted: Wanted
) -> tuple[dict[str, Any], bytes | None]:
    """Export records: a file at once, or a job where there are more than 10,000.

    Returns:
        The export as it is shown, and the file where it is there already.

    Emits: `<service>.export.finished`.

    Raises:
        ActionForbidden: The user may not export records of this type.
        ExportLimit: More rows than the profile allows.
        EncodingLossy: Characters would be lost.
    """
    refuse_unknown_zone("/zone", wanted.zone)
    rights = await rights_of(ctx)
    if ctx.principal.subject.kind != "user" or not rights.tool("export", record_type):
        raise ActionForbidden(tool="export", record=record_type.record)
    limit = rights.limit(LIMIT)
    selection = await selection_of(ctx, record_type, wanted)
    rows = await ctx.unit.peek(page_statement(selection.plan), rows=AT_ONCE + 1, **selection.values)
    count = len(rows)
    if count > AT_ONCE:
        read = cast("ReadContext", _Peeking(ctx))
        count = int(await counted(read, selection, exactly=True))
    if limit is not None and count > limit:
        raise ExportLimit(limit=limit)
    run = _begun(ctx, record_type, wanted, count)
    if count > AT_ONCE:
        return run, None
    out = BytesIO()
    writer = writer_of(ctx, wanted, selection, out)
    write(writer, wanted, selection, rows)
    writer.finish()
    if writer.lossy:
        raise EncodingLossy(count=writer.lossy)
    tell(ctx, run, "finished")
    return run, out.getvalue()


async def selection_of(
    ctx: Context, record_type: RecordType[Any], wanted: Wanted, *, fixed: bool = False
) -> Selection:
    """Return the rows that are wanted, as far as the user may see them.

    Args:
        ctx: The context.
        record_type: The type.
        wanted: What is asked for.
        fixed: Whether the order is one that no write changes, so that none comes twice.
    """
    sight = await sight_of(ctx, record_type, await rights_of(ctx))
    own = KEPT.standing(ctx).of(record_type)
    targets = targets_of(own, wanted.fields, sight.rights)
    listing = Listing(
        filter=wanted.filter,
        q=wanted.q or None,
        sort=("created_at",) if fixed else tuple(wanted.sort),
        fields=tuple(dict.fromkeys(target.field for target in targets)),
    )
    return await selected(cast("ReadContext", ctx), sight, listing)


def writer_of(ctx: Context, wanted: Wanted, selection: Selection, out: BinaryIO) -> Writer:
    """Return what writes the rows of a selection into a file."""
    if wanted.format == "jsonl":
        return JsonLinesWriter(out, encoded)
    record_type, rights = selection.sight.record_type, selection.sight.rights
    own = KEPT.standing(ctx).of(record_type)
    targets = targets_of(own, wanted.fields or selection.fields, rights)
    columns = columns_of(record_type, targets, rights, wanted.reading)
    if wanted.format == "xlsx":
        return XlsxWriter(out, columns, wanted.reading)
    return CsvWriter(
        out, columns, wanted.reading, encoding=wanted.encoding, delimiter=wanted.delimiter
    )


def write(writer: Writer, wanted: Wanted, selection: Selection, rows: Sequence[Row]) -> None:
    """Write rows of a selection; JSON lines are items as a list shows them."""
    writer.write(shown(selection, rows) if wanted.format == "jsonl" else rows)


def tell(ctx: Context, run: Mapping[str, Any], verb: str) -> None:
    """Emit that something happened to an export: this is its log."""
    made: Any = fact_named(f"{ctx.service}.export.{verb}.v1")
    ctx.emit(
        made(
            id=run["id"],
            version=run["version"],
            record=run["record"],
            format=run["wanted"]["format"],
            rows=run["rows"],
            condition=run["wanted"]["filter"],
        )
    )


def run_shown(row: Row) -> dict[str, Any]:
    """Return an export as it is shown."""
    return {
        **{name: row[name] for name in ("id", "version", "state", "rows", "reason", "created_at")},
        "record": row["record_type"],
        "wanted": orjson.loads(row["wanted"]),
        "expires_at": row["expires_at"],
    }


def _begun(
    ctx: Context, record_type: RecordType[Any], wanted: Wanted, count: int
) -> dict[str, Any]:
    row = {
        "id": ctx.new_id(),
        "version": 1,
        "record_type": record_type.record,
        "state": "running" if count > AT_ONCE else "handed_over",
        "wanted": wanted.model_dump_json(),
        "rows": count,
        "reason": None,
        "created_at": ctx.now,
        "created_by": UUID(ctx.principal.subject.id),
        "expires_at": None,
        "leased_until": None,
        "fence": 0,
    }
    ctx.unit.insert(EXPORT_RUN, row)
    return run_shown(row)


class _Peeking:
    """A command's context that reads beside its unit of work, as a query would."""

    def __init__(self, ctx: Context) -> None:
        self.unit = self
        self._ctx = ctx

    async def one(self, statement: Any, **values: object) -> Row | None:
        """Read one row."""
        rows: Sequence[Row] = await self._ctx.unit.peek(statement, **values)
        return rows[0] if rows else None
