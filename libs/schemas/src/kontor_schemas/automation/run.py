"""Runs: workflows at work on one fact, and how each ended."""

from typing import Annotated, Literal
from uuid import UUID

from kontor_schemas.annotations import reference
from kontor_schemas.choices import Choice
from kontor_schemas.fact import BareFact
from kontor_schemas.identifiers import Version
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
    workflow_version: Version
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
    workflow_version: Version
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
    workflow_version: Version
    trigger: UUID
    record: RecordReference
    step: Code


class RunRefused(BareFact):
    """A workflow was not started, because it goes in a circle; it is paused.

    Attributes:
        id: the run's id.
        version: the run's version.
        workflow: the workflow.
        workflow_version: the version of it that was refused.
        trigger: the id of the fact that would have started the run.
        record: the record that fact was about.
        reason: which bound was passed: runs of one workflow on one record that follow from each
            other, the length of the whole chain, runs on one record or of the workflow a minute.
    """

    workflow: Annotated[UUID, reference("automation.workflow")]
    workflow_version: Version
    trigger: UUID
    record: RecordReference
    reason: Choice[Literal["depth", "chain", "record_rate", "workflow_rate"]]


class RunCancelled(BareFact):
    """A run that had not ended was given up, because its workflow was paused or deleted.

    Attributes:
        id: the run's id.
        version: the run's version.
        workflow: the workflow.
        workflow_version: the version of it that would have run.
        trigger: the id of the fact that started the run.
        record: the record that fact was about.
    """

    workflow: Annotated[UUID, reference("automation.workflow")]
    workflow_version: Version
    trigger: UUID
    record: RecordReference
