"""Assignments: the decisions of assignment rules, each with its reasons."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kontor_schemas.annotations import reference
from kontor_schemas.choices import Choice
from kontor_schemas.fact import BareFact
from kontor_schemas.identifiers import Version
from kontor_schemas.text import Line
from kontor_schemas.values import RecordReference, Value


class Candidate(Value):
    """A user who could have been chosen, and what became of it.

    Attributes:
        user: the user.
        outcome: whether the user was chosen, could have been, or was passed over.
        reason: why.
    """

    user: Annotated[UUID, reference("identity.user")]
    outcome: Choice[Literal["chosen", "eligible", "skipped"]]
    reason: Line


class AssignmentDecided(BareFact):
    """A rule has decided who gets a record.

    The owner of the record is then asked to change it; that it did is told by the record's own
    facts.

    Attributes:
        id: the decision's own id.
        version: always 1.
        record: the record that is given out.
        seen_version: the version of that record the rule has judged.
        rule: the rule that decided.
        rule_version: the version of that rule.
        chosen: the user who gets the record; null if nobody of the pool could take it.
        candidates: who is in the pool, each with what became of it; of a large pool the first 100.
        reasons: why this rule and this user, in sentences.
    """

    version: Version = 1
    record: RecordReference
    seen_version: Version
    rule: Annotated[UUID, reference("automation.assignment_rule")]
    rule_version: Version
    chosen: Annotated[UUID | None, reference("identity.user")]
    candidates: Annotated[list[Candidate], Field(max_length=500)]
    reasons: Annotated[list[Line], Field(max_length=20)]
