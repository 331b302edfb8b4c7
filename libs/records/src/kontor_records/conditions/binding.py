"""Binds a tree to a vocabulary: every field known, every operator allowed, every value typed."""

from dataclasses import dataclass
from typing import Final, Protocol

from kontor_chassis.errors import Refusal
from kontor_records.conditions.errors import (
    ConditionInvalid,
    ConditionTooLarge,
    FieldUnknown,
    OpNotAllowed,
)
from kontor_records.conditions.fields import Field, FieldType, Vocabulary
from kontor_records.conditions.operands import Current, Operand, OperandRefused, operand
from kontor_records.conditions.operators import ARITY, TO_EMPTY, Arity, allowed
from kontor_records.conditions.relative import Relative
from kontor_records.conditions.tree import AllOf, AnyOf, Leaf, Negated, Node, parse

MAX_VALUES: Final = 1_000
"""Values in one list of a leaf."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """A leaf whose field, operator and values are known to fit; what both evaluators read."""

    path: str
    field: Field
    op: str
    values: tuple[Operand, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Every:
    """All parts hold."""

    parts: tuple["Bound", ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Some:
    """At least one part holds."""

    parts: tuple["Bound", ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Opposite:
    """The part does not hold."""

    part: "Bound"


Bound = Comparison | Every | Some | Opposite


def bind(wire: object, vocabulary: Vocabulary) -> Bound:
    """Return the bound tree of a condition as it came over the wire.

    Raises:
        ConditionInvalid: a node is no condition, or a value does not fit its field.
        ConditionTooLarge: too deep, too many leaves or too many values.
        FieldUnknown: a field is not in the vocabulary.
        OpNotAllowed: an operator does not exist or not for this field.
    """
    return _bound(parse(wire), vocabulary, _raise)


def problems(wire: object, vocabulary: Vocabulary) -> tuple[Refusal, ...]:
    """Return everything wrong with a condition, so that one answer can name it all."""
    found: list[Refusal] = []
    try:
        _bound(parse(wire), vocabulary, found.append)
    except (ConditionInvalid, ConditionTooLarge) as refused:
        return (refused,)
    return tuple(found)


class _Report(Protocol):
    def __call__(self, refused: Refusal, /) -> None: ...


def _raise(refused: Refusal) -> None:
    raise refused


def _bound(node: Node, vocabulary: Vocabulary, report: _Report) -> Bound:
    if isinstance(node, AllOf):
        return Every(parts=tuple(_bound(part, vocabulary, report) for part in node.parts))
    if isinstance(node, AnyOf):
        return Some(parts=tuple(_bound(part, vocabulary, report) for part in node.parts))
    if isinstance(node, Negated):
        return Opposite(part=_bound(node.part, vocabulary, report))
    try:
        return _comparison(node, vocabulary)
    except Refusal as refused:
        report(refused)
        return Some(parts=())


def _comparison(leaf: Leaf, vocabulary: Vocabulary) -> Comparison:
    field = vocabulary.fields.get(leaf.field)
    if field is None:
        raise FieldUnknown(path=f"{leaf.path}/field")
    ops = allowed(field, has_changes=vocabulary.has_changes)
    if leaf.op not in ops:
        raise OpNotAllowed(path=f"{leaf.path}/op", allowed=sorted(ops))
    return Comparison(path=leaf.path, field=field, op=leaf.op, values=_values(field, leaf))


def _values(field: Field, leaf: Leaf) -> tuple[Operand, ...]:
    path = f"{leaf.path}/value"
    arity = ARITY[leaf.op]
    if arity is Arity.NONE:
        if leaf.value is not None:
            raise ConditionInvalid(path=path, reason="value_not_expected")
        return ()
    if leaf.value is None and leaf.op not in TO_EMPTY:
        raise ConditionInvalid(path=path, reason="value_required")
    if arity is Arity.ONE:
        return (_one(field, leaf, path),)
    if arity is Arity.MANY and field.type is FieldType.REFERENCE and isinstance(leaf.value, dict):
        return (_read(field, leaf.value, path),)
    if not isinstance(leaf.value, (list, tuple)):
        raise ConditionInvalid(path=path, reason="not_a_list")
    if len(leaf.value) > MAX_VALUES:
        raise ConditionTooLarge(path=path, limit="values", most=MAX_VALUES)
    values = tuple(_read(field, value, f"{path}/{at}") for at, value in enumerate(leaf.value))
    if arity is Arity.PAIR:
        _check_pair(values, path)
    elif not values:
        raise ConditionInvalid(path=path, reason="list_empty")
    return values


def _one(field: Field, leaf: Leaf, path: str) -> Operand:
    if leaf.value is None and leaf.op in TO_EMPTY:
        return None
    value = _read(field, leaf.value, path)
    if value == Current(who="team"):
        raise ConditionInvalid(path=path, reason="not_one")
    return value


def _read(field: Field, wire: object, path: str) -> Operand:
    try:
        return operand(field, wire)
    except OperandRefused as refused:
        raise ConditionInvalid(path=path, reason=str(refused)) from None


def _check_pair(values: tuple[Operand, ...], path: str) -> None:
    if len(values) != 2:
        raise ConditionInvalid(path=path, reason="not_a_pair")
    low, high = values
    # Only two fixed values of one sort can be compared before the moment is known.
    is_fixed = type(low) is type(high) and not isinstance(low, Relative)
    if is_fixed and high < low:  # type: ignore[operator]
        raise ConditionInvalid(path=path, reason="range_inverted")
