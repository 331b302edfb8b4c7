"""The syntax tree of a condition, parsed from its wire form, and the limits of its size."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from kontor_records.conditions.errors import ConditionInvalid, ConditionTooLarge
from kontor_schemas.condition import MAX_DEPTH, MAX_LEAVES


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaf:
    """One comparison: a field, an operator and, where the operator takes one, a value."""

    path: str
    field: str
    op: str
    value: object = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AllOf:
    """True when every part is; true when there is none."""

    path: str
    parts: tuple["Node", ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AnyOf:
    """True when some part is; false when there is none."""

    path: str
    parts: tuple["Node", ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Negated:
    """True when its part is not: a record with an empty field fails the part, so it is in."""

    path: str
    part: "Node"


Node = Leaf | AllOf | AnyOf | Negated


def parse(wire: object) -> Node:
    """Return the tree of a condition as it came over the wire, as JSON or as its wire type.

    Raises:
        ConditionInvalid: a node is neither a group nor a leaf.
        ConditionTooLarge: deeper than `MAX_DEPTH` or more than `MAX_LEAVES` leaves.
    """
    if isinstance(wire, BaseModel):
        wire = wire.model_dump(mode="json")
    return _Parser().node(wire, "", 1)


class _Parser:
    """Counts the leaves while it descends; never goes deeper than the limit."""

    def __init__(self) -> None:
        self._leaves = 0

    def node(self, wire: object, path: str, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise ConditionTooLarge(path=path, limit="depth", most=MAX_DEPTH)
        if not isinstance(wire, Mapping):
            raise ConditionInvalid(path=path, reason="not_a_node")
        keys = set(wire)
        if keys == {"all"}:
            return AllOf(path=path, parts=self._parts(wire["all"], f"{path}/all", depth))
        if keys == {"any"}:
            return AnyOf(path=path, parts=self._parts(wire["any"], f"{path}/any", depth))
        if keys == {"not"}:
            return Negated(path=path, part=self.node(wire["not"], f"{path}/not", depth + 1))
        if keys in ({"field", "op"}, {"field", "op", "value"}):
            return self._leaf(wire, path)
        raise ConditionInvalid(path=path, reason="not_a_node")

    def _parts(self, wire: object, path: str, depth: int) -> tuple[Node, ...]:
        if not isinstance(wire, (list, tuple)):
            raise ConditionInvalid(path=path, reason="not_a_list")
        return tuple(self.node(part, f"{path}/{at}", depth + 1) for at, part in enumerate(wire))

    def _leaf(self, wire: Mapping[object, object], path: str) -> Leaf:
        self._leaves += 1
        if self._leaves > MAX_LEAVES:
            raise ConditionTooLarge(path=path, limit="leaves", most=MAX_LEAVES)
        field, op = wire["field"], wire["op"]
        if not isinstance(field, str):
            raise ConditionInvalid(path=f"{path}/field", reason="not_text")
        if not isinstance(op, str):
            raise ConditionInvalid(path=f"{path}/op", reason="not_text")
        return Leaf(path=path, field=field, op=op, value=wire.get("value"))
