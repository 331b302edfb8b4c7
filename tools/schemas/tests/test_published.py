"""What is published: up to date, whole, and enough for a reader who has nothing else."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from kontor_published import publication
from kontor_published.__main__ import main
from kontor_schemas import registry
from kontor_schemas.topics import TOPICS

ROOT = Path(__file__).parents[3]
DOCUMENT: dict[str, Any] = json.loads((ROOT / "docs/facts/asyncapi.json").read_text("utf-8"))
MESSAGES = DOCUMENT["components"]["messages"]


def resolved(reference: str) -> Any:
    part: Any = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        part = part[step]
    return part


def references(part: Any) -> list[str]:
    if isinstance(part, list):
        return [found for item in part for found in references(item)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
    return own + [found for item in part.values() for found in references(item)]


def test_the_files_are_what_the_models_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(ROOT), "check"]) == 0, capsys.readouterr().err


def test_writing_is_the_same_every_time(tmp_path: Path) -> None:
    first, second = publication.contents(tmp_path), publication.contents(tmp_path)
    assert first == second
    assert len(first) == 3 + 2 * len(registry.all_facts())


def test_every_topic_is_a_channel_with_its_messages() -> None:
    assert list(DOCUMENT["channels"]) == [topic.name for topic in TOPICS]
    for topic in TOPICS:
        channel = DOCUMENT["channels"][topic.name]
        assert channel["address"] == topic.name
        assert channel["messages"], topic.name
        assert channel["bindings"]["kafka"]["partitions"] == topic.partitions_production
    lead = DOCUMENT["channels"]["kontor.contacts.lead"]["messages"]
    assert "contacts.lead.assigned.v1" in lead
    assert "contacts.lead.snapshot.v1" not in lead
    intake = DOCUMENT["channels"]["kontor.intake.automation"]["messages"]
    assert {fact.TYPE for fact in registry.all_facts()} == set(intake)
    assert list(DOCUMENT["channels"]["kontor.dlq.contacts"]["messages"]) == ["dead_letter"]


def test_every_fact_is_a_message() -> None:
    assert set(MESSAGES) == {fact.TYPE for fact in registry.all_facts()} | {"dead_letter"}


def test_every_reference_leads_somewhere() -> None:
    found = set(references(DOCUMENT))
    assert len(found) > 100
    for reference in found:
        assert isinstance(resolved(reference), dict), reference


@pytest.mark.parametrize("name", sorted(set(MESSAGES) - {"dead_letter"}))
def test_a_reader_with_the_document_alone_understands_the_example(name: str) -> None:
    message = MESSAGES[name]
    [example] = message["examples"]
    headers = {"components": DOCUMENT["components"], **message["headers"]}
    payload = {"components": DOCUMENT["components"], **message["payload"]}
    assert list(Draft7Validator(headers).iter_errors(example["headers"])) == []
    assert list(Draft7Validator(payload).iter_errors(example["payload"])) == []
    assert message["headers"]["allOf"][1] == {"properties": {"ce_type": {"const": name}}}
    assert message["summary"].endswith(".")
    trait = resolved(message["traits"][0]["$ref"])
    assert trait["contentType"] == "application/json"
    assert trait["bindings"]["kafka"]["key"] == {"type": "string", "format": "uuid"}


def test_nothing_published_forbids_what_a_newer_producer_adds() -> None:
    assert '"additionalProperties": false' not in json.dumps(DOCUMENT)
    assert '"enum"' not in json.dumps(DOCUMENT["components"]["schemas"])


def test_the_pages_name_every_fact_and_every_topic() -> None:
    facts = (ROOT / "docs/facts.md").read_text("utf-8")
    topics = (ROOT / "docs/topics.md").read_text("utf-8")
    for record in registry.records():
        assert f"### `{record}`" in facts
    for topic in TOPICS:
        assert f"| `{topic.name}` |" in topics
    for fact in registry.all_facts():
        if fact.__pydantic_generic_metadata__["origin"] is None:
            assert f"#### `{fact.TYPE}`" in facts
    assert re.findall(r"\|[ \t]*\|", facts) == [], "a cell is empty"


CHECK = """
import { Parser } from '@asyncapi/parser';
import fs from 'node:fs';
const text = fs.readFileSync(process.argv[2], 'utf8');
const { document, diagnostics } = await new Parser().parse(text);
const worse = diagnostics.filter(d => d.severity < 2).map(d => `${d.code} at ${d.path.join('/')}`);
console.log(JSON.stringify({
  worse, channels: document?.channels().all().length, messages: document?.messages().all().length,
}));
"""


@pytest.mark.long
@pytest.mark.timeout(300)
def test_the_parser_of_asyncapi_finds_no_fault(tmp_path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (tmp_path / "check.js").write_text(CHECK, encoding="utf-8")
    install = [
        npm,
        "install",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "@asyncapi/parser@3.6",
    ]
    subprocess.run(install, cwd=tmp_path, check=True, capture_output=True)
    done = subprocess.run(
        ["node", "check.js", str(ROOT / "docs/facts/asyncapi.json")],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert json.loads(done.stdout) == {
        "worse": [],
        "channels": len(TOPICS),
        "messages": len(MESSAGES),
    }
