"""Cancelling: runs of a rule that is no longer in force, if nothing of them has begun just now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from kontor_automation.engine.telling import Origin, Telling, tell
from kontor_chassis.consume.transaction import transaction
from kontor_chassis.outbox.rows import shard_of
from kontor_schemas.automation.run import RunCancelled
from kontor_schemas.values import RecordReference

NOT_ACTIVE = "rule_not_active"
_CHUNK = 500

_TAKE = """
UPDATE run r SET state = 'cancelled', code = $3, ended_at = $4, next_try_at = 'infinity',
 fence = r.fence + 1
FROM (SELECT tenant_id, id FROM run WHERE tenant_id = $1 AND rule = $2
 AND state IN ('queued', 'waiting') LIMIT $5 FOR UPDATE SKIP LOCKED) o
WHERE r.tenant_id = o.tenant_id AND r.id = o.id
RETURNING r.tenant_id, r.id, r.kind, r.rule, r.rule_version, r.fact_id, r.record, r.record_id,
 r.fence, r.cause_depth, r.correlation_id, r.traceparent
"""
_FORGET = """
UPDATE step s SET arguments = '{}' FROM unnest($2::uuid[]) AS o(run)
WHERE s.tenant_id = $1 AND s.run = o.run
"""
_TELL = """
INSERT INTO outbox (shard, id, tenant_id, topic, key, headers, payload)
SELECT o.shard, o.id, $1, o.topic, o.key, o.headers::jsonb, o.payload
FROM unnest($2::smallint[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::bytea[])
 AS o(shard, id, topic, key, headers, payload)
"""
_LEFT = """
SELECT EXISTS (SELECT FROM run WHERE tenant_id = $1 AND rule = $2
 AND state IN ('queued', 'running', 'waiting'))
"""


async def cancel_runs(
    pool: asyncpg.Pool, tenant: UUID, rule: UUID, now: datetime, shards: int
) -> bool:
    """Cancel the runs of a rule that wait; one that is being worked on is let finish its step.

    Returns:
        Whether none is left.
    """
    count = _CHUNK
    while count == _CHUNK:
        async with transaction(pool) as connection:
            rows = await connection.fetch(_TAKE, tenant, rule, NOT_ACTIVE, now, _CHUNK)
            count = len(rows)
            await connection.execute(_FORGET, tenant, [row["id"] for row in rows])
            told = [_told(row, now) for row in rows if row["kind"] == "workflow"]
            await _tell(connection, tenant, told, shards)
    return not await pool.fetchval(_LEFT, tenant, rule)


async def _tell(
    connection: asyncpg.Connection, tenant: UUID, told: list[Telling], shards: int
) -> None:
    rows = [telling.row for telling in told]
    if rows:
        await connection.execute(
            _TELL,
            tenant,
            [shard_of(row.key, shards) for row in rows],
            [row.id for row in rows],
            [row.topic for row in rows],
            [row.key for row in rows],
            [row.headers for row in rows],
            [row.payload for row in rows],
        )


def _told(row: Mapping[str, Any], now: datetime) -> Telling:
    origin = Origin(
        tenant=row["tenant_id"],
        run=row["id"],
        actor=f"{row['rule']}@{row['rule_version']}",
        fact=row["fact_id"],
        chain=row["correlation_id"],
        depth=row["cause_depth"] + 1,
        traceparent=row["traceparent"],
    )
    cancelled = RunCancelled(
        id=row["id"],
        version=row["fence"] + 1,
        workflow=row["rule"],
        workflow_version=row["rule_version"],
        trigger=row["fact_id"],
        record=RecordReference(record=row["record"], id=row["record_id"]),
    )
    return tell(cancelled, origin, now)
