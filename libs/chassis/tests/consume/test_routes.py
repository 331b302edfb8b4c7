"""The routes for operators and services: what they answer, and that only services may ask."""

from pathlib import Path

import asyncpg
import httpx
import orjson
import pytest

from kontor_chassis.actor import Actor, Principal
from kontor_chassis.clock import SystemClock
from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.http.app import make_app
from kontor_chassis.ids import new_id
from kontor_chassis.operate.routes import events_router, snapshots_router
from kontor_chassis.relay.nudge import Nudge
from kontor_chassis.runtime import Runtime
from kontor_chassis.settings import ServiceSettings
from kontor_chassis.testing import sample
from kontor_chassis.testing.tokens import LocalVerifier, token_for
from kontor_schemas.identifiers import PLATFORM


@pytest.fixture
async def client(bed, database):
    """Answers as the sample service would; its states are three things."""
    things = bed.things(3)

    def source(_runtime):
        async def page(after, _limit):
            begin = int(after or 0)
            states = [(bed.tenant, thing) for thing in things[begin : begin + 2]]
            return states, "2" if begin == 0 else None

        return page

    settings = ServiceSettings.model_validate({"kafka": {"bootstrap": bed.stream.bootstrap}})
    async with asyncpg.create_pool(**database["api"], min_size=0, max_size=2) as api_pool:
        runtime = Runtime(
            definition=ServiceDefinition(
                name="sample",
                settings=ServiceSettings,
                migrations=Path(),
                internal=[events_router(), snapshots_router({"sample.thing": source})],
            ),
            settings=settings,
            api_pool=api_pool,
            worker_pool=bed.pool,
            clock=SystemClock(),
            verifier=LocalVerifier(),
            nudge=Nudge(),
            secret=b"",
        )
        transport = httpx.ASGITransport(app=make_app(runtime))
        async with httpx.AsyncClient(transport=transport, base_url="http://sample.test") as opened:
            yield opened


def token(kind, name):
    principal = Principal(subject=Actor(kind, name), tenant=PLATFORM)
    return {"Authorization": f"Bearer {token_for(principal)}"}


async def test_an_owner_sends_its_states_page_by_page(bed, client):
    headers = token("service", bed.name)
    wanted = {"record": "sample.thing", "consumer": bed.name}
    first = await client.post("/internal/snapshots", json=wanted, headers=headers)
    assert first.status_code == 200
    answer = first.json()
    assert answer["next"] == "2"
    assert [(one["topic"], one["partition"], one["offset"]) for one in answer["starts"]] == [
        (bed.topic, 0, 0),
        (bed.topic, 1, 0),
    ]
    second = await client.post(
        "/internal/snapshots", json={**wanted, "after": answer["next"]}, headers=headers
    )
    assert second.json()["next"] is None
    rows = await bed.pool.fetch("SELECT headers FROM outbox WHERE topic = $1", bed.intake)
    types = [orjson.loads(row["headers"])["ce_type"] for row in rows]
    assert types == ["sample.thing.snapshot.v1"] * 3


@pytest.mark.parametrize(
    ("who", "body", "status"),
    [
        (("user", str(new_id())), {}, 403),
        (("service", "somebody"), {}, 403),
        (("service", "me"), {"record": "sample.other"}, 404),
        (("service", "me"), {"consumer": 7}, 422),
        (("service", "me"), {"more": True}, 422),
    ],
)
async def test_what_is_refused_sends_nothing(bed, client, who, body, status):
    kind, name = who
    headers = token(kind, bed.name if name == "me" else name)
    wanted = {"record": "sample.thing", "consumer": bed.name, **body}
    answer = await client.post("/internal/snapshots", json=wanted, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert await bed.pool.fetchval("SELECT count(*) FROM outbox WHERE topic = $1", bed.intake) == 0


async def test_parked_facts_over_http(bed, client):
    poison = sample.with_headers(bed.message(sample.created(sample.a_thing())), {"ce_actor": None})
    async with bed.running():
        await bed.send(poison)
        await bed.drained()
    headers = token("service", "operations")
    listed = await client.get(f"/internal/events?consumer={bed.name}", headers=headers)
    (item,) = listed.json()["items"]
    assert (item["state"], item["reason"]) == ("dead", "header_missing")
    assert "data" not in item
    position = item["position"]
    shown = await client.get(f"/internal/events/{position}", headers=headers)
    assert shown.json()["data"].startswith('{"state":')
    lag = await client.get("/internal/events/lag", headers=headers)
    assert {one["behind"] for one in lag.json()["items"] if one["consumer"] == bed.name} == {0}
    replayed = await client.post(f"/internal/events/{position}/replay", headers=headers)
    assert replayed.status_code == 200
    again = await client.post(f"/internal/events/{position}/replay", headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "parked_fact_not_dead")
    discarded = await client.post(f"/internal/events/{position}/discard", headers=headers)
    assert discarded.status_code == 200
    gone = await client.get(f"/internal/events/{position}", headers=headers)
    assert (gone.status_code, gone.json()["code"]) == (404, "parked_fact_unknown")
    user = await client.get("/internal/events", headers=token("user", str(new_id())))
    assert user.status_code == 403
