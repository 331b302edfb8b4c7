"""Words of a record: what each searchable field gives to be found by."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any
from uuid import UUID

from kontor_records.declaration.record_type import RecordType
from kontor_records.search.folding import (
    LONGEST_WORD,
    compact_of,
    digits_of,
    phrase_of,
    words_of,
)
from kontor_records.search.sources import (
    Kind,
    Source,
    custom_texts,
    parents_of,
    sources_of,
    texts_of,
)
from kontor_records.search.stems import stems_of
from kontor_records.search.typos import LONGEST, SHORTEST

MOST_WORDS = 500
"""Of one field; a longer text is found by its beginning."""
SHORTEST_SUFFIX = 5
"""Digits of a phone number that are enough to find it."""


class Form(Enum):
    """What a word is to the index."""

    SPELLED = "spelled"
    """Letters only: somebody may mistype it."""
    PLAIN = "plain"
    """A number, a stem, a sign: found as it is."""
    BESIDE = "beside"
    """Found only beside another word, so the index does without it."""


Words = dict[str, Form]
"""Word → its form."""


def words_of_record(record_type: RecordType[Any], state: Any) -> Mapping[str, Words]:
    """Return the words of a record by the field they stand in; fields without words are absent."""
    found: dict[str, Words] = {}
    for source in sources_of(record_type):
        value = getattr(state, source.field)
        if value and (words := _words(source, texts_of(source, value))):
            found[source.field] = words
    for source, texts in custom_texts(state.custom):
        found[source.field] = _words(source, texts)
    for name, _ in parents_of(record_type):
        if (parent := getattr(state, name)) is not None:
            found[name] = {reference_word(parent): Form.PLAIN}
    return found


def phrases_of_record(record_type: RecordType[Any], state: Any) -> Iterator[tuple[str, str]]:
    """Return the whole title and the whole numbers of a record, each with its field."""
    for field, is_title in phrase_fields(record_type):
        if text := getattr(state, field):
            phrases = phrase_of(text) if is_title else (compact_of(text),)
            yield from ((field, phrase) for phrase in dict.fromkeys(phrases) if phrase)


def phrase_fields(record_type: RecordType[Any]) -> Iterator[tuple[str, bool]]:
    """Name the fields that are found as a whole: the title, then the numbers."""
    title = record_type.title
    if "searchable" in record_type.fields[title].marks:
        yield title, True
    for source in sources_of(record_type):
        if source.kind is Kind.NUMBER and source.field != title:
            yield source.field, False


def phrase_word(field: str, phrase: str) -> str:
    """Return the word for a whole field; its signs keep it apart from the words of texts."""
    return f"={field}={phrase}"


def phone_word(digits: str) -> str:
    """Return the word for the end of a phone number, which is found by its beginning."""
    return f"+{digits}"


def reference_word(record: UUID) -> str:
    """Return the word for a reference, by which what stands under a record is found."""
    return f"@{record.hex}"


def _words(source: Source, texts: Iterator[str] | list[str]) -> Words:
    words: Words = {}
    for text in texts:
        if source.kind is Kind.PHONE:
            _add_suffixes(words, digits_of(text))
        else:
            _add_words(words, text, source.kind)
    return words


def _add_words(words: Words, text: str, kind: Kind) -> None:
    for key, plain in words_of(text):
        if len(words) >= MOST_WORDS:
            return
        _add(words, key)
        if plain != key:
            _add(words, plain)
        if kind is Kind.PROSE:
            for stem in stems_of(key):
                words.setdefault(stem, Form.PLAIN)
    if kind is Kind.NUMBER:
        _add_number(words, text)


def _add(words: Words, word: str) -> None:
    if len(word) == 1:
        words[word] = Form.BESIDE
    elif word.isalpha() and SHORTEST - 1 <= len(word) <= LONGEST:
        words[word] = Form.SPELLED
    else:
        words.setdefault(word, Form.PLAIN)


def _add_number(words: Words, text: str) -> None:
    """Add the number in one piece, and its last part as people say it: `123` for K-000123."""
    words.setdefault(compact_of(text), Form.PLAIN)
    for key, _ in words_of(text):
        if key.isdecimal() and (said := key.lstrip("0")):
            words.setdefault(said, Form.PLAIN)


def _add_suffixes(words: Words, digits: str) -> None:
    digits = digits[: LONGEST_WORD - 1]
    if 0 < len(digits) < SHORTEST_SUFFIX:
        words.setdefault(digits, Form.PLAIN)
    for length in range(SHORTEST_SUFFIX, len(digits) + 1):
        # Every second end is enough: whoever asks for one between begins a digit later.
        is_indexed = (length - SHORTEST_SUFFIX) % 2 == 0
        word = phone_word(digits[-length:])
        words.setdefault(word, Form.PLAIN if is_indexed else Form.BESIDE)
