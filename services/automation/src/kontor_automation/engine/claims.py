"""Claims: which runs a process works on, and what it notes of each step, as statements.

A run is claimed by pushing its due time into the future under a fence; whatever is noted of it
later holds only at that fence. Runs of one record are worked on in the order in which they began;
every rule of every tenant has a lane of its own, so that a long queue holds up nobody else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from kontor_automation.engine.telling import Origin, Telling
from kontor_chassis.outbox.rows import shard_of

_OPEN = "state IN ('queued', 'running', 'waiting')"

_CLAIM = f"""
WITH RECURSIVE lane AS (
 (SELECT tenant_id, rule FROM run WHERE {_OPEN} ORDER BY tenant_id, rule LIMIT 1)
 UNION ALL
 SELECT n.tenant_id, n.rule FROM lane l CROSS JOIN LATERAL (
  SELECT r.tenant_id, r.rule FROM run r
  WHERE r.{_OPEN} AND (r.tenant_id, r.rule) > (l.tenant_id, l.rule)
  ORDER BY r.tenant_id, r.rule LIMIT 1) n
), due AS (
 SELECT d.tenant_id, d.id, d.place, d.position FROM lane l CROSS JOIN LATERAL (
  SELECT r.tenant_id, r.id, r.position,
   row_number() OVER (ORDER BY r.next_try_at, r.position) AS place
  FROM run r
  WHERE r.tenant_id = l.tenant_id AND r.rule = l.rule AND r.{_OPEN} AND r.next_try_at <= $1
   AND NOT EXISTS (SELECT FROM run e WHERE e.tenant_id = r.tenant_id
    AND e.record_id = r.record_id AND e.state IN ('queued', 'running')
    AND e.position < r.position)
  ORDER BY r.next_try_at, r.position LIMIT $3) d
 ORDER BY d.place, d.position LIMIT $3
), taken AS (
 SELECT r.tenant_id, r.id FROM run r JOIN due d ON d.tenant_id = r.tenant_id AND d.id = r.id
 WHERE r.{_OPEN} AND r.next_try_at <= $1
 ORDER BY d.place, d.position FOR UPDATE OF r SKIP LOCKED
), claimed AS (
 UPDATE run r SET state = 'running', next_try_at = $1 + $2, fence = r.fence + 1,
  started_at = coalesce(r.started_at, $1)
 FROM taken t WHERE r.tenant_id = t.tenant_id AND r.id = t.id
 RETURNING r.*
), begun AS (
 UPDATE step s SET attempt = s.attempt + 1, first_tried_at = coalesce(s.first_tried_at, $1),
  state = CASE s.state WHEN 'queued' THEN 'running' ELSE s.state END
 FROM claimed c WHERE s.tenant_id = c.tenant_id AND s.run = c.id AND s.position = c.next_step
)
SELECT c.tenant_id, c.id, c.kind, c.rule, c.rule_version, c.fact_id, c.record, c.record_id,
 c.next_step, c.fence, c.cause_depth, c.correlation_id, c.traceparent, c.position,
 (SELECT jsonb_agg(jsonb_build_object('position', s.position, 'name', s.name, 'kind', s.kind,
   'state', s.state, 'attempt', s.attempt, 'arguments', s.arguments,
   'first_tried_at', s.first_tried_at) ORDER BY s.position)
  FROM step s WHERE s.tenant_id = c.tenant_id AND s.run = c.id AND s.position >= c.next_step
 ) AS steps
