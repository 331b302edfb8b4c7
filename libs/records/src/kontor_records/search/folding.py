"""Folding: how a text becomes the words under which it is found, and a query the words it asks for.

The key of text order makes `Weiß` and `weiss` one word. For search a plain spelling stands beside
it, so that `Müller` is found by `mueller` and by `muller` alike.
"""

import re
import unicodedata
from functools import lru_cache

from kontor_records.conditions.text_order import text_key

LONGEST_WORD = 64
"""Longer words are cut, at writing and at asking alike."""
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = str.maketrans("", "", "'\u2019\u2018\u00b4")
_UMLAUT = re.compile("[äöü]|\u0308")
_DIAERESIS = re.compile("([aou][\u0300-\u036f]*?)\u0308")


@lru_cache(maxsize=16_384)
def words_of(text: str) -> tuple[tuple[str, str], ...]:
    """Return the words of a text in their order: each one's key and its plain spelling.

    The two are the same but for an umlaut: `Müller` gives `mueller` and `muller`. An apostrophe
    does not part a word: `O'Brien` is one.
    """
    if text.isascii():
        keys = [word[:LONGEST_WORD] for word in _WORD.findall(text.replace("'", "").lower())]
        return tuple((key, key) for key in keys)
    joined = text.translate(_APOSTROPHES)
    keys = [word[:LONGEST_WORD] for word in _WORD.findall(text_key(joined))]
    plain = _without_umlauts(joined)
    if plain is None:
        return tuple((key, key) for key in keys)
    spelled = [word[:LONGEST_WORD] for word in _WORD.findall(text_key(plain))]
    return tuple(zip(keys, spelled, strict=True))


def phrase_of(text: str) -> tuple[str, str]:
    """Return a whole text as one key, words parted by a blank, and in its plain spelling."""
    words = words_of(text)
    keyed, plain = (" ".join(word[form] for word in words)[:LONGEST_WORD] for form in (0, 1))
    return keyed.rstrip(), plain.rstrip()


def compact_of(text: str) -> str:
    """Return a number without what people put between its parts: `K-000 123` is `k000123`."""
    return "".join(key for key, _ in words_of(text))[:LONGEST_WORD]


def digits_of(text: str) -> str:
    """Return the ASCII digits of a text, in their order."""
    return "".join(character for character in text if "0" <= character <= "9")


def _without_umlauts(text: str) -> str | None:
    """Return the text with a, o, u for ä, ö, ü; None where it has none of them."""
    lower = text.lower()
    if not _UMLAUT.search(lower):
        return None
    return _DIAERESIS.sub(r"\1", unicodedata.normalize("NFD", lower))
