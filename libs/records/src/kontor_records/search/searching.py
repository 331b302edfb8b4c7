"""Searching: all words of a query, with one typo in each, among what the reader may see.

Records come in five ranks, and a rank is asked for only while the ones before it have not filled
the answer. Inside a rank the newest come first. What the reader may not see is not found: rows by
the condition of the reader's rights in every statement, fields because their lines of a document
are not looked at.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from kontor_chassis.context import ReadContext
from kontor_chassis.database.unit_of_work import ReadUnit
from kontor_records.access.rights import rights_of
from kontor_records.declaration.record_type import RECORD_TYPES, RecordType
from kontor_records.search import looking
from kontor_records.search.hits import Hit, Rank, hit_of, rank_of
from kontor_records.search.query import Query, Reading, Token, understood
from kontor_records.search.views import View, view_of
from kontor_records.search.words import reference_word

MOST_PARENTS = 50
"""A word that more records have says nothing of what stands under them."""
_FEW_ROWS = 100
"""So many rows are read at once and ranked here, instead of asking for each rank."""

_Found = tuple[Mapping[str, Any], Rank, Reading]


async def search(
    ctx: ReadContext, record_types: Sequence[RecordType[Any]], query: str, limit: int
) -> list[Hit]:
    """Find the records of some types that have all words of a query.

    Args:
        ctx: Who asks.
        record_types: The types to search.
        query: What was typed: every word must be found, the last one as a beginning; one letter
            may be wrong in words from four letters on. A word may also stand in the record that
            a record stands under.
        limit: Hits of each type.

    Returns:
        The hits, in order: title or number as asked, beginning with it, with all words, with
        typos in words that nothing has, with typos in any; then the newest first.

    Raises:
        QueryTooShort: Under 2 characters.
        Faults: `value_too_long`, over 200.
    """
    asked = understood(query)
    if not asked.readings:
        return []
    rights = await rights_of(ctx)
    views = [view for each in record_types if (view := await view_of(ctx, rights, each))]
    if not views:
        return []
    parents = {
        name: found
        for name in {target for view in views for _, target in view.parents}
        if (found := await view_of(ctx, rights, RECORD_TYPES[name]))
    }
    hunt = _Hunt(ctx.unit, asked, limit, parents)
    await hunt.prepare(views)
    hits = [hit for view in views for hit in await hunt.hits(view)]
    return sorted(hits, key=_order)


def _order(hit: Hit) -> tuple[int, int]:
    return hit.order


class _Hunt:
    """One search under way: its readings, and how many rows each of their tokens has."""

    def __init__(
        self, unit: ReadUnit, asked: Query, limit: int, parents: Mapping[str, View]
    ) -> None:
        self._unit = unit
        self._asked = asked
        self._limit = limit
        self._parents = parents
        self._counts: looking.Counts = {}
        self._words_of_parents: dict[tuple[str, Token], list[str]] = {}
        self._corrected: tuple[Reading, ...] = ()

    async def prepare(self, views: Sequence[View]) -> None:
        """Correct what was mistyped and count what each token would find."""
        meant = await looking.corrected_words(self._unit, self._asked.readings)
        self._corrected = tuple(
            tuple(token.accepting(meant.get(token.asked, ())) for token in reading)
            for reading in self._asked.readings
        )
        readings = (*self._asked.readings, *self._corrected)
        tokens = {token for reading in readings for token in reading}
        asks = [(view, token) for view in views for token in (*tokens, *self._phrases(view))]
        asks += [(view, token) for view in self._parents.values() for token in tokens]
        self._counts = await looking.counts(self._unit, asks)

    async def hits(self, view: View) -> list[Hit]:
        """Return the hits of a type, the best first, as many as were asked for."""
        found: dict[UUID, _Found] = {}
        complete = await self._all_ranks(view, found)
        if not complete:
            for rank, token in zip((Rank.EXACT, Rank.PREFIX), self._phrases(view), strict=True):
                await self._add(view, rank, (token,), found)
            for reading in self._asked.readings:
                await self._add(view, Rank.WORDS, await self._extended(view, reading), found)
        for rank, readings in (
            (Rank.TYPO, self._mended(view)),
            (Rank.GUESS, self._guessed),
        ):
            for reading in readings:
                await self._add(view, rank, await self._extended(view, reading), found)
        hits = [hit_of(view, row, rank, reading) for row, rank, reading in found.values()]
        return sorted(hits, key=_order)[: self._limit]

    @property
    def _guessed(self) -> list[Reading]:
        """Return the readings in which every word is corrected that may be meant otherwise."""
        pairs = zip(self._asked.readings, self._corrected, strict=True)
        return [corrected for plain, corrected in pairs if corrected != plain]

    def _mended(self, view: View) -> list[Reading]:
        """Return the readings in which only those words are corrected that no record has."""
        mended = []
        for plain, corrected in zip(self._asked.readings, self._corrected, strict=True):
            reading = tuple(
                better if self._counts[view.record, token] == 0 else token
                for token, better in zip(plain, corrected, strict=True)
            )
            if reading != plain:
                mended.append(reading)
        return mended

    def _phrases(self, view: View) -> tuple[Token, Token]:
        return view.whole(self._asked), view.beginning(self._asked)

    async def _all_ranks(self, view: View, found: dict[UUID, _Found]) -> bool:
        """Read all that has the words, if that is little; say whether it was.

        What is the title, or its beginning, also has the words.
        """
        for plain in self._asked.readings:
            reading = await self._extended(view, plain)
            if min(self._counts[view.record, token] for token in reading) > _FEW_ROWS:
                return False
            rows = await looking.matching(self._unit, view, reading, self._counts, _FEW_ROWS)
            if len(rows) == _FEW_ROWS:
                return False
            for row in rows:
                found.setdefault(row["id"], (row, rank_of(view, row, self._asked), reading))
        return True

    async def _add(
        self, view: View, rank: Rank, reading: Reading, found: dict[UUID, _Found]
    ) -> None:
        if len(found) >= self._limit:
            return
        rows = await looking.matching(self._unit, view, reading, self._counts, self._limit)
        for row in rows:
            found.setdefault(row["id"], (row, rank, reading))

    async def _extended(self, view: View, reading: Reading) -> Reading:
        """Return a reading whose words may also stand in the record above."""
        if not view.parents:
            return reading
        extended = []
        for token in reading:
            above = [
                word for _, target in view.parents for word in await self._above(target, token)
            ]
            more = token.accepting(above)
            self._counts[view.record, more] = self._counts[view.record, token] + len(above)
            extended.append(more)
        return tuple(extended)

    async def _above(self, target: str, token: Token) -> list[str]:
        """Return the words for records of a type that a single token finds, if it tells any."""
        view, key = self._parents.get(target), (target, token)
        if view is None or not 0 < self._counts[key] <= MOST_PARENTS:
            return []
        if key not in self._words_of_parents:
            rows = await looking.matching(self._unit, view, (token,), self._counts, MOST_PARENTS)
            self._words_of_parents[key] = [reference_word(row["id"]) for row in rows]
        return self._words_of_parents[key]
