"""Giving a record to somebody: as far as one has it oneself, and no further."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from kontor_chassis.clock import SetClock
from kontor_chassis.testing.bench import Bench
from kontor_records.testing.realm import Realm
from kontor_schemas.record_state import Access, Hold, Principal, Share
from libs.records.tests.access.sample import Bargain, stored

PATH = "/api/v1/bargains"


async def asked(
    bench: Bench, realm: Realm, user: UUID, path: str, body: Any, expected: tuple[int, str | None]
) -> Any:
    """Ask for something as a user; a refusal leaves neither version nor fact."""
    before = await bench.facts()
    rows = await entries(bench)
    async with bench.client(realm.principal(user)) as client:
        answer = await client.post(f"{PATH}/{path}", json=body)
    told = answer.json()
    assert (answer.status_code, told.get("code")) == expected, answer.text
    if answer.status_code != 200:
        assert await bench.facts() == before
        assert await entries(bench) == rows
    return told


async def entries(bench: Bench) -> list[tuple[Any, ...]]:
    async with bench.runtime.api_pool.acquire() as connection, connection.transaction():
        await connection.execute(f"SELECT set_config('kontor.tenant', '{bench.tenant}', true)")
        rows = await connection.fetch(
            "SELECT record, kind, principal, level FROM record_principal ORDER BY 1, 2, 3, 4"
        )
    return [tuple(row) for row in rows]


class People:
    """An owner, somebody with a share to read, somebody with one to write, and a stranger."""

    def __init__(self, users: list[UUID], bargain: Bargain) -> None:
        self.owner, self.reader, self.writer, self.stranger = users
        self.bargain = bargain
        self.path = str(bargain.id)


@pytest.fixture
async def people(bench: Bench, realm: Realm) -> People:
    profile = await realm.profile()
    users = [await realm.user(profiles=[profile]) for _ in range(4)]
    shares = [
        Share(principal=Principal(kind="user", id=user), level=level)  # type: ignore[arg-type]
        for user, level in zip(users[1:3], ("read", "write"), strict=True)
    ]
    bargain = await stored(bench, owner=users[0], access=Access(shares=shares))
    return People(users, bargain)


def to(user: UUID, **fields: Any) -> dict[str, Any]:
    return {"principal": {"kind": "user", "id": str(user)}, **fields}


OK = (200, None)
BEYOND = (403, "grant_exceeds_own")


async def test_everybody_gives_what_he_has_and_nothing_beyond(
    bench: Bench, realm: Realm, people: People
) -> None:
    path, stranger = people.path, people.stranger
    for user, level, expected in (
        (people.reader, "write", BEYOND),
        (people.reader, "read", OK),
        (people.writer, "write", OK),
        (people.owner, "write", OK),
    ):
        body = to(stranger, level=level)
        await asked(bench, realm, user, f"{path}/share", body, expected)
    for user in (people.reader, people.writer):
        body = {"user": str(stranger)}
        await asked(bench, realm, user, f"{path}/add_co_owner", body, BEYOND)
    await asked(bench, realm, people.reader, f"{path}/unshare", to(people.writer), BEYOND)


async def test_a_share_is_replaced_taken_back_and_told(
    bench: Bench, realm: Realm, people: People
) -> None:
    path, stranger = people.path, people.stranger
    before = len(await bench.facts())
    for level in ("read", "write", "write"):
        await asked(bench, realm, people.owner, f"{path}/share", to(stranger, level=level), OK)
    await asked(bench, realm, people.owner, f"{path}/unshare", to(stranger), OK)
    await asked(bench, realm, people.owner, f"{path}/unshare", to(stranger), OK)
    facts = (await bench.facts())[before:]
    # Given twice or taken twice is once.
    assert [fact.type for fact in facts] == ["realm.bargain.updated.v1"] * 3
    assert [set(fact.data["changed"]) for fact in facts] == [{"access"}] * 3
    levels = [
        [share["level"] for share in fact.data["state"]["access"]["shares"]] for fact in facts
    ]
    assert levels == [["read", "write", "read"], ["read", "write", "write"], ["read", "write"]]
    assert len(await entries(bench)) == 2


async def test_a_stranger_sees_nothing_and_after_a_share_what_it_gives(
    bench: Bench, realm: Realm, people: People
) -> None:
    path, stranger = people.path, people.stranger
    unknown = (404, "record_unknown")
    await asked(bench, realm, stranger, f"{path}/share", to(stranger), unknown)
    async with bench.client(realm.principal(stranger)) as client:
        assert (await client.get(f"{PATH}/{path}/explain")).status_code == 404
        await asked(bench, realm, people.owner, f"{path}/share", to(stranger), OK)
        assert (await client.get(f"{PATH}/{path}")).status_code == 200
        assert (await client.patch(f"{PATH}/{path}", json={"name": "Mine"})).status_code == 403
        told = (await client.get(f"{PATH}/{path}/explain")).json()
        assert told == {
            "read": [{"kind": "share", "via": str(stranger)}],
            "update": [],
            "delete": [],
        }


async def test_a_co_owner_owns_until_removed(bench: Bench, realm: Realm, people: People) -> None:
    path, body = people.path, {"user": str(people.stranger)}
    await asked(bench, realm, people.owner, f"{path}/add_co_owner", body, OK)
    assert (people.bargain.id, "user", people.stranger, "own") in await entries(bench)
    await asked(bench, realm, people.stranger, f"{path}/remove_co_owner", body, OK)
    unknown = (404, "record_unknown")
    await asked(bench, realm, people.stranger, f"{path}/add_co_owner", body, unknown)
    assert len(await entries(bench)) == 2


async def test_what_is_not_there_over_or_held_is_refused(
    bench: Bench, realm: Realm, people: People, clock: SetClock
) -> None:
    path, owner = people.path, people.owner
    for kind in ("user", "group", "role"):
        body = {"principal": {"kind": kind, "id": str(uuid4())}}
        told = await asked(bench, realm, owner, f"{path}/share", body, (404, "reference_unknown"))
        assert told["params"] == {"path": "/principal/id"}
    gone = await realm.user(status="deactivated")
    await asked(bench, realm, owner, f"{path}/share", to(gone), (404, "reference_unknown"))
    body = {"user": str(uuid4())}
    await asked(bench, realm, owner, f"{path}/add_co_owner", body, (404, "reference_unknown"))
    past = to(people.stranger, until=clock.now().isoformat())
    await asked(bench, realm, owner, f"{path}/share", past, (422, "until_past"))
    ahead = to(people.stranger, until=(clock.now() + timedelta(seconds=1)).isoformat())
    await asked(bench, realm, owner, f"{path}/share", ahead, OK)
    hold = Hold(name="approval", holder=uuid4())
    held = await stored(bench, owner=owner, holds=[hold])
    await asked(bench, realm, owner, f"{held.id}/share", to(people.stranger), (423, "record_held"))


async def test_there_is_a_last_share_and_a_last_co_owner(
    bench: Bench, realm: Realm, people: People
) -> None:
    shares = [Share(principal=Principal(kind="user", id=uuid4())) for _ in range(200)]
    access = Access(shares=shares, co_owners=[uuid4() for _ in range(50)])
    full = await stored(bench, owner=people.owner, access=access)
    for verb, body, limit in (
        ("share", to(people.stranger), 200),
        ("add_co_owner", {"user": str(people.stranger)}, 50),
    ):
        refused = (409, "limit_reached")
        told = await asked(bench, realm, people.owner, f"{full.id}/{verb}", body, refused)
        assert told["params"] == {"limit": limit}


async def test_others_rights_are_explained_to_those_who_manage_access(
    bench: Bench, realm: Realm, people: People
) -> None:
    admin = await realm.administrator()
    async with bench.client(realm.principal(admin)) as client:
        told = (await client.get(f"{PATH}/{people.path}/explain?user={people.writer}")).json()
        assert [len(told[action]) for action in ("read", "update", "delete")] == [1, 1, 0]
        unknown = await client.get(f"{PATH}/{people.path}/explain?user={uuid4()}")
        assert unknown.json()["code"] == "reference_unknown"
    async with bench.client(realm.principal(people.owner)) as client:
        refused = await client.get(f"{PATH}/{people.path}/explain?user={people.writer}")
        assert (refused.status_code, refused.json()["code"]) == (403, "action_forbidden")
