"""Pools: the people of a rule and whose turn it is, read under the lock that makes turns fair."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from kontor_automation.engine.rules_known import Rule
from kontor_automation.engine.turns import Person, Turns

_LOCK = """
WITH asked AS (
 SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[])
  AS a(tenant_id, rule, pool_group, pool_users)
), locked AS (
 SELECT t.tenant_id, t.rule, t.next, t.served, a.pool_group, a.pool_users
 FROM turn t JOIN asked a ON a.tenant_id = t.tenant_id AND a.rule = t.rule
 ORDER BY t.tenant_id, t.rule FOR UPDATE OF t
)
SELECT l.rule, l.next, l.served, p.people,
 EXISTS (SELECT FROM run w WHERE w.tenant_id = l.tenant_id AND w.rule = l.rule
  AND w.kind = 'assignment' AND w.state = 'waiting') AS has_waiting,
 ARRAY(SELECT d.fact_id FROM run d WHERE d.tenant_id = l.tenant_id AND d.kind = 'assignment'
  AND d.fact_id = ANY($5::uuid[])) AS decided
FROM locked l CROSS JOIN LATERAL (
 SELECT jsonb_agg(jsonb_build_array(m.id, u.status) ORDER BY m.id) AS people
 FROM (
  SELECT value::uuid AS id FROM jsonb_array_elements_text(l.pool_users::jsonb)
  UNION
  SELECT g.user_id FROM group_member g
  WHERE g.tenant_id = l.tenant_id AND g.group_id = l.pool_group AND g.is_in
 ) m
 LEFT JOIN user_mirror u ON u.tenant_id = l.tenant_id AND u.id = m.id AND u.gone_at IS NULL
) p
"""


@dataclass(slots=True, kw_only=True)
class Pool:
    """The locked pool of one rule.

    Attributes:
        rule: The rule.
        people: Everybody in it, eligible or not.
        turns: Whose turn it is; written back by whoever holds the lock.
        has_waiting: Whether records wait for somebody of this pool; newer ones go behind them.
        decided: Facts, of those asked for, that have led to a decision before.
    """

    rule: Rule
    people: Sequence[Person]
    turns: Turns
    has_waiting: bool
    decided: frozenset[UUID]


async def lock_pools(
    connection: asyncpg.Connection, rules: Collection[Rule], facts: Collection[UUID]
) -> dict[UUID, Pool]:
    """Lock the turns of rules, in one order for everybody, and read their pools.

    Args:
        connection: Inside the transaction that decides.
        rules: The rules that have something to decide.
        facts: The facts they decide on, to find those decided before.
    """
    by_id = {rule.id: rule for rule in rules}
    asked = list(by_id.values())
    rows = await connection.fetch(
        _LOCK,
        [rule.tenant for rule in asked],
        [rule.id for rule in asked],
        [_uuid(rule.definition["pool_group"]) for rule in asked],
        [orjson.dumps(rule.definition["pool_users"]).decode() for rule in asked],
        list(facts),
    )
    return {row["rule"]: _pool(by_id[row["rule"]], row) for row in rows}


def _pool(rule: Rule, row: Any) -> Pool:
    people = [
        Person(id=UUID(user), status=status) for user, status in orjson.loads(row["people"] or "[]")
    ]
    served = {UUID(user): turn for user, turn in orjson.loads(row["served"]).items()}
    return Pool(
        rule=rule,
        people=people,
        turns=Turns(next=row["next"], served=served),
        has_waiting=row["has_waiting"],
        decided=frozenset(row["decided"]),
    )


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None
