"""Waiting records: taken up again, oldest first, once somebody of their pool can take them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from kontor_automation.engine.assigning import Case, enter_decision, enter_turns
from kontor_automation.engine.book import Book
from kontor_automation.engine.catalogue import created_type
from kontor_automation.engine.pools import Pool, lock_pools
from kontor_automation.engine.rules_known import Ground, KnownRules, Rule
from kontor_automation.engine.telling import Origin
from kontor_chassis.consume.transaction import transaction
from kontor_schemas.contacts.lead import Lead

_CHUNK = 100
_WAITS = "state = 'waiting' AND kind = 'assignment'"
_RULES = f"""
WITH RECURSIVE lane AS (
 (SELECT tenant_id, rule FROM run WHERE {_WAITS} ORDER BY tenant_id, rule LIMIT 1)
 UNION ALL
 SELECT n.tenant_id, n.rule FROM lane l CROSS JOIN LATERAL (
  SELECT r.tenant_id, r.rule FROM run r
  WHERE r.{_WAITS} AND (r.tenant_id, r.rule) > (l.tenant_id, l.rule)
  ORDER BY r.tenant_id, r.rule LIMIT 1) n
)
SELECT l.tenant_id, l.rule FROM lane l
JOIN active_rule a ON a.tenant_id = l.tenant_id AND a.id = l.rule AND a.ended_at IS NULL
WHERE EXISTS (
 SELECT FROM (
  SELECT value FROM jsonb_array_elements_text(a.definition -> 'pool_users')
  UNION ALL
  SELECT g.user_id::text FROM group_member g
  WHERE g.tenant_id = a.tenant_id AND g.group_id = (a.definition ->> 'pool_group')::uuid
   AND g.is_in
 ) m JOIN user_mirror u ON u.tenant_id = a.tenant_id AND u.id = m.value::uuid
 WHERE u.status = 'active' AND u.gone_at IS NULL)
"""
_OLDEST = """
SELECT r.id, r.fact_id, r.fact_type, r.record, r.record_id, r.cause_depth, r.correlation_id,
 r.traceparent, coalesce(l.version, r.seen_version) AS version,
 l.gone_at IS NOT NULL AS is_gone, l.owner IS NOT NULL AS is_owned
FROM run r LEFT JOIN lead_mirror l ON l.tenant_id = r.tenant_id AND l.id = r.record_id
WHERE r.tenant_id = $1 AND r.rule = $2 AND r.state = 'waiting' AND r.kind = 'assignment'
ORDER BY r.position LIMIT $3
"""


async def take_up(pool: asyncpg.Pool, known: KnownRules, now: datetime, shards: int) -> int:
    """Give out what waits and can be given out now.

    Returns:
        How many records no longer wait; call again until it is none.
    """
    rows = await pool.fetch(_RULES)
    count = 0
    for row in rows:
        count += await _of_rule(pool, known, (row["tenant_id"], row["rule"]), now, shards)
    return count


async def _of_rule(
    pool: asyncpg.Pool, known: KnownRules, key: tuple[UUID, UUID], now: datetime, shards: int
) -> int:
    tenant, rule_id = key
    async with transaction(pool) as connection:
        facts = [created_type(Lead.RECORD)]
        grounds = await known.read(connection, [tenant], facts, now)
        ground = grounds.get(tenant)
        rule = next((rule for rule in ground.rules if rule.id == rule_id), None) if ground else None
        if ground is None or rule is None:
            return 0  # paused or deleted: its runs are cancelled elsewhere
        book = Book(now=now)
        await _decide(connection, rule, ground, book)
        return await book.write(connection, shards)


async def _decide(connection: asyncpg.Connection, rule: Rule, ground: Ground, book: Book) -> None:
    pools = await lock_pools(connection, [rule], [])
    pool = pools[rule.id]
    rows = await connection.fetch(_OLDEST, rule.tenant, rule.id, _CHUNK)
    for row in rows:
        if row["is_gone"] or row["is_owned"]:
            code = "record_gone" if row["is_gone"] else "has_owner"
            book.resumed.append(_resumed(row, rule, "cancelled", code, book))
            continue
        if (user := pool.turns.take(pool.people)) is None:
            continue
        book.resumed.append(_resumed(row, rule, "queued", None, book))
        enter_decision(_case_of(row, pool, ground), user, book)
    enter_turns([pool], book)


def _case_of(row: Mapping[str, Any], pool: Pool, ground: Ground) -> Case:
    origin = Origin(
        tenant=pool.rule.tenant,
        run=row["id"],
        actor=pool.rule.actor,
        fact=row["fact_id"],
        chain=row["correlation_id"],
        depth=row["cause_depth"] + 1,
        traceparent=row["traceparent"],
    )
    return Case(
        pool=pool,
        ground=ground,
        origin=origin,
        fact_type=row["fact_type"],
        record=row["record"],
        record_id=row["record_id"],
        version=row["version"],
        considered=(),
    )


def _resumed(
    row: Mapping[str, Any], rule: Rule, state: str, code: str | None, book: Book
) -> dict[str, Any]:
    is_open = state == "queued"
    return {
        "tenant_id": rule.tenant,
        "id": row["id"],
        "state": state,
        "code": code,
        "rule_version": rule.version,
        "seen_version": row["version"],
        "next_try_at": book.now if is_open else "infinity",
        "ended_at": None if is_open else book.now,
    }
