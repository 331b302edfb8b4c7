"""Assignments: the decisions of assignment rules, each with its reasons."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kontor_schemas.annotations import reference
from kontor_schemas.choices import Choice
from kontor_schemas.fact import BareFact
from kontor_schemas.text import Line
from kontor_schemas.values import RecordReference, Value


class Candidate(Value):
    """A user who could have been chosen, and what became of it."""

    user: Annotated[UUID, reference("identity.user")]
    outcome: Choice[Literal["chosen", "eligible", "skipped"]]
    reason: Line


class AssignmentDecided(BareFact):
    """A rule has decided who gets a record.

    `id` is the decision's own id. `chosen` is null if nobody of the pool could take the record.
    `candidates` lists the pool with the reason for each, `reasons` says in sentences why this rule
    and this user. The owner of the record is then asked to change it; its own fact tells that it
    did.
    """

    record: RecordReference
    seen_version: int
    rule: Annotated[UUID, reference("automation.assignment_rule")]
    rule_version: int
    chosen: Annotated[UUID | None, reference("identity.user")]
    candidates: Annotated[list[Candidate], Field(max_length=500)]
    reasons: Annotated[list[Line], Field(max_length=20)]
