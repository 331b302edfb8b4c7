"""The evaluator in memory: a condition, compiled once, asked of states.

Two-valued: an empty field fails every comparison, so it is in what `ne`, `not_in` and `not`
leave over. The statement that the list engine compiles from the same bound tree says the same.
"""

from collections.abc import Callable, Mapping
from typing import Final

from kontor_records.conditions.accepting import accepts
from kontor_records.conditions.binding import Bound, Comparison, Every, Opposite, Some, bind
from kontor_records.conditions.fields import Vocabulary
from kontor_records.conditions.moment import Moment
from kontor_records.conditions.readers import (
    NOTHING,
    Subject,
    Value,
    comparable,
    is_empty,
    raw_reader,
    walk_below,
)

_Ask = Callable[[Subject, Moment], bool]
_OPPOSITE: Final = frozenset({"ne", "not_in"})
_OVER_CHANGES: Final = frozenset({"changed", "changed_to", "changed_from"})


class Predicate:
    """A compiled condition. Holds no state; may be kept and shared."""

    __slots__ = ("_ask", "_leaves")

    def __init__(self, bound: Bound) -> None:
        self._leaves: list[tuple[str, _Ask]] = []
        self._ask = self._compiled(bound)

    def __call__(
        self,
        state: Mapping[str, Value],
        moment: Moment,
        *,
        changed: Mapping[str, Value] = NOTHING,
        related: Mapping[str, Mapping[str, Value]] = NOTHING,
    ) -> bool:
        """Return whether the condition holds.

        Args:
            state: The record's state, from the wire or dumped from its model.
            moment: When, where and for whom.
            changed: Field → [old, new], if asked about a change.
            related: Path of a reference → state of the record it leads to, as far as known.
        """
        return self._ask(Subject(state, changed, related), moment)

    def verdicts(self, subject: Subject, moment: Moment) -> tuple[tuple[str, bool], ...]:
        """Return the answer of every single leaf by its path: why, or why not."""
        return tuple((path, ask(subject, moment)) for path, ask in self._leaves)

    def _compiled(self, bound: Bound) -> _Ask:
        if isinstance(bound, Every):
            return _every([self._compiled(part) for part in bound.parts])
        if isinstance(bound, Some):
            return _some([self._compiled(part) for part in bound.parts])
        if isinstance(bound, Opposite):
            return _opposite(self._compiled(bound.part))
        ask = _leaf(bound)
        self._leaves.append((bound.path, ask))
        return ask


def compile_condition(wire: object, vocabulary: Vocabulary) -> Predicate:
    """Return the predicate of a condition as it came over the wire.

    Raises:
        ConditionInvalid: a node is no condition, or a value does not fit its field.
        ConditionTooLarge: too deep, too many leaves or too many values.
        FieldUnknown: a field is not in the vocabulary.
        OpNotAllowed: an operator does not exist or not for this field.
    """
    return Predicate(bind(wire, vocabulary))


def _every(parts: list[_Ask]) -> _Ask:
    def every(subject: Subject, moment: Moment) -> bool:
        for ask in parts:  # noqa: SIM110 - a generator costs twice the loop
            if not ask(subject, moment):
                return False
        return True

    return every


def _some(parts: list[_Ask]) -> _Ask:
    def some(subject: Subject, moment: Moment) -> bool:
        for ask in parts:  # noqa: SIM110 - a generator costs twice the loop
            if ask(subject, moment):
                return True
        return False

    return some


def _opposite(ask: _Ask) -> _Ask:
    return lambda subject, moment: not ask(subject, moment)


def _leaf(test: Comparison) -> _Ask:
    if test.op in _OVER_CHANGES:
        return _change(test)
    read = raw_reader(test.field)
    if test.op == "is_empty":
        return lambda subject, _moment: is_empty(read(subject))
    if test.op == "is_set":
        return lambda subject, _moment: not is_empty(read(subject))
    positive = _elements(test) if test.field.is_list else _scalar(test)
    return _opposite(positive) if test.op in _OPPOSITE else positive


def _scalar(test: Comparison) -> _Ask:
    read, form, accept = raw_reader(test.field), comparable(test.field), accepts(test)

    def holds(subject: Subject, moment: Moment) -> bool:
        value = form(read(subject))
        return value is not None and accept(value, moment)

    return holds


def _elements(test: Comparison) -> _Ask:
    read, form, accept = raw_reader(test.field), comparable(test.field), accepts(test)

    def holds(subject: Subject, moment: Moment) -> bool:
        found = read(subject)
        if not isinstance(found, (list, tuple)):
            return False
        elements = [value for element in found if (value := form(element)) is not None]
        return accept(elements, moment)

    return holds


def _change(test: Comparison) -> _Ask:
    """Return the question about one field of a change; the whole field is named in `changed`."""
    field, walk = test.field, walk_below(test.field)
    key = field.keys[0]

    def pair(subject: Subject) -> tuple[Value, Value] | None:
        change = subject.changed.get(key)
        if not isinstance(change, (list, tuple)) or len(change) != 2:
            return None
        old, new = walk(change[0]), walk(change[1])
        same = old == new or (is_empty(old) and is_empty(new))
        return None if same else (old, new)

    if test.op == "changed":
        # Lists of lines come as ids added, changed, removed: named is changed.
        return lambda subject, _moment: (
            pair(subject) is not None or isinstance(subject.changed.get(key), Mapping)
        )
    side = 0 if test.op == "changed_from" else 1
    if test.values == (None,):
        return lambda subject, _moment: (
            (found := pair(subject)) is not None and is_empty(found[side])
        )
    form, accept = comparable(field), accepts(test)

    def holds(subject: Subject, moment: Moment) -> bool:
        found = pair(subject)
        if found is None:
            return False
        value = form(found[side])
        return value is not None and accept(value, moment)

    return holds
