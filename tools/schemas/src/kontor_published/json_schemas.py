"""JSON Schema documents of the facts, as their readers see them."""

from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from kontor_schemas import registry
from kontor_schemas.fact import AnyFact

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def opened(schema: Any) -> Any:
    """Take out what would refuse a newer producer: readers ignore fields they do not know."""
    if isinstance(schema, list):
        return [opened(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: opened(part)
        for name, part in schema.items()
        if not (name == "additionalProperties" and part is False)
    }


def about(fact: type[AnyFact]) -> dict[str, Any]:
    """Give what a schema document says of the fact beside the form of its data."""
    return {
        "type": fact.TYPE,
        "revision": fact.REVISION,
        "record": fact.RECORD,
        "topic": fact.TOPIC,
        "key": fact.KEY,
    }


@cache
def document(fact: type[AnyFact]) -> dict[str, Any]:
    """Give the whole schema document of one fact; the gate and the files read the same one."""
    schema = opened(fact.model_json_schema(mode="serialization"))
    schema["title"] = fact.TYPE
    return {"$schema": DIALECT, "$id": fact.SCHEMA, "x-fact": about(fact), **schema}


@cache
def shared() -> tuple[dict[str, str], dict[str, Any]]:
    """Give the schemas of all facts with shared parts, each part once.

    Returns:
        The name of each fact's own schema by its type, and all schemas by name.
    """
    facts = registry.all_facts()
    roots, schema = models_json_schema(
        [(fact, "serialization") for fact in facts], ref_template="#/components/schemas/{model}"
    )
    names = {fact.TYPE: roots[fact, "serialization"]["$ref"].rpartition("/")[2] for fact in facts}
    return names, opened(schema["$defs"])
