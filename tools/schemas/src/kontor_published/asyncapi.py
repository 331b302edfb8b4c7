"""The AsyncAPI 3 document: every topic, every message on it, all an outside reader needs."""

from typing import Any

from kontor_published import json_schemas
from kontor_published.examples import Example, examples
from kontor_schemas import registry
from kontor_schemas.description import summary
from kontor_schemas.fact import AnyFact
from kontor_schemas.topics import TOPICS, Topic

_KAFKA_BINDING = "0.5.0"

_UUID = {"type": "string", "format": "uuid"}
_HEADERS: dict[str, dict[str, Any]] = {
    "content-type": {"const": "application/json", "description": "The data is JSON."},
    "ce_specversion": {"const": "1.0", "description": "The version of CloudEvents."},
    "ce_id": {
        **_UUID,
        "description": "The fact's id (UUIDv7). The same id again is the same fact again.",
    },
    "ce_source": {
        "type": "string",
        "pattern": "^/kontor/[a-z][a-z0-9_]*$",
        "description": "The service that says it.",
    },
    "ce_type": {
        "type": "string",
        "description": "What happened: `<service>.<record>.<past verb>.v<major>`.",
    },
    "ce_subject": {**_UUID, "description": "The id of the record; also the key of the message."},
    "ce_time": {
        "type": "string",
        "format": "date-time",
        "description": "When it happened, in UTC.",
    },
    "ce_dataschema": {
        "type": "string",
        "format": "uri",
        "description": "The schema the data was written by: `urn:kontor:schema:<type>:<revision>`.",
    },
    "ce_tenantid": {**_UUID, "description": "Whose record it is; the nil id for the platform."},
    "ce_recordversion": {
        "type": "string",
        "pattern": "^[0-9]+$",
        "description": "The record's version after the change; apply states in this order.",
    },
    "ce_actor": {
        "type": "string",
        "maxLength": 120,
        "description": "Who did it: `user:<uuid>`, `service:<name>`, `rule:<uuid>@<version>`.",
    },
    "ce_causationid": {**_UUID, "description": "The fact that led to this one, if one did."},
    "ce_correlationid": {**_UUID, "description": "The first cause of the whole chain."},
    "ce_causedepth": {
        "type": "string",
        "pattern": "^[0-9]+$",
        "description": "How many facts stand between the first cause and this one.",
    },
    "ce_traceparent": {
        "type": "string",
        "description": "The trace the fact belongs to (W3C trace context).",
    },
}
_HEADERS_SCHEMA = "fact_headers"  # no model is called so: classes begin with a capital
_OPTIONAL = {"ce_dataschema", "ce_causationid", "ce_correlationid", "ce_traceparent"}
_DEAD_LETTER_HEADERS: dict[str, dict[str, Any]] = {
    "dlq_consumer": {"type": "string", "description": "The consumer that gave the fact up."},
    "dlq_reason": {"type": "string", "description": "Why, as a stable word."},
    "dlq_detail": {"type": "string", "description": "Why, as a sentence."},
    "dlq_topic": {"type": "string", "description": "The topic it was read from."},
    "dlq_partition": {"type": "string", "pattern": "^[0-9]+$", "description": "Its partition."},
    "dlq_offset": {"type": "string", "pattern": "^[0-9]+$", "description": "Its offset there."},
    "dlq_attempts": {"type": "string", "pattern": "^[0-9]+$", "description": "Times tried."},
}

_INTRODUCTION = """\
Everything that happens in Kontor is told as a *fact* on an Apache Kafka topic. This document is
all a reader needs: which topics there are, which messages they carry, what is in them.

A message is a CloudEvents 1.0 event in Kafka's binary mode: its attributes are the headers
`ce_*`, its value is the data alone, as JSON in UTF-8. Its key is the id of the record, so the
facts of one record are in one partition, in order of its version.

Read like this: pass over headers, fields and types you do not know. Take a value that
`x-choices` does not name as `other`. Remember the ids you have applied: a fact may arrive twice.
Fields are only ever added within a major version; what breaks a reader gets a new type, and both
are sent for a while under one id, the older first.

Topics with states keep 30 days. `x-personal` marks what tells something of a person; the facts
`deleted` and `purged` carry no content."""


