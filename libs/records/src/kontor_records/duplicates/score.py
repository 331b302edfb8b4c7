"""The score of a pair: 0 to 100, explained term by term, the same from both sides."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor
from typing import Final

from kontor_records.duplicates.cards import Card
from kontor_records.duplicates.plan import STANDARD_WEIGHTS, Weights

CERTAIN: Final = 90
PROBABLE: Final = 70
POSSIBLE: Final = 50
_LEAST_LIKE: Final = 70.0
"""Names that are less alike than this are no sign of anything."""


@dataclass(frozen=True, slots=True)
class Term:
    """One reason: an agreement or a contradiction, and its points."""

    name: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How likely two records are one.

    Attributes:
        points: 0 to 100.
        terms: What it is made of; their sum may lie outside.
        suggests: `hierarchy` where two have one name and numbers that prove them two.
    """

    points: int
    terms: tuple[Term, ...]
    suggests: str = ""

    @property
    def band(self) -> str:
        """`certain`, `probable`, `possible`, or `no`: such a pair is not shown."""
        for least, band in ((CERTAIN, "certain"), (PROBABLE, "probable"), (POSSIBLE, "possible")):
            if self.points >= least:
                return band
        return "no"


def score(one: Card, other: Card, weights: Weights = STANDARD_WEIGHTS) -> Score:
    """Compare two cards."""
    terms = tuple(term for term in _terms(one, other, weights) if term.points)
    points = min(100, max(0, sum(term.points for term in terms)))
    names = {term.name for term in terms}
    is_parted = "name" in names and "other_identifier" in names
    return Score(points=points, terms=terms, suggests="hierarchy" if is_parted else "")


def _terms(one: Card, other: Card, weights: Weights) -> Iterator[Term]:
    yield Term("name", _name(one, other, weights.name))
    if one.sounds and one.sounds == other.sounds:
        yield Term("sound", weights.sound)
    if one.personal_mails & other.personal_mails:
        yield Term("personal_mail", weights.personal_mail)
    elif one.role_mails & other.role_mails:
        yield Term("role_mail", weights.role_mail)
    yield from _phone(one, other, weights)
    if one.together & other.together:
        yield Term("together", weights.together)
    if one.places & other.places:
        yield Term("place", weights.place)
    if one.born_on and other.born_on:
        is_same = one.born_on == other.born_on
        yield Term("birth", weights.same_birth if is_same else weights.other_birth)
    if one.contrary and other.contrary and one.contrary != other.contrary:
        yield Term("contrary", weights.contrary)
    yield from _body(one, other, weights)


def _name(one: Card, other: Card, most: int) -> int:
    if not one.name.plain or not other.name.plain:
        return 0
    from rapidfuzz.fuzz import token_sort_ratio  # noqa: PLC0415 - 3 MB, for who compares names

    alike = max(
        token_sort_ratio(one.name.written_out, other.name.written_out),
        token_sort_ratio(one.name.plain, other.name.plain),
    )
    part = min(max((alike - _LEAST_LIKE) / (100 - _LEAST_LIKE), 0.0), 1.0)
    return floor(most * part + 0.5)


def _phone(one: Card, other: Card, weights: Weights) -> Iterator[Term]:
    if one.mobiles & other.mobiles:
        yield Term("mobile", weights.mobile)
    elif (one.phones | one.mobiles) & (other.phones | other.mobiles):
        yield Term("phone", weights.phone)


def _body(one: Card, other: Card, weights: Weights) -> Iterator[Term]:
    if one.identifiers & other.identifiers:
        yield Term("identifier", weights.identifier)
    elif any(
        mine and yours and mine != yours
        for mine, yours in zip(one.parting, other.parting, strict=False)
    ):
        yield Term("other_identifier", weights.other_identifier)
    if one.domains & other.domains:
        yield Term("domain", weights.domain)
    if one.legal_form and other.legal_form and one.legal_form != other.legal_form:
        yield Term("other_legal_form", weights.other_legal_form)
