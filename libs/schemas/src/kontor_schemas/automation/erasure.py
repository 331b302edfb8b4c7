"""Erasure: that automation has forgotten a person, with how much there was and none of it."""

from uuid import UUID

from kontor_schemas.fact import BareFact
from kontor_schemas.identifiers import Version
from kontor_schemas.text import Code


class ErasureCompleted(BareFact):
    """The service automation has forgotten a person; it may say so more than once.

    Attributes:
        id: the id of the contact or lead.
        version: always 1.
        request: the request of the person.
        counts: how many rows there were, by table.
    """

    version: Version = 1
    request: UUID
    counts: dict[Code, int]
