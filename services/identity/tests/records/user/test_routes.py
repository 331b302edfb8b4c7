"""Users at the edge: what comes back, and who may ask for it."""

from uuid import uuid4

import pytest

from kontor_chassis.actor import Actor, Principal
from kontor_chassis.testing.bench import Bench
from services.identity.tests.records.tenant.factory import PASSWORD, Office
from services.identity.tests.records.user.factory import a_user, signed_in

NEW = {"email": "Nora.Neu@Example.com", "display_name": "Nora Neu", "password": PASSWORD}


async def test_a_user_is_created_read_changed_listed_and_deleted(
    bench: Bench, office: Office
) -> None:
    async with bench.client() as client:
        created = await client.post("/api/v1/users", json=NEW)
        assert created.status_code == 201, created.text
        user = created.json()
        assert user["status"] == "active"
        assert "password" not in created.text
        path = created.headers["location"]
        got = await client.get(path)
        assert (got.status_code, got.content) == (200, created.content)
        changed = await client.patch(path, json={"display_name": "Nora Alt"})
        assert (changed.status_code, changed.json()["version"]) == (200, 2)
        listed = await client.get("/api/v1/users?sort=display_name")
        names = [item["display_name"] for item in listed.json()["items"]]
        assert names == ["Ada Admin", "Nora Alt"]
        assert (await client.delete(path)).status_code == 204
        assert (await client.get(path)).status_code == 404
    types = (await bench.fact_types())[office.facts :]
    assert types == [
        "identity.user.created.v1",
        "identity.grant.changed.v1",
        "identity.user.updated.v1",
        "identity.user.deleted.v1",
        "identity.session.revoked.v1",
        "identity.grant.changed.v1",
    ]


async def test_no_secret_is_in_any_fact(bench: Bench, office: Office) -> None:
    async with bench.client() as client:
        await client.post("/api/v1/users", json=NEW)
    facts = await bench.facts()
    assert not any(PASSWORD in str(fact.data) or "argon2" in str(fact.data) for fact in facts)


async def test_a_user_without_password_is_invited(bench: Bench, office: Office) -> None:
    async with bench.client() as client:
        body = {"email": "a@b.example", "display_name": "A"}
        created = await client.post("/api/v1/users", json=body)
        assert created.json()["status"] == "invited"
        path = created.headers["location"]
        done = await client.post(f"{path}/set_password", json={"password": PASSWORD})
        assert (done.status_code, done.json()["status"]) == (200, "active")


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({**NEW, "email": "nobody"}, "email_invalid", "/email"),
        ({**NEW, "zone": "Europe/Atlantis"}, "zone_unknown", "/zone"),
        ({**NEW, "status": "active"}, "field_unknown", "/status"),
        ({**NEW, "tenant_id": "x"}, "field_unknown", "/tenant_id"),
        ({**NEW, "display_name": ""}, "value_format", "/display_name"),
        ({"email": "a@b.example"}, "field_required", "/display_name"),
        ({**NEW, "password": "x" * 1025}, "value_too_long", "/password"),
    ],
)
async def test_bad_input_leaves_nothing(
    bench: Bench, office: Office, body: dict[str, object], code: str, pointer: str
) -> None:
    async with bench.client() as client:
        refused = await client.post("/api/v1/users", json=body)
        assert (refused.status_code, refused.json()["code"]) == (422, code), refused.text
        assert refused.json()["errors"][0]["pointer"] == pointer
        assert len((await client.get("/api/v1/users")).json()["items"]) == 1
    assert len(await bench.facts()) == office.facts


@pytest.mark.parametrize(
    ("password", "reasons"),
    [
        ("short", ["too_short"]),
        ("aaaaaaaaaaaaaaa", ["monotonous"]),
        ("Passwort1234567", ["common"]),
        ("nora.neu@example.com", ["personal"]),
    ],
)
async def test_a_weak_password_is_refused_with_its_reasons(
    bench: Bench, office: Office, password: str, reasons: list[str]
) -> None:
    async with bench.client() as client:
        refused = await client.post("/api/v1/users", json={**NEW, "password": password})
    assert (refused.status_code, refused.json()["code"]) == (422, "password_weak")
    assert refused.json()["params"]["reasons"] == reasons
    assert len(await bench.facts()) == office.facts


@pytest.mark.parametrize(
    "email",
    [
        "nora.neu@example.com",
        " NORA.NEU@EXAMPLE.COM ",
        "n\u043era.neu@example.com",
        "\uff4eora.neu@example.com",
        "n\u03bfr\u0430.n\u0435u@\u0435xample.com",
    ],
)
async def test_an_address_that_looks_the_same_is_taken(
    bench: Bench, office: Office, email: str
) -> None:
    async with bench.client() as client:
        await client.post("/api/v1/users", json=NEW)
        before = len(await bench.facts())
        refused = await client.post("/api/v1/users", json={**NEW, "email": email})
        assert (refused.status_code, refused.json()["code"]) == (409, "login_taken"), refused.text
    assert len(await bench.facts()) == before


