"""The book of a batch: everything the engine decided in it, written in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from kontor_automation.engine.telling import Telling
from kontor_chassis.failpoints import reach
from kontor_chassis.outbox.rows import shard_of

_RUN = (
    "tenant_id, id, kind, rule, rule_version, fact_id, fact_type, record, record_id, seen_version,"
    " state, code, explanation, next_step, cause_depth, correlation_id, traceparent, created_at,"
    " next_try_at, ended_at"
)
_STEP = "tenant_id, run, position, name, kind, state, arguments"
_LOG = (
    "tenant_id, id, run, fact_id, record, record_id, seen_version, rule, rule_version, outcome,"
    " chosen, candidates, considered, reasons, created_at"
)

_WRITE = f"""
WITH runs AS (
 INSERT INTO run ({_RUN})
 SELECT {_RUN} FROM jsonb_populate_recordset(NULL::run, $1::text::jsonb)
 ON CONFLICT DO NOTHING RETURNING tenant_id, id
), resumed AS (
 UPDATE run r SET state = n.state, code = n.code, rule_version = n.rule_version,
  seen_version = n.seen_version, next_try_at = n.next_try_at, ended_at = n.ended_at
 FROM jsonb_populate_recordset(NULL::run, $2::text::jsonb) n
 WHERE r.tenant_id = n.tenant_id AND r.id = n.id AND r.state = 'waiting'
 RETURNING r.tenant_id, r.id
), written AS (
 SELECT tenant_id, id FROM runs UNION ALL SELECT tenant_id, id FROM resumed
), steps AS (
 INSERT INTO step ({_STEP})
 SELECT {", ".join(f"s.{name.strip()}" for name in _STEP.split(","))}
 FROM jsonb_populate_recordset(NULL::step, $3::text::jsonb) s
 JOIN written w ON w.tenant_id = s.tenant_id AND w.id = s.run
), logged AS (
 INSERT INTO assignment_log ({_LOG})
 SELECT {", ".join(f"l.{name.strip()}" for name in _LOG.split(","))}
 FROM jsonb_populate_recordset(NULL::assignment_log, $4::text::jsonb) l
 LEFT JOIN written w ON w.tenant_id = l.tenant_id AND w.id = l.run
 WHERE l.run IS NULL OR w.id IS NOT NULL
 ON CONFLICT DO NOTHING
), turned AS (
 UPDATE turn t SET next = n.next, served = n.served
 FROM jsonb_populate_recordset(NULL::turn, $5::text::jsonb) n
 WHERE t.tenant_id = n.tenant_id AND t.rule = n.rule
), ended AS (
 UPDATE active_rule a SET ended_at = n.ended_at, pause_reason = n.pause_reason,
  pause_run = n.pause_run
 FROM jsonb_populate_recordset(NULL::active_rule, $6::text::jsonb) n
 WHERE a.tenant_id = n.tenant_id AND a.id = n.id AND a.version = n.version AND a.ended_at IS NULL
), told AS (
 INSERT INTO outbox (shard, id, tenant_id, topic, key, headers, payload)
 SELECT o.shard, o.id, o.tenant_id, o.topic, o.key, o.headers::jsonb, o.payload
 FROM unnest($7::smallint[], $8::uuid[], $9::uuid[], $10::text[], $11::text[], $12::text[],
  $13::bytea[], $14::uuid[])
  AS o(shard, id, tenant_id, topic, key, headers, payload, run)
 JOIN written w ON w.tenant_id = o.tenant_id AND w.id = o.run
)
SELECT count(*) FROM written
"""

Row = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Book:
    """What a batch will write. A run that exists already takes nothing of its own along.

    Attributes:
        runs: New runs.
        resumed: Runs that waited and go on, or are given up.
        steps: Their steps.
        logs: Rows of the assignment log.
        turns: Turns that were taken.
        ended: Workflows that go in a circle and run no more.
        told: Facts, each with the run it belongs to.
    """

    now: datetime
    runs: list[Row] = field(default_factory=list)
    resumed: list[Row] = field(default_factory=list)
    steps: list[Row] = field(default_factory=list)
    logs: list[Row] = field(default_factory=list)
    turns: list[Row] = field(default_factory=list)
    ended: list[Row] = field(default_factory=list)
    told: list[Telling] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.runs or self.resumed or self.logs)

    @property
    def has_waiting(self) -> bool:
        """Whether a record was put where it waits for somebody."""
        return any(run["state"] == "waiting" for run in self.runs)

    async def write(self, connection: asyncpg.Connection, shards: int) -> int:
        """Write everything in one statement, inside the batch's transaction.

        Returns:
            How many runs were new or went on.
        """
        if self.is_empty:
            return 0
        rows = [telling.row for telling in self.told]
        count: int = await connection.fetchval(
            _WRITE,
            *(
                orjson.dumps(part, default=str).decode()
                for part in (
                    self.runs, self.resumed, self.steps, self.logs, self.turns, self.ended,
                )
            ),
            [shard_of(row.key, shards) for row in rows],
            [row.id for row in rows],
            [telling.tenant for telling in self.told],
            [row.topic for row in rows],
            [row.key for row in rows],
            [row.headers for row in rows],
            [row.payload for row in rows],
            [telling.run for telling in self.told],
        )  # fmt: skip
        reach("automation.after_decision")
        return count


def step_row(
    tenant: UUID, run: UUID, position: int, step: Mapping[str, Any], arguments: Mapping[str, Any]
) -> Row:
    """Return the row of a step that is to be done."""
    return {
        "tenant_id": tenant,
        "run": run,
        "position": position,
        "name": step["name"],
        "kind": step["kind"],
        "state": "queued",
        "arguments": arguments,
    }
