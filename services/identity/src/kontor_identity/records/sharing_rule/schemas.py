"""What a request may say of a sharing rule, and what is said before it is active."""

from typing import TYPE_CHECKING, Literal
from uuid import UUID

from pydantic import BaseModel

from kontor_chassis.http.shapes import Shape, change_shape, new_shape
from kontor_schemas.identity.sharing_rule import SharingRule

if TYPE_CHECKING:  # shapes are made at run time; a type checker sees their base
    NewSharingRule = Shape
    SharingRuleChange = Shape
else:
    NewSharingRule = new_shape(SharingRule, without={"is_active"})
    SharingRuleChange = change_shape(SharingRule, without={"is_active"})


class RulePreview(BaseModel):
    """Whose records a rule opens and who gains; the first hundred of them by id."""

    owners: int
    gaining: int
    gaining_users: list[UUID]
    warnings: list[Literal["source_empty", "target_empty"]]


SortField = Literal["name", "created_at", "updated_at"]
