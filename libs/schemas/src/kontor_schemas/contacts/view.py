"""Saved views of the records of contacts."""

from kontor_schemas.viewing import ViewState


class View(ViewState, verbs=("created", "updated", "deleted")):
    """A saved view of organizations, contacts or leads."""
