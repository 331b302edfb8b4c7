"""What a new tenant begins with, so that its people can work before anybody has set up rights."""

from collections.abc import Mapping, Sequence
from typing import Any

from kontor_records.access.vocabularies import state_class
from kontor_schemas.record_state import RecordState
from kontor_schemas.registry import records
from kontor_schemas.rights import Permissions

NAMES: Mapping[str, Mapping[str, str]] = {
    "de": {"all": "Administrator", "standard": "Standard", "root": "Leitung"},
    "en": {"all": "Administrator", "standard": "Standard", "root": "Management"},
}

EVERYTHING = Permissions(
    actions=["read", "create", "update", "delete"],
    tools=[
        "import",
        "export",
        "export_all",
        "bulk",
        "merge",
        "print",
        "api",
        "report",
        "empty_bin",
        "offline",
        "manage_access",
    ],
)
STANDARD = Permissions(
    actions=["read", "create", "update", "delete"],
    tools=["import", "export", "bulk", "merge", "print", "api", "report"],
)


def names(locale: str) -> Mapping[str, str]:
    """Return what the first profiles and the root are called in the tenant's language."""
    return NAMES["de" if locale.partition("-")[0] == "de" else "en"]


def profiles(locale: str) -> Sequence[Mapping[str, Any]]:
    """Return the first profiles: one with everything, one that new users get."""
    called = names(locale)
    return (
        {"name": called["all"], "permissions": EVERYTHING},
        {"name": called["standard"], "permissions": STANDARD, "is_for_all": True},
    )


def defaults() -> Sequence[Mapping[str, str]]:
    """Return how far each type with owners is open: everybody reads and changes everything."""
    return [
        {"record": record, "openness": "read_write"} for record in records() if _has_owners(record)
    ]


def _has_owners(record: str) -> bool:
    try:
        return issubclass(state_class(record), RecordState)
    except LookupError:
        return False
