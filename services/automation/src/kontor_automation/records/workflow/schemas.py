"""What a request may say of a workflow."""

from typing import TYPE_CHECKING, Literal

from kontor_automation.engine.raw_condition import with_condition
from kontor_chassis.http.shapes import Shape, change_shape, new_shape
from kontor_schemas.automation.workflow import Workflow

if TYPE_CHECKING:  # shapes are made at run time; a type checker sees their base
    NewWorkflow = Shape
    WorkflowChange = Shape
else:
    NewWorkflow = with_condition(new_shape(Workflow, without={"condition"}))
    WorkflowChange = with_condition(
        change_shape(Workflow, without={"condition", "is_active"}), is_change=True
    )

SortField = Literal["name", "created_at", "updated_at"]
