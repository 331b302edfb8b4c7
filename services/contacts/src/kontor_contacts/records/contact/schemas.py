"""What a request may say of a contact."""

from typing import TYPE_CHECKING, Literal

from kontor_chassis.http.shapes import Shape, change_shape, new_shape
from kontor_schemas.contacts.contact import Contact

if TYPE_CHECKING:  # shapes are made at run time; a type checker sees their base
    NewContact = Shape
    ContactChange = Shape
else:
    NewContact = new_shape(Contact, without={"status"})
    ContactChange = change_shape(Contact, without={"status"})

SortField = Literal["display_name", "created_at", "updated_at"]
