"""What follows when a rule is no longer in force: its runs end, and a circle's record is paused.

The engine notices a circle with the worker's role, which may stop a rule but not change a record;
the record follows here, by the same command that a person's request calls.
"""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog

from kontor_automation.engine.cancelling import cancel_runs
from kontor_automation.records.workflow import commands as workflow_commands
from kontor_chassis.actor import Actor, Cause, Principal
from kontor_chassis.context import Context
from kontor_chassis.database.pool import CONNECTION_FAULTS, CONTENTION
from kontor_chassis.database.unit_of_work import WriteUnit
from kontor_chassis.errors import RecordInBin, RecordUnknown
from kontor_chassis.ids import new_id
from kontor_chassis.runtime import Runtime
from kontor_chassis.telemetry import liveness

_log = structlog.get_logger(__name__)
_POLL_S = 1.0
_LOOP = "automation rule endings"

_ENDED = """
SELECT tenant_id, id, version, pause_reason, pause_run FROM active_rule
WHERE ended_at IS NOT NULL ORDER BY ended_at LIMIT 50
"""
_CHAIN = """
SELECT e.fact_id, p.correlation_id, p.traceparent FROM run p
JOIN run e ON e.tenant_id = p.tenant_id AND e.rule = p.rule AND e.record_id = p.record_id
 AND e.correlation_id = p.correlation_id AND e.state <> 'skipped'
WHERE p.tenant_id = $1 AND p.id = $2 ORDER BY e.created_at DESC, e.position DESC LIMIT 50
"""
_FORGET = """
DELETE FROM active_rule WHERE tenant_id = $1 AND id = $2 AND version = $3
 AND ended_at IS NOT NULL
"""


async def end_rules(runtime: Runtime) -> None:
    """Follow up every rule that ended, until cancelled."""
    while True:
        liveness.beat(_LOOP)
        try:
            await end_due(runtime)
        except (*CONNECTION_FAULTS, *CONTENTION) as fault:
            _log.warning("rule_endings_wait", error=type(fault).__name__)
        await asyncio.sleep(_POLL_S)


async def end_due(runtime: Runtime) -> None:
    """Follow up every rule that has ended by now."""
    for row in await runtime.worker_pool.fetch(_ENDED):
        try:
            await _end(runtime, row)
        except (*CONNECTION_FAULTS, *CONTENTION):
            raise
        except Exception:  # noqa: BLE001 - one rule must not hold up the others
            _log.exception("rule_ending_failed", rule=str(row["id"]))


async def _end(runtime: Runtime, row: Mapping[str, Any]) -> None:
    if row["pause_reason"] is not None:
        await _pause(runtime, row)
    now, shards = runtime.clock.now(), runtime.settings.outbox.shards
    key = (row["tenant_id"], row["id"])
    is_over = await cancel_runs(runtime.worker_pool, *key, now, shards)
    runtime.nudge.ring()
    if is_over:
        await runtime.worker_pool.execute(_FORGET, *key, row["version"])


async def _pause(runtime: Runtime, row: Mapping[str, Any]) -> None:
    tenant: UUID = row["tenant_id"]
    chain = await runtime.worker_pool.fetch(_CHAIN, tenant, row["pause_run"])
    actor = Actor("service", runtime.name)
    unit = WriteUnit(runtime.api_pool, tenant, None, runtime.settings.outbox.shards)
    context = Context(
        service=runtime.name,
        principal=Principal(subject=actor, tenant=tenant),
        actor=actor,
        cause=Cause(
            correlation_id=chain[0]["correlation_id"] if chain else new_id(),
            causation_id=chain[0]["fact_id"] if chain else None,
            traceparent=chain[0]["traceparent"] if chain else None,
        ),
        now=runtime.clock.now(),
        unit=unit,
        adapters=runtime.adapters,
    )
    circle = workflow_commands.Circle(
        version=row["version"],
        reason=row["pause_reason"],
        chain=[link["fact_id"] for link in reversed(chain)],
    )
    try:
        await workflow_commands.pause_workflow(context, row["id"], circle)
        await unit.commit()
    except (RecordUnknown, RecordInBin):
        _log.info("paused_rule_gone", rule=str(row["id"]))
    finally:
        await unit.roll_back()
