"""Durable timers: set by key in a unit of work, fired once, never early, whatever is killed.

A timer is claimed by pushing its due time into the future under a fence; the handler's unit of
work removes the row only at that fence. A process that dies in between leaves it to the next one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import structlog

from kontor_chassis.actor import Actor, Cause, Principal
from kontor_chassis.context import Context
from kontor_chassis.database.pool import CONNECTION_FAULTS, CONTENTION
from kontor_chassis.database.unit_of_work import WriteUnit
from kontor_chassis.ids import new_id
from kontor_chassis.runtime import Runtime
from kontor_chassis.telemetry import liveness

_log = structlog.get_logger("timers")
_LEASE = timedelta(seconds=30)
_IDLE_S = 0.5

_SET = """
INSERT INTO timer (tenant_id, key, fire_at, kind, payload)
SELECT $1::uuid, $2::text, $3::timestamptz, $4::text, $5::text::jsonb FROM i
ON CONFLICT (tenant_id, key) DO UPDATE SET fire_at = EXCLUDED.fire_at, kind = EXCLUDED.kind,
 payload = EXCLUDED.payload, attempt = 0, fence = timer.fence + 1 RETURNING 1
"""
_CLAIM = """
UPDATE timer SET fire_at = $1 + $2, attempt = attempt + 1, fence = fence + 1
WHERE (tenant_id, key) IN (
 SELECT tenant_id, key FROM timer WHERE fire_at <= $1 ORDER BY fire_at LIMIT 50
 FOR UPDATE SKIP LOCKED)
RETURNING tenant_id, key, kind, payload, attempt, fence
"""
_DONE = """
DELETE FROM timer WHERE tenant_id = $1::uuid AND key = $2::text AND fence = $3::bigint RETURNING 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """A timer that is due: its key, its payload, and how often it was tried before."""

    key: str
    payload: Mapping[str, Any]
    attempt: int


Handler = Callable[[Context, Firing], Awaitable[None]]


def set_timer(
    ctx: Context, key: str, fire_at: datetime, kind: str, payload: Mapping[str, Any]
) -> None:
    """Stage a timer, or move the one with this key.

    Args:
        ctx: The command's context; the timer is set if and only if it commits.
        key: Unique in the tenant, for instance `mql:<lead>`.
        fire_at: The instant, aware.
        kind: Names the handler in the service's definition.
        payload: JSON for the handler.
    """
    encoded = orjson.dumps(dict(payload)).decode()
    ctx.unit.stage_write(_SET, ctx.tenant, key, fire_at, kind, encoded)


async def run_timers(runtime: Runtime, handlers: Mapping[str, Handler]) -> None:
    """Fire timers when they are due, until cancelled; at most 2 s late while anything runs."""
    while True:
        liveness.beat("timers")
        try:
            fired = await _fire_due(runtime, handlers)
        except (*CONNECTION_FAULTS, *CONTENTION):
            fired = 0
        if not fired:
            await asyncio.sleep(_IDLE_S)


async def _fire_due(runtime: Runtime, handlers: Mapping[str, Handler]) -> int:
    rows = await runtime.worker_pool.fetch(_CLAIM, runtime.clock.now(), _LEASE)
    for row in rows:
        handler = handlers.get(row["kind"])
        if handler is None:
            # A version that knows it may come up beside this one: the lease brings it back.
            _log.error("timer without a handler", kind=row["kind"], attempt=row["attempt"])
            continue
        await _fire(runtime, handler, row)
    return len(rows)


async def _fire(runtime: Runtime, handler: Handler, row: Mapping[str, Any]) -> None:
    tenant: UUID = row["tenant_id"]
    unit = WriteUnit(runtime.api_pool, tenant, None, runtime.settings.outbox.shards)
    actor = Actor("service", runtime.name)
    context = Context(
        service=runtime.name,
        principal=Principal(subject=actor, tenant=tenant),
        actor=actor,
        cause=Cause(correlation_id=new_id()),
        now=runtime.clock.now(),
        unit=unit,
        adapters=runtime.adapters,
    )
    firing = Firing(key=row["key"], payload=orjson.loads(row["payload"]), attempt=row["attempt"])
    try:
        await handler(context, firing)
        # At the fence only: a timer that was moved meanwhile, or taken over, stays.
        unit.stage_write(_DONE, tenant, row["key"], row["fence"])
        await unit.commit()
        runtime.nudge.ring()
    except (*CONNECTION_FAULTS, *CONTENTION):
        raise
    except Exception:  # noqa: BLE001 - a handler's fault is its own; the loop goes on
        _log.exception("timer failed", kind=row["kind"], attempt=row["attempt"])
    finally:
        await unit.roll_back()
