"""Judging: does a rule fit a fact, and if not, which comparison is to blame."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from kontor_automation.engine.errors import RecordTypeUnknown
from kontor_chassis.errors import Refusal
from kontor_records.conditions.fields import Vocabulary
from kontor_records.conditions.moment import Moment
from kontor_records.conditions.predicate import Predicate, compile_condition
from kontor_records.conditions.readers import NOTHING, Subject

_log = structlog.get_logger(__name__)
_MOST_BLAMES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """One comparison that decided that a rule does not fit.

    Attributes:
        pointer: Where it stands in the rule, as a JSON pointer.
        field: What it asks for; empty where a whole group is to blame.
        op: What it asks.
        held: What the answer was; below a `not` it is the true one that is to blame.
    """

    pointer: str
    field: str
    op: str
    held: bool

    def as_json(self) -> dict[str, Any]:
        """Return it in the form in which logs keep it."""
        return {"pointer": self.pointer, "field": self.field, "op": self.op, "held": self.held}


class Judge:
    """The territory and the condition of one rule, compiled once."""

    def __init__(
        self,
        wire: Mapping[str, Any] | None,
        known: Vocabulary | None,
        countries: Sequence[str] = (),
    ) -> None:
        """Compile.

        Args:
            wire: The condition as it is stored.
            known: What it may name; None where the record or fact it is about has gone.
            countries: The territory; empty for all.
        """
        self._wire = wire
        self._countries = frozenset(countries)
        self._predicate: Predicate | None = None
        self._broken: Blame | None = None
        if known is None:
            self._broken = Blame(pointer="/on", field="", op=RecordTypeUnknown.code, held=False)
            return
        if wire is None:
            return
        try:
            self._predicate = compile_condition(wire, known)
        except Refusal as refusal:
            # Sound when it was saved: a field has gone since. It fits nothing, and says so.
            _log.warning("condition_broken", code=refusal.code)
            place = f"/condition{refusal.params.get('path', '')}"
            self._broken = Blame(pointer=place, field="", op=refusal.code, held=False)

    def blames(
        self, state: Mapping[str, Any], changed: Mapping[str, Any], moment: Moment
    ) -> Sequence[Blame]:
        """Return why the rule does not fit; nothing where it fits."""
        if self._broken is not None:
            return [self._broken]
        if self._countries and state.get("country") not in self._countries:
            return [Blame(pointer="/countries", field="country", op="in", held=False)]
        if self._predicate is None or self._wire is None:
            return ()
        if self._predicate(state, moment, changed=changed or NOTHING):
            return ()
        held = dict(self._predicate.verdicts(Subject(state, changed or NOTHING), moment))
        return _blamed(self._wire, "", held, wanted=True)[:_MOST_BLAMES]


def _blamed(
    node: Mapping[str, Any], path: str, held: Mapping[str, bool], *, wanted: bool
) -> list[Blame]:
    """Return the leaves because of which a node is not what was wanted of it."""
    if "not" in node:
        return _blamed(node["not"], f"{path}/not", held, wanted=not wanted)
    for group in ("all", "any"):
        if group in node:
            return _of_group(node[group], f"{path}/{group}", held, wanted=wanted) or [
                # An empty group: there is no comparison below it that could be named.
                Blame(pointer=f"/condition{path}", field="", op=group, held=not wanted)
            ]
    if held.get(path) is wanted:
        return []
    found = Blame(pointer=f"/condition{path}", field=node["field"], op=node["op"], held=not wanted)
    return [found]


def _of_group(
    parts: Sequence[Mapping[str, Any]], path: str, held: Mapping[str, bool], *, wanted: bool
) -> list[Blame]:
    return [
        blame
        for place, part in enumerate(parts)
        if _holds(part, f"{path}/{place}", held) is not wanted
        for blame in _blamed(part, f"{path}/{place}", held, wanted=wanted)
    ]


def _holds(node: Mapping[str, Any], path: str, held: Mapping[str, bool]) -> bool:
    if "not" in node:
        return not _holds(node["not"], f"{path}/not", held)
    if "all" in node:
        found = enumerate(node["all"])
        return all(_holds(part, f"{path}/all/{place}", held) for place, part in found)
    if "any" in node:
        found = enumerate(node["any"])
        return any(_holds(part, f"{path}/any/{place}", held) for place, part in found)
    return held.get(path, False)
