"""The simple form of a filter: texts of a query, read by the type of their field."""

from collections.abc import Mapping
from typing import Final

from kontor_chassis.errors import Fault, Faults
from kontor_chassis.validation import pointer_part
from kontor_records.conditions.fields import Field, FieldType, Vocabulary
from kontor_records.conditions.operators import ARITY, Arity
from kontor_records.conditions.relative import Relative
from kontor_records.lists.listing import Simple

_CURRENT: Final[Mapping[str, object]] = {
    "me": {"current": "user"},
    "my_team": {"current": "team"},
}
_BOOLEANS: Final = {"true": True, "false": False}
_DATES: Final = (FieldType.DATE, FieldType.DATETIME)


def leaf_of(asked: Simple, vocabulary: Vocabulary) -> dict[str, object]:
    """Return the leaf of a condition that a comparison of the simple form means.

    An unknown field or operator is left to the binding of the condition.

    Raises:
        Faults: The text is no value of its field's type.
    """
    leaf: dict[str, object] = {"field": asked.field, "op": _op(asked, vocabulary)}
    field, arity = vocabulary.fields.get(asked.field), ARITY.get(str(leaf["op"]))
    if field is None or arity is None:
        return leaf
    if arity is Arity.NONE:
        if asked.text not in {"", "true"}:
            raise Faults(Fault(_pointer(asked), "field_type"))
        return leaf
    if arity is Arity.ONE:
        return leaf | {"value": _value(asked, field, asked.text)}
    if asked.text == "my_team" and field.type is FieldType.REFERENCE:
        return leaf | {"value": _CURRENT["my_team"]}
    return leaf | {"value": [_value(asked, field, part) for part in asked.text.split(",")]}


def _op(asked: Simple, vocabulary: Vocabulary) -> str:
    """Return the operator: of a list, `tags=x` asks whether it contains x."""
    field = vocabulary.fields.get(asked.field)
    return "contains" if asked.op == "eq" and field is not None and field.is_list else asked.op


def _value(asked: Simple, field: Field, text: str) -> object:
    if field.type is FieldType.INTEGER:
        if not text.removeprefix("-").isdecimal() or not text.isascii() or len(text) > 20:
            raise Faults(Fault(_pointer(asked), "field_type"))
        return int(text)
    if field.type is FieldType.BOOLEAN:
        if text not in _BOOLEANS:
            raise Faults(Fault(_pointer(asked), "field_type"))
        return _BOOLEANS[text]
    if field.type is FieldType.REFERENCE and text in _CURRENT:
        return _CURRENT[text]
    if field.type in _DATES and Relative.parse(text) is not None:
        return {"relative": text}
    return text


def _pointer(asked: Simple) -> str:
    return f"/{pointer_part(asked.field)}"
