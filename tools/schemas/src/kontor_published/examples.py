"""One full example of every fact: what it looks like as a message on its topic."""

import importlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Any, cast
from uuid import UUID

from pydantic import ValidationError

from kontor_published.samples.ids import BY_RULE, TENANT, UPDATED_AT, sample_id
from kontor_published.samples.sample import Sample
from kontor_schemas import registry
from kontor_schemas.envelope import Envelope
from kontor_schemas.fact import STANDARD, AnyFact, changes
from kontor_schemas.naming import parsed_type
from kontor_schemas.state import State


class ExampleMissing(Exception):  # noqa: N818 (errors are named by what is wrong)
    """A fact is published without an example, or its example no longer fits its form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A fact as a message."""

    topic: str
    key: str
    headers: dict[str, str]
    data: dict[str, Any]

    def document(self) -> dict[str, Any]:
        """Give the example as it is stored."""
        return {
            "topic": self.topic,
            "key": self.key,
            "headers": self.headers,
            "data": self.data,
        }


@cache
def examples() -> dict[type[AnyFact], Example]:
    """Give an example of every fact that is published now.

    Raises:
        ExampleMissing: a record or a business fact has none among the samples, or samples no
            longer fit the models.
    """
    return {fact: _message(_example_of(fact)) for fact in registry.all_facts()}


@cache
def _samples(service: str) -> dict[str, Sample]:
    # Imported when asked for, so that the gate speaks first of what a change would break.
    module = f"kontor_published.samples.{service}"
    try:
        return cast("dict[str, Sample]", importlib.import_module(module).SAMPLES)
    except ModuleNotFoundError as missing:
        if missing.name != module:
            raise
        return {}
    except (ValidationError, ImportError) as misfit:
        raise ExampleMissing(f"the examples in {module} do not fit the models: {misfit}") from None


def _example_of(fact: type[AnyFact]) -> AnyFact:
    sample = _samples(fact.RECORD.partition(".")[0]).get(fact.RECORD, Sample())
    for own in sample.facts:
        if type(own) is fact:
            return own
    name = parsed_type(fact.TYPE)
    if name is not None and name.verb in STANDARD and sample.state is not None:
        return _standard(fact, name.verb, sample.state, sample)
    raise ExampleMissing(f"{fact.TYPE} needs an example in kontor_published/samples")


def _standard(fact: type[AnyFact], verb: str, state: State, sample: Sample) -> AnyFact:
    if verb in {"deleted", "purged"}:
        return fact.model_validate({"id": state.id, "version": state.version})
    if verb == "created":
        first = {"version": 1, "updated_at": state.created_at, "updated_by": state.created_by}
        return fact.model_validate({"state": state.model_copy(update=first)})
    if verb == "updated":
        changed = changes(state.model_copy(update=dict(sample.before)), state)
        return fact.model_validate({"state": state, "changed": changed})
    if verb in {"merged", "unmerged"}:
        survivor = sample_id(f"survivor of {state.id}")
        return fact.model_validate({"state": state, "survivor": survivor})
    return fact.model_validate({"state": state})


def _message(fact: AnyFact) -> Example:
    envelope = Envelope(
        id=sample_id(f"fact {fact.TYPE}"),
        service=fact.RECORD.partition(".")[0],
        type=fact.TYPE,
        subject=fact.subject,
        time=UPDATED_AT,
        tenant_id=UUID(int=0) if fact.subject.int == 0 else TENANT,
        record_version=fact.record_version,
        actor=BY_RULE,
        causation_id=sample_id(f"cause of {fact.TYPE}"),
        correlation_id=sample_id(f"first cause of {fact.TYPE}"),
        cause_depth=1,
        traceparent=f"00-{sample_id('trace').hex}-{sample_id('span').hex[16:]}-01",
        dataschema=fact.SCHEMA,
    )
    return Example(
        topic=fact.TOPIC,
        key=fact.key,
        headers=envelope.to_mapping(),
        data=json.loads(fact.encode()),
    )
