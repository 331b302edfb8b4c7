"""Listings: what a list is asked for, read strictly from a query, before any record type is known.

A condition comes as JSON (`filter={…}`) or in the simple form `stage=won&amount.minor[gte]=100`;
both together mean both.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from kontor_chassis.errors import Fault, Faults
from kontor_chassis.http.json_body import decode
from kontor_chassis.validation import pointer_part
from kontor_records.lists.errors import TooManySorts

MOST_ROWS: Final = 200
MOST_SORTS: Final = 3
_MOST_SIMPLE: Final = 50
_LONGEST: Final = 8_000
_SIMPLE: Final = re.compile(r"([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)(?:\[([a-z_]+)\])?")

Count = Literal["no", "bounded", "exact"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Simple:
    """One comparison of the simple form."""

    field: str
    op: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a list is asked for.

    Attributes:
        filter: A condition as it came over the wire; None for none.
        also: A further condition, of the saved view.
        simple: Further comparisons, all of which hold.
        sort: Fields, `-` before one for descending; the type's own order where none are given.
        cursor: Where the page begins, from the page before or after it.
        limit: Rows of the page.
        fields: The fields that are shown; all that may be seen where none are named.
        count: Whether all rows are counted: up to 10,000, or to the end.
        marks: Whether cursors of every 1,000th row are given, for a thumb to be thrown.
        start: A value of the sort field with which the page begins.
        q: Words to be found.
        view: A saved view whose filter and order hold.
    """

    filter: object = None
    also: tuple[object, ...] = ()
    simple: tuple[Simple, ...] = ()
    sort: tuple[str, ...] = ()
    cursor: str | None = None
    limit: int = 50
    fields: tuple[str, ...] = ()
    count: Count = "no"
    marks: bool = False
    start: str | None = None
    q: str | None = None
    view: str | None = None


def listing_of(query: Iterable[tuple[str, str]], *, limit: int = 50) -> Listing:
    """Return the listing of a query's names and values.

    Args:
        query: Names and values, decoded.
        limit: Rows of a page where none are named.

    Raises:
        Faults: A name is given twice or is none, or a value is not what it takes.
        JsonMalformed: The filter is no JSON.
        TooManySorts: More than three fields to sort by.
    """
    given = given_once(query)
    simple = tuple(_simple(name, given.pop(name)) for name in sorted(set(given) - _OWN))
    if len(simple) > _MOST_SIMPLE:
        raise Faults(Fault("", "value_range", {"max": _MOST_SIMPLE}))
    sort = _listed(given.get("sort"))
    if len(sort) > MOST_SORTS:
        raise TooManySorts(most=MOST_SORTS)
    return Listing(
        filter=decode(given["filter"].encode()) if given.get("filter") else None,
        simple=simple,
        sort=sort,
        cursor=given.get("cursor"),
        limit=_limit(given.get("limit"), limit),
        fields=_listed(given.get("fields")),
        count=_count(given.get("count")),
        marks=_flag("marks", given.get("marks")),
        start=given.get("from"),
        q=given.get("q"),
        view=given.get("view"),
    )


_OWN: Final = frozenset({
    "filter", "sort", "cursor", "limit", "fields", "count", "marks", "from", "q", "view",
})  # fmt: skip
_COUNTS: Final[Mapping[str | None, Count]] = {
    None: "no",
    "false": "no",
    "true": "bounded",
    "exact": "exact",
}


def given_once(query: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the names and values of a query, each name once.

    Raises:
        Faults: A name is given twice, or a value is too long or holds NUL.
    """
    given: dict[str, str] = {}
    for name, value in query:
        if name in given:
            raise Faults(
                Fault(f"/{pointer_part(name[:100])}", "key_duplicate", {"key": name[:100]})
            )
        if len(value) > _LONGEST:
            raise Faults(Fault(f"/{pointer_part(name[:100])}", "value_too_long", {"max": _LONGEST}))
        if "\x00" in value:
            raise Faults(Fault(f"/{pointer_part(name[:100])}", "text_character"))
        given[name] = value
    return given


def _simple(name: str, text: str) -> Simple:
    found = _SIMPLE.fullmatch(name)
    if found is None:
        raise Faults(Fault(f"/{pointer_part(name[:100])}", "field_unknown"))
    return Simple(field=found[1], op=found[2] or "eq", text=text)


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in (text or "").split(",") if part))


def _limit(text: str | None, usual: int) -> int:
    if text is None:
        return usual
    if not text.isascii() or not text.isdecimal():
        raise Faults(Fault("/limit", "field_type"))
    limit = int(text[:9])
    if not 1 <= limit <= MOST_ROWS:
        raise Faults(Fault("/limit", "value_range", {"min": 1, "max": MOST_ROWS}))
    return limit


def _count(text: str | None) -> Count:
    if text not in _COUNTS:
        raise Faults(Fault("/count", "choice_unknown", {"expected": "true, false, exact"}))
    return _COUNTS[text]


def _flag(name: str, text: str | None) -> bool:
    if text not in {None, "true", "false"}:
        raise Faults(Fault(f"/{name}", "field_type"))
    return text == "true"
