"""What comes in from a form, a mail, a chat or a booking."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from kontor_chassis.http.shapes import Shape, new_shape
from kontor_schemas.contacts.lead import Lead

if TYPE_CHECKING:  # shapes are made at run time; a type checker sees their base
    _LeadFields = Shape
else:
    _LeadFields = new_shape(
        Lead,
        without={"stage", "disqualify_reason", "owner", "owner_group", "tags", "processing"},
    )


class Inquiry(_LeadFields):
    """Somebody's interest, as they said it.

    `trap` is a field that people do not see: what fills it in is no person.
    """

    trap: Annotated[str | None, Field(max_length=1000)] = None
