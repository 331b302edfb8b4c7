"""Tags by name: two spellings of a word are one tag, and its id is the same in every service."""

from typing import Final, Literal
from uuid import UUID, uuid5

from kontor_records.conditions.text_order import text_key

Scope = Literal["shared", "private"]
SHARED: Final = "shared"
PRIVATE: Final = "private"


def folded(name: str) -> str:
    """Return what makes two spellings of a tag the same: case, accents and white space aside."""
    return " ".join(text_key(name).split())


def tag_id(tenant: UUID, name: str, user: UUID | None = None) -> UUID:
    """Return the id of a tag: of its tenant, whose it is, and its folded name.

    Args:
        tenant: The tenant.
        name: Any spelling of its name.
        user: Whose private tag it is; None for a shared one.
    """
    scope = SHARED if user is None else f"{PRIVATE}:{user}"
    return uuid5(tenant, f"tag:{scope}:{folded(name)}")
