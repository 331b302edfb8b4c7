"""Foreseeing: a dry run takes the decisions of the run, on the same records, and writes nothing."""

import asyncio
from collections.abc import Container, Iterator
from typing import TYPE_CHECKING, Final

from kontor_chassis.context import Context
from kontor_records.conditions.text_order import text_key
from kontor_records.imports import matching, mending, runs
from kontor_records.imports.deciding import Chunk, Decider, Outcome
from kontor_records.imports.matching import Seen
from kontor_records.imports.rows import Ahead, RowReader
from kontor_records.sheets.text_file import Row as FileRow

if TYPE_CHECKING:  # a job brings what works on it, not the other way round
    from kontor_records.imports.running import Job

_SLICE: Final = 25
_CHUNK_ROWS: Final = 500


async def foresee(
    job: "Job", decider: Decider, ahead: Ahead, foreseen: Seen, mended: Container[int]
) -> None:
    """Go through the whole file and write nothing: the same decisions, on the same records."""
    counts, told = dict(runs.NO_COUNTS), 0
    record_type = job.importing.record_type

    async def look(ctx: Context) -> Chunk:
        chunk = await decider.open(ctx, ahead.drafts[:_CHUNK_ROWS], foreseen)
        await decider.create(ctx, chunk)
        records = decider.to_lock(chunk)
        rows = await ctx.unit.peek(matching.reading(record_type), ids=sorted(records))
        states = matching.live(record_type, rows)
        for draft in chunk.drafts:
            before = foreseen.states(decider.all_keys(draft))
            states |= {state.id: state for state in before.values()}
        await decider.change(ctx, chunk, states)
        mending.tell(ctx, job.id, _worth_telling(chunk)[: mending.MOST_TOLD - told], mended)
        return chunk

    def _worth_telling(chunk: Chunk) -> list[Outcome]:
        return [each for each in chunk.outcomes if each.troubles or each.draft.row in mended]

    await ahead.fill(_CHUNK_ROWS)
    while ahead.drafts:
        chunk: Chunk = await job.carry_out(look)
        made = {state.id: state for state in chunk.created}
        made |= {each.new.id: each.new for each in chunk.changed}
        for outcome in chunk.outcomes:
            if outcome.record in made:
                foreseen.note(decider.all_keys(outcome.draft), made[outcome.record])
        for outcome in chunk.outcomes:
            counts[outcome.result] += 1
        told += len(_worth_telling(chunk))
        del ahead.drafts[: len(chunk.drafts)]
        await ahead.fill(_CHUNK_ROWS)

    async def end(ctx: Context) -> None:
        row = await job.held(ctx, "dry_run")
        runs.change(ctx, row, state="checked", work=None, checked=runs.json_of(counts), reason=None)

    await job.carry_out(end)


async def scanned(
    job: "Job", reader: RowReader, rows: Iterator[FileRow], *, is_dry: bool
) -> tuple[frozenset[int], frozenset[int]]:
    """Read the file once before, where rows refer to rows or nothing is written.

    Returns:
        Of all rows the words by which others may name them, and the keys that stand there twice,
        both as hashes: a million of them must fit.
    """
    record_type = job.importing.record_type
    refers = job.mapping.mode != "skip" and any(
        record_type.references.get(path or "") == record_type.record
        for path in job.mapping.columns.values()
    )
    if not refers and not is_dry:
        return frozenset(), frozenset()
    decider = Decider(job.importing, job.mapping, reader, job.id)
    fields = matching.reference_fields(record_type)
    names: set[int] = set()
    seen: set[int] = set()
    repeated: set[int] = set()
    for count, (number, cells) in enumerate(rows):
        if count % _SLICE == 0:
            await asyncio.sleep(0)
        draft = reader.read(number, cells)
        if refers:
            named = (*fields, record_type.title)
            words = (draft.fields.get(name) for name in named)
            names |= {hash(text_key(str(word))) for word in words if word is not None}
        if is_dry:
            keys = {hash(key) for key in decider.all_keys(draft)}
            repeated |= keys & seen
            seen |= keys
    return frozenset(names), frozenset(repeated)
