"""Shared tags on the records of contacts."""

from uuid import UUID

from kontor_schemas.fact import BareFact
from kontor_schemas.tagging import TagName, TagState


class Tag(TagState, verbs=("created", "updated", "deleted")):
    """A shared tag as contacts knows it."""


class TagRenamed(BareFact):
    """A shared tag is called something else from now on; the old name leads to the new one.

    Attributes:
        id: the id of the old name.
        version: the version of the old name at its end.
        successor: the id of the new name.
        name: the new name.
    """

    successor: UUID
    name: TagName


class TagMerged(BareFact):
    """A shared tag became one with another; its name leads there from now on.

    Attributes:
        id: the id of the tag that ended.
        version: its last version.
        survivor: the id of the tag that took its place.
        name: what that one is called.
    """

    survivor: UUID
    name: TagName
