"""What automation can act on: record types, the facts that may start it, the fields they have."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from kontor_chassis.errors import Fault
from kontor_chassis.http.shapes import Shape, change_shape
from kontor_records.conditions.binding import problems
from kontor_records.conditions.fields import Vocabulary, vocabulary_of
from kontor_schemas.contacts.contact import Contact
from kontor_schemas.contacts.lead import Lead
from kontor_schemas.contacts.organization import Organization
from kontor_schemas.fact import AnyFact, Fact, Updated
from kontor_schemas.registry import facts_of, standard_fact
from kontor_schemas.state import State

_NO_EVENT = frozenset({"snapshot", "merged"})
"""Nothing happened, or what it happened to is no record any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind:
    """A record type whose owner takes commands from automation.

    Attributes:
        state: Its published state.
        plural: Its path below `/api/v1/`.
        is_assignable: Whether its owner has the verb `assign`.
    """

    state: type[State]
    plural: str
    is_assignable: bool = False

    @property
    def name(self) -> str:
        """The record type's name, such as `contacts.lead`."""
        return self.state.RECORD

    @property
    def service(self) -> str:
        """The service that owns it."""
        return self.name.partition(".")[0]

    def path(self, record: UUID) -> str:
        """Return the address of one record at its owner."""
        return f"/api/v1/{self.plural}/{record}"


KINDS: Mapping[str, RecordKind] = {
    kind.name: kind
    for kind in (
        RecordKind(state=Lead, plural="leads", is_assignable=True),
        RecordKind(state=Contact, plural="contacts"),
        RecordKind(state=Organization, plural="organizations"),
    )
}


def _starting() -> Mapping[str, type[AnyFact]]:
    found = [
        fact
        for record in KINDS
        for fact in facts_of(record)
        if issubclass(fact, Fact) and fact.TYPE.split(".")[2] not in _NO_EVENT
    ]
    return {fact.TYPE: fact for fact in found}


STARTING: Mapping[str, type[AnyFact]] = _starting()
"""The facts a workflow may begin with, by type: those that carry the state of a known record."""


def unversioned(fact_type: str) -> str:
    """Return a fact's type without its major, by which rules find their facts."""
    return fact_type.rpartition(".v")[0]


def created_type(record: str) -> str:
    """Return the type, without its major, of the fact that a record was created."""
    return unversioned(standard_fact(KINDS[record].state, "created").TYPE)


@cache
def vocabulary(fact_type: str) -> Vocabulary:
    """Return what a condition on a fact of this type may name; the type is one of `STARTING`."""
    fact = STARTING[fact_type]
    return vocabulary_of(KINDS[fact.RECORD].state, has_changes=issubclass(fact, Updated))


@cache
def record_vocabulary(record: str) -> Vocabulary:
    """Return what a condition on a record itself may name, whatever happened to it."""
    return vocabulary_of(KINDS[record].state)


@cache
def writable(record: str) -> type[Shape]:
    """Return the shape of a change to a record of this type."""
    return change_shape(KINDS[record].state)


def condition_faults(wire: object, known: Vocabulary) -> list[Fault]:
    """Return everything that is wrong with a condition, each with its place in the request."""
    return [
        Fault(
            f"/condition{refusal.params.get('path', '')}",
            refusal.code,
            {name: value for name, value in refusal.params.items() if name != "path"},
        )
        for refusal in problems(wire, known)
    ]
