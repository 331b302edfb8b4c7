"""Lists of values that a tenant keeps for the records of contacts."""

from kontor_schemas.customizing import ChoiceListState


class ChoiceList(ChoiceListState, verbs=("created", "updated")):
    """A list of values for fields of contacts."""
