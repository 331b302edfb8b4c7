"""Whom a single record is given to: its co-owners and shares, out of its state and as rows."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from kontor_records.declaration.record_type import RecordType
from kontor_records.storage.derived import DerivedTable
from kontor_schemas.record_state import RecordState
from kontor_schemas.state import State

OWN: Final = "own"
"""The level of a co-owner, above `read` and `write`."""
FOREVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""Until when a share without an end holds: rows compare without NULL."""


class Principal(NamedTuple):
    """One entry of a record's access.

    Attributes:
        kind: `user`, `group` or `role`.
        id: The id of it.
        level: `read`, `write` or `own`.
        until: The first instant at which it no longer holds.
    """

    kind: str
    id: UUID
    level: str
    until: datetime


def principals_of(state: State | Mapping[str, Any]) -> tuple[Principal, ...]:
    """Return whom a record is given to beside its owner.

    Args:
        state: The state as a model or, as a mirror keeps it, as parsed JSON.
    """
    access = _get(state, "access")
    if not access:
        return ()
    owners = (_co_owner(each) for each in _get(access, "co_owners") or ())
    shares = (_share(each) for each in _get(access, "shares") or ())
    return (*owners, *shares)


def rows(_record_type: RecordType[Any], state: RecordState) -> Iterator[tuple[object, ...]]:
    """Give (kind, principal, level, until) for each entry; one that is given twice is one row."""
    yield from sorted(set(principals_of(state)))


_READ: Final = frozenset({"access"})
RECORD_PRINCIPALS: Final = DerivedTable(
    name="record_principal",
    columns=(("kind", "text"), ("principal", "uuid"), ("level", "text"), ("until", "timestamptz")),
    rows=rows,
    while_binned=True,
    reads=lambda _record_type: _READ,
)
"""Whom records are given to, as rows; in the bin too, which shows what one might see before."""


def owner_of(state: State | Mapping[str, Any]) -> UUID | None:
    """Return the user who owns a record."""
    return _id(_get(state, "owner"))


def owner_group_of(state: State | Mapping[str, Any]) -> UUID | None:
    """Return the group that owns a record."""
    return _id(_get(state, "owner_group"))


def _co_owner(given: Any) -> Principal:
    kind = _get(given, "kind") or "user"
    identifier = _id(_get(given, "id") or given)
    assert identifier is not None  # noqa: S101 - a co-owner has an id
    return Principal(kind, identifier, OWN, FOREVER)


def _share(given: Any) -> Principal:
    principal, until = _get(given, "principal"), _get(given, "until")
    identifier = _id(_get(principal, "id"))
    assert identifier is not None  # noqa: S101 - a principal has an id
    if isinstance(until, str):
        until = datetime.fromisoformat(until)
    return Principal(_get(principal, "kind"), identifier, _get(given, "level"), until or FOREVER)


def _get(given: Any, name: str) -> Any:
    if isinstance(given, Mapping):
        return given.get(name)
    return getattr(given, name, None)


def _id(given: Any) -> UUID | None:
    if given is None or type(given) is UUID:
        return given
    return UUID(str(given))
