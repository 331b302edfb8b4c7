"""What a request may say of a module default."""

from typing import TYPE_CHECKING, Literal

from kontor_chassis.http.shapes import Shape, change_shape, new_shape
from kontor_schemas.identity.module_default import ModuleDefault

if TYPE_CHECKING:  # shapes are made at run time; a type checker sees their base
    NewModuleDefault = Shape
    ModuleDefaultChange = Shape
else:
    NewModuleDefault = new_shape(ModuleDefault)
    ModuleDefaultChange = change_shape(ModuleDefault)

SortField = Literal["record", "created_at", "updated_at"]
