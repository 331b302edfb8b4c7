"""What holds for a role."""

from collections.abc import Sequence
from uuid import UUID

from kontor_chassis.errors import ReferenceUnknown
from kontor_identity.records.role.errors import RoleCycle, RoleInUse, RoleSecondRoot
from kontor_records.access.world import World
from kontor_schemas.identity.role import Role


def refuse_unknown(role: Role, world: World) -> None:
    """Refuse a parent or a profile that the tenant does not have.

    Raises:
        ReferenceUnknown: Names the place of the first one.
    """
    if role.parent is not None and role.parent not in world.roles:
        raise ReferenceUnknown(path="/parent")
    for place, profile in enumerate(role.profiles):
        if profile not in world.profiles:
            raise ReferenceUnknown(path=f"/profiles/{place}")


def refuse_second_root(role: Role, world: World) -> None:
    """Refuse a role that hangs below none where another is the root already.

    Raises:
        RoleSecondRoot: There is a root.
    """
    others = (key for key, each in world.roles.items() if each.parent is None and key != role.id)
    if role.parent is None and next(others, None) is not None:
        raise RoleSecondRoot


def refuse_cycle(role_id: UUID, parent: UUID | None, world: World) -> None:
    """Refuse to hang a role below itself.

    Raises:
        RoleCycle: The parent is the role or below it.
    """
    if parent is not None and parent in world.roles_below(role_id):
        raise RoleCycle


def children_of(role_id: UUID, world: World) -> Sequence[UUID]:
    """Return the roles right below a role."""
    return sorted(key for key, each in world.roles.items() if each.parent == role_id)


def users_in(role_id: UUID, world: World) -> Sequence[UUID]:
    """Return the users of a role; those who have left are none."""
    return sorted(
        key
        for key, each in world.users.items()
        if each.role == role_id and each.status != "deactivated"
    )


def refuse_used(role_id: UUID, world: World, rules: int) -> None:
    """Refuse to delete a role that something names.

    Raises:
        RoleInUse: With how many of what there are.
    """
    used = {
        "users": len(users_in(role_id, world)),
        "roles": len(children_of(role_id, world)),
        "groups": sum(
            role_id in {*each.member_roles, *each.member_roles_below}
            for each in world.groups.values()
        ),
        "rules": rules,
    }
    if any(used.values()):
        raise RoleInUse(**used)


def refuse_no_target(role_id: UUID, target_id: UUID, world: World) -> None:
    """Refuse to put nothing, or a role below it, in the place of a role.

    Raises:
        ReferenceUnknown: There is no such role.
        RoleCycle: It is the role itself or one below it.
    """
    if target_id not in world.roles:
        raise ReferenceUnknown(path="/target")
    refuse_cycle(role_id, target_id, world)
