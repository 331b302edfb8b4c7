"""What a request may say of an assignment rule."""

from typing import TYPE_CHECKING, Literal

from kontor_automation.engine.raw_condition import with_condition
from kontor_chassis.http.shapes import Shape, change_shape, new_shape
from kontor_schemas.automation.assignment_rule import AssignmentRule

if TYPE_CHECKING:  # shapes are made at run time; a type checker sees their base
    NewAssignmentRule = Shape
    AssignmentRuleChange = Shape
else:
    NewAssignmentRule = with_condition(new_shape(AssignmentRule, without={"condition"}))
    AssignmentRuleChange = with_condition(
        change_shape(AssignmentRule, without={"condition", "is_active"}), is_change=True
    )

SortField = Literal["name", "order", "created_at", "updated_at"]