def document(version: str) -> dict[str, Any]:
    """Give the whole document."""
    names, schemas = json_schemas.shared()
    facts = registry.all_facts()
    return {
        "asyncapi": "3.0.0",
        "id": "urn:kontor:facts",
        "info": {
            "title": "Facts of Kontor",
            "version": version,
            "description": _INTRODUCTION,
        },
        "defaultContentType": "application/json",
        "servers": {
            "kafka": {
                "host": "{bootstrap}",
                "protocol": "kafka",
                "description": "The Kafka cluster of the installation.",
                "variables": {
                    "bootstrap": {
                        "default": "localhost:8151",
                        "description": "Host and port of a broker; `make status` shows it.",
                    }
                },
            }
        },
        "channels": {topic.name: _channel(topic, facts) for topic in TOPICS},
        "operations": {
            f"send.{topic.name}": {
                "action": "send",
                "channel": {"$ref": f"#/channels/{topic.name}"},
                "summary": topic.purpose,
            }
            for topic in TOPICS
        },
        "components": {
            "messages": {
                **{fact.TYPE: _message(fact, names[fact.TYPE]) for fact in facts},
                "dead_letter": _dead_letter(),
            },
            "messageTraits": {"fact": _trait()},
            "schemas": {_HEADERS_SCHEMA: _fact_headers(), **_draft_seven(schemas)},
        },
    }


def messages_on(topic: Topic, facts: tuple[type[AnyFact], ...]) -> list[str]:
    """Name the messages a topic may carry."""
    if topic.name.startswith("kontor.dlq."):
        return ["dead_letter"]
    if topic.record is None:  # an intake: snapshots, and any fact that is replayed
        return [fact.TYPE for fact in facts]
    return [fact.TYPE for fact in facts if topic.name == fact.TOPIC]


def _channel(topic: Topic, facts: tuple[type[AnyFact], ...]) -> dict[str, Any]:
    settings = topic.settings()
    configuration: dict[str, Any] = {
        "cleanup.policy": [settings["cleanup.policy"]],
        "max.message.bytes": int(settings["max.message.bytes"]),
    }
    if "retention.ms" in settings:
        configuration["retention.ms"] = int(settings["retention.ms"])
    return {
        "address": topic.name,
        "title": topic.name,
        "description": topic.purpose,
        "messages": {
            name: {"$ref": f"#/components/messages/{name}"} for name in messages_on(topic, facts)
        },
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions_production,
                "topicConfiguration": configuration,
                "bindingVersion": _KAFKA_BINDING,
            }
        },
    }


def _message(fact: type[AnyFact], schema: str) -> dict[str, Any]:
    text = summary(fact)
    return {
        "name": fact.TYPE,
        "title": fact.TYPE,
        "summary": text.partition("\n")[0],
        "description": text,
        "tags": [{"name": fact.RECORD}],
        "traits": [{"$ref": "#/components/messageTraits/fact"}],
        "headers": {
            "allOf": [
                {"$ref": f"#/components/schemas/{_HEADERS_SCHEMA}"},
                {"properties": {"ce_type": {"const": fact.TYPE}}},
            ]
        },
        "payload": {"$ref": f"#/components/schemas/{schema}"},
        "examples": [_example(fact, examples()[fact])],
    }


def _fact_headers() -> dict[str, Any]:
    return {
        "type": "object",
        "required": [name for name in _HEADERS if name not in _OPTIONAL],
        "properties": _HEADERS,
    }


def _trait() -> dict[str, Any]:
    return {
        "contentType": "application/json",
        "correlationId": {
            "description": "Joins all facts of one chain of causes.",
            "location": "$message.header#/ce_correlationid",
        },
        "bindings": {"kafka": {"key": _UUID, "bindingVersion": _KAFKA_BINDING}},
    }


def _example(fact: type[AnyFact], example: Example) -> dict[str, Any]:
    return {
        "name": fact.TYPE,
        "summary": f"Key: {example.key}",
        "headers": example.headers,
        "payload": example.data,
    }


def _dead_letter() -> dict[str, Any]:
    return {
        "name": "dead_letter",
        "title": "A fact that could not be applied",
        "summary": "The key and data as they were read, with the cause in further headers.",
        "headers": {
            "type": "object",
            "required": list(_DEAD_LETTER_HEADERS),
            "properties": _DEAD_LETTER_HEADERS,
        },
        "payload": {
            "description": "What was read: anything, even no JSON; nothing if it was too large."
        },
        "bindings": {"kafka": {"bindingVersion": _KAFKA_BINDING}},
    }


def _draft_seven(schema: Any) -> Any:
    """Say a list of fixed length as AsyncAPI's dialect of JSON Schema does."""
    if isinstance(schema, list):
        return [_draft_seven(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {name: _draft_seven(part) for name, part in schema.items()}
    if "prefixItems" in changed:
        changed["items"] = changed.pop("prefixItems")
    return changed