async def test_an_address_is_free_again_after_its_user_has_another_or_is_gone(
    bench: Bench, office: Office
) -> None:
    async with bench.client() as client:
        first = (await client.post("/api/v1/users", json=NEW)).headers["location"]
        assert (await client.patch(first, json={"email": "other@x.example"})).status_code == 200
        second = await client.post("/api/v1/users", json=NEW)
        assert second.status_code == 201
        taken = await client.patch(first, json={"email": NEW["email"]})
        assert taken.json()["code"] == "login_taken"
        await client.delete(second.headers["location"])
        assert (await client.patch(first, json={"email": NEW["email"]})).status_code == 200


async def test_everybody_reads_and_changes_what_is_theirs_only(
    bench: Bench, office: Office
) -> None:
    user, other = await a_user(bench), await a_user(bench)
    before = len(await bench.facts())
    async with bench.client(signed_in(bench, user)) as client:
        assert (await client.get(f"/api/v1/users/{other.id}")).status_code == 200
        own = f"/api/v1/users/{user.id}"
        assert (await client.patch(own, json={"locale": "en"})).status_code == 200
        refused = [
            await client.patch(own, json={"is_administrator": True}),
            await client.patch(own, json={"locale": "fr", "email": "x@y.example"}),
            await client.patch(f"/api/v1/users/{other.id}", json={"locale": "fr"}),
            await client.patch(f"/api/v1/users/{uuid4()}", json={"locale": "fr"}),
            await client.post("/api/v1/users", json=NEW),
            await client.delete(f"/api/v1/users/{other.id}"),
            await client.post(f"/api/v1/users/{other.id}/suspend"),
            await client.post(f"/api/v1/users/{other.id}/resume"),
            await client.post(f"/api/v1/users/{other.id}/set_password", json={"password": "x"}),
        ]
    codes = [answer.json()["code"] for answer in refused]
    assert codes == ["action_forbidden"] * 8 + ["password_weak"]
    assert len(await bench.facts()) == before + 1


async def test_a_service_and_a_narrow_key_administer_nothing(bench: Bench, office: Office) -> None:
    service = Principal(subject=Actor("service", "contacts"), tenant=bench.tenant)
    key = signed_in(bench, office.administrator, frozenset({"read"}))
    for principal in (service, key):
        async with bench.client(principal, **{"Idempotency-Key": "1"}) as client:
            refused = await client.post("/api/v1/users", json=NEW)
            assert (refused.status_code, refused.json()["code"]) == (403, "action_forbidden")
            assert (await client.get("/api/v1/users")).status_code == 200
    assert len(await bench.facts()) == office.facts


async def test_a_suspended_administrator_administers_nothing(bench: Bench, office: Office) -> None:
    second = await a_user(bench, is_administrator=True)
    async with bench.client() as client:
        assert (await client.post(f"/api/v1/users/{second.id}/suspend")).status_code == 200
    before = len(await bench.facts())
    async with bench.client(signed_in(bench, second)) as client:
        refused = await client.post("/api/v1/users", json=NEW)
        assert (refused.status_code, refused.json()["code"]) == (403, "action_forbidden")
    assert len(await bench.facts()) == before


async def test_a_stale_change_is_refused(bench: Bench, office: Office) -> None:
    user = await a_user(bench)
    before = len(await bench.facts())
    async with bench.client(**{"If-Match": '"7"'}) as client:
        for answer in (
            await client.patch(f"/api/v1/users/{user.id}", json={"locale": "en"}),
            await client.post(f"/api/v1/users/{user.id}/suspend"),
            await client.delete(f"/api/v1/users/{user.id}"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (412, "stale_version")
    assert len(await bench.facts()) == before


async def test_a_change_that_changes_nothing_leaves_nothing(bench: Bench, office: Office) -> None:
    user = await a_user(bench)
    before = len(await bench.facts())
    async with bench.client() as client:
        same = await client.patch(f"/api/v1/users/{user.id}", json={"locale": user.locale})
        assert (same.status_code, same.json()["version"]) == (200, 1)
    assert len(await bench.facts()) == before


async def test_users_are_found_by_name_and_by_the_head_of_their_address(
    bench: Bench, office: Office
) -> None:
    anna = await a_user(bench, display_name="Anna Kern", email="a.kern@office.example")
    ben = await a_user(bench, display_name="Ben Anker", email="ben@office.example")
    async with bench.client() as client:

        async def found(text: str) -> list[tuple[str, str]]:
            answer = await client.get("/api/v1/users/search", params={"q": text})
            return [(hit["id"], hit["title"]) for hit in answer.json()["items"]]

        assert await found("KER") == [(str(anna.id), "Anna Kern"), (str(ben.id), "Ben Anker")]
        assert await found("a.kern@") == [(str(anna.id), "Anna Kern")]
        assert await found("office.example") == []
