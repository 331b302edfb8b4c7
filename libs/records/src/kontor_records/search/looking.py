"""Looking: one search's questions to the database, each a statement of `finding.py`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kontor_chassis.database.unit_of_work import ReadUnit
from kontor_records.search.finding import FEW, FREQUENCIES, NEIGHBOURS, Shape, Start
from kontor_records.search.query import Reading, Token
from kontor_records.search.typos import corrections, may_be_mistyped, neighbours
from kontor_records.search.views import View

Rows = Sequence[Mapping[str, Any]]
Counts = dict[tuple[str, Token], int]
"""Record type and token → rows the token has; `FEW` for that many and more, and for a letter."""

_FEWEST_COUNTED = 200
_MOST_LOOKED_INTO = 300
"""Into so many documents it is quicker to look than to gather the rows of a second token."""


async def corrected_words(
    unit: ReadUnit, readings: Iterable[Reading]
) -> Mapping[str, tuple[str, ...]]:
    """Return what each word of a query may have meant: known words one typo away."""
    asked = {token.asked for reading in readings for token in reading}
    mistyped = sorted(word for word in asked if may_be_mistyped(word))
    if not mistyped:
        return {}
    parts = [(place, left) for place, word in enumerate(mistyped) for left in neighbours(word)]
    places, left_overs = zip(*parts, strict=True)
    rows = await unit.all(NEIGHBOURS, places=list(places), left_overs=list(left_overs))
    known: list[list[str]] = [[] for _ in mistyped]
    for row in rows:
        known[row["place"]].append(row["word"])
    return {
        word: found
        for word, candidates in zip(mistyped, known, strict=True)
        if (found := corrections(word, candidates))
    }


async def counts(unit: ReadUnit, asks: Sequence[tuple[View, Token]]) -> Counts:
    """Count the rows of tokens in their record types, all at once."""
    parts = [
        (view.record, place, low, high, max(_FEWEST_COUNTED, FEW // len(token.ranges)))
        for place, (view, token) in enumerate(asks)
        for low, high in token.ranges
    ]
    columns = [list(column) for column in zip(*parts, strict=True)]
    names = ("record_types", "places", "lows", "highs", "most")
    rows = await unit.all(FREQUENCIES, **dict(zip(names, columns, strict=True)))
    counted = {row["place"]: FEW if row["is_most"] else row["rows"] for row in rows}
    return {
        (view.record, token): counted.get(place, FEW + 1 if len(token.asked) == 1 else 0)
        for place, (view, token) in enumerate(asks)
    }


async def matching(
    unit: ReadUnit, view: View, reading: Reading, counted: Counts, limit: int
) -> Rows:
    """Return the rows that have all tokens of a reading, from the rarest token on, newest first."""

    def rarity(token: Token) -> tuple[int, bool, int]:
        return counted[view.record, token], not token.is_one_word, -len(token.asked)

    tokens = sorted(reading, key=rarity)
    rows = counted[view.record, tokens[0]]
    if rows == 0:
        return []
    if len(tokens) > 1 and tokens[1].ranges and rows > _MOST_LOOKED_INTO:
        return await _from(unit, view, Start.BOTH, tokens, limit)
    if tokens[0].is_one_word:
        return await _from(unit, view, Start.WORD, tokens, limit)
    if rows >= FEW:
        found = await _from(unit, view, Start.NEWEST, tokens, limit)
        if len(found) == limit:
            return found
    return await _from(unit, view, Start.RANGES, tokens, limit)


async def _from(
    unit: ReadUnit, view: View, start: Start, tokens: Sequence[Token], limit: int
) -> Rows:
    sure = _SURE[start]
    # A row of `search_word` does not say in which field the word stands.
    if view.hidden is not None or any(token.wide for token in tokens[:sure]):
        sure = 0
    tests = tokens[sure:]
    shape = Shape(start=start, tokens=len(tests), has_hidden=view.hidden is not None)
    values: dict[str, object] = {"rows": limit, "hidden": view.hidden}
    values["word"] = "".join(tokens[0].words)
    for name, token in zip(("", "other_"), tokens, strict=False):
        values[f"{name}lows"] = [low for low, _ in token.ranges]
        values[f"{name}highs"] = [high for _, high in token.ranges]
    values |= {f"pieces_{place}": token.pieces for place, token in enumerate(tests)}
    values |= {} if view.rows is None else view.rows.values()
    return await unit.all(view.statement(shape), **values)


_SURE: Mapping[Start, int] = {Start.WORD: 1, Start.RANGES: 1, Start.BOTH: 2, Start.NEWEST: 0}
"""So many of the rarest tokens a record has for certain, by where the search starts."""
