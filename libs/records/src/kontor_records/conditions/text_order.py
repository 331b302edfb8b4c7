"""The order key of text: what makes two spellings equal and puts names where a reader looks.

The key is compared by code point, as the database does under `C.UTF-8`. Every step here exists
as a plain SQL function too (lower, normalize, replace, translate), so that the same key can be
indexed: no step may depend on a locale, on the place of a letter in its word, or on a library
of folding rules.
"""

import re
import unicodedata
from typing import Final

_MARKS = re.compile("[\u0300-\u036f]")
_UMLAUTS = re.compile("([aou])[\u0300-\u036f]*\u0308")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
"""What `_UMLAUTS` would find as well, without decomposing: most names need no more."""
_LETTERS: Final = str.maketrans(
    {
        # A stroke through a letter has no decomposition, so the letters that carry one are named.
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ħ": "h",
        "ł": "l",
        "ŧ": "t",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        # Python lowers a capital sigma by its place in the word, PostgreSQL does not.
        "\N{GREEK SMALL LETTER FINAL SIGMA}": "\N{GREEK SMALL LETTER SIGMA}",
    }
)


def text_key(text: str) -> str:
    """Return the key under which text is compared and sorted.

    Lower case, ä→ae ö→oe ü→ue ß→ss, accents off: `Ärger` and `AERGER` share one key.
    """
    key = text.lower()
    if not key.isascii():
        key = key.translate(_GERMAN)
    if not key.isascii():
        key = unicodedata.normalize("NFD", key)
        key = _MARKS.sub("", _UMLAUTS.sub(r"\1e", key)).translate(_LETTERS)
    return key


def _function() -> str:
    """Write `text_key` as a function of the database, from the same tables."""
    letters = {chr(old): new for old, new in _LETTERS.items()} | {"ß": "ss"}
    singles = {old: new for old, new in letters.items() if len(new) == 1}
    key = r"""regexp_replace(
      regexp_replace(normalize(lower(value), NFD), '([aou])[\u0300-\u036f]*\u0308', '\1e', 'g'),
      '[\u0300-\u036f]', '', 'g')"""
    key = f"translate({key}, '{''.join(singles)}', '{''.join(singles.values())}')"
    for old in sorted(letters.keys() - singles.keys()):
        key = f"replace({key}, '{old}', '{letters[old]}')"
    return f"""
CREATE FUNCTION kontor_sort(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN octet_length(value) = length(value) THEN lower(value) ELSE {key} END
"""


KONTOR_SORT: Final = _function()
"""The twin of `text_key` in the database; a property test holds that both agree.

No strict function: PostgreSQL writes its body into the statement instead of calling it. It is not
leakproof, and only a superuser could say that it is: what an index should find by a text's key is
a stored column, compared by operators that are.
"""
