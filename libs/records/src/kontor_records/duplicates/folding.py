"""Names without what does not tell them apart: case, accents, titles, legal forms, punctuation."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kontor_records.conditions.text_order import text_key

TITLES: Final = frozenset(
    "dr prof med phil jur rer nat pol oec dent vet habil hc dipl diplom ing mag mba msc bsc ma ba"
    " phd llm herr frau mr mrs ms mx hr fr".split()
)
"""Words before and behind a person's name that are no part of it."""
LEGAL_FORMS: Final = frozenset(
    "gmbh ggmbh mbh ag kgaa kg ohg ug ek ekfm ekfr gbr eg ev se ltd limited inc corp llc llp plc"
    " sa sas sarl srl spa bv nv oy ab as aps haftungsbeschraenkt haftungsbeschrankt".split()
)
_LINKS: Final = frozenset({"co", "und", "and", "u"})
_INITIALS: Final = re.compile(r"(?<![^\W_])([^\W_])\.(?=[^\W_](?:\.|\b))")
_NO_WORD: Final = re.compile(r"[\W_]+")
_MARKS: Final = re.compile("[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class FoldedName:
    """A name, folded both ways.

    Attributes:
        written_out: Its words with ä as ae, ö as oe, ü as ue.
        plain: Its words with ä as a, ö as o, ü as u.
        legal_form: The legal form it ended with, without spaces; empty where there was none.
    """

    written_out: str
    plain: str
    legal_form: str = ""


@lru_cache(maxsize=65_536)
def folded(name: str, *, is_body: bool) -> FoldedName:
    """Fold a name: of a person without titles, of a body without its legal form."""
    written_out, plain = _words(text_key(name)), _words(text_key(_without_accents(name)))
    if is_body:
        written_out, form = _without_legal_form(written_out)
        plain, _ = _without_legal_form(plain)
        return FoldedName(" ".join(written_out), " ".join(plain), form)
    return FoldedName(" ".join(_without_titles(written_out)), " ".join(_without_titles(plain)))


def form_of(words: Iterable[str]) -> str:
    """Return the legal form that some words make: `gmbh_co_kg` and `GmbH & Co. KG` are one."""
    return "".join(part for word in words for part in _words(text_key(word)))


def _without_accents(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFD", text))


def _words(text: str) -> list[str]:
    return _NO_WORD.sub(" ", _INITIALS.sub(r"\1", text)).split()


def _without_titles(words: list[str]) -> list[str]:
    return [word for word in words if word not in TITLES] or words


def _without_legal_form(words: list[str]) -> tuple[list[str], str]:
    end = len(words)
    while end > 1 and words[end - 1] in LEGAL_FORMS:
        end -= 1
        # `& Co.` belongs to a form only between its parts: Tiffany & Co. keeps it.
        while end > 1 and words[end - 1] in _LINKS:
            end -= 1
    return words[:end], form_of(words[end:])
