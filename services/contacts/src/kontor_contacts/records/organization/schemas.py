"""What a request may say of an organization, and what it is answered."""

from typing import Literal
from uuid import UUID

from kontor_chassis.http.shapes import Shape


class Place(Shape):
    """Below which organization one is to stand; null for the top."""

    parent: UUID | None


class Deletion(Shape):
    """Where the organizations below a deleted one go: to what is above it, or to the top."""

    children: Literal["reparent", "orphan"] | None = None


class Member(Shape):
    """An organization below another one."""

    id: UUID
    name: str
    parent: UUID
    level: int


class Members(Shape):
    """All organizations below one, from the top down, as far as the reader may see them."""

    items: list[Member]
    hidden: int
