"""Finding facts: by their type on the wire, by record, and all of them for what is published."""

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import TypeVar, cast

import kontor_schemas
from kontor_schemas import wire
from kontor_schemas.fact import BUSINESS, STANDARD, AnyFact
from kontor_schemas.naming import PACKAGE, TypeName, parsed_type
from kontor_schemas.state import STATES, State


class FactUnknown(Exception):  # noqa: N818 (errors are named by what is wrong)
    """No class stands for this type.

    Attributes:
        reason: `type_malformed`, `type_unknown`, or `major_unknown` where other majors of the
            type are known.
    """

    def __init__(self, reason: str, type_name: str) -> None:
        super().__init__(f"{reason}: {type_name[:160]!r}")
        self.reason = reason
        self.type_name = type_name


@cache
def services() -> tuple[str, ...]:
    """Name the services that publish facts, in alphabetical order."""
    return tuple(
        sorted(found.name for found in pkgutil.iter_modules(kontor_schemas.__path__) if found.ispkg)
    )


@cache
def records() -> tuple[str, ...]:
    """Name every record type that has facts, without importing their modules."""
    return tuple(
        f"{service}.{found.name}"
        for service in services()
        for found in sorted(
            pkgutil.iter_modules([f"{root}/{service}" for root in kontor_schemas.__path__]),
            key=lambda found: found.name,
        )
    )


def _loaded(record: str) -> None:
    """Import a record's module; only names of existing modules come through."""
    if record in records():
        module = f"{PACKAGE}.{record}"
        importlib.import_module(module)  # kontor: allow code_from_text because it is one of ours


@cache
def fact_named(type_name: str) -> type[AnyFact]:
    """Find the class of a fact by its type on the wire; its module is imported when first asked.

    Raises:
        FactUnknown: nothing of this name is published; the reason says how far it is known.
    """
    name = parsed_type(type_name)
    if name is None:
        raise FactUnknown("type_malformed", type_name)
    _loaded(name.record)
    if (business := BUSINESS.get(type_name)) is not None:
        return business
    state = STATES.get((name.record, name.major))
    if state is not None and name.verb in state.VERBS:
        return standard_fact(state, name.verb)
    raise FactUnknown("major_unknown" if _other_majors(name) else "type_unknown", type_name)


def _other_majors(name: TypeName) -> bool:
    if any(
        record == name.record and name.verb in found.VERBS for (record, _), found in STATES.items()
    ):
        return True
    return any(found.startswith(f"{name.unversioned}.v") for found in BUSINESS)


@cache
def state_named(record: str, major: int = 1) -> type[State]:
    """Find the state of a record type; its module is imported when first asked.

    Raises:
        KeyError: no such state is published.
    """
    _loaded(record)
    return STATES[record, major]


@cache
def standard_fact(state: type[State], verb: str) -> type[AnyFact]:
    """Give a standard fact of a state: `standard_fact(Lead, "created")` is `Created[Lead]`."""
    return cast("type[AnyFact]", STANDARD[verb][state])  # type: ignore[index]


def facts_of(record: str) -> tuple[type[AnyFact], ...]:
    """List all facts of a record type: the standard ones first, then its own by name."""
    _loaded(record)
    standard = [
        standard_fact(state, verb)
        for (name, _), state in sorted(STATES.items(), key=lambda item: item[0])
        if name == record
        for verb in STANDARD
        if verb in state.VERBS
    ]
    own = [fact for _, fact in sorted(BUSINESS.items()) if record == fact.RECORD]
    return (*standard, *own)


def all_facts() -> tuple[type[AnyFact], ...]:
    """List every published fact of every service. Imports all modules: for tools and tests."""
    return tuple(fact for record in records() for fact in facts_of(record))


Old = TypeVar("Old", bound=AnyFact)
New = TypeVar("New", bound=AnyFact)
_UPCASTERS: dict[str, Callable[[AnyFact], AnyFact]] = {}


def upcasts(old: type[Old]) -> Callable[[Callable[[Old], New]], Callable[[Old], New]]:
    """Register the function that turns an older major of a fact into the next one.

    It stands beside the newer class, is pure, and runs at decode, so that consumers only know the
    newest major. While both majors are sent, both messages carry the same `id`, the older first:
    a consumer's inbox takes one of them.

    Raises:
        TypeError: the older major has an upcaster already.
    """

    def register(upcaster: Callable[[Old], New]) -> Callable[[Old], New]:
        if old.TYPE in _UPCASTERS:
            raise TypeError(f"{old.TYPE} has an upcaster already")
        _UPCASTERS[old.TYPE] = cast("Callable[[AnyFact], AnyFact]", upcaster)
        return upcaster

    return register


def decode(type_name: str, data: bytes) -> AnyFact:
    """Decode the data of a fact and bring it to the newest major that this version knows.

    Raises:
        FactUnknown: the type or its major is not known here.
        DataUndecodable: the data does not have the declared form.
    """
    fact = wire.read_json(fact_named(type_name), data)
    while (upcaster := _UPCASTERS.get(fact.TYPE)) is not None:
        fact = upcaster(fact)
    return fact
