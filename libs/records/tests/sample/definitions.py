"""What the sample service publishes of what its tenants define."""

from uuid import UUID

from kontor_schemas.cataloguing import CatalogueFact
from kontor_schemas.customizing import ChoiceListState, CustomFieldState
from kontor_schemas.fact import BareFact
from kontor_schemas.tagging import TagName, TagState
from kontor_schemas.viewing import ViewState


class CustomField(
    CustomFieldState,
    record="sample.custom_field",
    verbs=("created", "updated", "deleted", "restored"),
):
    """A field of a tenant's own."""


class ChoiceList(ChoiceListState, record="sample.choice_list", verbs=("created", "updated")):
    """A list of values."""


class View(ViewState, record="sample.view", verbs=("created", "updated", "deleted")):
    """A saved view."""


class Tag(TagState, record="sample.tag", verbs=("created", "updated", "deleted")):
    """A shared tag."""


class TagRenamed(BareFact, record="sample.tag"):
    """A tag is called something else."""

    successor: UUID
    name: TagName


class TagMerged(BareFact, record="sample.tag"):
    """A tag became one with another."""

    survivor: UUID
    name: TagName


class CataloguePublished(CatalogueFact, record="sample.catalogue"):
    """A definition changed."""
