"""Draws realms: users, roles, groups, rules and bargains at random, all of it from one seed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from kontor_chassis.testing.bench import Bench
from kontor_records.testing.realm import Realm
from kontor_schemas.record_state import Access, Principal, Share
from kontor_schemas.rights import ModuleRight, Party, Permissions
from kontor_schemas.values import Money
from libs.records.tests.access.sample import Bargain, a_bargain

MODES = ("private", "private", "private", "read", "read_write", "read_write_delete", "record_level")
REGIONS = (None, "", "Süd", "sued", "Nord", "NORD")
CONDITIONS: Sequence[Any] = (
    {"field": "stage", "op": "eq", "value": "won"},
    {"field": "stage", "op": "not_in", "value": ["won", "lost"]},
    {"field": "size", "op": "gte", "value": 5},
    {"not": {"field": "size", "op": "lt", "value": 5}},
    {"field": "region", "op": "eq", "value": "Sued"},
    {"field": "region", "op": "is_empty"},
    {"field": "region", "op": "contains", "value": "ord"},
    {"field": "due_on", "op": "eq", "value": {"relative": "today"}},
    {"field": "due_on", "op": "lte", "value": {"relative": "+1d"}},
    {"field": "price.minor", "op": "gt", "value": 100},
    {"field": "owner", "op": "eq", "value": {"current": "user"}},
    {"field": "owner", "op": "in", "value": {"current": "team"}},
    {"any": [
        {"field": "stage", "op": "eq", "value": "lost"},
        {"not": {"all": [
            {"field": "size", "op": "between", "value": [2, 7]},
            {"field": "region", "op": "ne", "value": "Nord"},
        ]}},
    ]},
    {"all": []},
    {"any": []},
)  # fmt: skip


class Drawn:
    """A realm and its bargains."""

    def __init__(self, bench: Bench, seed: int) -> None:
        self.bench = bench
        self.realm = Realm(bench)
        self.random = Random(seed)
        self.now: datetime = bench.runtime.clock.now()
        self.users: list[UUID] = []
        self.roles: list[UUID] = []
        self.groups: list[UUID] = []
        self.bargains: list[Bargain] = []

    async def draw(self, bargains: int) -> "Drawn":
        """Make it all."""
        draw, realm = self.random, self.realm
        profiles = [await realm.profile(), await realm.profile(self._permissions())]
        for _ in range(draw.randint(1, 6)):
            self.roles.append(await realm.role(draw.choice([None, *self.roles])))
        for _ in range(draw.randint(2, 7)):
            self.users.append(
                await realm.user(
                    role=draw.choice([None, *self.roles]),
                    profiles=draw.sample(profiles, draw.choice((1, 1, 2))),
                    manager=draw.choice([None, *self.users]),
                    status=draw.choice(("active", "active", "active", "suspended")),
                )
            )
        for _ in range(draw.randint(0, 4)):
            self.groups.append(
                await realm.group(
                    members=self._some(self.users),
                    roles=self._some(self.roles, 1),
                    roles_below=self._some(self.roles, 1),
                    groups=self._some(self.groups),
                )
            )
        await realm.open("realm.bargain", draw.choice(MODES))
        await realm.zone(draw.choice(("Europe/Berlin", "Pacific/Auckland", "UTC")))
        for _ in range(draw.randint(0, 4)):
            await self._rule()
        for _ in range(bargains):
            async with self.bench.writing() as ctx:
                self.bargains.append(a_bargain(ctx, **self._fields()))
        return self

    def _permissions(self) -> Permissions:
        actions = self.random.choice((["read"], ["read", "update"], ["read", "delete"]))
        return Permissions(modules=[ModuleRight(record="realm.bargain", actions=actions)])

    async def _rule(self) -> None:
        fields: dict[str, Any] = {"level": self.random.choice(("read", "write"))}
        if self.random.random() < 0.7:
            fields["condition"] = self.random.choice(CONDITIONS)
        if self.random.random() < 0.3:
            fields["until"] = self._until()
        source = self._party(("role", "role_below", "group"))
        await self.realm.rule("realm.bargain", source, self._party(), **fields)

    def _party(self, kinds: Sequence[Any] = ("user", "role", "role_below", "group")) -> Party:
        kind = self.random.choice(kinds)
        there = {"user": self.users, "group": self.groups}.get(kind, self.roles)
        return Party(kind=kind, id=self.random.choice(there or self.users))

    def _fields(self) -> dict[str, Any]:
        draw = self.random
        day = self.now.date() + timedelta(days=draw.randint(-2, 2))
        minor = draw.randint(0, 200)
        return {
            "stage": draw.choice(("open", "won", "lost")),
            "size": draw.choice((None, *range(10))),
            "region": draw.choice(REGIONS),
            "due_on": draw.choice((None, day, date(2026, 1, 1))),
            "price": draw.choice((None, Money(minor=minor, currency="EUR"))),
            "owner": draw.choice((None, *self.users)),
            "owner_group": draw.choice((None, None, *self.groups)),
            "access": self._access(),
        }

    def _access(self) -> Access:
        shares = [
            Share(
                principal=self._principal(),
                level=self.random.choice(("read", "write")),
                until=self.random.choice((None, self._until())),
            )
            for _ in range(self.random.choice((0, 0, 1, 2)))
        ]
        return Access(
            co_owners=self._some(self.users, self.random.choice((0, 0, 1))), shares=shares
        )

    def _principal(self) -> Principal:
        kind = self.random.choice(("user", "group", "role"))
        there = {"user": self.users, "group": self.groups, "role": self.roles}[kind]
        return Principal.model_validate(
            {"kind": kind, "id": self.random.choice(there or self.users)}
        )

    def _until(self) -> datetime:
        return self.now + self.random.choice((timedelta(), timedelta(hours=-1), timedelta(hours=1)))

    def _some(self, of: list[UUID], most: int = 3) -> list[UUID]:
        return self.random.sample(of, self.random.randint(0, min(most, len(of))))
