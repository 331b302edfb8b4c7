"""What a request may say of a tenant."""

from typing import TYPE_CHECKING

from kontor_chassis.http.shapes import Shape, change_shape
from kontor_schemas.identity.tenant import Tenant

if TYPE_CHECKING:  # shapes are made at run time; a type checker sees their base
    TenantChange = Shape
else:
    TenantChange = change_shape(Tenant, without={"state", "plan"})
