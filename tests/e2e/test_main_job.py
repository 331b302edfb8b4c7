"""The main job on real input, through the whole platform, exactly."""

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
from confluent_kafka import Consumer, TopicPartition

from kontor_local.demo.journey import play
from kontor_local.demo.northwind import TERRITORIES, customers, territory_of
from kontor_local.demo.setting import DAYS, NEXT_STEP
from kontor_schemas.envelope import from_headers

pytestmark = pytest.mark.stack


async def test_91_leads_get_their_owner_a_next_step_and_a_mail(stack: dict[str, Any]) -> None:
    outcome = await play(stack, stack["mails"], "e2e-1", lambda _: None)

    assert len(outcome.leads) == 91
    # Whose: by territory, and in each territory in turn, so that counts differ by one at most.
    per_territory = Counter(territory_of(customer.country).name for customer in customers())
    by_name = outcome.per_user()
    for territory in TERRITORIES:
        counts = [by_name[member] for member in territory.members]
        assert sum(counts) == per_territory[territory.name]
        assert max(counts) - min(counts) <= 1
    for lead in outcome.leads:
        assert outcome.names[lead["owner"]] in territory_of(lead["country"]).members
        assert lead["next_step"] == NEXT_STEP
        assert lead["version"] == 2
        assert lead["updated_by"].startswith("rule:")
        due = date.fromisoformat(lead["next_step_on"])
        assert abs((due - datetime.now(UTC).date()).days - DAYS) <= 1  # the tenant's day, not UTC's
    # Why: the log explains each decision.
    assert set(outcome.reasons) == {lead["id"] for lead in outcome.leads}
    # One mail each.
    assert outcome.mails == {customer.email: 1 for customer in customers()}

    facts = _facts(stack["kafka"], "kontor.contacts.lead")
    mine = {lead["id"] for lead in outcome.leads}
    of_leads = [fact for fact in facts if fact[1] in mine]
    assert Counter(kind for kind, _, _ in of_leads) == {
        "contacts.lead.created.v1": 91,
        "contacts.lead.updated.v1": 91,
        "contacts.lead.assigned.v1": 91,
    }
    for lead in mine:
        versions = [version for _, subject, version in of_leads if subject == lead]
        assert versions == [1, 2, 2]


def _facts(bootstrap: str, topic: str) -> list[tuple[str, str, int]]:
    """Read a topic to its end with a stock client: type, subject and version of each fact."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "a-stranger",
            "enable.auto.commit": False,
        }
    )
    partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    ends = {
        number: consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=10)[1]
        for number in partitions
    }
    consumer.assign([TopicPartition(topic, number, 0) for number in partitions])
    found: list[tuple[str, str, int]] = []
    left = sum(ends.values())
    while left:
        message = consumer.poll(10)
        assert message is not None
        assert message.error() is None
        envelope = from_headers(message.headers())
        found.append((envelope.type, str(envelope.subject), envelope.record_version))
        left -= 1
    consumer.close()
    return found
