"""Indexing: the rows of search that belong to a record's state.

Both tables are kept by difference, as all derived rows are (`storage/derived.py`): a change writes
the words that came and went, not all of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from kontor_records.declaration.record_type import RecordType
from kontor_records.search.sources import searchable
from kontor_records.search.words import (
    Form,
    Words,
    phrase_word,
    phrases_of_record,
    words_of_record,
)

_MOST_KEPT = 1_024
_kept: dict[int, tuple[Any, Mapping[str, Words]]] = {}


def word_rows(record_type: RecordType[Any], state: Any) -> Iterator[tuple[object, ...]]:
    """Give (word, spelled) for each distinct word of a record, its title and its numbers."""
    if not record_type.has("search"):
        return
    spelled: dict[str, bool] = {}
    for found in _words(record_type, state).values():
        for word, form in found.items():
            if form is not Form.BESIDE:
                spelled[word] = form is Form.SPELLED or spelled.get(word, False)
    for field, phrase in phrases_of_record(record_type, state):
        spelled[phrase_word(field, phrase)] = False
    yield from spelled.items()


def document_rows(record_type: RecordType[Any], state: Any) -> Iterator[tuple[object, ...]]:
    """Give (words): a line for each field, `name: word word `, and one for each whole field."""
    if not record_type.has("search"):
        return
    lines = [
        f"\n{field}: {' '.join(words)} " for field, words in _words(record_type, state).items()
    ]
    lines += [
        f"\n{phrase_word(field, phrase)}" for field, phrase in phrases_of_record(record_type, state)
    ]
    if lines:
        yield ("".join((*lines, "\n")),)


@cache
def read_of(record_type: RecordType[Any]) -> frozenset[str]:
    """Return the fields on which the words of a record depend: also those of its parents."""
    return frozenset((*searchable(record_type), *record_type.parents, record_type.title))


def lines_of_others(fields: Iterable[str]) -> str:
    """Return the regular expression of a document's lines that belong to none of some fields."""
    names = "|".join(sorted(fields))
    return rf"\n(?!(({names}):|=({names})=))[^\n]+"


def _words(record_type: RecordType[Any], state: Any) -> Mapping[str, Words]:
    """Return a state's words; both tables ask for those of the same states, one after the other."""
    key = id(state)
    known = _kept.get(key)
    if known is not None and known[0] is state:
        return known[1]
    if len(_kept) >= _MOST_KEPT:
        _kept.clear()
    words = words_of_record(record_type, state)
    _kept[key] = (state, words)
    return words
