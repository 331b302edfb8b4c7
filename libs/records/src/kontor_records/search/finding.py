"""Finding: the compiled statements of search. Each filters by tenant and finds its rows by index.

A search starts from the rarest word of a query, the newest record first, and looks into each
record's words for the others. Where two words are frequent, the records that have both are found
in the index alone. Where the only word is, a look through the newest documents meets enough of them
sooner than sorting all that have it. Laterals with OFFSET 0 keep the planner on this way: it cannot
know how often a word occurs.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Integer,
    Select,
    Subquery,
    Table,
    Text,
    bindparam,
    cast,
    exists,
    func,
    literal,
    select,
    true,
)

from kontor_chassis.database.statements import TENANT, Statement
from kontor_records.declaration.record_type import RecordType
from kontor_records.search.tables import SEARCH_DOCUMENT, SEARCH_WORD

FEW = 8_000
"""From so many rows on a word is frequent; nobody counts further."""
MOST_STARTED = 20_000
"""Rows from which a search starts; of a word more frequent, the newest are looked at."""
MOST_SCANNED = 10_000
"""Documents that are looked through, the newest first."""
_TEXTS = ARRAY(Text())
_SCOPE = "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s)"


class Start(Enum):
    """From where a search starts."""

    WORD = "word"
    """From one word, whose rows lie in the order that is asked for."""
    RANGES = "ranges"
    """From several words or beginnings, whose rows are gathered and sorted."""
    BOTH = "both"
    """From the records that two tokens have, each gathered as `RANGES` are."""
    NEWEST = "newest"
    """From the newest documents, for words that are frequent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """All that tells one statement from another.

    Attributes:
        start: From where it starts.
        tokens: How many tokens are looked for in the words of a record.
        has_hidden: Whether some fields are taken out of the words first.
    """

    start: Start
    tokens: int
    has_hidden: bool


FREQUENCIES = Statement(
    f"{_SCOPE} SELECT x.* FROM t CROSS JOIN LATERAL ("
    " SELECT part.place, sum(seen.rows)::bigint AS rows, bool_or(seen.rows = part.most) AS is_most"
    " FROM unnest($2::text[], $3::integer[], $4::text[], $5::text[], $6::bigint[])"
    " AS part(record_type, place, low, high, most) CROSS JOIN LATERAL ("
    "  SELECT count(*) AS rows FROM (SELECT 1 FROM search_word AS w WHERE w.tenant_id = $1"
    "  AND w.record_type = part.record_type AND w.word BETWEEN part.low AND part.high"
    "  AND t.s IS NOT NULL LIMIT part.most) AS counted) AS seen"
    " GROUP BY part.place) AS x",
    ("tenant", "record_types", "places", "lows", "highs", "most"),
)
"""How many rows each token has, each of its ranges counted no further than it says."""

NEIGHBOURS = Statement(
    f"{_SCOPE} SELECT x.* FROM t CROSS JOIN LATERAL ("
    " SELECT part.place, known.word FROM unnest($2::integer[], $3::text[])"
    " AS part(place, left_over) CROSS JOIN LATERAL ("
    "  SELECT s.word FROM search_typo AS s WHERE s.tenant_id = $1"
    "  AND s.left_over = part.left_over AND t.s IS NOT NULL"
    "  UNION ALL SELECT l.word FROM search_lexicon AS l WHERE l.tenant_id = $1"
    "  AND l.word = part.left_over AND t.s IS NOT NULL) AS known OFFSET 0) AS x",
    ("tenant", "places", "left_overs"),
)
"""The known words that share a neighbour with a token."""


def found(
    record_type: RecordType[Any],
    shape: Shape,
    columns: tuple[str, ...],
    visible: "ColumnElement[bool] | None",
) -> Select[Any]:
    """Return the SELECT of the records of a type that have the words asked for, newest first.

    Args:
        record_type: The record type.
        shape: How to find them.
        columns: What to read of them.
        visible: The rows the reader may see; None for all.
    """
    table = record_type.table
    started = _STARTS[shape.start](record_type.record)
    source: FromClause = started
    if shape.start is Start.NEWEST:
        tests = _tests(started.c.words, shape)
    else:
        tests = []
        if shape.tokens:
            document = _document(record_type.record, started, shape)
            source = source.join(document, true())
    row = select(*(table.c[name] for name in columns)).where(
        table.c.tenant_id == TENANT, table.c.id == started.c.record, table.c.deleted_at.is_(None)
    )
    if visible is not None:
        row = row.where(visible)
    record = row.offset(0).lateral("r")
    return (
        select(*record.c)
        .select_from(source.join(record, true()))
        .where(*tests)
        .order_by(started.c.record.desc())
        .limit(bindparam("rows", type_=Integer()))
    )


