"""A trial: one drawn world with its records, the users who ask, and what differs from the oracle."""

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID

import httpx

from kontor_chassis.testing.bench import Bench
from kontor_records.bin import binning
from kontor_records.declaration.record_type import RecordType
from kontor_records.storage import records
from kontor_records.testing.realm import Realm
from kontor_schemas.record_state import Access
from libs.records.tests.oracle.rights import Oracle
from libs.records.tests.oracle.world import FIELDS, draw_place, draw_world
from libs.records.tests.sample.types import BOAT, HARBOUR, SAILOR

TYPES: tuple[RecordType[Any], ...] = (HARBOUR, BOAT, SAILOR)
WORDS = {
    "name": "falkenhorst", "skipper": "zimmermeister", "notes": "quittenbrot",
    "family_name": "dornbusch", "given_name": "ulmenweg",
}  # fmt: skip
"""A word that every record of a type has in a field, and in no other one."""
READABLE = ("read", "edit")


@dataclass
class Kept:
    """A record as it stands now, whoever sees it."""

    record_type: RecordType[Any]
    id: UUID
    version: int
    fields: dict[str, Any]
    json: dict[str, Any]
    is_binned: bool = False


class Trial:
    """Asks every exit as every user about every record, and notes what the oracle would not say."""

    def __init__(self, bench: Bench, realm: Realm, seed: int) -> None:
        self.bench = bench
        self.realm = realm
        self.drawn = Random(seed)
        self.cells = 0
        self.by_exit: dict[str, int] = {}
        self.differences: list[str] = []
        self.kept: dict[str, dict[UUID, Kept]] = {each.record: {} for each in TYPES}

    async def make(self, users: int, records_each: int) -> None:
        """Draw the world and its records."""
        self.world = await draw_world(self.realm, self.drawn, self.bench.user, users)
        self.oracle = Oracle(self.world, datetime.now(UTC))
        for record_type in TYPES:
            for number in range(records_each):
                await self._add(record_type, number, is_binned=number >= records_each - 2)

        async with self.client(self.bench.user) as client:
            for record_type in TYPES:
                for one in self.live(record_type.record):
                    path = f"/api/v1/{record_type.plural}/{one.id}"
                    tagged = await client.post(f"{path}/tag", json={"name": "Alle"})
                    one.version = tagged.json()["version"]
                    self.tag = UUID(tagged.json()["tags"][0])

    async def _add(self, record_type: RecordType[Any], number: int, *, is_binned: bool) -> None:
        place = draw_place(self.drawn, self.world)
        given = {**getattr(self, f"_{record_type.name}")(number), **place}
        access = Access.model_validate(given.pop("access"))
        given = {name: value for name, value in given.items() if value is not None}
        async with self.bench.writing() as ctx:
            if place["owner"] is None:
                given["owner"] = None
            state = await records.create(
                ctx, record_type, given, complete=lambda _: {"access": access}
            )
        if is_binned:
            async with self.bench.writing() as ctx:
                await binning.delete(ctx, record_type, state.id)
        self.kept[record_type.record][state.id] = Kept(
            record_type=record_type,
            id=state.id,
            version=state.version + is_binned,
            fields={**dict(state), "access": access},
            json=state.model_dump(mode="json"),
            is_binned=is_binned,
        )

    def _harbour(self, number: int) -> dict[str, Any]:
        return {
            "name": f"Falkenhorst {number:02}",
            "code": f"HC-{number:04}",
            "country": self.drawn.choice(("DE", "NL", None)),
        }

    def _boat(self, number: int) -> dict[str, Any]:
        return {
            "name": f"Falkenhorst {number:02}",
            "number": f"BN-{number:04}",
            "status": self.drawn.choice(("planned", "planned", "afloat")),
            "harbour": self.drawn.choice([*self.kept["sample.harbour"], None]),
            "length": 1000 + number,
            "has_sails": self.drawn.choice((True, False)),
            "price": {"minor": 100_000 + number, "currency": "EUR"},
            "skipper": f"Zimmermeister {number:02}",
            "notes": f"Quittenbrot {number:02}",
        }

    def _sailor(self, number: int) -> dict[str, Any]:
        return {
            "family_name": f"Dornbusch {number // 2:02}",
            "given_name": f"Ulmenweg {number // 2:02}",
            "number": f"SN-{number:04}",
            "salutation": self.drawn.choice(("none", "ms", "mx")),
            "birth_on": f"1990-01-{number + 1:02}",
            "boat": self.drawn.choice([*self.kept["sample.boat"], None]),
            "emails": [{"value": f"dorn{number // 2}@example.test"}],
        }

    def client(self, user: UUID) -> httpx.AsyncClient:
        """Return a client that is signed in as a user."""
        return self.bench.client(self.realm.principal(user))

    def live(self, record: str) -> list[Kept]:
        """List the records of a type that are not in the bin."""
        return [one for one in self.kept[record].values() if not one.is_binned]

    def binned(self, record: str) -> list[Kept]:
        """List the records of a type that are in the bin."""
        return [one for one in self.kept[record].values() if one.is_binned]

    def sees(self, user: UUID, one: Kept) -> bool:
        """Say whether a user may see a record."""
        return self.may(user, "read", one)

    def may(self, user: UUID, action: str, one: Kept) -> bool:
        """Say whether a user may do something with a record."""
        return self.oracle.may(user, action, one.record_type.record, one.fields)

    def level(self, user: UUID, record_type: RecordType[Any], name: str) -> str:
        """Say how far a field is open to a user."""
        return self.oracle.level(user, record_type.record, name)

    def cell(self, exit_name: str, user: UUID, what: object, expected: object, got: object) -> None:
        """Compare one cell of the table."""
        self.cells += 1
        self.by_exit[exit_name] = self.by_exit.get(exit_name, 0) + 1
        if expected != got:
            place = f"{what.record_type.name} {what.id}" if isinstance(what, Kept) else what
            self.differences.append(
                f"{exit_name} by {user} of {place}: expected {expected}, got {got}"
            )

    def note(self, one: Kept, given: dict[str, Any]) -> None:
        """Note what a change has made of a record."""
        difference = {name: value for name, value in given.items() if one.json[name] != value}
        one.version += bool(difference)
        one.json |= difference
        one.fields |= difference

    async def stands(self, user: UUID, one: Kept) -> None:
        """Compare the version of a record with what should have been done to it."""
        async with self.client(self.bench.user) as client:
            path = f"/api/v1/{one.record_type.plural}/{one.id}"
            version = (await client.get(path)).json().get("version", one.version)
        self.cell("standing", user, one, one.version, version)

    async def forget(self, record_type: RecordType[Any], record: UUID) -> None:
        """Remove a record that was made on the way."""
        async with self.bench.writing() as ctx:
            await binning.delete(ctx, record_type, record)
        async with self.bench.writing() as ctx:
            await binning.purge(ctx, record_type, record)

    def troubles(self, user: UUID, one: Kept, item: dict[str, Any]) -> list[str]:
        """List what of a shown record the user should not see so, or should see."""
        found: list[str] = ["access is shown"] if "access" in item else []
        for name in FIELDS[one.record_type.record]:
            level, raw = self.level(user, one.record_type, name), one.json[name]
            if level == "none":
                found += [f"{name} is shown"] if name in item else []
            elif name not in item:
                found.append(f"{name} is absent")
            elif level == "masked":
                found += [] if is_masked(raw, item[name]) else [f"{name} is {item[name]!r}"]
            elif item[name] != raw:
                found.append(f"{name} is {item[name]!r} instead of {raw!r}")
        return found


def is_masked(raw: object, shown: object) -> bool:
    """Say whether no more of a value is shown than its last four characters."""
    if raw is None or isinstance(raw, (bool, list, dict)):
        return shown is None or shown == raw == []
    text = str(raw)
    if not isinstance(shown, str) or shown == text:
        return False
    told = shown.strip("•*…")
    return told == "" or (len(told) <= 4 < len(text) and text.endswith(told))
