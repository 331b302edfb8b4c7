"""The two pages for people: every fact with its fields, and every topic."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from kontor_published import json_schemas
from kontor_schemas import registry
from kontor_schemas.description import field_texts, summary
from kontor_schemas.fact import STANDARD, AnyFact, BareFact
from kontor_schemas.naming import parsed_type
from kontor_schemas.state import STATES, State
from kontor_schemas.topics import TOPICS, Topic

_NOTICE = "<!-- Written by `make schemas` from the models in `libs/schemas`. -->"
_MARKS = {
    "x-personal": "personal",
    "x-derived": "derived",
    "x-unique": "unique",
    "x-set-once": "set once",
    "x-match-key": "match key",
    "x-searchable": "searchable",
    "x-sortable": "sortable",
}
_FACTS_HEAD = f"""\
{_NOTICE}
# Facts

Everything that happens is told as a fact. The type of a fact is
`<service>.<record>.<what happened>.v<major>`. A message carries the attributes of a fact in its
headers (CloudEvents 1.0, Kafka binary mode) and its data as JSON in its value; the key is the id
of the record. [`facts/asyncapi.json`](facts/asyncapi.json) says the same to machines, with an
example of every fact; [`topics.md`](topics.md) lists the topics.

Rules for readers:

- Pass over types, headers and fields you do not know. Fields are only ever added within a major.
- A choice may get further values: take one you do not know as `other`.
- A fact may arrive twice, with the same `ce_id`. Facts of one record arrive in the order of
  `ce_recordversion`; drop a state that is older than the one you have.
- Fields marked *personal* tell something of a person. `deleted` and `purged` carry no content.
"""
_TOPICS_HEAD = f"""\
{_NOTICE}
# Topics

Topics are created from this declaration only, never by a client. The key of every message is the
id of the record it is about, so the facts of one record are in one partition.

