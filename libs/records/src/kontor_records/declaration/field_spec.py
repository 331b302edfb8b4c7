"""Fields of a record as the engine reads them: derived from the published state, never written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from kontor_schemas.annotations import Days, Keys, Mark, Reference, annotation_of
from kontor_schemas.choices import choices_of
from kontor_schemas.state import STAMPS, State
from kontor_schemas.values import Address, Email, LocalText, Money, Phone

FieldType = Literal[
    "text", "long_text", "number", "decimal", "money", "boolean", "date", "datetime", "choice",
    "multi_choice", "email", "phone", "url", "address", "reference", "multi_reference", "tags",
    "json",
]  # fmt: skip
"""What a field holds, in the words of the catalogue."""

_LONG = 255
_VALUES: Mapping[type[Any], FieldType] = {
    Email: "email",
    Phone: "phone",
    Address: "address",
    Money: "money",
    LocalText: "json",
}
_SCALARS: tuple[tuple[Any, FieldType], ...] = (
    (bool, "boolean"),
    (int, "number"),
    (float, "decimal"),
    (AwareDatetime, "datetime"),
    (date, "date"),
    (UUID, "reference"),
    (str, "text"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One field of a record type.

    Attributes:
        name: Its name in the state.
        type: What it holds, or what each element of its list holds.
        is_list: Whether it is a list.
        required: Whether a create must bring it.
        nullable: Whether null empties it.
        choices: The declared values of a choice, in order.
        target: The record type a reference leads to.
        keys: Of value objects: the part by which they are found.
        days: The days by which the record is found.
        max_length: The longest text, or the longest list.
        marks: What is said of it beside its type: `searchable`, `sortable`, `unique`, …
        is_stamp: Whether the engine itself writes it.
    """

    name: str
    type: FieldType
    is_list: bool = False
    required: bool = False
    nullable: bool = False
    choices: tuple[str, ...] = ()
    target: str | None = None
    keys: str | None = None
    days: Days | None = None
    max_length: int | None = None
    marks: frozenset[str] = frozenset()
    is_stamp: bool = False

    @property
    def is_writable(self) -> bool:
        """Whether a request may give it at all."""
        return "derived" not in self.marks and (not self.is_stamp or self.name == "owner")


@cache
def fields_of(state: type[State]) -> Mapping[str, FieldSpec]:
    """Return the fields of a state by name, in the order of declaration."""
    return MappingProxyType({name: _field(name, info) for name, info in state.model_fields.items()})


def _field(name: str, info: FieldInfo) -> FieldSpec:
    annotation, nullable = _without_none(info.annotation)
    element, is_list = _element(annotation)
    target = annotation_of(info, Reference)
    keys = annotation_of(info, Keys)
    choices = choices_of(_whole(info)) or _words(element)
    kind = _type(name, element, has_choices=choices is not None, is_list=is_list)
    longest = _max_length(info)
    if kind == "text" and longest is not None and longest > _LONG:
        kind = "long_text"
    return FieldSpec(
        name=name,
        type=kind,
        is_list=is_list,
        required=info.is_required(),
        nullable=nullable,
        choices=choices or (),
        target=target.record if target else None,
        keys=keys.field if keys else None,
        days=annotation_of(info, Days),
        max_length=longest,
        marks=frozenset(mark.name for mark in info.metadata if isinstance(mark, Mark)),
        is_stamp=name in STAMPS,
    )


def _whole(info: FieldInfo) -> Any:
    """Return the annotation with what Pydantic keeps apart from it."""
    return Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation


def _words(element: Any) -> tuple[str, ...] | None:
    """Return the values of a plain `Literal` of words, as the shapes of requests have them."""
    values = get_args(element) if get_origin(element) is Literal else ()
    words = tuple(value for value in values if isinstance(value, str))
    return words if words and words == values else None


def _type(name: str, element: Any, *, has_choices: bool, is_list: bool) -> FieldType:
    if name == "tags":
        return "tags"
    if has_choices:
        return "multi_choice" if is_list else "choice"
    if isinstance(element, type):
        for value, kind in _VALUES.items():
            if issubclass(element, value):
                return kind
        if issubclass(element, BaseModel):
            return "json"
    found: FieldType = next((kind for scalar, kind in _SCALARS if _is(element, scalar)), "json")
    return "multi_reference" if found == "reference" and is_list else found


def _is(element: Any, scalar: Any) -> bool:
    if element is scalar:
        return True
    return isinstance(element, type) and isinstance(scalar, type) and issubclass(element, scalar)


def _element(annotation: Any) -> tuple[Any, bool]:
    if get_origin(annotation) is list:
        return _without_none(get_args(annotation)[0])[0], True
    return annotation, False


def _without_none(annotation: Any) -> tuple[Any, bool]:
    """Return the type below `Annotated` and `| None`, and whether None is one of its values."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _without_none(get_args(annotation)[0])
    if origin in (Union, UnionType):
        parts = [part for part in get_args(annotation) if part is not type(None)]
        if len(parts) < len(get_args(annotation)):
            return _without_none(parts[0])[0], True
        return parts[0], False
    return annotation, False


def _max_length(info: FieldInfo) -> int | None:
    marks = [*info.metadata]
    for part in (info.annotation, *get_args(info.annotation)):
        if get_origin(part) is Annotated:
            marks += get_args(part)[1:]
    found = [
        longest for mark in marks if (longest := getattr(mark, "max_length", None)) is not None
    ]
    return found[0] if found else None
