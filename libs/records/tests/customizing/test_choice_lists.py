"""Lists of values: what is offered, what stays, what follows."""

from typing import Any

from kontor_chassis.testing.bench import Bench
from kontor_records.customizing.world import KEPT
from libs.records.tests.customizing.calls import (
    LISTS,
    PIERS,
    defined,
    followed,
    listed,
    made,
    refused,
)


def value(key: str, **said: Any) -> dict[str, Any]:
    return {"key": key, "label": {"en": key}, **said}


async def test_a_declared_field_takes_what_its_list_offers(bench: Bench) -> None:
    async with bench.client() as client:
        free = await made(client, kind="anything")
        assert free["kind"] == "anything"
        found = await listed(bench, client, "pier_kind", "wood", "stone")
        body = {"title": "x", "kind": "anything"}
        assert refused(await client.post(PIERS, json=body)) == (422, "choice_unknown", ["/kind"])
        pier = await made(client, kind="wood")
        values = [value("wood", is_active=False), value("stone")]
        changed = await client.patch(f"{LISTS}/{found['id']}", json={"values": values})
        assert changed.status_code == 200, changed.text
        KEPT.forget(bench.tenant)
        kept = await client.patch(f"{PIERS}/{pier['id']}", json={"title": "y", "kind": "wood"})
        assert (kept.status_code, kept.json()["kind"]) == (200, "wood")
        assert (await client.get(f"{PIERS}/{pier['id']}")).json()["kind"] == "wood"
        other = {"title": "x", "kind": "wood"}
        assert refused(await client.post(PIERS, json=other)) == (422, "choice_unknown", ["/kind"])


async def test_a_used_value_stays_until_it_is_replaced(bench: Bench) -> None:
    async with bench.client() as client:
        found = await listed(bench, client, "pier_kind", "wood", "stone")
        await defined(bench, client, "c_all", "multi_choice", choice_list="pier_kind")
        first = await made(client, kind="wood")
        second = await made(client, custom={"c_all": ["stone", "wood"]})
        one = f"{LISTS}/{found['id']}"
        answer = await client.patch(one, json={"values": [value("stone")]})
        assert refused(answer)[:2] == (409, "choice_in_use")
        assert answer.json()["params"] == {"key": "wood", "count": 2}
        job = await client.post(f"{one}/replace", json={"key": "wood", "by": "stone"})
        assert (job.status_code, len(job.json()["jobs"])) == (202, 1)
        await followed(bench)
        read = [(await client.get(f"{PIERS}/{each['id']}")).json() for each in (first, second)]
        assert (read[0]["kind"], read[1]["custom"]) == ("stone", {"c_all": ["stone"]})
        status = await client.get(f"{PIERS}/following_jobs/{job.json()['jobs'][0]}")
        assert (status.json()["status"], status.json()["done"]) == ("finished", 2)
        assert (await client.patch(one, json={"values": [value("stone")]})).status_code == 200
        wrong = await client.post(f"{one}/replace", json={"key": "stone", "by": "gold"})
        assert refused(wrong) == (422, "choice_unknown", ["/by"])


async def test_each_category_keeps_an_active_value(bench: Bench) -> None:
    async with bench.client() as client:
        values = [value("new", category="open"), value("done", category="closed")]
        body = {"name": "state", "label": {"en": "State"}, "values": values}
        found = (await client.post(LISTS, json=body)).json()
        values[1]["is_active"] = False
        answer = await client.patch(f"{LISTS}/{found['id']}", json={"values": values})
    assert refused(answer)[:2] == (409, "choice_last_of_category")
    assert answer.json()["params"] == {"category": "closed"}
    assert (await bench.fact_types()).count("sample.choice_list.updated.v1") == 0


async def test_lists_that_do_not_fit_are_refused(bench: Bench) -> None:
    async with bench.client() as client:
        await listed(bench, client, "region", "north")
        for said, status, code in (
            ({"name": "region"}, 409, "unique_taken"),
            ({"name": "other", "values": [value("a"), value("a")]}, 422, "key_duplicate"),
            ({"name": "other", "values": [{"key": "a", "label": {}}]}, 422, "field_required"),
            ({"name": "other", "values": [value("a", hue="#fff")]}, 422, "choice_unknown"),
        ):
            answer = await client.post(LISTS, json={"label": {"en": "L"}, **said})
            assert refused(answer)[:2] == (status, code)
        names = [each["name"] for each in (await client.get(LISTS)).json()["items"]]
    assert names == ["region"]
