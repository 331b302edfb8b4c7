"""Conversions with a deal: sales is asked until it answers, and either all is done or nothing."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from kontor_chassis.clock import SetClock
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.plugin import MORNING
from services.contacts.tests.processes.conversion.leads import WITH_DEAL, an_sql, fire
from services.contacts.tests.processes.conversion.sales import Sales


@pytest.fixture
def selling_clock(selling: Bench) -> Any:
    before = selling.runtime.clock
    selling.runtime.clock = SetClock(MORNING)
    yield selling.runtime.clock
    selling.runtime.clock = before


async def converting(client: httpx.AsyncClient) -> tuple[str, dict[str, Any]]:
    path = await an_sql(client)
    answer = await client.post(f"{path}/convert", json=WITH_DEAL)
    assert (answer.status_code, answer.json()["state"]) == (202, "deal_pending"), answer.text
    return path, answer.json()


async def test_a_deal_is_begun_once_and_the_lead_is_converted(selling: Bench, sales: Sales) -> None:
    async with selling.client() as client:
        path, made = await converting(client)
        assert (await client.get(path)).json()["stage"] == "converting"
        busy = await client.post(f"{path}/convert", json=WITH_DEAL)
        assert (busy.status_code, busy.json()["code"]) == (409, "lead_converting")
        await fire(selling.runtime)
        done = (await client.get(f"/api/v1/conversions/{made['id']}")).json()
        assert (done["state"], (await client.get(path)).json()["stage"]) == ("done", "converted")
        (deal,) = sales.of(made["lead"])
        assert deal == {
            "name": "Twelve lathes", "id": made["deal"], "lead": made["lead"],
            "contact": made["contact"], "organization": made["organization"],
            "account": made["account"], "owner": str(selling.user),
        }  # fmt: skip
        second = await client.post(f"{path}/convert", json=WITH_DEAL)
        assert (second.status_code, second.json()["id"]) == (201, made["id"])
    told = (await selling.facts())[-1]
    assert told.type == "contacts.lead.converted.v1"
    assert told.data["deal"] == made["deal"]


async def test_what_sales_refuses_is_taken_back_whole(selling: Bench, sales: Sales) -> None:
    sales.refusal = (422, "value_range", [{"pointer": "/stage", "code": "value_range"}])
    async with selling.client() as client:
        known = await client.post("/api/v1/contacts", json={"family_name": "Özdemir"})
        path = await an_sql(client)
        wanted = {**WITH_DEAL, "contact": {"link": known.json()["id"]}}
        made = (await client.post(f"{path}/convert", json=wanted)).json()
        await fire(selling.runtime)
        failed = (await client.get(f"/api/v1/conversions/{made['id']}")).json()
        assert (failed["state"], failed["code"]) == ("failed", "value_range")
        assert failed["faults"] == {"/stage": "value_range"}
        plan = (await client.get(f"{path}/conversion_plan")).json()
        assert plan["last"] == {"state": "failed", "code": "value_range"}
        assert (await client.get(path)).json()["stage"] == "sql"
        contact = (await client.get(f"/api/v1/contacts/{made['contact']}")).json()
        assert (contact["given_name"], contact["organization"]) == (None, None)
        for gone in ("organizations/" + made["organization"], "accounts/" + made["account"]):
            assert (await client.get(f"/api/v1/{gone}/history")).status_code == 404
        sales.act_as_usual()
        again = await client.post(f"{path}/convert", json=WITH_DEAL)
        assert (again.status_code, again.json()["number"]) == (202, 2)
        await fire(selling.runtime)
        assert len(sales.of(made["lead"])) == 1
    verbs = [kind.split(".", 1)[1] for kind in await selling.fact_types()]
    assert verbs.count("lead.conversion_failed.v1") == 1
    assert verbs.count("organization.purged.v1") == 1


async def test_what_somebody_has_touched_since_is_not_purged(selling: Bench, sales: Sales) -> None:
    sales.refusal = (409, "limit_reached", [])
    async with selling.client() as client:
        path, made = await converting(client)
        contact = f"/api/v1/contacts/{made['contact']}"
        await client.patch(contact, json={"description": "Called already"})
        await fire(selling.runtime)
        assert (await client.get(contact)).status_code == 200
        assert (await client.get(f"/api/v1/accounts/{made['account']}")).status_code == 404
        assert (await client.get(path)).json()["stage"] == "sql"


@pytest.mark.parametrize("lost", ["answer", "service"])
async def test_sales_is_asked_again_with_the_same_key(
    selling: Bench, sales: Sales, selling_clock: SetClock, lost: str
) -> None:
    sales.is_cut = lost == "answer"
    sales.refusal = (503, "service_unavailable", []) if lost == "service" else None
    async with selling.client() as client:
        path, made = await converting(client)
        await fire(selling.runtime)
        assert (await client.get(path)).json()["stage"] == "converting"
        sales.act_as_usual()
        selling_clock.advance(timedelta(seconds=2))
        await fire(selling.runtime)
        assert (await client.get(path)).json()["stage"] == "converted"
    assert len(sales.of(made["lead"])) == 1
    assert sales.asked[f"conv:{made['lead']}:1"] >= 2


async def test_after_a_day_of_silence_all_is_taken_back(
    selling: Bench, sales: Sales, selling_clock: SetClock
) -> None:
    sales.refusal = (503, "service_unavailable", [])
    async with selling.client() as client:
        path, made = await converting(client)
        await fire(selling.runtime)
        selling_clock.advance(timedelta(hours=24, seconds=10))
        await fire(selling.runtime)
        assert (await client.get(path)).json()["stage"] == "sql"
        failed = (await client.get(f"/api/v1/conversions/{made['id']}")).json()
    assert (failed["state"], failed["code"]) == ("failed", "sales_unavailable")
    assert sales.of(made["lead"]) == []


async def test_a_conversion_with_a_deal_is_not_taken_back(selling: Bench, sales: Sales) -> None:
    async with selling.client() as client:
        path, _ = await converting(client)
        early = await client.post(f"{path}/unconvert")
        assert (early.status_code, early.json()["code"]) == (409, "conversion_over")
        await fire(selling.runtime)
        late = await client.post(f"{path}/unconvert")
        assert (late.status_code, late.json()["params"]) == (409, {"by": ["deal"]})
