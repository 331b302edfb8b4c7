"""Lists: what every list may be asked for, and the shape of a page."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from kontor_chassis.database.paging import Listing

SortT = TypeVar("SortT", bound=str)
ItemT = TypeVar("ItemT")

_OWN = frozenset({"sort", "descending", "limit", "cursor"})


class PageShape(BaseModel, Generic[ItemT]):
    """A page of a list; `next` is the cursor of the page after it, null on the last one."""

    items: list[ItemT]
    next: str | None


class PageQuery(BaseModel, Generic[SortT]):
    """The query of a list; a subclass adds the fields that can be filtered for equality."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sort: SortT | None = None
    descending: bool = False
    limit: int = Field(default=50, ge=1, le=200)
    cursor: str | None = Field(default=None, max_length=2000)

    def listing(self) -> Listing:
        """Return the list that is asked for; the newest first where no order is given."""
        filters = {
            name: getattr(self, name)
            for name in sorted(self.model_fields_set - _OWN)
            if getattr(self, name) is not None
        }
        return Listing(
            filters=filters,
            sort=self.sort or "created_at",
            descending=self.descending or self.sort is None,
            limit=self.limit,
        )
