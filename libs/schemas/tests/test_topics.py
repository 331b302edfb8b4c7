"""Topics: derived from what is published, kept as the contract says."""

from datetime import timedelta

import pytest

from kontor_schemas import registry
from kontor_schemas.annotations import marked, personal
from kontor_schemas.dead_letter import DeadLetter, dead_letter_topic, from_headers, intake_topic
from kontor_schemas.fact import Fact
from kontor_schemas.topics import CONSUMERS, TOPICS, Topic, topic_named

DAYS_30 = str(30 * 24 * 3600 * 1000)


def test_every_record_has_its_topic_and_every_consumer_two() -> None:
    names = [topic.name for topic in TOPICS]
    assert len(set(names)) == len(names)
    records = {f"kontor.{record}" for record in registry.records()}
    machinery = {f"kontor.{kind}.{name}" for kind in ("intake", "dlq") for name in CONSUMERS}
    assert set(names) == records | machinery
    assert CONSUMERS == ("automation", "contacts", "gateway", "identity")


def test_every_fact_has_a_declared_topic() -> None:
    for fact in registry.all_facts():
        if not fact.TYPE.endswith(".snapshot.v1"):
            assert topic_named(fact.TOPIC).record == fact.RECORD


def test_topics_with_states_forget_after_30_days() -> None:
    for topic in TOPICS:
        if topic.cleanup == "delete" and topic.name != "kontor.identity.session":
            assert topic.retention == timedelta(days=30)
            assert (topic.partitions_laptop, topic.partitions_production) == (2, 12)
            assert topic.settings()["cleanup.policy"] == "delete"
            assert topic.settings()["retention.ms"] == DAYS_30


def test_revocations_are_kept_a_day_in_one_partition() -> None:
    topic = topic_named("kontor.identity.session")
    assert (topic.retention, topic.cleanup) == (timedelta(days=1), "delete")
    assert (topic.partitions_laptop, topic.partitions_production) == (1, 1)


def test_grants_are_compacted_and_name_nobody() -> None:
    compacted = [topic for topic in TOPICS if topic.cleanup == "compact"]
    names = [topic.name for topic in compacted]
    assert "kontor.identity.grant" in names
    assert [name for name in names if not name.endswith((".grant", ".catalogue"))] == []
    assert "retention.ms" not in compacted[0].settings()
    for topic in compacted:
        for fact in registry.facts_of(str(topic.record)):
            assert not issubclass(fact, Fact)
            assert marked(fact, personal) == ()


def test_the_largest_batch_of_a_client_passes() -> None:
    assert {topic.settings()["max.message.bytes"] for topic in TOPICS} == {"1048588"}


def test_a_topic_is_found_by_its_name_or_not_at_all() -> None:
    assert topic_named("kontor.contacts.lead") in TOPICS
    with pytest.raises(KeyError):
        topic_named("kontor.contacts.yacht")
    assert Topic(name="x", purpose="y").record is None


def test_a_dead_letter_keeps_its_cause() -> None:
    letter = DeadLetter(
        consumer="contacts",
        reason="text_character",
        detail="text_character\x00 at /state/n\ud800me " + "x" * 1000,
        topic="kontor.contacts.lead",
        partition=1,
        offset=2**40,
        attempts=3,
    )
    headers = letter.to_headers()
    assert all(name.startswith("dlq_") for name, _ in headers)
    read = from_headers([("ce_id", b"\xff"), *headers, ("dlq_newer", b"1")])
    assert read is not None
    assert (read.offset, read.attempts, len(read.detail)) == (2**40, 3, 500)
    assert read.detail.startswith("text_character\ufffd at /state/n?me xxx")
    assert from_headers(headers[1:]) is None
    assert from_headers([*headers[:-1], ("dlq_attempts", b"often")]) is None
    assert from_headers([(name, None) for name, _ in headers]) is None


def test_machinery_topics_exist_for_declared_consumers_only() -> None:
    assert dead_letter_topic("identity") == "kontor.dlq.identity"
    assert intake_topic("gateway") == "kontor.intake.gateway"
    with pytest.raises(KeyError):
        dead_letter_topic("world")
    with pytest.raises(KeyError):
        intake_topic("world")
