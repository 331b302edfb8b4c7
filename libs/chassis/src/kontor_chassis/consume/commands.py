"""Commands called by facts: each in a unit of work of its own, as the api role, exactly once."""

import hashlib

from kontor_chassis.actor import Actor, Cause, Principal
from kontor_chassis.consume.consumer import Command
from kontor_chassis.consume.handlers import RunCommand
from kontor_chassis.consume.received import Received
from kontor_chassis.context import Context
from kontor_chassis.database.unit_of_work import AlreadyAnsweredError, IdempotencyKey, WriteUnit
from kontor_chassis.runtime import Runtime


def command_port(runtime: Runtime, consumer: str) -> RunCommand:
    """Return the edge through which a consumer's facts become commands of this service."""

    async def run(received: Received, command: Command) -> None:
        unit = WriteUnit(
            runtime.api_pool,
            received.tenant,
            _key(consumer, command, received),
            runtime.settings.outbox.shards,
        )
        try:
            await command.handle(_context(runtime, received, unit), received)
            await unit.commit()
        except AlreadyAnsweredError:
            return  # it ran before a crash, or in a member that lost its lease
        finally:
            await unit.roll_back()

    return run


def _context(runtime: Runtime, received: Received, unit: WriteUnit) -> Context:
    actor = Actor("service", runtime.name)
    return Context(
        service=runtime.name,
        principal=Principal(subject=actor, tenant=received.tenant),
        actor=actor,
        cause=Cause(
            correlation_id=received.correlation_id or received.id,
            causation_id=received.id,
            depth=received.cause_depth + 1,
            traceparent=received.traceparent,
        ),
        now=runtime.clock.now(),
        unit=unit,
        secret=runtime.secret,
        adapters=runtime.adapters,
    )


def _key(consumer: str, command: Command, received: Received) -> IdempotencyKey:
    place = f"{consumer}/{command.name}/{received.id}".encode()
    return IdempotencyKey(
        principal=f"consumer:{consumer}",
        digest=hashlib.sha256(place).hexdigest(),
        # A fact never changes: the same key is always the same request.
        request_hash=b"fact",
    )
