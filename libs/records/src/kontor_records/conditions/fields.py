"""The vocabulary of a condition: which fields it may name, of which type, and where they lie."""

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Final, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import AwareDatetime, BaseModel

_DEEPEST_VALUE: Final = 3
_DEEPEST_RELATED: Final = 2


class FieldType(Enum):
    """What a field holds, as far as comparing is concerned."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    REFERENCE = "reference"
    CHOICE = "choice"
    OBJECT = "object"
    """A value object as a whole: it is there or not; its parts are fields of their own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One field that a condition may name.

    Attributes:
        type: What it holds, or what each element holds.
        keys: The way to it inside a state.
        is_list: Whether a list lies on the way.
        list_at: How many keys lead to that list: of a field of the state one, of a tenant's own
            field two (`custom`, its key).
        choices: The known values of a choice; empty when they are not known here.
        indexed: Of a tenant's own field whose values stand in an index: the record type.
        related: The path of the reference behind which it lies; empty for an own field.
    """

    type: FieldType
    keys: tuple[str, ...]
    is_list: bool = False
    choices: frozenset[str] = frozenset()
    related: str = ""
    list_at: int = 1
    indexed: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Vocabulary:
    """All fields a condition may name, by their path.

    Attributes:
        fields: Path → field.
        has_changes: Whether conditions over changes can be answered: on facts, not in lists.
    """

    fields: Mapping[str, Field] = field(default_factory=dict)
    has_changes: bool = False


def vocabulary_of(
    state: type[BaseModel],
    *,
    related: Mapping[str, Vocabulary] | None = None,
    has_changes: bool = False,
) -> Vocabulary:
    """Return the vocabulary of a record type, from its published state.

    A field whose type cannot be compared (a mapping, a union of types) is left out.

    Args:
        state: The Pydantic model of the state.
        related: Reference field → vocabulary of the records it leads to, where a mirror has them.
        has_changes: Whether conditions over changes can be answered.

    Raises:
        ValueError: a related name is no reference field of the state, or the paths would lead
            more than two records away.
    """
    fields = dict(_fields_of(state, (), is_list=False))
    for reference, foreign in (related or {}).items():
        own = fields.get(reference)
        if own is None or own.type is not FieldType.REFERENCE or own.is_list:
            raise ValueError(f"{reference} is no reference of {state.__name__}")
        fields |= dict(fields_behind(reference, foreign))
    return Vocabulary(fields=fields, has_changes=has_changes)


def fields_behind(reference: str, foreign: Vocabulary) -> Iterator[tuple[str, Field]]:
    """Yield the fields of the records a reference leads to, by their path from here.

    Raises:
        ValueError: a path would lead more than two records away.
    """
    for path, there in foreign.fields.items():
        related = f"{reference}.{there.related}" if there.related else reference
        if related.count(".") >= _DEEPEST_RELATED:
            raise ValueError(f"{reference}.{path} goes more than two records far")
        yield (
            f"{reference}.{path}",
            Field(
                type=there.type,
                keys=there.keys,
                is_list=there.is_list,
                choices=there.choices,
                related=related,
                list_at=there.list_at,
            ),
        )


def _fields_of(
    model: type[BaseModel], keys: tuple[str, ...], *, is_list: bool
) -> Iterator[tuple[str, Field]]:
    for name, info in model.model_fields.items():
        yield from _fields_at(_plain(info.annotation), (*keys, name), is_list=is_list)


def _fields_at(
    annotation: object, keys: tuple[str, ...], *, is_list: bool
) -> Iterator[tuple[str, Field]]:
    path = ".".join(keys)
    if get_origin(annotation) in (list, tuple, set, frozenset):
        # A list below a list has no meaning that a reader of the condition could guess.
        if not is_list and len(keys) == 1:
            yield from _fields_at(_plain(get_args(annotation)[0]), keys, is_list=True)
        return
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield path, Field(type=FieldType.OBJECT, keys=keys, is_list=is_list)
        if len(keys) < _DEEPEST_VALUE:
            yield from _fields_of(annotation, keys, is_list=is_list)
        return
    if choices := _choices(annotation):
        yield (
            path,
            Field(type=FieldType.CHOICE, keys=keys, is_list=is_list, choices=choices),
        )
    elif (scalar := _scalar(annotation)) is not None:
        yield path, Field(type=scalar, keys=keys, is_list=is_list)


_SCALARS: Final = (
    # Order matters: bool is an int, datetime is a date.
    (bool, FieldType.BOOLEAN),
    (int, FieldType.INTEGER),
    (float, FieldType.NUMBER),
    (Decimal, FieldType.NUMBER),
    (str, FieldType.TEXT),
    (datetime, FieldType.DATETIME),
    (AwareDatetime, FieldType.DATETIME),
    (date, FieldType.DATE),
    (UUID, FieldType.REFERENCE),
)


def _scalar(annotation: object) -> FieldType | None:
    if isinstance(annotation, type):
        for python, scalar in _SCALARS:
            if issubclass(annotation, python):
                return scalar
    return None


def _choices(annotation: object) -> frozenset[str]:
    values: list[object] = []
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        values = [member.value for member in annotation]
    else:
        # An open choice is a union of literals: the declared words and `other`.
        for part in _parts(annotation):
            if get_origin(part) is not Literal:
                return frozenset()
            values += get_args(part)
    texts = frozenset(value for value in values if isinstance(value, str))
    return texts if len(texts) == len(set(values)) else frozenset()


def _parts(annotation: object) -> list[object]:
    """Return the types of a union but None, or the one type there is."""
    if get_origin(annotation) in (Union, types.UnionType):
        return [_plain(part) for part in get_args(annotation) if part is not type(None)]
    return [annotation]


def _plain(annotation: object) -> object:
    """Return the type below `Annotated`, aliases and `| None`."""
    while True:
        parts = _parts(annotation)
        if len(parts) == 1 and parts[0] is not annotation:
            annotation = parts[0]
        elif get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif (alias := getattr(annotation, "__value__", None)) is not None:
            annotation = alias
        else:
            return annotation