def _from_word(record_type: str) -> Subquery:
    return (
        select(SEARCH_WORD.c.record)
        .where(
            *_of(SEARCH_WORD, record_type), SEARCH_WORD.c.word == bindparam("word", type_=Text())
        )
        .order_by(SEARCH_WORD.c.record.desc())
        .limit(MOST_STARTED)
        .subquery("d")
    )


def _from_ranges(record_type: str) -> Subquery:
    return _sorted(_gathered(record_type, "lows", "highs"))


def _from_both(record_type: str) -> Subquery:
    one = _gathered(record_type, "lows", "highs")
    return _sorted(one.intersect(_gathered(record_type, "other_lows", "other_highs")))


def _gathered(record_type: str, lows: str, highs: str) -> Select[tuple[UUID]]:
    """Return the records in some ranges of words, of each range the last: the newest of a word."""
    part = func.unnest(_texts(lows), _texts(highs)).table_valued("low", "high", name="part")
    part = part.render_derived()
    each = (
        select(SEARCH_WORD.c.record)
        .where(*_of(SEARCH_WORD, record_type), SEARCH_WORD.c.word.between(part.c.low, part.c.high))
        .order_by(SEARCH_WORD.c.word.desc(), SEARCH_WORD.c.record.desc())
        .limit(MOST_STARTED)
        .lateral("each")
    )
    return select(each.c.record).select_from(part.join(each, true()))


def _sorted(records: "Select[tuple[UUID]] | CompoundSelect[tuple[UUID]]") -> Subquery:
    found = records.subquery("gathered")
    return (
        select(found.c.record)
        .group_by(found.c.record)
        .order_by(found.c.record.desc())
        .offset(0)
        .subquery("d")
    )


def _from_newest(record_type: str) -> Subquery:
    return (
        select(SEARCH_DOCUMENT.c.record, SEARCH_DOCUMENT.c.words)
        .where(*_of(SEARCH_DOCUMENT, record_type))
        .order_by(SEARCH_DOCUMENT.c.record.desc())
        .limit(MOST_SCANNED)
        .subquery("d")
    )


_STARTS = {
    Start.WORD: _from_word,
    Start.RANGES: _from_ranges,
    Start.BOTH: _from_both,
    Start.NEWEST: _from_newest,
}


def _document(record_type: str, started: Subquery, shape: Shape) -> FromClause:
    return (
        select(literal(1).label("there"))
        .where(
            *_of(SEARCH_DOCUMENT, record_type),
            SEARCH_DOCUMENT.c.record == started.c.record,
            *_tests(SEARCH_DOCUMENT.c.words, shape),
        )
        .offset(0)
        .lateral("x")
    )


def _tests(words: ColumnElement[str], shape: Shape) -> list[ColumnElement[bool]]:
    """Return that a document has one of the pieces of each token.

    By `strpos`, which took half a microsecond a piece; LIKE took three.
    """
    if shape.has_hidden:
        hidden = bindparam("hidden", type_=Text())
        words = func.regexp_replace(words, hidden, literal(""), literal("g"))
    tests: list[ColumnElement[bool]] = []
    for place in range(shape.tokens):
        piece = func.unnest(_texts(f"pieces_{place}")).column_valued(f"piece_{place}")
        tests.append(exists(select(literal(1)).where(func.strpos(words, piece) > literal(0))))
    return tests


def _of(table: Table, record_type: str) -> tuple[ColumnElement[bool], ...]:
    return table.c.tenant_id == TENANT, table.c.record_type == literal(record_type)


def _texts(name: str) -> ColumnElement[Any]:
    return cast(bindparam(name, type_=_TEXTS), _TEXTS)
