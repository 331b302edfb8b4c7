"""How a record type is shown: data for screens, every part of which has a default."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from pydantic import BaseModel

Place = Literal["header", "board", "bulk", "list"]
Tone = Literal["plain", "primary", "danger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberPattern:
    """How a record type is numbered where the tenant says nothing else.

    Attributes:
        field: The field that holds the number.
        pattern: Its form, such as `K-{n:06}`.
    """

    field: str
    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """Something that can be done with a record, as screens offer it; its label is a text.

    Attributes:
        name: The last word of its address.
        body: The shape of its request, from which its form is made; None where it takes nothing.
        icon: The picture beside its label.
        tone: How serious it looks.
        place: Where it is offered.
        undo: The verb that takes it back.
        when: The condition under which it is offered.
        result: What it answers: `record`, `open:<record>`, `job` or `file`.
    """

    name: str
    body: type[BaseModel] | None = None
    icon: str = "play"
    tone: Tone = "plain"
    place: tuple[Place, ...] = ("header",)
    undo: str | None = None
    when: Mapping[str, Any] | None = None
    result: str = "record"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How a record type looks among the others.

    Attributes:
        icon: Its picture.
        hue: One of the eight hues; that of the service where none is named.
        goto: The letter that leads to its list; the first free one where none is named.
        group: Under which heading it stands; the service where none is named.
        order: Its place there.
        calendar: The fields in which its records begin and end on a calendar.
        widgets: Fields that are shown in another way than their type is.
    """

    icon: str = "square"
    hue: str | None = None
    goto: str | None = None
    group: str | None = None
    order: int = 0
    calendar: tuple[str, str | None] | None = None
    widgets: Mapping[str, str] = field(default_factory=dict)


STANDARD: Final = Shown()
"""How a type looks that says nothing of it."""
