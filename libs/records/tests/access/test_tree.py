"""Seven levels of roles, five module defaults, three actions: the exact set for every user."""

from typing import Any
from uuid import UUID

import pytest

from kontor_chassis.testing.bench import Bench
from kontor_records.testing.realm import Realm
from libs.records.tests.access.sample import BARGAIN, Bargain, found, met, stored

LEVELS = 7
MODES = ("private", "read", "read_write", "read_write_delete", "record_level")
OPENED = {
    "private": (),
    "read": ("read",),
    "read_write": ("read", "update"),
    "read_write_delete": ("read", "update", "delete"),
    "record_level": (),
}


class Tree:
    """A chain of seven roles with one user each, and beside each lower one a sibling."""

    def __init__(self) -> None:
        self.chain: list[UUID] = []
        self.siblings: dict[int, UUID] = {}
        self.bargains: dict[UUID | None, Bargain] = {}

    @property
    def users(self) -> list[UUID]:
        return [*self.chain, *self.siblings.values()]

    def reached(self, user: UUID, mode: str, action: str) -> set[Any]:
        """Return whose records a user reaches, as the rules say it: written out, not walked."""
        if action in OPENED[mode]:
            return {*self.users, None}
        if mode == "record_level" or user in self.siblings.values():
            return {user}
        level = self.chain.index(user)
        below = {sibling for depth, sibling in self.siblings.items() if depth > level}
        return {*self.chain[level:], *below}


@pytest.fixture
async def tree(bench: Bench, realm: Realm) -> Tree:
    made = Tree()
    profile = await realm.profile()
    above = None
    for level in range(LEVELS):
        if level:
            sibling = await realm.role(above)
            made.siblings[level] = await realm.user(role=sibling, profiles=[profile])
        above = await realm.role(above, [profile])
        made.chain.append(await realm.user(role=above))
    for owner in (*made.users, None):
        made.bargains[owner] = await stored(bench, owner=owner)
    return made


@pytest.mark.parametrize("mode", MODES)
async def test_everybody_reaches_exactly_what_the_default_and_the_tree_give(
    bench: Bench, realm: Realm, tree: Tree, mode: str
) -> None:
    await realm.open("realm.bargain", mode)
    bargains = list(tree.bargains.values())
    assert len(bargains) == 14
    for user in tree.users:
        rights = await realm.rights(user)
        for action in ("read", "update", "delete"):
            plan = rights.plan(action, BARGAIN)
            expected = {tree.bargains[owner].id for owner in tree.reached(user, mode, action)}
            assert met(plan, bargains) == expected, (mode, action)
            assert await found(bench, plan) == expected, (mode, action)
            assert await found(bench, plan, single=True) == expected, (mode, action)


async def test_siblings_see_nothing_of_each_other_and_the_superior_sees_both(
    bench: Bench, realm: Realm, tree: Tree
) -> None:
    left, right, superior = tree.chain[3], tree.siblings[3], tree.chain[2]
    for user, seen in ((left, 7), (right, 1), (superior, 9)):
        plan = (await realm.rights(user)).plan("read", BARGAIN)
        assert len(await found(bench, plan)) == seen
    rights = await realm.rights(left)
    assert tree.bargains[right].id not in await found(bench, rights.plan("read", BARGAIN))


async def test_a_moved_role_takes_all_below_it_along(
    bench: Bench, realm: Realm, tree: Tree
) -> None:
    """The user below the moved role is seen from the new place and no more from the old one."""
    old, mover, new = tree.chain[4], tree.chain[5], tree.siblings[1]
    moved = (await realm.rights(mover)).world.users[mover].role
    place = (await realm.rights(new)).world.users[new].role
    profile = (await realm.rights(new)).world.users[new].profiles
    await realm.role(place, profile, role=moved)
    for user, owners in (
        (old, {old, tree.siblings[5]}),
        (new, {new, mover, tree.chain[6], tree.siblings[6]}),
    ):
        expected = {tree.bargains[owner].id for owner in owners}
        assert await found(bench, (await realm.rights(user)).plan("read", BARGAIN)) == expected
