"""Workflows: what shall be done when a fact of some type meets a condition."""

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from kontor_schemas.annotations import searchable, sortable
from kontor_schemas.automation.assignment_rule import RULE_VERBS
from kontor_schemas.choices import Choice
from kontor_schemas.condition import Condition, FieldPath
from kontor_schemas.identifiers import FactType
from kontor_schemas.state import State
from kontor_schemas.text import Code, Line, Name
from kontor_schemas.values import LocalText, Value


class Step(Value):
    """One step of a workflow.

    Attributes:
        name: its name, unique in the workflow.
        kind: what it does.
        values: the fields that `update_record` sets, each with its new value.
        to: the field of the record that `send_mail` takes the address from, such as `emails`.
        to_address: a fixed address, instead of a field.
        subject: the subject of the mail.
        body: the text of the mail.
    """

    name: Code
    kind: Choice[Literal["update_record", "send_mail"]]
    values: Annotated[dict[FieldPath, JsonValue], Field(max_length=50)] = {}
    to: FieldPath | None = None
    to_address: Line | None = None
    subject: LocalText | None = None
    body: LocalText | None = None


class Workflow(State, verbs=RULE_VERBS):
    """What is known of a workflow.

    Attributes:
        name: its name.
        is_active: whether it runs.
        on: the type of the facts that start it.
        condition: what the record must fulfil besides; null for nothing.
        steps: what is done, one after the other.
    """

    name: Annotated[Name, searchable, sortable]
    is_active: bool = True
    on: FactType
    condition: Condition | None = None
    steps: Annotated[list[Step], Field(min_length=1, max_length=50)]
