"""API keys: shown once, narrow, and one's own."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from kontor_chassis.testing.bench import Bench
from kontor_identity.records.api_key.rules import MOST_KEYS
from services.identity.tests.records.tenant.factory import Office
from services.identity.tests.records.user.factory import a_user, signed_in

KEYS = "/api/v1/api_keys"


async def test_a_key_is_issued_listed_and_withdrawn(bench: Bench, office: Office) -> None:
    async with bench.client() as client:
        body = {"name": "Import robot", "scopes": ["write", "read", "read"][:2]}
        issued = await client.post(KEYS, json=body)
        assert issued.status_code == 201, issued.text
        key = issued.json()
        assert key["key"].startswith("kontor_key_")
        assert key["scopes"] == ["read", "write"]
        listed = await client.get(KEYS)
        assert [item["id"] for item in listed.json()["items"]] == [key["id"]]
        assert key["key"] not in listed.text
        path = issued.headers["location"]
        assert "key" not in (await client.get(path)).json()
        revoked = await client.post(f"{path}/revoke")
        assert (revoked.json()["version"], revoked.headers["etag"]) == (2, '"2"')
        again = await client.post(f"{path}/revoke")
        assert (again.status_code, again.json()) == (200, revoked.json())
    facts = (await bench.facts())[office.facts :]
    assert [fact.type for fact in facts] == [
        "identity.api_key.issued.v1",
        "identity.api_key.revoked.v1",
        "identity.session.revoked.v1",
    ]
    assert facts[2].data["what"] == "key"
    assert not any(key["key"] in str(fact.data) for fact in facts)


async def test_a_retry_makes_no_second_key_and_shows_none(bench: Bench, office: Office) -> None:
    async with bench.client(**{"Idempotency-Key": "once"}) as client:
        first = await client.post(KEYS, json={"name": "Robot"})
        second = await client.post(KEYS, json={"name": "Robot"})
        assert second.headers["idempotent-replayed"] == "true"
        assert (second.status_code, second.json()) == (201, {**first.json(), "key": None})
        assert len((await client.get(KEYS)).json()["items"]) == 1
    stored = await bench.runtime.worker_pool.fetch(
        "SELECT body FROM idempotency WHERE tenant_id = $1", bench.tenant
    )
    assert not any(first.json()["key"].encode() in row["body"] for row in stored)


async def test_nobody_sees_or_ends_the_keys_of_others_but_administrators_end_them(
    bench: Bench, office: Office
) -> None:
    anna, ben = await a_user(bench), await a_user(bench)
    async with bench.client(signed_in(bench, anna)) as client:
        path = (await client.post(KEYS, json={"name": "Anna's"})).headers["location"]
    before = len(await bench.facts())
    async with bench.client(signed_in(bench, ben)) as client:
        assert (await client.get(KEYS)).json()["items"] == []
        for refused in (await client.get(path), await client.post(f"{path}/revoke")):
            assert (refused.status_code, refused.json()["code"]) == (404, "record_unknown")
    assert len(await bench.facts()) == before
    async with bench.client() as client:
        assert (await client.get(path)).status_code == 404
        assert (await client.post(f"{path}/revoke")).status_code == 200


async def test_a_key_makes_no_keys(bench: Bench, office: Office) -> None:
    narrow = signed_in(bench, office.administrator, frozenset({"read", "write"}))
    async with bench.client(narrow) as client:
        refused = [
            await client.post(KEYS, json={"name": "Child"}),
            await client.post(f"{KEYS}/{uuid4()}/revoke"),
        ]
    assert [answer.status_code for answer in refused] == [403, 403]
    assert len(await bench.facts()) == office.facts


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": "X", "scopes": ["admin"]}, "choice_unknown"),
        ({"name": "X", "scopes": []}, "value_format"),
        ({"name": "X", "user": str(uuid4())}, "field_unknown"),
        ({"name": "X", "expires_at": "2020-01-01T00:00:00Z"}, "value_range"),
        ({"name": "X", "expires_at": "2040-01-01T00:00:00"}, "zone_required"),
        ({}, "field_required"),
    ],
)
async def test_bad_input_leaves_nothing(
    bench: Bench, office: Office, body: dict[str, object], code: str
) -> None:
    async with bench.client() as client:
        refused = await client.post(KEYS, json=body)
        assert (refused.status_code, refused.json()["code"]) == (422, code), refused.text
    assert len(await bench.facts()) == office.facts


async def test_there_is_a_bound_and_ended_keys_do_not_count(bench: Bench, office: Office) -> None:
    soon = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    async with bench.client() as client:
        for number in range(MOST_KEYS):
            made = await client.post(KEYS, json={"name": str(number), "expires_at": soon})
            assert made.status_code == 201
        refused = await client.post(KEYS, json={"name": "more"})
        assert (refused.status_code, refused.json()["code"]) == (409, "limit_reached")
        assert refused.json()["params"] == {"limit": MOST_KEYS}
        await client.post(f"{made.headers['location']}/revoke")
        assert (await client.post(KEYS, json={"name": "more"})).status_code == 201
