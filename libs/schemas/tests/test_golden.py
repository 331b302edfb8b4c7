"""Golden facts: every one that was ever published decodes for ever, here and elsewhere."""

import json
from pathlib import Path
from typing import Any

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from jsonschema import Draft202012Validator

from kontor_schemas import registry
from kontor_schemas.envelope import from_headers, header_list
from kontor_schemas.fact import Fact

PUBLISHED = Path(__file__).parents[1] / "published"
GOLDEN = sorted((PUBLISHED / "golden").glob("*.json"))


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def message(golden: dict[str, Any]) -> tuple[list[tuple[str, bytes]], bytes]:
    return header_list(golden["headers"]), json.dumps(golden["data"]).encode()


def test_there_is_a_golden_fact_of_every_fact() -> None:
    names = {path.name for path in GOLDEN}
    assert {f"{fact.TYPE}.r{fact.REVISION}.json" for fact in registry.all_facts()} <= names


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_it_decodes(path: Path) -> None:
    golden = read(path)
    headers, data = message(golden)
    envelope = from_headers(headers)
    assert envelope.to_headers() == headers
    fact = registry.decode(envelope.type, data)
    assert (envelope.subject, envelope.record_version) == (fact.subject, fact.record_version)
    assert fact.key == golden["key"]
    again = json.loads(fact.encode())
    if envelope.type == fact.TYPE:
        assert kept(golden["data"], again) == golden["data"]
    if isinstance(fact, Fact):
        assert type(fact.state).RECORD == fact.RECORD


def kept(golden: Any, again: Any) -> Any:
    """Cut what a later revision adds from what was decoded and encoded again."""
    if isinstance(golden, dict) and isinstance(again, dict):
        return {name: kept(part, again[name]) for name, part in golden.items()}
    if isinstance(golden, list) and isinstance(again, list):
        return [kept(part, other) for part, other in zip(golden, again, strict=True)]
    return again


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_cloudevents_sdk_reads_it_as_a_kafka_message(path: Path) -> None:
    golden = read(path)
    headers, data = message(golden)
    event = from_binary_event(
        KafkaMessage(headers=dict(headers), key=golden["key"].encode(), value=data)
    )
    assert event.get_id() == golden["headers"]["ce_id"]
    assert event.get_type() == golden["headers"]["ce_type"]
    assert event.get_source() == golden["headers"]["ce_source"]
    assert event.get_subject() == golden["key"]
    assert event.get_datacontenttype() == "application/json"
    assert event.get_dataschema() == golden["headers"]["ce_dataschema"]
    assert event.get_extension("tenantid") == golden["headers"]["ce_tenantid"]
    assert event.get_extension("traceparent") == golden["headers"]["ce_traceparent"]
    assert event.get_data() == golden["data"]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_its_schema_agrees_with_it(path: Path) -> None:
    schema = read(PUBLISHED / "schemas" / path.name)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    data = read(path)["data"]
    assert list(validator.iter_errors(data)) == []
    # A reader's schema lets through what a newer producer adds, and nothing broken.
    assert list(validator.iter_errors({**data, "added_later": 1})) == []
    assert list(validator.iter_errors({})) != []


ONE_OF = {
    "identity.grant.changed.v1.r1": {
        "user", "role", "group", "profile", "sharing_rule", "module_default", "tenant",
    }
}  # fmt: skip
"""Facts that carry one of several parts, the one their `what` names."""


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_it_is_full(path: Path) -> None:
    golden = read(path)
    assert len(golden["headers"]) == 15
    state = golden["data"].get("state", golden["data"])
    empty = {name for name, value in state.items() if value in (None, "", [], {})}
    assert empty == ONE_OF.get(path.stem, set()) - {state.get("what")}
