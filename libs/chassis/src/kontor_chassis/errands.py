"""Errands: commands that no authenticated request, fact or timer carries, committed one by one.

A service runs them for itself: at its start, from a periodic job, or before it knows who is asking.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeVar
from uuid import UUID

from kontor_chassis.actor import Actor, Cause, Principal
from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.pool import CONNECTION_FAULTS, CONTENTION
from kontor_chassis.database.unit_of_work import ReadUnit, Stage, WriteUnit
from kontor_chassis.errors import ServiceUnavailable
from kontor_chassis.ids import new_id
from kontor_chassis.runtime import Runtime

PATIENCE_S = 5.0
T = TypeVar("T")


async def carry_out(
    runtime: Runtime,
    principal: Principal,
    command: Callable[[Context], Awaitable[T]],
    *,
    cause: Cause | None = None,
) -> T:
    """Run a command in a unit of work of its own, commit it, and return what it returned.

    What is in the way is tried again for five seconds, but for a commit whose reply was lost.

    Args:
        runtime: The process.
        principal: In whose name, and in which tenant.
        command: The command; it may run several times and is committed at most once.
        cause: Why; a chain of its own where nothing is given.

    Raises:
        ServiceUnavailable: Something was in the way all the time, or the outcome is unknown.
    """
    give_up = monotonic() + PATIENCE_S
    while True:
        unit = WriteUnit(runtime.api_pool, principal.tenant, None, runtime.settings.outbox.shards)
        try:
            result = await command(_context(runtime, principal, unit, cause))
            await unit.commit()
        except (*CONNECTION_FAULTS, *CONTENTION) as fault:
            lost = unit.stage is Stage.COMMITTING and isinstance(fault, CONNECTION_FAULTS)
            if lost or monotonic() > give_up:
                raise ServiceUnavailable(retry_after=1) from None
        else:
            if unit.facts:
                runtime.nudge.ring()
            return result
        finally:
            await unit.roll_back()
        await asyncio.sleep(random.uniform(0.01, 0.1))  # noqa: S311 - jitter is no secret


def looking(runtime: Runtime, principal: Principal) -> ReadContext:
    """Return a context for queries outside of any request."""
    return ReadContext(
        service=runtime.name,
        principal=principal,
        actor=principal.subject,
        cause=Cause(correlation_id=new_id()),
        now=runtime.clock.now(),
        unit=ReadUnit(runtime.api_pool, principal.tenant),
        secret=runtime.secret,
        adapters=runtime.adapters,
    )


def itself(runtime: Runtime, tenant: UUID) -> Principal:
    """Return the service itself as a principal in a tenant."""
    return Principal(subject=Actor("service", runtime.name), tenant=tenant)


def _context(
    runtime: Runtime, principal: Principal, unit: WriteUnit, cause: Cause | None
) -> Context:
    return Context(
        service=runtime.name,
        principal=principal,
        actor=principal.subject,
        cause=cause or Cause(correlation_id=new_id()),
        now=runtime.clock.now(),
        unit=unit,
        secret=runtime.secret,
        adapters=runtime.adapters,
    )
