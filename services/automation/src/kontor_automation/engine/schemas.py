"""What is told of runs and decisions over HTTP."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from kontor_schemas.automation.assignment import Candidate
from kontor_schemas.identifiers import Instant
from kontor_schemas.values import RecordReference

RunState = Literal[
    "queued", "running", "waiting", "succeeded", "failed", "unknown", "cancelled", "skipped",
    "refused",
]  # fmt: skip
StepState = Literal["queued", "running", "sending", "succeeded", "failed", "unknown"]
Outcome = Literal["chosen", "waiting", "no_rule", "owned"]


class BlameShape(BaseModel):
    """One comparison that decided that a rule does not fit.

    `field` is empty where a whole group, or a condition that no longer can be asked, is to blame.
    """

    pointer: str
    field: str
    op: str
    held: bool


class StepShape(BaseModel):
    """One step of a run."""

    position: int
    name: str
    kind: Literal["assign", "update_record", "send_mail"]
    state: StepState
    code: str | None
    attempt: int
    first_tried_at: Instant | None
    ended_at: Instant | None


class RunShape(BaseModel):
    """A rule or workflow at work on one fact; `explanation` says why it did not run."""

    id: UUID
    kind: Literal["assignment", "workflow"]
    rule: UUID
    rule_version: int
    fact: UUID
    fact_type: str
    record: RecordReference
    seen_version: int
    state: RunState
    code: str | None
    explanation: list[BlameShape]
    cause_depth: int
    correlation_id: UUID
    created_at: Instant
    started_at: Instant | None
    ended_at: Instant | None
    steps: list[StepShape]


class ConsideredShape(BaseModel):
    """A rule that was tried, and why it does not fit; the one that decided has no blames."""

    rule: UUID
    rule_version: int
    blames: list[BlameShape]


class DecisionShape(BaseModel):
    """One decision about who gets a record."""

    id: UUID
    run: UUID | None
    fact: UUID
    record: RecordReference
    seen_version: int
    rule: UUID | None
    rule_version: int | None
    outcome: Outcome
    chosen: UUID | None
    candidates: list[Candidate]
    considered: list[ConsideredShape]
    reasons: list[str]
    created_at: Instant
