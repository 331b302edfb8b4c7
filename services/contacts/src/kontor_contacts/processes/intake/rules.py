"""Who is meant by an inquiry, and how often somebody may ask."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from kontor_records.duplicates.finding import Candidate
from kontor_records.duplicates.score import CERTAIN

CLOSED: Final = frozenset({"disqualified", "converting", "converted"})
"""Stages at which a lead is not asked again: whoever comes then is somebody new, or a contact."""
MOST: Final = 5
WITHIN: Final = timedelta(minutes=1)


def meant(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return who is certainly meant, contacts before leads and the likeliest of them first."""
    certain = [one for one in candidates if one.score.points >= CERTAIN]
    return sorted(certain, key=lambda one: (one.record != "contacts.contact", -one.score.points))
