"""Runs: workflows at work on one fact, and how each ended."""

from typing import Annotated
from uuid import UUID

from kontor_schemas.annotations import reference
from kontor_schemas.fact import BareFact
from kontor_schemas.text import Code, Line
from kontor_schemas.values import RecordReference


class RunSucceeded(BareFact):
    """A workflow has done all its steps for one fact.

    Attributes:
        id: the run's id.
        version: the run's version.
        workflow: the workflow.
        workflow_version: the version of it that ran.
        trigger: the id of the fact that started the run.
        record: the record that fact was about.
    """

    workflow: Annotated[UUID, reference("automation.workflow")]
    workflow_version: int
    trigger: UUID
    record: RecordReference


class RunFailed(BareFact):
    """A workflow stopped at a step that could not be done; later steps were not begun.

    Attributes:
        id: the run's id.
        version: the run's version.
        workflow: the workflow.
        workflow_version: the version of it that ran.
        trigger: the id of the fact that started the run.
        record: the record that fact was about.
        step: the name of the step that could not be done.
        code: the stable code of the error.
    """

    workflow: Annotated[UUID, reference("automation.workflow")]
    workflow_version: int
    trigger: UUID
    record: RecordReference
    step: Code
    code: Line


class RunStepLeftUnknown(BareFact):
    """A step reached outside the platform, and whether it had its effect is not known.

    Such a step (a mail, for one) is not repeated by itself: a person settles it.

    Attributes:
        id: the run's id.
        version: the run's version.
        workflow: the workflow.
        workflow_version: the version of it that ran.
        trigger: the id of the fact that started the run.
        record: the record that fact was about.
        step: the name of the step.
    """

    workflow: Annotated[UUID, reference("automation.workflow")]
    workflow_version: int
    trigger: UUID
    record: RecordReference
    step: Code
