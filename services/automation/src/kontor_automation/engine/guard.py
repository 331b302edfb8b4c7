"""The loop guard: automation may answer itself a few times, and never for ever.

Only facts that follow from another fact count; what people, imports and outside systems do is
never refused. The bounds are counted over the runs that are on record, and over this batch.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import asyncpg

from kontor_automation.engine.rules_known import Rule
from kontor_automation.engine.trigger import Trigger
from kontor_chassis.actor import MAX_CAUSE_DEPTH

MOST_DEEP = 3
"""Runs of one workflow on one record that follow from each other."""
MOST_ON_RECORD = 5
"""Runs of one workflow on one record a minute."""
MOST_OF_RULE = 500
"""Runs of one workflow a minute."""
_MINUTE = timedelta(minutes=1)

Reason = Literal["depth", "chain", "record_rate", "workflow_rate"]

_COUNT = """
SELECT q.place,
 (SELECT count(*) FROM run r WHERE r.tenant_id = q.tenant_id AND r.rule = q.rule
  AND r.record_id = q.record_id AND r.correlation_id = q.chain AND r.rule_version = q.version
  AND r.cause_depth >= 1 AND r.state NOT IN ('skipped', 'refused')) AS deep,
 (SELECT count(*) FROM run r WHERE r.tenant_id = q.tenant_id AND r.rule = q.rule
  AND r.record_id = q.record_id AND r.created_at > $6 AND r.rule_version = q.version
  AND r.cause_depth >= 1 AND r.state NOT IN ('skipped', 'refused')) AS on_record,
 (SELECT count(*) FROM (SELECT FROM run r WHERE r.tenant_id = q.tenant_id AND r.rule = q.rule
  AND r.created_at > $6 AND r.rule_version = q.version
  AND r.cause_depth >= 1 AND r.state NOT IN ('skipped', 'refused') LIMIT $7) c) AS of_rule
FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[], $5::uuid[])
 WITH ORDINALITY AS q(tenant_id, rule, version, record_id, chain, place)
"""

Start = tuple[Trigger, Rule]


@dataclass(slots=True, kw_only=True)
class Guard:
    """What the runs of one batch come on top of."""

    _deep: Counter[tuple[UUID, UUID, UUID]] = field(default_factory=Counter)
    _on_record: Counter[tuple[UUID, UUID]] = field(default_factory=Counter)
    _of_rule: Counter[UUID] = field(default_factory=Counter)
    _refused: set[UUID] = field(default_factory=set)

    @classmethod
    async def over(
        cls, connection: asyncpg.Connection, starts: Sequence[Start], now: datetime
    ) -> "Guard":
        """Count what is on record for those starts that follow from another fact."""
        guard, asked = cls(), [one for one in starts if one[0].received.cause_depth >= 1]
        if not asked:
            return guard
        rows = await connection.fetch(
            _COUNT,
            [trigger.tenant for trigger, _ in asked],
            [rule.id for _, rule in asked],
            [rule.version for _, rule in asked],
            [trigger.received.subject for trigger, _ in asked],
            [trigger.chain for trigger, _ in asked],
            now - _MINUTE,
            MOST_OF_RULE + 1,
        )
        for row in rows:
            trigger, rule = asked[row["place"] - 1]
            record = trigger.received.subject
            guard._deep[rule.id, record, trigger.chain] = row["deep"]
            guard._on_record[rule.id, record] = row["on_record"]
            guard._of_rule[rule.id] = row["of_rule"]
        return guard

    def refuses(self, trigger: Trigger, rule: Rule) -> Reason | None:
        """Say why this start would be one too many, or count it."""
        if trigger.received.cause_depth < 1:
            return None
        record = trigger.received.subject
        reason = self._reason(trigger, rule)
        if reason is None:
            self._deep[rule.id, record, trigger.chain] += 1
            self._on_record[rule.id, record] += 1
            self._of_rule[rule.id] += 1
        else:
            self._refused.add(rule.id)
        return reason

    def has_refused(self, rule: Rule) -> bool:
        """Whether this batch has refused a start of a rule: from then on it runs no more."""
        return rule.id in self._refused

    def _reason(self, trigger: Trigger, rule: Rule) -> Reason | None:
        record = trigger.received.subject
        if trigger.received.cause_depth >= MAX_CAUSE_DEPTH:
            return "chain"
        if self._deep[rule.id, record, trigger.chain] >= MOST_DEEP:
            return "depth"
        if self._on_record[rule.id, record] >= MOST_ON_RECORD:
            return "record_rate"
        if self._of_rule[rule.id] >= MOST_OF_RULE:
            return "workflow_rate"
        return None
