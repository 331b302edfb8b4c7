"""Who is below whom, who is in which group, and what a torn or circular tree does: nothing."""

from uuid import UUID, uuid4

from kontor_records.access.world import World
from kontor_schemas.identity.grant import GroupGrant, RoleGrant, UserGrant
from kontor_schemas.rights import Party


def ids(count: int) -> list[UUID]:
    return [uuid4() for _ in range(count)]


def user(role: UUID | None = None, **fields: object) -> UserGrant:
    return UserGrant.model_validate({"status": "active", "role": role, **fields})


def world(grants: dict) -> World:
    return World(uuid4(), 1, grants)


def test_users_below_are_those_of_lower_roles_and_not_of_the_same() -> None:
    top, left, right, deep = ids(4)
    anna, ben, carla, dora, emil = ids(5)
    there = world(
        {
            top: RoleGrant(),
            left: RoleGrant(parent=top),
            right: RoleGrant(parent=top),
            deep: RoleGrant(parent=left),
            anna: user(top),
            ben: user(left),
            carla: user(left),
            dora: user(deep),
            emil: user(right),
        }
    )
    assert there.users_below(anna) == {ben, carla, dora, emil}
    assert there.users_below(ben) == {dora}
    assert there.users_below(dora) == there.users_below(emil) == frozenset()
    assert there.users_below(uuid4()) == frozenset()
    assert there.roles_below(left) == {left, deep}


def test_members_of_a_nested_mix_are_exact_both_ways() -> None:
    top, left, deep = ids(3)
    outer, inner, innermost = ids(3)
    anna, ben, carla, dora = ids(4)
    there = world(
        {
            top: RoleGrant(),
            left: RoleGrant(parent=top),
            deep: RoleGrant(parent=left),
            anna: user(),
            ben: user(top),
            carla: user(left),
            dora: user(deep),
            outer: GroupGrant(member_groups=[inner]),
            inner: GroupGrant(members=[anna], member_groups=[innermost]),
            innermost: GroupGrant(member_roles=[top], member_roles_below=[left]),
        }
    )
    assert there.members_of(innermost) == {ben, carla, dora}
    assert there.members_of(outer) == there.members_of(inner) == {anna, ben, carla, dora}
    assert there.groups_of(anna) == {inner, outer}
    assert there.groups_of(dora) == {innermost, inner, outer}
    for person in (anna, ben, carla, dora):
        for group in (outer, inner, innermost):
            is_in = person in there.members_of(group)
            assert (group in there.groups_of(person)) is is_in
            assert there.is_meant(person, Party(kind="group", id=group)) is is_in


def test_a_role_stands_for_its_users_with_or_without_those_below() -> None:
    top, left = ids(2)
    anna, ben, carla = ids(3)
    there = world(
        {
            top: RoleGrant(),
            left: RoleGrant(parent=top),
            anna: user(top),
            ben: user(left),
            carla: user(),
        }
    )
    alone, below = Party(kind="role", id=top), Party(kind="role_below", id=top)
    assert there.users_of(alone) == {anna}
    assert there.users_of(below) == {anna, ben}
    assert there.users_of(Party(kind="user", id=carla)) == {carla}
    for party in (alone, below):
        for person in (anna, ben, carla):
            assert there.is_meant(person, party) is (person in there.users_of(party))


def test_circles_end_every_walk() -> None:
    one, two, outer, inner = ids(4)
    anna, ben = ids(2)
    there = world(
        {
            one: RoleGrant(parent=two),
            two: RoleGrant(parent=one),
            anna: user(one),
            ben: user(two),
            outer: GroupGrant(members=[anna], member_groups=[inner]),
            inner: GroupGrant(members=[ben], member_groups=[outer]),
        }
    )
    assert there.roles_below(one) == {one, two}
    assert there.users_below(anna) == {ben}
    assert there.members_of(inner) == there.members_of(outer) == {anna, ben}
    assert there.groups_of(anna) == {outer, inner}


def test_what_names_what_is_not_there_stands_for_nobody() -> None:
    anna, group = ids(2)
    there = world({anna: user(uuid4()), group: GroupGrant(member_groups=[uuid4()])})
    assert there.users_below(anna) == frozenset()
    assert there.groups_of(anna) == frozenset()
    assert there.members_of(group) == frozenset()
    assert there.members_of(uuid4()) == frozenset()


def test_a_team_is_a_user_and_the_direct_reports() -> None:
    anna, ben, carla = ids(3)
    there = world({anna: user(), ben: user(manager=anna), carla: user(manager=ben)})
    assert there.team_of(anna) == {anna, ben}
    assert there.team_of(carla) == {carla}
