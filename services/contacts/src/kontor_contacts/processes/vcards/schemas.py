"""How cards are given, and what is answered."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from kontor_chassis.http.shapes import Shape


class Cards(Shape):
    """Cards as the text of a file, and whether people may be there already."""

    text: str = Field(min_length=1, max_length=900_000)
    duplicate_ok: bool = False


class CardTaken(Shape):
    """What became of one card."""

    id: UUID
    outcome: Literal["created", "updated"]


class CardsTaken(Shape):
    """What became of all cards, in their order."""

    items: list[CardTaken]
