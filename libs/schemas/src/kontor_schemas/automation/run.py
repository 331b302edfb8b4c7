"""Runs: workflows at work on one fact, and how each ended."""

from typing import Annotated
from uuid import UUID

from kontor_schemas.annotations import reference
from kontor_schemas.fact import BareFact
from kontor_schemas.text import Code, Line
from kontor_schemas.values import RecordReference


class RunSucceeded(BareFact):
    """A workflow did all its steps for one fact.

    `id` is the run, `trigger` the fact that started it, `record` what it worked on.
    """

    workflow: Annotated[UUID, reference("automation.workflow")]
    workflow_version: int
    trigger: UUID
    record: RecordReference


class RunFailed(BareFact):
    """A workflow stopped at a step that could not be done; later steps were not begun.

    `step` is the step's name, `code` the stable code of the error.
    """

    workflow: Annotated[UUID, reference("automation.workflow")]
    workflow_version: int
    trigger: UUID
    record: RecordReference
    step: Code
    code: Line


class RunStepLeftUnknown(BareFact):
    """A step reached outside the platform and it is not known whether it had its effect.

    Such a step (a mail, for one) is not repeated by itself: a person settles it.
    """

    workflow: Annotated[UUID, reference("automation.workflow")]
    workflow_version: int
    trigger: UUID
    record: RecordReference
    step: Code
