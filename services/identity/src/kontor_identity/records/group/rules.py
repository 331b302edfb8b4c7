"""What holds for a group."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from kontor_chassis.errors import Fault, Faults, ReferenceUnknown
from kontor_identity.records.group.errors import (
    AddressTaken,
    GroupCycle,
    GroupInUse,
    GroupTooDeep,
)
from kontor_records.access.world import World
from kontor_schemas.identity.group import Group
from kontor_schemas.rights import Party
from kontor_schemas.values import normal_email

DEEPEST = 10
_LISTS = {
    "user": "members",
    "role": "member_roles",
    "role_below": "member_roles_below",
    "group": "member_groups",
}


def without_repetition(group: Group) -> dict[str, list[UUID]]:
    """Return a group's lists of members in their order, each member once."""
    return {name: list(dict.fromkeys(getattr(group, name))) for name in _LISTS.values()}


def with_member(group: Group, member: Party) -> dict[str, list[UUID]]:
    """Return the list of members that changes when somebody is added."""
    name = _list_of(member)
    return {name: [*getattr(group, name), member.id]}


def without_member(group: Group, member: Party) -> dict[str, list[UUID]]:
    """Return the list of members that changes when somebody is removed."""
    name = _list_of(member)
    return {name: [each for each in getattr(group, name) if each != member.id]}


def with_other_group(group: Group, before: UUID, after: UUID) -> dict[str, list[UUID]]:
    """Return the inner groups of a group, one of them replaced."""
    return {"member_groups": [after if each == before else each for each in group.member_groups]}


def with_other_role(group: Group, before: UUID, after: UUID) -> dict[str, list[UUID]]:
    """Return the roles of a group, one of them replaced."""
    return {
        name: [after if each == before else each for each in getattr(group, name)]
        for name in ("member_roles", "member_roles_below")
    }


def refuse_unknown(group: Group, world: World) -> None:
    """Refuse a member whom the tenant does not have, or has no more.

    Raises:
        ReferenceUnknown: Names the place of the first one.
    """
    known: Mapping[str, Collection[UUID]] = {
        "members": world.users,
        "member_roles": world.roles,
        "member_roles_below": world.roles,
        "member_groups": {*world.groups, group.id},
    }
    before = world.groups.get(group.id)
    for name, there in known.items():
        stayed = {*getattr(before, name)} if before else set()
        for place, member in enumerate(getattr(group, name)):
            if member not in there or (name == "members" and _is_departed(member, stayed, world)):
                raise ReferenceUnknown(path=f"/{name}/{place}")
    if group.manager is not None and group.manager not in world.users:
        raise ReferenceUnknown(path="/manager")


def refuse_cycle(group: Group, world: World) -> None:
    """Refuse groups that are in themselves, or in each other deeper than ten.

    Raises:
        GroupCycle: The group is in itself.
        GroupTooDeep: The way from the outermost to the innermost is longer.
    """
    inner = {key: [*each.member_groups] for key, each in world.groups.items()}
    inner[group.id] = group.member_groups
    outer: dict[UUID, list[UUID]] = {}
    for key, members in inner.items():
        for member in members:
            outer.setdefault(member, []).append(key)
    below = _height(group.id, inner, frozenset())
    if below + _height(group.id, outer, frozenset()) - 1 > DEEPEST:
        raise GroupTooDeep(most=DEEPEST)


def _height(group: UUID, following: Mapping[UUID, Sequence[UUID]], above: frozenset[UUID]) -> int:
    if group in above:
        raise GroupCycle
    if len(above) > DEEPEST:
        raise GroupTooDeep(most=DEEPEST)
    beyond = (_height(each, following, above | {group}) for each in following.get(group, ()))
    return 1 + max(beyond, default=0)


def groups_naming(group_id: UUID, world: World) -> Sequence[UUID]:
    """Return the groups that a group is a member of."""
    return sorted(key for key, each in world.groups.items() if group_id in each.member_groups)


def groups_naming_role(role: UUID, world: World) -> Sequence[UUID]:
    """Return the groups that a role, alone or with all below it, is a member of."""
    return sorted(
        key
        for key, each in world.groups.items()
        if role in each.member_roles or role in each.member_roles_below
    )


def refuse_used(group_id: UUID, world: World, rules: int) -> None:
    """Refuse to delete a group that others or sharing rules name.

    Raises:
        GroupInUse: With how many of them there are.
    """
    groups = len(groups_naming(group_id, world))
    if groups or rules:
        raise GroupInUse(groups=groups, rules=rules)


def refuse_no_target(group_id: UUID, target_id: UUID, world: World) -> None:
    """Refuse to put nothing, or the group itself, in the place of a group.

    Raises:
        ReferenceUnknown: There is no such group.
        GroupCycle: It is the group itself.
    """
    if target_id not in world.groups:
        raise ReferenceUnknown(path="/target")
    if target_id == group_id:
        raise GroupCycle


def refuse_no_address(group: Group) -> None:
    """Refuse what is no e-mail address.

    Raises:
        Faults: It is none.
    """
    if group.email is not None and normal_email(group.email) is None:
        raise Faults(Fault("/email", "email_invalid"))


def refuse_taken_address(group: Group, holders: Collection[UUID]) -> None:
    """Refuse an address that another group has.

    Raises:
        AddressTaken: One has it.
    """
    if {*holders} - {group.id}:
        raise AddressTaken


def _is_departed(user: UUID, stayed: Collection[UUID], world: World) -> bool:
    """Whether somebody who has left would come in anew; who was in it before may stay."""
    return user not in stayed and world.users[user].status == "deactivated"


def _list_of(member: Party) -> str:
    name = _LISTS.get(member.kind)
    if name is None:
        raise Faults(Fault("/member/kind", "choice_unknown", {"expected": ", ".join(_LISTS)}))
    return name
