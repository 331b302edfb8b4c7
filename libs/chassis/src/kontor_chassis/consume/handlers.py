"""Handlers at work: gives facts to the batches, reactions and commands that asked for them."""

from collections.abc import Awaitable, Callable, Sequence

import asyncpg

from kontor_chassis.consume.consumer import Batch, Command, Route
from kontor_chassis.consume.failures import FactFailed, Trouble, trouble
from kontor_chassis.consume.received import Received, Undecodable

RunCommand = Callable[[Received, Command], Awaitable[object]]
"""Runs a command for a fact as the api role, with its tenant, and the key (consumer, fact id)."""

Due = tuple[Received, Route]
NO_ROUTE = Route()
"""The route of a fact that nobody asks for any more."""


async def apply(connection: asyncpg.Connection, due: Sequence[Due]) -> None:
    """Apply facts in order: batches first, so that reactions meet mirrors that know the batch.

    Raises:
        FactFailed: A reaction failed on one fact, or its data cannot be decoded.
        Exception: Whatever a batch handler raised; which fact is to blame is not known.
    """
    per_batch: dict[int, tuple[Batch, list[Received]]] = {}
    for received, route in due:
        for batch in route.batches:
            per_batch.setdefault(id(batch), (batch, []))[1].append(received)
    for batch, facts in per_batch.values():
        try:
            await batch.apply(connection, facts)
        except Undecodable as error:
            raise FactFailed(error.received, error) from error
    for received, route in due:
        for reaction in route.reactions:
            try:
                await reaction.react(connection, received)
            except Exception as error:
                raise FactFailed(received, error) from error


async def command(run: RunCommand, received: Received, route: Route) -> None:
    """Run the commands of one fact, each in a unit of work of its own.

    Raises:
        FactFailed: One of them refused or failed, for a reason that will not pass by itself.
        Exception: Something that will pass; the fact is to be tried again.
    """
    for one in route.commands:
        try:
            await run(received, one)
        except Exception as error:
            if trouble(error) is Trouble.PASSING:
                raise
            raise FactFailed(received, error) from error
