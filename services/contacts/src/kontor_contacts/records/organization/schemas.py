"""What a request may say of an organization."""

from typing import TYPE_CHECKING, Literal

from kontor_chassis.http.shapes import Shape, change_shape, new_shape
from kontor_schemas.contacts.organization import Organization

if TYPE_CHECKING:  # shapes are made at run time; a type checker sees their base
    NewOrganization = Shape
    OrganizationChange = Shape
else:
    NewOrganization = new_shape(Organization, without=())
    OrganizationChange = change_shape(Organization, without=())

SortField = Literal["name", "created_at", "updated_at"]
