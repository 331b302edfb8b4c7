"""Workflows: what shall be done when a fact of some type meets a condition."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from kontor_schemas.annotations import searchable, sortable
from kontor_schemas.automation.assignment_rule import RULE_VERBS
from kontor_schemas.choices import Choice
from kontor_schemas.condition import Condition, FieldPath
from kontor_schemas.fact import Fact
from kontor_schemas.identifiers import FactType
from kontor_schemas.state import State
from kontor_schemas.text import Code, Json, Line, Name
from kontor_schemas.values import LocalText, Value

RecordPath = Annotated[
    str,
    StringConstraints(
        max_length=200, pattern=r"^[a-z][a-z0-9_]*(\.([a-z][a-z0-9_]*|[0-9]{1,3})){0,3}$"
    ),
]
"""A field of a record, or one entry of a list in it: `emails`, `emails.0.value`."""


class Step(Value):
    """One step of a workflow.

    Attributes:
        name: its name, unique in the workflow.
        kind: what it does.
        values: the fields that `update_record` sets, each with its new value.
        to: the field of the record that `send_mail` takes the address from, such as `emails` (its
            primary entry), `emails.0.value`, or `owner` for the user who is responsible.
        to_address: a fixed address, instead of a field.
        subject: the subject of the mail; `{field}` stands for a field of the record.
        body: the text of the mail; `{field}` stands for a field of the record.
    """

    name: Code
    kind: Choice[Literal["update_record", "send_mail"]]
    values: Annotated[dict[FieldPath, Json], Field(max_length=50)] = {}
    to: RecordPath | None = None
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


class WorkflowActivated(Fact[Workflow], record="automation.workflow"):
    """The workflow runs from now on."""


class WorkflowPaused(Fact[Workflow], record="automation.workflow"):
    """The workflow runs no more until somebody activates it; runs that had not begun are cancelled.

    Attributes:
        reason: why the platform paused it; null if a person did.
        chain: where it went in a circle, the facts that led from one run to the next.
    """

    reason: Choice[Literal["depth", "chain", "record_rate", "workflow_rate"]] | None = None
    chain: Annotated[list[UUID], Field(max_length=50)] = []