FROM claimed c ORDER BY c.position
"""

_NOTE = """
WITH held AS (
 UPDATE run SET state = $4, code = $5, next_step = $6, next_try_at = $7, ended_at = $8
 WHERE tenant_id = $1 AND id = $2 AND fence = $3 AND ended_at IS NULL RETURNING tenant_id, id
), done AS (
 UPDATE step s SET state = $10, code = $11, ended_at = $12,
  arguments = CASE WHEN $12::timestamptz IS NULL THEN s.arguments ELSE '{}' END
 FROM held h WHERE s.tenant_id = h.tenant_id AND s.run = h.id AND s.position = $9
), cleared AS (
 UPDATE step s SET arguments = '{}'
 FROM held h WHERE s.tenant_id = h.tenant_id AND s.run = h.id
  AND s.position > $9 AND $8::timestamptz IS NOT NULL
), begun AS (
 UPDATE step s SET state = 'running', attempt = 1, first_tried_at = $13
 FROM held h WHERE s.tenant_id = h.tenant_id AND s.run = h.id
  AND s.position = $6 AND $6 > $9 AND $8::timestamptz IS NULL
), told AS (
 INSERT INTO outbox (shard, id, tenant_id, topic, key, headers, payload)
 SELECT o.shard, o.id, h.tenant_id, o.topic, o.key, o.headers::jsonb, o.payload
 FROM held h CROSS JOIN unnest($14::smallint[], $15::uuid[], $16::text[], $17::text[],
  $18::text[], $19::bytea[]) AS o(shard, id, topic, key, headers, payload)
), freed AS (
 UPDATE turn t SET served = t.served - $20::text
 FROM held h WHERE $20::text IS NOT NULL AND t.tenant_id = h.tenant_id AND t.rule = $21
)
SELECT count(*) FROM held
"""

_SENDING = """
WITH held AS (
 UPDATE run SET next_try_at = $4 WHERE tenant_id = $1 AND id = $2 AND fence = $3
  AND ended_at IS NULL RETURNING tenant_id, id
), marked AS (
 UPDATE step s SET state = 'sending' FROM held h
 WHERE s.tenant_id = h.tenant_id AND s.run = h.id AND s.position = $5
)
SELECT count(*) FROM held
"""


class LeaseLostError(Exception):
    """Another process has taken the run over; what it does now counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedStep:
    """A step of a claimed run, as it stood when it was claimed."""

    position: int
    name: str
    kind: str
    state: str
    attempt: int
    arguments: Mapping[str, Any]
    first_tried_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A run this process works on, with the steps that are left."""

    origin: Origin
    kind: str
    rule: UUID
    rule_version: int
    record: str
    record_id: UUID
    fence: int
    steps: Sequence[ClaimedStep]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is noted after a step was tried.

    Attributes:
        step: The step's position.
        step_state: What it is now.
        run_state: What the run is now.
        code: Why, where it is not well.
        next_step: The step that is next.
        next_try_at: When the run is due again, or how long this process holds it.
        is_step_over: Whether nothing more will be done for this step.
        is_run_over: Whether nothing more will be done for this run.
        told: The facts that say so.
        freed: The user who is next again, because a turn led to nothing.
    """

    step: int
    step_state: str
    run_state: str
    code: str | None = None
    next_step: int
    next_try_at: datetime | None = None
    is_step_over: bool = True
    is_run_over: bool = False
    told: Sequence[Telling] = ()
    freed: str | None = None


async def claim(
    pool: asyncpg.Pool, now: datetime, lease: timedelta, limit: int
) -> Sequence[Claimed]:
    """Claim runs that are due, the oldest of every lane first."""
    rows = await pool.fetch(_CLAIM, now, lease, limit)
    return [_claimed(row) for row in rows]


async def note(pool: asyncpg.Pool, run: Claimed, found: Note, now: datetime, shards: int) -> None:
    """Note what became of a step, in one statement; whatever is killed, it holds or it does not.

    Raises:
        LeaseLostError: The run is in other hands, or has ended.
    """
    rows = [telling.row for telling in found.told]
    held = await pool.fetchval(
        _NOTE,
        run.origin.tenant,
        run.origin.run,
        run.fence,
        found.run_state,
        found.code,
        found.next_step,
        found.next_try_at or now,
        now if found.is_run_over else None,
        found.step,
        found.step_state,
        found.code,
        now if found.is_step_over else None,
        now,
        [shard_of(row.key, shards) for row in rows],
        [row.id for row in rows],
        [row.topic for row in rows],
        [row.key for row in rows],
        [row.headers for row in rows],
        [row.payload for row in rows],
        found.freed,
        run.rule,
    )
    if not held:
        raise LeaseLostError


async def mark_sending(
    pool: asyncpg.Pool, run: Claimed, step: ClaimedStep, lease_until: datetime
) -> None:
    """Note that a mail is about to be handed over: from here on it may have been sent.

    Raises:
        LeaseLostError: The run is in other hands, or has ended.
    """
    held = await pool.fetchval(
        _SENDING, run.origin.tenant, run.origin.run, run.fence, lease_until, step.position
    )
    if not held:
        raise LeaseLostError


def _claimed(row: Mapping[str, Any]) -> Claimed:
    origin = Origin(
        tenant=row["tenant_id"],
        run=row["id"],
        actor=f"{row['rule']}@{row['rule_version']}",
        fact=row["fact_id"],
        chain=row["correlation_id"],
        depth=row["cause_depth"] + 1,
        traceparent=row["traceparent"],
    )
    return Claimed(
        origin=origin,
        kind=row["kind"],
        rule=row["rule"],
        rule_version=row["rule_version"],
        record=row["record"],
        record_id=row["record_id"],
        fence=row["fence"],
        steps=[_step(step) for step in orjson.loads(row["steps"] or "[]")],
    )


def _step(found: Mapping[str, Any]) -> ClaimedStep:
    tried = found["first_tried_at"]
    return ClaimedStep(
        **{name: found[name] for name in ("position", "name", "kind", "state", "attempt")},
        arguments=found["arguments"],
        first_tried_at=datetime.fromisoformat(tried) if tried else None,
    )
