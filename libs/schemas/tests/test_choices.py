"""Choices are closed for who writes and open for who reads."""

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from kontor_schemas import wire
from kontor_schemas.annotations import searchable
from kontor_schemas.choices import Choice, choices_of
from kontor_schemas.wire import DataUndecodable


class Ticket(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    stage: Choice[Literal["open", "closed"]] = "open"
    kind: Choice[Literal["question", "other"]] | None = None
    tags: list[Choice[Literal["red", "blue"]]] = []


@pytest.mark.parametrize("value", ["opened", "", "other", "OPEN", "open ", 1, None, ["open"]])
def test_a_writer_may_use_declared_values_only(value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        Ticket.model_validate({"stage": value})
    [error] = refused.value.errors()
    assert (error["type"], error["loc"]) == ("choice_unknown", ("stage",))
    assert error["ctx"] == {"expected": "open, closed"}


def test_declared_values_are_taken_as_they_are() -> None:
    ticket = Ticket(stage="closed", kind="other", tags=["blue", "red"])
    assert ticket.model_dump() == {"stage": "closed", "kind": "other", "tags": ["blue", "red"]}


def test_a_reader_takes_an_unknown_value_as_other_wherever_it_stands() -> None:
    data = b'{"stage": "waiting", "kind": "praise", "tags": ["red", "green"], "since": 1}'
    ticket = wire.read_json(Ticket, data)
    assert ticket.model_dump() == {"stage": "other", "kind": "other", "tags": ["red", "other"]}
    assert wire.read(Ticket, {"stage": "waiting"}).stage == "other"


@pytest.mark.parametrize("data", [b'{"stage": 7}', b'{"stage": null}', b'{"stage": {}}'])
def test_what_is_no_text_is_no_unknown_value(data: bytes) -> None:
    with pytest.raises(DataUndecodable) as refused:
        wire.read_json(Ticket, data)
    assert (refused.value.reason, refused.value.pointer) == ("choice_unknown", "/stage")


def test_schemas_are_closed_for_requests_and_open_for_facts() -> None:
    request = Ticket.model_json_schema(mode="validation")["properties"]["stage"]
    fact = Ticket.model_json_schema(mode="serialization")["properties"]["stage"]
    assert (request["type"], request["enum"]) == ("string", ["open", "closed"])
    assert (fact["type"], fact["x-choices"]) == ("string", ["open", "closed"])
    assert "enum" not in fact


@pytest.mark.parametrize(
    ("annotation", "values"),
    [
        (Choice[Literal["a", "b"]], ("a", "b")),
        (Choice[Literal["a", "other"]], ("a", "other")),
        (Choice[Literal["a"]] | None, ("a",)),
        (Annotated[Choice[Literal["a", "b"]] | None, searchable], ("a", "b")),
        (Annotated[Choice[Literal["a", "b"]], searchable], ("a", "b")),
        (list[Choice[Literal["a"]]], ("a",)),
        (Literal["a", "b"], None),
        (str, None),
        (str | None, None),
    ],
)
def test_the_values_of_a_choice_are_found(annotation: object, values: object) -> None:
    assert choices_of(annotation) == values