| Topic | What it carries | Kept | Partitions (laptop / production) |
|---|---|---|---|
"""


def topics_page() -> str:
    """Write the page of topics."""
    lines = [
        f"| `{topic.name}` | {topic.purpose} | {_kept(topic)} "
        f"| {topic.partitions_laptop} / {topic.partitions_production} |"
        for topic in TOPICS
    ]
    return _TOPICS_HEAD + "\n".join(lines) + "\n"


def _kept(topic: Topic) -> str:
    if topic.retention is None:
        return "the last of each key"
    days = topic.retention.days
    return f"{days} day{'' if days == 1 else 's'}"


def facts_page() -> str:
    """Write the page of facts."""
    parts = [_FACTS_HEAD, _standard_part(), *_service_parts(), _values_part()]
    return "\n".join(parts).rstrip() + "\n"


def _standard_part() -> str:
    lines = ["## Standard facts", ""]
    lines.append("Most record types have these. Which ones is said at the record.")
    lines.extend(["", "| Fact | What happened | Data |", "|---|---|---|"])
    for verb, fact in STANDARD.items():
        data = " ".join(f"`{name}`: {text}" for name, text in field_texts(fact).items())
        lines.append(f"| `{verb}` | {_cell(summary(fact))} | {_cell(data)} |")
    return "\n".join([*lines, ""])


def _service_parts() -> Iterator[str]:
    for service in registry.services():
        yield f"## {service.capitalize()}\n"
        for record in registry.records():
            if record.startswith(f"{service}."):
                yield from _record_part(record)


def _record_part(record: str) -> Iterator[str]:
    facts = registry.facts_of(record)
    yield f"### `{record}`\n\nTopic: `kontor.{record}`.\n"
    standard = [fact for fact in facts if _is_standard(fact)]
    if standard:
        verbs = ", ".join(f"`{name.verb}`" for fact in standard if (name := parsed_type(fact.TYPE)))
        yield f"Standard facts: {verbs}.\n"
    for (owner, major), state in sorted(STATES.items(), key=lambda item: item[0]):
        if owner == record:
            yield from _state_part(state, major)
    for fact in facts:
        if fact not in standard:
            yield from _fact_part(fact)


def _is_standard(fact: type[AnyFact]) -> bool:
    return fact.__pydantic_generic_metadata__["origin"] is not None


def _state_part(state: type[State], major: int) -> Iterator[str]:
    version = f"major {major}, revision {state.REVISION}"
    yield f"**State** ({version}). {summary(state)}\n"
    yield _fields(state, tuple(state.model_fields))


def _fact_part(fact: type[AnyFact]) -> Iterator[str]:
    yield f"#### `{fact.TYPE}`\n\n{summary(fact)}\n"
    inherited = () if issubclass(fact, BareFact) else ("state",)
    own = tuple(name for name in fact.model_fields if name not in inherited)
    if own:
        beside = "" if issubclass(fact, BareFact) else "Beside `state`:\n\n"
        yield beside + _fields(fact, own)


def _values_part() -> str:
    used: dict[str, type[BaseModel]] = {}
    for fact in registry.all_facts():
        for model in _models_in(fact):
            if not issubclass(model, AnyFact | State):
                used.setdefault(model.__name__, model)
    parts = ["## Values", "", "What the tables above name by a capital letter.", ""]
    for _, model in sorted(used.items()):
        parts.append(f"### {model.__name__}\n\n{summary(model)}\n")
        parts.append(_fields(model, tuple(model.model_fields)))
    return "\n".join(parts)


def _models_in(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    seen: set[type[BaseModel]] = set()
    waiting: list[Any] = [model]
    while waiting:
        part = waiting.pop()
        if isinstance(part, type) and issubclass(part, BaseModel):
            if part in seen:
                continue
            seen.add(part)
            yield part
            waiting.extend(field.annotation for field in part.model_fields.values())
        else:
            waiting.extend(get_args(part))


def _fields(model: type[BaseModel], names: tuple[str, ...]) -> str:
    schema = json_schemas.opened(model.model_json_schema(mode="serialization"))
    if "$ref" in schema:  # a model that holds itself
        schema = schema["$defs"][schema["$ref"].rpartition("/")[2]]
    required = schema.get("required", ())
    lines = ["| Field | Form | Meaning |", "|---|---|---|"]
    for name in names:
        shown = model.model_fields[name].alias or name
        part = schema["properties"][shown]
        form = _form(part) + ("" if shown in required or "default" in part else ", may be missing")
        marks = ", ".join(word for key, word in _MARKS.items() if part.get(key))
        meaning = part.get("description", "")
        if "x-reference" in part:
            meaning += f" Refers to `{part['x-reference']}`."
        if marks:
            meaning += f" *{marks}*"
        lines.append(f"| `{shown}` | {_cell(form)} | {_cell(meaning)} |")
    return "\n".join([*lines, ""])


def _form(part: dict[str, Any]) -> str:
    """Say the form of a field in words."""
    if "x-choices" in part:
        return "one of " + ", ".join(f"`{value}`" for value in part["x-choices"])
    for keyword in ("anyOf", "oneOf"):
        if keyword in part:
            return " or ".join(_form(branch) for branch in part[keyword])
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        return "any JSON" if name == "JsonValue" else f"{name}"
    if part.get("type") == "array":
        entries = part.get("items")
        return f"list of {_form(entries)}" if entries else "pair of old and new value"
    if part.get("type") == "object":
        return "object"
    return _scalar(part)


def _scalar(part: dict[str, Any]) -> str:
    formats = {"uuid": "id", "date-time": "instant", "date": "date"}
    if part.get("format") in formats:
        return formats[part["format"]]
    names = {"string": "text", "integer": "integer", "boolean": "yes or no", "null": "null"}
    name = names.get(part.get("type", ""), "any JSON")
    return f"{name} ≤ {part['maxLength']}" if "maxLength" in part else name


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
