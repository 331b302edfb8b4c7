"""The funnel at the edge: what is counted, for whom, and what is refused."""

from datetime import timedelta
from typing import Any

import httpx

from kontor_chassis.clock import SetClock
from kontor_chassis.testing.bench import Bench
from kontor_records.testing.realm import Realm
from kontor_schemas.rights import Permissions
from services.contacts.tests.processes.conversion.leads import ALL_NEW, PERSON, an_sql


async def funnel(client: httpx.AsyncClient, clock: SetClock, **query: Any) -> httpx.Response:
    day = clock.now().date()
    span = {"since_on": str(day - timedelta(days=40)), "until_on": str(day + timedelta(days=2))}
    return await client.get("/api/v1/leads/funnel", params={**span, "period": "year", **query})


async def test_each_lead_is_counted_once_at_what_it_came_to(
    bench: Bench, realm: Realm, clock: SetClock
) -> None:
    seller = await realm.user(profiles=[await realm.profile()])
    async with bench.client() as client:
        (await client.post("/api/v1/leads", json={**PERSON, "source": "website"})).json()
        back = str((await client.post("/api/v1/leads", json=PERSON)).headers["location"])
        for verb, body in (
            ("qualify_marketing", None), ("reject", {"reason": "x"}), ("qualify_marketing", None),
        ):  # fmt: skip
            assert (await client.post(f"{back}/{verb}", json=body)).status_code == 200
        await an_sql(client)
        done = await an_sql(client, emails=[{"value": "b@oezdemir.example"}])
        assert (await client.post(f"{done}/convert", json=ALL_NEW)).status_code == 201
        binned = await client.post("/api/v1/leads", json=PERSON)
        await client.delete(binned.headers["location"])
        seen = (await funnel(client, clock)).json()
        before = await funnel(client, clock, until_on=str(clock.now().date() - timedelta(days=20)))
    assert [(one["source"], list(one["counts"].values())) for one in seen["items"]] == [
        ("fair", [3, 3, 2, 1]), ("website", [1, 0, 0, 0]),
    ]  # fmt: skip
    assert seen["total"] == {
        "counts": {"new": 4, "mql": 3, "sql": 2, "converted": 1},
        "rates": {"mql": 75.0, "sql": 66.7, "converted": 50.0, "overall": 25.0},
    }
    assert before.json()["items"] == []
    async with bench.client(realm.principal(seller)) as client:
        nothing = (await funnel(client, clock)).json()
        assert (nothing["items"], nothing["total"]["counts"]["new"]) == ([], 0)
        own = await client.post("/api/v1/leads", json={**PERSON, "owner": str(seller)})
        assert own.status_code == 201, own.text
        assert (await funnel(client, clock)).json()["total"]["counts"]["new"] == 1


async def test_the_funnel_tells_nothing_by_fields_one_may_not_see(
    bench: Bench, realm: Realm, clock: SetClock
) -> None:
    hiding = Permissions(
        actions=["read", "create", "update", "delete"],
        modules=[
            {
                "record": "contacts.lead",
                "actions": ["read"],
                "fields": [{"field": "source", "level": "none"}],
            }
        ],
    )
    user = await realm.user(profiles=[await realm.profile(hiding)])
    async with bench.client(realm.principal(user)) as client:
        refused = await funnel(client, clock)
        assert (refused.status_code, refused.json()["code"]) == (403, "field_forbidden")
        assert refused.json()["params"] == {"paths": ["/source"]}
    async with bench.client() as client:
        wrong = await funnel(client, clock, until_on="2020-01-01")
        assert (wrong.status_code, wrong.json()["code"]) == (422, "range_inverted")
