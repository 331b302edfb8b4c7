"""Assignment rules at the edge."""

from typing import Any
from uuid import UUID

import pytest

from kontor_chassis.ids import new_id
from services.automation.tests.bed import Bed

PATH = "/api/v1/assignment_rules"


async def rows(bed: Bed) -> tuple[int, int, int]:
    """Count what a refused request must leave alone: rules, rules in force, facts."""
    found = await bed.pool.fetchval(
        "SELECT count(*) FROM active_rule WHERE tenant_id = $1", bed.tenant
    )
    async with bed.bench.client() as client:
        listed = (await client.get(PATH)).json()["items"]
    return len(listed), found, len(await bed.bench.facts())


async def test_a_rule_is_created_read_changed_paused_activated_and_deleted(bed: Bed) -> None:
    anna, ben = await bed.users(2)
    rule_id = await bed.rule([anna], countries=["DE"], order=5)
    path = f"{PATH}/{rule_id}"
    async with bed.bench.client() as client:
        got = await client.get(path)
        rule = got.json()
        assert got.headers["etag"] == '"1"'
        assert rule["owner"] == str(bed.bench.user)
        assert (rule["mode"], rule["is_active"], rule["condition"]) == ("round_robin", True, None)

        changed = await client.patch(path, json={"pool_users": [str(anna), str(ben)]})
        assert changed.status_code == 200, changed.text
        assert changed.json()["version"] == 2
        same = await client.patch(path, json={"order": 5})
        assert same.json()["version"] == 2

        paused = await client.post(f"{path}/pause")
        assert (paused.json()["is_active"], paused.json()["version"]) == (False, 3)
        again = await client.post(f"{path}/pause")
        assert again.json()["version"] == 3
        active = await client.post(f"{path}/activate")
        assert (active.json()["is_active"], active.json()["version"]) == (True, 4)
        stale = await client.post(f"{path}/pause", headers={"If-Match": '"3"'})
        assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")

        listed = await client.get(PATH, params={"is_active": True, "record": "contacts.lead"})
        assert [item["id"] for item in listed.json()["items"]] == [str(rule_id)]
        assert (await client.delete(path)).status_code == 204
        assert (await client.get(path)).status_code == 404
        assert (await client.post(f"{path}/activate")).json()["code"] == "record_in_bin"
    assert await bed.bench.fact_types() == [
        f"automation.assignment_rule.{verb}.v1"
        for verb in ("created", "updated", "updated", "paused", "updated", "activated", "deleted")
    ]
    await bed.apply(bed.created(bed.lead()))
    assert await bed.runs() == []


@pytest.mark.parametrize(
    ("fields", "status", "code", "pointer"),
    [
        ({"pool_users": []}, 422, "pool_empty", "/pool_users"),
        ({"record": "sales.deal"}, 422, "record_type_unknown", "/record"),
        ({"record": "lead"}, 422, "value_format", "/record"),
        ({"name": ""}, 422, "value_format", "/name"),
        ({"name": "a\nb"}, 422, "text_character", "/name"),
        ({"name": "x" * 201}, 422, "value_too_long", "/name"),
        ({"order": -1}, 422, "value_range", "/order"),
        ({"order": "7"}, 422, "field_type", "/order"),
        ({"countries": ["Germany"]}, 422, "value_format", "/countries/0"),
        ({"mode": "by_mood"}, 422, "choice_unknown", "/mode"),
        ({"next_step_in_days": 366}, 422, "value_range", "/next_step_in_days"),
        ({"pool_users": ["me"]}, 422, "value_format", "/pool_users/0"),
        ({"colour": "red"}, 422, "field_unknown", "/colour"),
        ({"version": 7}, 422, "field_unknown", "/version"),
        ({"condition": {"field": "x", "op": "eq", "value": 1}}, 422, "field_unknown",
            "/condition/field"),
        ({"condition": {"field": "stage", "op": "like", "value": "n"}}, 422, "op_not_allowed",
            "/condition/op"),
        ({"condition": {"any": [{"field": "stage", "op": "is_set"}] * 101}}, 422,
            "condition_too_large", "/condition/any/100"),
    ],
)  # fmt: skip
async def test_what_is_refused_changes_nothing(
    bed: Bed, fields: dict[str, Any], status: int, code: str, pointer: str
) -> None:
    [anna] = await bed.users(1)
    rule_id = await bed.rule([anna])
    before = await rows(bed)
    body = {"name": "Leads", "record": "contacts.lead", "pool_users": [str(anna)], **fields}
    created = await bed.post("assignment_rules", body)
    async with bed.bench.client() as client:
        changed = await client.patch(f"{PATH}/{rule_id}", json=fields)
    for answer in (created, changed):
        found = answer.json()
        assert (answer.status_code, found["code"]) == (status, code), answer.text
        assert found["errors"][0]["pointer"] == pointer
        assert found["title"] != code, "every refusal has its text"
    assert await rows(bed) == before


