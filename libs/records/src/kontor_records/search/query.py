"""A query: what a person typed, as the words that must all be found.

A token is one word of the query with everything it accepts: whole words, and beginnings. Digits
parted by blanks may be one phone number, so a query can have a second reading.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kontor_chassis.errors import Fault, Faults
from kontor_records.search.errors import QueryTooShort
from kontor_records.search.folding import compact_of, phrase_of, words_of
from kontor_records.search.stems import stems_of
from kontor_records.search.words import SHORTEST_SUFFIX, phone_word

SHORTEST_QUERY = 2
LONGEST_QUERY = 200
MOST_TOKENS = 10
"""Further words of a query are not asked for: ten tell any record from all others."""
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word of a query: it is found if any of these is.

    Attributes:
        asked: The word as it was folded; what a typo is looked for in.
        words: Whole words.
        prefixes: Beginnings of words.
        wide: Beginnings that find more: where a search may start, but must look then.
        is_phrase: Whether they stand for whole fields.
    """

    asked: str
    words: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()
    is_phrase: bool = False

    @property
    def is_one_word(self) -> bool:
        """Whether only one word fits."""
        return len(self.words) == 1 and not self.prefixes and not self.wide

    @property
    def ranges(self) -> list[tuple[str, str]]:
        """The first and the last word of each range of the index that fits, by code point.

        A single letter has none: nobody starts from it (`words.Form.BESIDE`).
        """
        if len(self.asked) == 1:
            return []
        return [
            *((word, word) for word in self.words),
            *((prefix, prefix + _LAST) for prefix in (*self.prefixes, *self.wide)),
        ]

    @property
    def pieces(self) -> list[str]:
        """The pieces of a document of which one is there if the token is."""
        edge = "\n" if self.is_phrase else " "
        return [
            *(f"{edge}{word}{edge}" for word in self.words),
            *(f"{edge}{prefix}" for prefix in self.prefixes),
        ]

    def accepting(self, words: Iterable[str]) -> "Token":
        """Return the token that accepts further whole words."""
        return replace(self, words=tuple(dict.fromkeys((*self.words, *words))))


Reading = tuple[Token, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query that was understood.

    Attributes:
        phrases: The whole query as one key, in each way a title or a number may be written.
        readings: Each way to part it into tokens; empty where it holds no word.
    """

    phrases: tuple[str, ...]
    readings: tuple[Reading, ...]


def understood(text: str) -> Query:
    """Return what a query asks for.

    Raises:
        QueryTooShort: Under 2 characters.
        Faults: `value_too_long`, over 200.
    """
    text = text.strip()
    if len(text) < SHORTEST_QUERY:
        raise QueryTooShort(min=SHORTEST_QUERY)
    if len(text) > LONGEST_QUERY:
        raise Faults(Fault("/q", "value_too_long", {"max": LONGEST_QUERY}))
    keys = [key for key, _ in words_of(text)]
    if not any(len(key) >= SHORTEST_QUERY for key in keys):
        return Query(phrases=(), readings=())
    phrases = dict.fromkeys((phrase_of(text)[0], compact_of(text)))
    readings = dict.fromkeys((_reading(keys), _reading(_joined(keys))))
    return Query(phrases=tuple(phrases), readings=tuple(readings))


def _reading(keys: list[str]) -> Reading:
    different = list(dict.fromkeys(keys))[:MOST_TOKENS]
    return tuple(_token(key, is_last=key == different[-1]) for key in different)


def _token(key: str, *, is_last: bool) -> Token:
    if key.isdecimal() and len(key) >= SHORTEST_SUFFIX:
        # A part of a phone number, with or without what is dialled before it. The index has every
        # second end of a number.
        parts = {part for part in (key, key.lstrip("0")) if len(part) >= SHORTEST_SUFFIX}
        return Token(
            asked=key,
            prefixes=(key, *(phone_word(part) for part in sorted(parts))),
            wide=tuple(phone_word(part[1:]) for part in sorted(parts)),
        )
    if is_last:
        return Token(asked=key, words=stems_of(key), prefixes=(key,))
    return Token(asked=key, words=(key, *stems_of(key)))


def _joined(keys: list[str]) -> list[str]:
    """Return the words with neighbouring digits as one number: `030 12345` is `03012345`."""
    joined: list[str] = []
    for key in keys:
        if joined and key.isdecimal() and joined[-1].isdecimal():
            joined[-1] += key
        else:
            joined.append(key)
    return joined
