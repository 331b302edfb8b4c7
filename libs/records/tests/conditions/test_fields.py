"""The vocabulary derived from a state."""

from datetime import timedelta
from enum import Enum
from typing import Literal
from uuid import UUID

import pytest
from pydantic import BaseModel

from kontor_records.conditions.fields import FieldType, vocabulary_of
from libs.records.tests.conditions.sample import VOCABULARY, Firm, Sample


def test_each_field_has_its_type():
    assert {path: field.type.value for path, field in VOCABULARY.fields.items()} == {
        "name": "text",
        "score": "number",
        "employees": "integer",
        "is_hot": "boolean",
        "due_on": "date",
        "seen_at": "datetime",
        "owner": "reference",
        "stage": "choice",
        "budget": "object",
        "budget.minor": "integer",
        "budget.currency": "text",
        "place": "object",
        "place.city": "text",
        "emails": "object",
        "emails.value": "text",
        "emails.kind": "choice",
        "tags": "text",
        "watchers": "reference",
        "organization": "reference",
    }
    lists = {path for path, field in VOCABULARY.fields.items() if field.is_list}
    assert lists == {"emails", "emails.value", "emails.kind", "tags", "watchers"}


def test_an_open_choice_has_its_words_and_other():
    assert VOCABULARY.fields["stage"].choices == {"new", "won", "lost", "other"}


def test_what_cannot_be_compared_is_left_out():
    class Hue(Enum):
        RED = "red"

    class Odd(BaseModel):
        hue: Hue
        level: Literal[1, 2]
        mixed: str | int
        custom: dict[str, str]
        took: timedelta
        rows: list[list[str]]

    fields = vocabulary_of(Odd).fields
    assert set(fields) == {"hue"}
    assert (fields["hue"].type, fields["hue"].choices) == (FieldType.CHOICE, {"red"})


def test_a_value_object_that_holds_itself_ends():
    class Part(BaseModel):
        name: str
        part: "Part | None" = None

    assert sorted(vocabulary_of(Part).fields) == [
        "name",
        "part",
        "part.name",
        "part.part",
        "part.part.name",
        "part.part.part",
    ]


def test_related_fields_are_declared_and_at_most_two_records_away():
    firm = vocabulary_of(Firm, related={"parent": vocabulary_of(Firm)})
    words = vocabulary_of(Sample, related={"organization": firm})
    field = words.fields["organization.parent.country"]
    assert (field.related, field.keys) == ("organization.parent", ("country",))
    with pytest.raises(ValueError, match="more than two"):
        vocabulary_of(Firm, related={"parent": words_behind_parent(firm)})
    with pytest.raises(ValueError, match="no reference"):
        vocabulary_of(Sample, related={"name": firm})
    with pytest.raises(ValueError, match="no reference"):
        vocabulary_of(Sample, related={"watchers": firm})


def words_behind_parent(firm):
    class Branch(BaseModel):
        parent: UUID

    return vocabulary_of(Branch, related={"parent": firm})
