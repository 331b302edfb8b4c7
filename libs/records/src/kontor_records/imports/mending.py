"""Mending: cells of refused rows that somebody has put right here, instead of in the file.

They count in the place of the file's as long as their row is not taken: in dry runs, in the run,
and, where the run has refused the row, once more when it is asked for.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import BigInteger, Uuid, bindparam, select

from kontor_chassis.context import Context
from kontor_chassis.database.statements import TENANT, scoped
from kontor_chassis.errors import Fault, Faults, RecordUnknown
from kontor_records.declaration.record_type import RecordType
from kontor_records.imports import runs
from kontor_records.imports.deciding import Outcome
from kontor_records.imports.tables import IMPORT_ROW
from kontor_records.sheets.analysis import as_seen
from kontor_records.sheets.text_file import Row as FileRow

FORESEEN: Final = "foreseen"
"""What became of a row that a dry run has refused."""
MOST_TOLD: Final = 1_000
"""So many rows are told that a dry run refuses; more are counted."""
_MOST_MENDED: Final = 10_000
_R = IMPORT_ROW.c
_OF_RUN = select(_R.row, _R.detail).where(
    _R.tenant_id == TENANT,
    _R.import_id == bindparam("id", type_=Uuid()),
    (_R.outcome == "failed") | (_R.outcome == FORESEEN),
)
_REFUSED = scoped(_OF_RUN.where(_R.row == bindparam("row", type_=BigInteger())).limit(1))
_MENDED = scoped(_OF_RUN.where(_R.detail["mended"].astext == "true").limit(_MOST_MENDED))
_MEND: Final = (
    "UPDATE import_row AS t SET detail = $4::jsonb FROM i"
    " WHERE t.tenant_id = $1::uuid AND t.import_id = $2::uuid AND t.row = $3::bigint RETURNING 1"
)
_FORGET: Final = (
    "DELETE FROM import_row AS t USING i WHERE t.tenant_id = $1::uuid AND t.import_id = $2::uuid"
    " AND ($3::boolean OR t.detail->>'mended' IS NULL) RETURNING 1"
)
_TELL: Final = (
    "INSERT INTO import_row (tenant_id, import_id, row, outcome, record, version, detail)"
    " SELECT $1::uuid, $2::uuid, r.* FROM i, unnest($3::bigint[], $4::text[], $5::uuid[],"
    " $6::bigint[], $7::jsonb[]) AS r ON CONFLICT (tenant_id, import_id, row) DO UPDATE"
    " SET outcome = EXCLUDED.outcome, record = EXCLUDED.record, version = EXCLUDED.version,"
    " detail = EXCLUDED.detail RETURNING 1"
)


async def mend(
    ctx: Context, record_type: RecordType[Any], run: UUID, row: int, cells: Sequence[str]
) -> None:
    """Put other cells in the place of those of a refused row.

    Raises:
        RecordUnknown: No such row was refused.
        Faults: There are not as many cells as columns.
        TransitionNotAllowed: The import runs, or is over for good.
    """
    known = await runs.said(ctx, record_type, run, "mend")
    width = len(orjson.loads(known["header"]))
    if len(cells) != width:
        raise Faults(Fault("/cells", "value_range", {"min": width, "max": width}))
    if await ctx.unit.one(_REFUSED, id=run, row=row) is None:
        raise RecordUnknown
    told = runs.json_of({"cells": cells, "troubles": [], "mended": True})
    ctx.unit.stage_write(_MEND, ctx.tenant, run, row, told)


async def mended(ctx: Context, run: UUID) -> dict[int, list[str]]:
    """Return the cells of the rows that were mended and not taken yet."""
    rows = await ctx.unit.peek(_MENDED, id=run)
    return {row["row"]: orjson.loads(row["detail"])["cells"] for row in rows}


def over(rows: Iterable[FileRow], cells: Mapping[int, Sequence[str]]) -> Iterator[FileRow]:
    """Yield rows of a file with the mended cells in their place.

    What nobody has changed stays the cell that it was: a sheet knows its numbers and dates.
    """
    for number, given in rows:
        if (new := cells.get(number)) is None:
            yield number, given
            continue
        old = [*given, *[""] * len(new)]
        yield number, [was if as_seen(was) == now else now for was, now in zip(old, new)]  # noqa: B905


def forget(ctx: Context, run: UUID, *, mended: bool) -> None:
    """Stage that nothing is told of rows any more; also of mended ones where asked for."""
    ctx.unit.stage_rows(_FORGET, ctx.tenant, run, mended)


def tell(
    ctx: Context, run: UUID, outcomes: Sequence[Outcome], mended: Container[int] | None = None
) -> None:
    """Stage what became of rows, or what a dry run foresees (`mended`: of which rows)."""
    is_dry = mended is not None
    ctx.unit.stage_rows(
        _TELL,
        ctx.tenant,
        run,
        [outcome.draft.row for outcome in outcomes],
        [FORESEEN if is_dry else outcome.result for outcome in outcomes],
        [None if is_dry else outcome.record for outcome in outcomes],
        [None if is_dry else outcome.version for outcome in outcomes],
        [_detail(outcome, mended or ()) for outcome in outcomes],
    )


def _detail(outcome: Outcome, mended: Container[int]) -> str | None:
    is_mended = outcome.draft.row in mended
    if outcome.troubles or is_mended:
        troubles = [[each.column, each.code, dict(each.params)] for each in outcome.troubles]
        cells = [as_seen(cell) for cell in outcome.draft.cells]
        told = {"cells": cells, "troubles": troubles}
        return runs.json_of({**told, "mended": True} if is_mended else told)
    return runs.json_of({"pending": dict(outcome.pending)}) if outcome.pending else None
