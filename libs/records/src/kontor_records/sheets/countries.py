"""Countries as people write them in files."""

from functools import cache
from typing import Final

from babel import Locale

from kontor_chassis.texts import catalogue
from kontor_records.conditions.text_order import text_key
from kontor_records.sheets.errors import CellRefused
from kontor_records.sheets.values import as_text

_COUNTRIES: Final = {"uk": "GB", "usa": "US", "england": "GB", "holland": "NL"}
"""What people write for countries beside their names."""


def country(cell: str) -> str:
    """Read a country: its two letters, or its name in German or English."""
    word = text_key(as_text(cell).strip())
    if (code := _countries().get(word)) is None:
        raise CellRefused("value_format")
    return code


@cache
def _countries() -> dict[str, str]:
    known = dict(_COUNTRIES)
    for language in catalogue.LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                known[text_key(name)] = known[code.lower()] = code
    return known
