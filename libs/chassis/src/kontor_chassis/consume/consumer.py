"""What a service declares in `app.py`: its consumer, and which function gets which facts."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import asyncpg

from kontor_chassis.consume.received import Received
from kontor_schemas.fact import INTAKE, AnyFact, Snapshot
from kontor_schemas.registry import fact_named

Facts = tuple[type[AnyFact], ...]
Apply = Callable[[asyncpg.Connection, Sequence[Received]], Awaitable[None]]
React = Callable[[asyncpg.Connection, Received], Awaitable[None]]
Handle = Callable[[Any, Received], Awaitable[object]]
"""A command's edge: gets the context of its own unit of work (`Context`) and the fact."""


class Batch(Protocol):
    """Applies all new facts of a batch at once; `Mirror` is the usual one.

    `apply` is called inside the batch's transaction, as the worker role, with the facts in order
    of their partition. It writes rows and nothing else, and may run again after a roll back.
    """

    @property
    def facts(self) -> Facts:
        """The facts it is given."""
        ...

    async def apply(self, connection: asyncpg.Connection, facts: Sequence[Received]) -> None:
        """Apply the facts."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOf:
    """A batch handler made of a function."""

    facts: Facts
    function: Apply

    async def apply(self, connection: asyncpg.Connection, facts: Sequence[Received]) -> None:
        """Apply the facts."""
        await self.function(connection, facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """Decides fact by fact and writes rows (also outbox rows) in the batch's transaction."""

    facts: Facts
    react: React


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Calls a command for each fact, in a unit of work of its own with the fact's tenant.

    It runs before the batch's transaction, under the idempotency key (consumer, name, fact id): a
    crash between the two doubles nothing. The name therefore never changes.
    """

    name: str
    facts: Facts
    handle: Handle


Subscription = Batch | Reaction | Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Who gets a fact of one type."""

    batches: tuple[Batch, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    commands: tuple[Command, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Consumer:
    """A group of subscriptions with one position in each topic and one transaction a batch.

    `name` is the consumer group, the key of its rows, and the end of its intake and dead-letter
    topics, both declared in `kontor_schemas.topics`.

    Attributes:
        name: see above.
        subscriptions: who gets which facts.
        committed: Called after every commit that changed something, for instance to wake a loop
            of the same process that works on what was written. It never blocks and never raises.
        asks_owners: Whether it asks the owners of what it mirrors for a snapshot before it reads a
            topic for the first time (they serve `snapshots_router`); otherwise it begins with
            what the topics still hold.
    """

    name: str
    subscriptions: tuple[Subscription, ...]
    committed: Callable[[], None] | None = None
    asks_owners: bool = False
    _found: dict[str, Route | None] = field(default_factory=dict, repr=False, compare=False)

    @property
    def intake(self) -> str:
        """The topic of what is sent to this consumer alone."""
        return f"kontor.intake.{self.name}"

    @property
    def dead_letters(self) -> str:
        """The topic of what this consumer could not apply."""
        return f"kontor.dlq.{self.name}"

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """Every topic this consumer reads."""
        live = {fact.TOPIC for fact in self._facts if fact.TOPIC != INTAKE}
        return (*sorted(live), self.intake)

    @cached_property
    def records(self) -> tuple[str, ...]:
        """The record types whose owners are asked for a snapshot when this consumer is new."""
        return tuple(sorted({fact.RECORD for fact in self._facts if issubclass(fact, Snapshot)}))

    @property
    def _facts(self) -> Iterator[type[AnyFact]]:
        return (fact for subscription in self.subscriptions for fact in subscription.facts)

    @cached_property
    def _routes(self) -> Mapping[str, Route]:
        """Routes by type without its major: the newest class stands for the older ones too."""
        names = {name for s in self.subscriptions for name in _names(s)}
        return {name: self._route(name) for name in names}

    def _route(self, name: str) -> Route:
        wanting = [s for s in self.subscriptions if name in _names(s)]
        return Route(
            batches=tuple(s for s in wanting if not isinstance(s, Reaction | Command)),
            reactions=tuple(s for s in wanting if isinstance(s, Reaction)),
            commands=tuple(s for s in wanting if isinstance(s, Command)),
        )

    def asks_for(self, type_name: str) -> bool:
        """Say whether anybody here asks for facts of a type, in whatever major."""
        return type_name.rpartition(".v")[0] in self._routes

    def route(self, type_name: str) -> Route | None:
        """Say who gets the facts of a type.

        Returns:
            The route; None for a type nobody here asked for.

        Raises:
            FactUnknown: The type is asked for, and its major is not known to this version.
        """
        found = self._routes.get(type_name.rpartition(".v")[0])
        if found is not None and type_name not in self._found:
            fact_named(type_name)
            self._found[type_name] = found
        return found


def _names(subscription: Subscription) -> frozenset[str]:
    """Name the types of a subscription without their majors."""
    return frozenset(fact.TYPE.rpartition(".v")[0] for fact in subscription.facts)
