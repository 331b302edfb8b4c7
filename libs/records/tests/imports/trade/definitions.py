"""What the trade service publishes of what its tenants define."""

from kontor_schemas.cataloguing import CatalogueFact
from kontor_schemas.customizing import ChoiceListState, CustomFieldState


class CustomField(
    CustomFieldState,
    record="trade.custom_field",
    verbs=("created", "updated", "deleted", "restored"),
):
    """A field of a tenant's own."""


class ChoiceList(ChoiceListState, record="trade.choice_list", verbs=("created", "updated")):
    """A list of values."""


class CataloguePublished(CatalogueFact, record="trade.catalogue"):
    """A definition changed."""
