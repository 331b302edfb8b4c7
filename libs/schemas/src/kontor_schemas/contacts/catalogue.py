"""The record types of contacts as they are for one tenant."""

from kontor_schemas.cataloguing import CatalogueFact


class CataloguePublished(CatalogueFact):
    """A definition changed, or was told again: this is the record type from now on."""