async def test_unknown_people_are_refused(bed: Bed) -> None:
    [anna] = await bed.users(1)
    old = UUID("018f0000-0000-7000-8000-000000000001")
    for fields, path in (
        ({"pool_users": [anna, old]}, "/pool_users/1"),
        ({"pool_users": [anna], "pool_group": old}, "/pool_group"),
    ):
        answer = await bed.post(
            "assignment_rules", {"name": "Leads", "record": "contacts.lead", **fields}
        )
        assert (answer.status_code, answer.json()["code"]) == (404, "reference_unknown")
        assert answer.json()["params"] == {"path": path}
    assert await rows(bed) == (0, 0, 0)


async def test_people_on_their_way_here_are_waited_for(bed: Bed) -> None:
    answer = await bed.post(
        "assignment_rules",
        {"name": "Leads", "record": "contacts.lead", "pool_users": [new_id()]},
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "mirror_behind")
    assert answer.headers["retry-after"] == "1"
    assert await rows(bed) == (0, 0, 0)


async def test_a_retry_with_its_key_is_the_same_rule(bed: Bed) -> None:
    [anna] = await bed.users(1)
    body = {"name": "Leads", "record": "contacts.lead", "pool_users": [anna]}
    headers = {"Idempotency-Key": "once"}
    first = await bed.post("assignment_rules", body, **headers)
    second = await bed.post("assignment_rules", body, **headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert await rows(bed) == (1, 1, 1)


async def test_the_first_rule_that_fits_decides(bed: Bed) -> None:
    anna, ben, eve = await bed.users(3)
    rich = {"field": "budget.minor", "op": "gte", "value": 100}
    third = await bed.rule([eve], order=30)
    second = await bed.rule([ben], order=20, countries=["DE"])
    first = await bed.rule([anna], order=10, condition=rich)
    leads = [
        bed.lead(budget={"minor": 100, "currency": "EUR"}),
        bed.lead(country="DE"),
        bed.lead(country="FR"),
    ]
    await bed.apply(*(bed.created(lead) for lead in leads))
    async with bed.bench.client() as client:
        found = (await client.get("/api/v1/assignment_log")).json()["items"]
        one = await client.get("/api/v1/assignment_log", params={"record": str(leads[2].id)})
    chosen = {item["record"]["id"]: (item["rule"], item["chosen"]) for item in found}
    assert chosen == {
        str(leads[0].id): (str(first), str(anna)),
        str(leads[1].id): (str(second), str(ben)),
        str(leads[2].id): (str(third), str(eve)),
    }
    [decision] = one.json()["items"]
    assert [step["rule"] for step in decision["considered"]] == [
        str(first),
        str(second),
        str(third),
    ]
    assert [step["blames"] for step in decision["considered"]] == [
        [{"pointer": "/condition", "field": "budget.minor", "op": "gte", "held": False}],
        [{"pointer": "/countries", "field": "country", "op": "in", "held": False}],
        [],
    ]


async def test_a_record_no_rule_fits_and_one_that_has_an_owner_are_accounted_for(bed: Bed) -> None:
    [anna] = await bed.users(1)
    await bed.rule([anna], countries=["DE"])
    foreign, owned = bed.lead(country="FR"), bed.lead(country="DE", owner=anna)
    await bed.apply(bed.created(foreign), bed.created(owned))
    async with bed.bench.client() as client:
        found = (await client.get("/api/v1/assignment_log")).json()["items"]
    outcomes = {item["record"]["id"]: item["outcome"] for item in found}
    assert outcomes == {str(foreign.id): "no_rule", str(owned.id): "owned"}
    assert await bed.runs() == []
