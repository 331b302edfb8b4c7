"""The operators: how many values each takes, and for which fields it has a meaning."""

from enum import Enum
from typing import Final

from kontor_records.conditions.fields import Field, FieldType


class Arity(Enum):
    """How many values an operator takes."""

    NONE = "none"
    ONE = "one"
    PAIR = "pair"
    MANY = "many"


ARITY: Final = {
    "eq": Arity.ONE,
    "ne": Arity.ONE,
    "in": Arity.MANY,
    "not_in": Arity.MANY,
    "lt": Arity.ONE,
    "lte": Arity.ONE,
    "gt": Arity.ONE,
    "gte": Arity.ONE,
    "between": Arity.PAIR,
    "contains": Arity.ONE,
    "contains_any": Arity.MANY,
    "contains_all": Arity.MANY,
    "starts_with": Arity.ONE,
    "is_empty": Arity.NONE,
    "is_set": Arity.NONE,
    "changed": Arity.NONE,
    "changed_to": Arity.ONE,
    "changed_from": Arity.ONE,
}

_PRESENCE: Final = frozenset({"is_empty", "is_set"})
_EQUALITY: Final = frozenset({"eq", "ne", "in", "not_in"})
_ORDER: Final = frozenset({"lt", "lte", "gt", "gte", "between"})
_ELEMENTS: Final = frozenset({"contains", "contains_any", "contains_all"})

_OF_TYPE: Final = {
    FieldType.TEXT: _EQUALITY | _ORDER | {"contains", "starts_with"},
    FieldType.NUMBER: _EQUALITY | _ORDER,
    FieldType.INTEGER: _EQUALITY | _ORDER,
    FieldType.BOOLEAN: frozenset({"eq", "ne"}),
    FieldType.DATE: _EQUALITY | _ORDER,
    FieldType.DATETIME: _EQUALITY | _ORDER,
    FieldType.REFERENCE: _EQUALITY,
    FieldType.CHOICE: _EQUALITY,
    FieldType.OBJECT: frozenset(),
}

TO_EMPTY: Final = frozenset({"changed_to", "changed_from"})
"""The operators for which null is a value: the field was, or became, empty."""


def allowed(field: Field, *, has_changes: bool) -> frozenset[str]:
    """Return the operators that a condition may use on this field.

    Args:
        field: The field; of a list, the elements are compared.
        has_changes: Whether conditions over changes can be answered.
    """
    is_whole = field.type is FieldType.OBJECT
    ops = _PRESENCE
    if field.is_list:
        ops |= frozenset() if is_whole else _ELEMENTS
    else:
        ops |= _OF_TYPE[field.type]
    if has_changes and not field.related:
        ops |= {"changed"}
        if not field.is_list and not is_whole:
            ops |= {"changed_to", "changed_from"}
    return ops
