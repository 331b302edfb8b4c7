"""Fields of a tenant's own on the records of contacts."""

from kontor_schemas.customizing import CustomFieldState


class CustomField(CustomFieldState, verbs=("created", "updated", "deleted", "restored")):
    """A field of a tenant's own on a record type of contacts."""
