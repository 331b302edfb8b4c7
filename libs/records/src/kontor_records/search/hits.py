"""Hits: what a search answers with, a record each, and where in it the words were found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any
from uuid import UUID

import orjson

from kontor_records.search.folding import compact_of, digits_of, phrase_of, words_of
from kontor_records.search.query import Query, Reading
from kontor_records.search.sources import Kind, Source, custom_texts, texts_of
from kontor_records.search.views import View
from kontor_records.search.words import phrase_fields

_MOST_EXCERPTS = 3
_LONGEST_EXCERPT = 160


class Rank(IntEnum):
    """How well a record fits, the best first."""

    EXACT = 0
    """Its title or a number of it is the query."""
    PREFIX = 1
    """Its title or a number of it begins with the query."""
    WORDS = 2
    """It has all words."""
    TYPO = 3
    """It has all words if in those that nothing has one letter is another."""
    GUESS = 4
    """It has all words if in any of them one letter is another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A piece of a field in which something was found."""

    field: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A record that was found.

    Attributes:
        record: The name of its type.
        id: Its id.
        rank: How well it fits.
        title: What it is called; None where the reader may not see that.
        subtitle: The fields shown below, as far as the reader may see them.
        excerpts: Where the words were found, the title aside.
    """

    record: str
    id: UUID
    rank: Rank
    title: str | None
    subtitle: Mapping[str, object]
    excerpts: tuple[Excerpt, ...]

    @property
    def order(self) -> tuple[int, int]:
        """Its place among all hits: rank, then the newest first; ids are in order of creation."""
        return self.rank, -self.id.int


def rank_of(view: View, row: Mapping[str, Any], asked: Query) -> Rank:
    """Return the rank of a row that has all words of a query: by its title and its numbers."""
    best = Rank.WORDS
    for field, is_title in phrase_fields(view.record_type):
        text = row[field] if view.shows(field) else None
        for phrase in () if not text else phrase_of(text) if is_title else (compact_of(text),):
            if phrase in asked.phrases:
                return Rank.EXACT
            if phrase.startswith(asked.phrases):
                best = Rank.PREFIX
    return best


def hit_of(view: View, row: Mapping[str, Any], rank: Rank, reading: Reading) -> Hit:
    """Return the hit in a row that a statement of this view has found."""
    record_type = view.record_type
    return Hit(
        record=record_type.record,
        id=UUID(int=row["id"].int),
        rank=rank,
        title=row[record_type.title] if view.shows(record_type.title) else None,
        subtitle={name: row[name] for name in record_type.subtitle if name in view.columns},
        excerpts=tuple(_excerpts(view, row, reading)),
    )


def _excerpts(view: View, row: Mapping[str, Any], reading: Reading) -> Iterator[Excerpt]:
    sought = _Sought(
        words=frozenset(word for token in reading for word in token.words),
        prefixes=tuple(prefix for token in reading for prefix in token.prefixes),
    )
    found = 0
    for source, texts in _texts(view, row):
        if source.field == view.record_type.title:
            continue
        for text in texts:
            place = sought.in_digits(text) if source.kind is Kind.PHONE else sought.in_words(text)
            if place is not None:
                yield Excerpt(field=source.field, text=_cut(text, place))
                found += 1
                break
        if found == _MOST_EXCERPTS:
            return


def _texts(view: View, row: Mapping[str, Any]) -> Iterator[tuple[Source, list[str]]]:
    for source in view.sources:
        value = row[source.field]
        if value is not None and view.record_type.fields[source.field].type not in _PLAIN:
            value = orjson.loads(value)
        yield source, list(texts_of(source, value))
    if "custom" in view.columns:
        own = custom_texts(orjson.loads(row["custom"]))
        yield from ((source, texts) for source, texts in own if view.shows(source.field))


_PLAIN = frozenset({"text", "long_text"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sought:
    """What the tokens of a reading accept, together."""

    words: frozenset[str]
    prefixes: tuple[str, ...]

    def in_words(self, text: str) -> float | None:
        """Return where in a text a word is, as a share of its length; None where none is."""
        words = words_of(text)
        for place, forms in enumerate(words):
            if any(form in self.words or form.startswith(self.prefixes) for form in forms):
                return place / len(words)
        return None

    def in_digits(self, text: str) -> float | None:
        """Return 0 where a phone number has the digits; None where it has not."""
        digits = digits_of(text)
        parts = (part.removeprefix("+") for part in self.prefixes)
        return 0.0 if any(part.isdecimal() and part in digits for part in parts) else None


def _cut(text: str, place: float) -> str:
    """Return the piece of a text around a place, whole words and no longer than an excerpt."""
    if len(text) <= _LONGEST_EXCERPT:
        return text
    start = max(0, int(len(text) * place) - _LONGEST_EXCERPT // 3)
    if start:
        start = text.find(" ", start) + 1
    piece = text[start : start + _LONGEST_EXCERPT]
    return f"{'… ' if start else ''}{piece.strip()} …"
