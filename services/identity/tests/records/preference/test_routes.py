"""Preferences: each user's own, changed name by name."""

from uuid import uuid4

import httpx
import pytest

from kontor_chassis.actor import Actor, Principal
from kontor_chassis.testing.bench import Bench
from services.identity.tests.records.tenant.factory import Office
from services.identity.tests.records.user.factory import a_user, signed_in

_PATH = "/api/v1/me/preferences"


async def _preferred(client: httpx.AsyncClient) -> object:
    answer = await client.get(_PATH)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_what_is_not_named_stays_and_null_takes_it_back(bench: Bench, office: Office) -> None:
    before = len(await bench.facts())
    recent = {"record": "contacts.lead", "id": str(uuid4())}
    async with bench.client(signed_in(bench, await a_user(bench))) as client:
        facts = len(await bench.facts())
        assert await _preferred(client) == {}
        first = {"theme": "dark", "columns": {"contacts.lead": ["display_name", "stage"]}}
        assert (await client.patch(_PATH, json=first)).json() == first
        changed = await client.patch(_PATH, json={"theme": None, "recents": [recent]})
        expected = {"columns": first["columns"], "recents": [recent]}
        assert changed.json() == await _preferred(client) == expected
        assert len(await bench.facts()) == facts > before


async def test_nobody_sees_what_another_prefers(bench: Bench, office: Office) -> None:
    async with bench.client(signed_in(bench, await a_user(bench))) as client:
        assert (await client.patch(_PATH, json={"density": "compact"})).status_code == 200
    async with bench.client(signed_in(bench, await a_user(bench))) as client:
        assert await _preferred(client) == {}
    service = Principal(subject=Actor("service", "contacts"), tenant=bench.tenant)
    async with bench.client(service) as client:
        key = {"Idempotency-Key": str(uuid4())}
        asked = (await client.get(_PATH), await client.patch(_PATH, json={}, headers=key))
        for answer in asked:
            assert (answer.status_code, answer.json()["code"]) == (403, "action_forbidden")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"theme": "pink"}, "choice_unknown"),
        ({"more": 1}, "field_unknown"),
        ({"favourites": ["x"] * 101}, "value_too_long"),
        ({"columns": {"<b>": []}}, "value_format"),
        ({"columns": {f"a{at}": ["y" * 100] * 50 for at in range(20)}}, "value_too_long"),
    ],
)
async def test_what_is_refused_changes_nothing(
    bench: Bench, office: Office, body: dict[str, object], code: str
) -> None:
    async with bench.client(signed_in(bench, await a_user(bench))) as client:
        answer = await client.patch(_PATH, json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert await _preferred(client) == {}
