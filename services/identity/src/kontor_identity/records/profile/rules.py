"""What holds for a profile."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from kontor_chassis.errors import Fault, Faults, ReferenceUnknown
from kontor_identity.records.profile.errors import (
    PermissionIncoherent,
    ProfileInUse,
)
from kontor_records.access.errors import GrantExceedsOwn
from kontor_records.access.fields import Effective, effective
from kontor_records.access.vocabularies import state_class
from kontor_records.access.world import World
from kontor_schemas.rights import ModuleRight, Permissions

_ORDER = ("none", "masked", "read", "edit")
_OWN_FIELD = "c_"
_UNNAMED = "another.type"
"""Stands for every record type that no profile names."""


def refuse_unsound(permissions: Permissions) -> None:
    """Refuse permissions that name what is not there, or that make no sense together.

    Raises:
        Faults: A record type is unknown or named twice, or a field is unknown.
        PermissionIncoherent: Something may be done with what may not be read.
    """
    faults = list(_faults(permissions))
    if faults:
        raise Faults(*faults)
    _refuse_incoherent("", permissions.actions)
    for module in permissions.modules:
        _refuse_incoherent(module.record, module.actions)


def _refuse_incoherent(record: str, actions: Sequence[str]) -> None:
    if actions and "read" not in actions:
        raise PermissionIncoherent(record=record, actions=sorted(actions))


def _faults(permissions: Permissions) -> Iterable[Fault]:
    seen = set[str]()
    for place, module in enumerate(permissions.modules):
        pointer = f"/permissions/modules/{place}"
        if module.record in seen:
            yield Fault(f"{pointer}/record", "key_duplicate")
        seen.add(module.record)
        yield from _unknown(module, pointer)


def _unknown(module: ModuleRight, pointer: str) -> Iterable[Fault]:
    try:
        known = state_class(module.record).model_fields
    except LookupError:
        yield Fault(f"{pointer}/record", "choice_unknown")
        return
    for place, right in enumerate(module.fields):
        if right.field not in known and not right.field.startswith(_OWN_FIELD):
            yield Fault(f"{pointer}/fields/{place}/field", "field_unknown")


def refuse_beyond_own(own: Effective | None, permissions: Permissions) -> None:
    """Refuse permissions that their giver does not have.

    Args:
        own: What the giver may do; None for everything.
        permissions: What is given.

    Raises:
        GrantExceedsOwn: Names the record type where it begins; none where it is general.
    """
    if own is None:
        return
    given = Effective([permissions])
    for record in (_UNNAMED, *sorted(own.named | given.named)):
        if not (
            given.actions(record) <= own.actions(record)
            and given.tools(record) <= own.tools(record)
            and _fields_within(own, given, record)
        ):
            raise GrantExceedsOwn(record="" if record == _UNNAMED else record)
    limits = ((each.most, own.limit(each.name)) for each in permissions.limits)
    if not given.flags() <= own.flags() or any(
        most > mine for most, mine in limits if mine is not None
    ):
        raise GrantExceedsOwn(record="")


def _fields_within(own: Effective, given: Effective, record: str) -> bool:
    fields = own.fields_of(record) | given.fields_of(record) | {_OWN_FIELD}
    return all(
        _ORDER.index(given.field(record, field)) <= _ORDER.index(own.field(record, field))
        for field in fields
    )


def holders(profile_id: UUID, world: World) -> tuple[Sequence[UUID], Sequence[UUID]]:
    """Return the users and the roles that have a profile; users who have left have none."""
    users = sorted(key for key, each in world.users.items() if profile_id in each.profiles)
    roles = sorted(key for key, each in world.roles.items() if profile_id in each.profiles)
    return users, roles


def refuse_used(profile_id: UUID, world: World) -> None:
    """Refuse to delete a profile that somebody has.

    Raises:
        ProfileInUse: With how many users and roles have it.
    """
    users, roles = holders(profile_id, world)
    if users or roles:
        raise ProfileInUse(users=len(users), roles=len(roles))


def refuse_unknown_holders(users: Sequence[UUID], roles: Sequence[UUID], world: World) -> None:
    """Refuse users who are not there or have left, and roles that are not there.

    Raises:
        ReferenceUnknown: Names the place of the first one.
    """
    for place, user in enumerate(users):
        grant = world.users.get(user)
        if grant is None or grant.status == "deactivated":
            raise ReferenceUnknown(path=f"/users/{place}")
    for place, role in enumerate(roles):
        if role not in world.roles:
            raise ReferenceUnknown(path=f"/roles/{place}")


def effective_of(world: World, user: UUID, records: Collection[str]) -> dict[str, Any]:
    """Return what a user may do by all profiles together: the matrix an administrator looks at.

    Raises:
        ReferenceUnknown: The tenant has no such user.
    """
    grant = world.users.get(user)
    if grant is None:
        raise ReferenceUnknown(path="/user")
    rights = effective(world, user)
    return {
        "user": str(user),
        "is_administrator": grant.is_administrator,
        "tools": sorted(rights.tools(None)),
        "flags": sorted(rights.flags()),
        "modules": {record: _module(rights, record) for record in sorted(records)},
    }


def differences(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Return where two users' rights differ: path → the first's and the second's value."""
    return dict(_differences("", first, second))


def _differences(path: str, first: Any, second: Any) -> Iterable[tuple[str, list[Any]]]:
    if isinstance(first, dict) and isinstance(second, dict):
        for name in sorted({*first, *second} - {"user"}):
            below = f"{path}/{name}"
            yield from _differences(below, first.get(name), second.get(name))
    elif first != second:
        yield path, [first, second]


def _module(rights: Effective, record: str) -> dict[str, Any]:
    return {
        "actions": sorted(rights.actions(record)),
        "tools": sorted(rights.tools(record)),
        "fields": {field: rights.field(record, field) for field in rights.fields_of(record)},
    }
