"""Reacting: what a batch of facts sets going, decided inside the batch's own transaction."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from kontor_automation.engine.assigning import assign
from kontor_automation.engine.book import Book
from kontor_automation.engine.catalogue import unversioned
from kontor_automation.engine.rules_known import KnownRules
from kontor_automation.engine.starting import start
from kontor_automation.engine.trigger import Trigger
from kontor_chassis.consume.received import Received


async def react(
    connection: asyncpg.Connection,
    facts: Sequence[Received],
    known: KnownRules,
    now: datetime,
    shards: int,
) -> Book:
    """Decide what follows from a batch of facts, and write it: a few statements, however many.

    Returns:
        What was written.
    """
    book = Book(now=now)
    names = {unversioned(received.type) for received in facts}
    tenants = {received.tenant for received in facts}
    grounds = await known.read(connection, tenants, names, now)
    if not grounds:
        return book
    waited_for = {
        (tenant, rule.fact) for tenant, ground in grounds.items() for rule in ground.rules
    }
    unique = {received.id: received for received in facts}
    triggers = [
        Trigger.of(received)
        for received in unique.values()
        if (received.tenant, unversioned(received.type)) in waited_for
    ]
    await assign(connection, triggers, grounds, book)
    await start(connection, triggers, grounds, book)
    await book.write(connection, shards)
    return book
