"""One trace id joins a request, its fact, the decision on it, and the command that followed."""

import asyncio
from time import monotonic
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from confluent_kafka import Consumer, TopicPartition

from kontor_local.demo.front_end import FrontEnd
from kontor_local.demo.northwind import customers
from kontor_local.demo.setting import set_up
from kontor_schemas.envelope import Envelope, from_headers

pytestmark = pytest.mark.stack


async def test_a_lead_is_one_trace_from_the_request_to_the_last_fact(
    stack: dict[str, Any], front_end: FrontEnd
) -> None:
    await set_up(front_end)
    trace = uuid4().hex
    async with aiohttp.ClientSession(stack["gateway"]) as session:
        signed_in = await session.post("/api/v1/session", json=stack["admin"])
        token = (await signed_in.json())["access_token"]
        made = await session.post(
            "/api/v1/leads",
            json=customers()[0].lead("trace"),
            headers={
                "Authorization": f"Bearer {token}",
                "Traceparent": f"00-{trace}-{uuid4().hex[:16]}-01",
            },
        )
        lead = (await made.json())["id"]
    facts = await _until_assigned(stack["kafka"], lead)
    assert [fact.type for fact in facts] == [
        "contacts.lead.created.v1",
        "contacts.lead.updated.v1",
        "contacts.lead.assigned.v1",
    ]
    assert {(fact.traceparent or "").split("-")[1] for fact in facts} == {trace}
    created, updated, assigned = facts
    assert (created.cause_depth, updated.cause_depth, assigned.cause_depth) == (0, 1, 1)
    assert updated.causation_id == assigned.causation_id == created.id
    assert created.correlation_id == updated.correlation_id
    assert updated.actor.startswith("rule:")


async def _until_assigned(bootstrap: str, lead: str) -> list[Envelope]:
    give_up = monotonic() + 60
    while monotonic() < give_up:
        facts = await asyncio.to_thread(_facts_of, bootstrap, lead)
        if len(facts) == 3:
            return facts
        await asyncio.sleep(0.2)
    raise AssertionError("the lead was not assigned in a minute")


def _facts_of(bootstrap: str, lead: str) -> list[Envelope]:
    topic = "kontor.contacts.lead"
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "trace",
            "enable.auto.commit": False,
        }
    )
    found: list[Envelope] = []
    for number in consumer.list_topics(topic, timeout=10).topics[topic].partitions:
        partition = TopicPartition(topic, number, 0)
        end = consumer.get_watermark_offsets(partition, timeout=10)[1]
        consumer.assign([partition])
        for _ in range(end):
            message = consumer.poll(10)
            assert message is not None
            envelope = from_headers(message.headers())
            if str(envelope.subject) == lead:
                found.append(envelope)
    consumer.close()
    return found
