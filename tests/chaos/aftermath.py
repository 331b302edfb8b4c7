"""The aftermath: everything a run left behind, gathered once, for the checkers to look at."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from confluent_kafka import Consumer, TopicPartition

from kontor_schemas.envelope import from_headers

LEADS = "kontor.contacts.lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A fact as it stands on its topic."""

    id: str
    type: str
    subject: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What is left after faults, healing and draining.

    Attributes:
        answers: Every successful answer, by idempotency key: the record's id and the bodies.
        leads: The stored leads of this run: id, version, owner, e-mail, country.
        facts: The facts of these leads on the topic, in order of each record.
        log: The assignment log: record, outcome, rule, chosen.
        mails: How many mails each address got.
        mail_steps: The state of each lead's mail step.
        waiting: Rows that wait: outbox rows not relayed, parked facts, by service.
    """

    answers: Mapping[str, Sequence[bytes]]
    ids: Mapping[str, str]
    leads: Mapping[str, Mapping[str, Any]]
    facts: Sequence[Told]
    log: Sequence[Mapping[str, Any]]
    mails: Mapping[str, int]
    mail_steps: Mapping[str, str]
    waiting: Mapping[str, int] = field(default_factory=dict)


async def connect(stack: Mapping[str, Any], database: str) -> asyncpg.Connection:
    postgres = stack["postgres"]
    return await asyncpg.connect(
        host=postgres["host"],
        port=postgres["port"],
        user=postgres["user"],
        password=postgres["password"],
        database=database,
    )


async def stored_leads(stack: Mapping[str, Any], run: str) -> dict[str, dict[str, Any]]:
    connection = await connect(stack, "contacts")
    rows = await connection.fetch(
        "SELECT id, version, owner, country, emails->0->>'value' email FROM lead WHERE campaign = $1",
        run,
    )
    await connection.close()
    return {str(row["id"]): dict(row) for row in rows}


async def decisions(
    stack: Mapping[str, Any], leads: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the assignment log of these leads, and the states of their mail steps."""
    connection = await connect(stack, "automation")
    log = await connection.fetch("SELECT record_id, outcome, rule, chosen FROM assignment_log")
    steps = await connection.fetch(
        "SELECT r.record_id, s.state FROM run r JOIN step s ON s.run = r.id"
        " WHERE s.kind = 'send_mail'"
    )
    await connection.close()
    mine = [dict(row) for row in log if str(row["record_id"]) in leads]
    states = {str(row["record_id"]): row["state"] for row in steps}
    return mine, {lead: state for lead, state in states.items() if lead in leads}


async def waiting(stack: Mapping[str, Any]) -> dict[str, int]:
    """Count what has not gone on: outbox rows behind their relay, parked facts."""
    found: dict[str, int] = {}
    for service in ("identity", "contacts", "automation"):
        connection = await connect(stack, service)
        found[f"{service} outbox"] = await connection.fetchval(
            "SELECT count(*) FROM outbox o JOIN relay_cursor c USING (shard)"
            " WHERE (o.xid, o.seq) > (c.xid, c.seq)"
        )
        found[f"{service} parked"] = await connection.fetchval("SELECT count(*) FROM parked")
        await connection.close()
    return found


def told(bootstrap: str, leads: Mapping[str, Any]) -> list[Told]:
    """Read the topic to its end with a stock client."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "chaos",
            "enable.auto.commit": False,
        }
    )
    partitions = consumer.list_topics(LEADS, timeout=20).topics[LEADS].partitions
    left = sum(
        consumer.get_watermark_offsets(TopicPartition(LEADS, number), timeout=20)[1]
        for number in partitions
    )
    consumer.assign([TopicPartition(LEADS, number, 0) for number in partitions])
    found: list[Told] = []
    while left:
        message = consumer.poll(20)
        if message is None or message.error():
            raise RuntimeError(
                f"the topic cannot be read to its end: {message and message.error()}"
            )
        left -= 1
        envelope = from_headers(message.headers())
        if str(envelope.subject) in leads:
            found.append(
                Told(
                    id=str(envelope.id),
                    type=envelope.type,
                    subject=str(envelope.subject),
                    version=envelope.record_version,
                )
            )
    consumer.close()
    return found


def doubled_share(facts: Sequence[Told]) -> float:
    """Return the share of messages that are not the first of their id."""
    counts = Counter(fact.id for fact in facts)
    extra = sum(count - 1 for count in counts.values())
    return extra / len(facts) if facts else 0.0
