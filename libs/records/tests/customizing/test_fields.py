"""Fields of a tenant's own: used like any other from the moment they are defined."""

from datetime import timedelta
from typing import Any

import pytest

from kontor_chassis.clock import SetClock
from kontor_chassis.testing.bench import Bench
from kontor_records.customizing.world import KEPT
from libs.records.tests.customizing.calls import (
    FIELDS,
    LABEL,
    PIERS,
    defined,
    followed,
    listed,
    made,
    refused,
)


async def test_a_field_is_created_changed_emptied_and_told(bench: Bench) -> None:
    async with bench.client() as client:
        await defined(bench, client, "c_region")
        pier = await made(client, custom={"c_region": " North "})
        assert pier["custom"] == {"c_region": "North"}
        path = f"{PIERS}/{pier['id']}"
        other = await client.patch(path, json={"title": "Elsewhere"})
        assert other.json()["custom"] == {"c_region": "North"}
        emptied = await client.patch(path, json={"custom": {"c_region": None}})
        assert (emptied.json()["custom"], emptied.json()["version"]) == ({}, 3)
        history = (await client.get(f"{path}/history")).json()["items"]
    assert [change["field"] for change in history[0]["changes"]] == ["custom.c_region"]
    facts = [fact for fact in await bench.facts() if fact.type.startswith("sample.pier")]
    assert facts[0].data["state"]["custom"] == {"c_region": "North"}
    assert facts[2].data["changed"] == {"custom": [{"c_region": "North"}, {}]}


VALUES: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("number", {"limits": {"decimals": 0}}, 7, 7),
    ("number", {}, 7.25, 7.25),
    ("money", {}, {"minor": 119000, "currency": "EUR"}, {"minor": 119000, "currency": "EUR"}),
    ("date", {}, "2026-03-01", "2026-03-01"),
    ("datetime", {}, "2026-03-01T10:00:00+01:00", "2026-03-01T09:00:00Z"),
    ("boolean", {}, False, False),
    ("email", {}, "Ola@Hafen.example", "Ola@Hafen.example"),
    ("phone", {}, "040 / 12 34", "040 / 12 34"),
    ("url", {}, "https://hafen.example/a", "https://hafen.example/a"),
    ("reference", {"target": "sample.boat"}, *["01920000-0000-7000-8000-000000000001"] * 2),
    ("text", {"limits": {"max_length": 400}}, "x" * 400, "x" * 400),
]


@pytest.mark.parametrize(("kind", "said", "given", "kept"), VALUES)
async def test_every_type_takes_its_values(
    bench: Bench, kind: str, said: dict[str, Any], given: Any, kept: Any
) -> None:
    async with bench.client() as client:
        await defined(bench, client, "c_it", kind, **said)
        assert (await made(client, custom={"c_it": given}))["custom"] == {"c_it": kept}


UNFIT: list[tuple[str, dict[str, Any], Any, str]] = [
    ("text", {}, "x" * 256, "value_too_long"),
    ("text", {"limits": {"max_length": 3}}, "abcd", "value_too_long"),
    ("text", {}, "a\nb", "text_character"),
    ("text", {}, 5, "field_type"),
    ("number", {"limits": {"decimals": 0}}, 7.5, "field_type"),
    ("number", {"limits": {"decimals": 1}}, 7.25, "value_format"),
    ("number", {"limits": {"min": 1, "max": 2}}, 3, "value_range"),
    ("number", {}, True, "field_type"),
    ("number", {}, "7", "field_type"),
    ("money", {}, {"minor": 1.5, "currency": "EUR"}, "field_type"),
    ("money", {}, {"minor": 1, "currency": "euro"}, "value_format"),
    ("date", {}, "2026-02-30", "value_format"),
    ("date", {}, 5, "field_type"),
    ("datetime", {}, "2026-03-01T10:00:00", "zone_required"),
    ("boolean", {}, "true", "field_type"),
    ("email", {}, "ola", "email_invalid"),
    ("url", {}, "javascript:alert(1)", "url_scheme"),
    ("reference", {"target": "sample.boat"}, "B-1", "value_format"),
]


@pytest.mark.parametrize(("kind", "said", "given", "code"), UNFIT)
async def test_what_does_not_fit_is_refused_at_its_place(
    bench: Bench, kind: str, said: dict[str, Any], given: Any, code: str
) -> None:
    async with bench.client() as client:
        await defined(bench, client, "c_it", kind, **said)
        body = {"title": "At the pier", "custom": {"c_it": given}}
        status, found, pointers = refused(await client.post(PIERS, json=body))
    assert (status, found) == (422, code)
    assert all(pointer.startswith("/custom/c_it") for pointer in pointers)
    assert not [kind for kind in await bench.fact_types() if kind.startswith("sample.pier")]


async def test_unknown_and_computed_keys_are_refused(bench: Bench) -> None:
    async with bench.client() as client:
        await defined(bench, client, "c_size", "formula", formula="1 + 1", result="number")
        body = {"title": "x", "custom": {"c_size": 3, "c_none": 1}}
        answer = await client.post(PIERS, json=body)
    codes = {each["pointer"]: each["code"] for each in answer.json()["errors"]}
    assert codes == {"/custom/c_size": "field_immutable", "/custom/c_none": "field_unknown"}


async def test_required_binds_new_and_edited_records_only(bench: Bench) -> None:
    async with bench.client() as client:
        old = await made(client)
        await defined(bench, client, "c_need", is_required=True)
        read = await client.get(f"{PIERS}/{old['id']}")
        assert read.status_code == 200
        new = await client.post(PIERS, json={"title": "New"})
        assert refused(new) == (422, "field_required", ["/custom/c_need"])
        edited = await client.patch(f"{PIERS}/{old['id']}", json={"title": "Edited"})
        assert refused(edited) == (422, "field_required", ["/custom/c_need"])
        both = {"title": "Edited", "custom": {"c_need": "x"}}
        assert (await client.patch(f"{PIERS}/{old['id']}", json=both)).status_code == 200


async def test_a_hidden_field_is_not_required(bench: Bench) -> None:
    condition = {"field": "length", "op": "gte", "value": 10}
    async with bench.client() as client:
        await defined(bench, client, "c_crane", is_required=True, show_if=condition)
        assert (await made(client, length=9))["custom"] == {}
        answer = await client.post(PIERS, json={"title": "Long", "length": 10})
    assert refused(answer) == (422, "field_required", ["/custom/c_crane"])


async def test_a_default_is_for_new_records_that_name_no_value(bench: Bench) -> None:
    async with bench.client() as client:
        await defined(bench, client, "c_depth", "number", default=3, limits={"decimals": 0})
        assert (await made(client))["custom"] == {"c_depth": 3}
        assert (await made(client, custom={"c_depth": None}))["custom"] == {}


async def test_a_unique_value_is_free_again_once_its_record_is_binned(bench: Bench) -> None:
    async with bench.client() as client:
        await defined(bench, client, "c_code", is_unique=True)
        first = await made(client, custom={"c_code": "Süd 1"})
        body = {"title": "Twin", "custom": {"c_code": "sued 1"}}
        assert refused(await client.post(PIERS, json=body))[:2] == (409, "unique_taken")
        same = {"title": "Same", "custom": {"c_code": "SÜD 1"}}
        assert (await client.patch(f"{PIERS}/{first['id']}", json=same)).status_code == 200
        await client.delete(f"{PIERS}/{first['id']}")
        assert (await client.post(PIERS, json=body)).status_code == 201
        back = await client.post(f"{PIERS}/{first['id']}/restore")
    assert refused(back)[:2] == (409, "unique_taken")


async def test_existing_doubles_keep_a_field_from_becoming_unique(bench: Bench) -> None:
    async with bench.client() as client:
        field = await defined(bench, client, "c_code")
        for value in ("a", "A", "b"):
            await made(client, custom={"c_code": value})
        answer = await client.patch(f"{FIELDS}/{field['id']}", json={"is_unique": True})
        assert refused(answer)[:2] == (409, "values_not_unique")
        assert answer.json()["params"] == {"count": 2}
        again = (await client.get(FIELDS)).json()["items"]
    assert [each["is_unique"] for each in again] == [False]


async def test_types_only_widen_and_values_follow(bench: Bench) -> None:
    async with bench.client() as client:
        field = await defined(bench, client, "c_it", "number")
        pier = await made(client, custom={"c_it": 7.5})
        one = f"{FIELDS}/{field['id']}"
        narrower = await client.patch(one, json={"type": "boolean"})
        assert refused(narrower)[:2] == (409, "field_type_fixed")
        assert (await client.patch(one, json={"type": "text"})).status_code == 200
        back = await client.patch(one, json={"type": "number"})
        assert refused(back)[:2] == (409, "field_type_fixed")
        await followed(bench)
        read = await client.get(f"{PIERS}/{pier['id']}")
    assert (read.json()["custom"], read.json()["version"]) == ({"c_it": "7.5"}, 2)


async def test_a_field_is_taken_away_and_brought_back_with_its_values(bench: Bench) -> None:
    async with bench.client() as client:
        field = await defined(bench, client, "c_it")
        pier = await made(client, custom={"c_it": "kept"})
        one = f"{FIELDS}/{field['id']}"
        assert (await client.delete(one)).status_code == 204
        KEPT.forget(bench.tenant)
        given = await client.patch(f"{PIERS}/{pier['id']}", json={"custom": {"c_it": "x"}})
        assert refused(given) == (422, "field_unknown", ["/custom/c_it"])
        taken = await client.post(FIELDS, json={"key": "c_it", "type": "text", "label": LABEL})
        assert refused(taken)[:2] == (409, "unique_taken")
        assert (await client.post(f"{one}/restore")).status_code == 200
        KEPT.forget(bench.tenant)
        read = await client.get(f"{PIERS}/{pier['id']}")
    assert read.json()["custom"] == {"c_it": "kept"}
    told = [kind for kind in await bench.fact_types() if "custom_field" in kind]
    assert told == [f"sample.custom_field.{verb}.v1" for verb in ("created", "deleted", "restored")]


async def test_a_field_in_use_stays(bench: Bench) -> None:
    async with bench.client() as client:
        field = await defined(bench, client, "c_a", "number")
        await defined(bench, client, "c_b", "formula", formula="c_a + 1.0", result="number")
        answer = await client.delete(f"{FIELDS}/{field['id']}")
    assert refused(answer)[:2] == (409, "field_in_use")
    assert [by["name"] for by in answer.json()["params"]["by"]] == ["c_b"]


async def test_formulas_follow_in_the_same_change(bench: Bench) -> None:
    async with bench.client() as client:
        size = 'length >= 50 ? "mid" : "small"'
        await defined(bench, client, "c_size", "formula", formula=size, result="text")
        rate = "double(won) / double(asked)"
        await defined(bench, client, "c_rate", "formula", formula=rate, result="number")
        pier = await made(client, length=49, won=1, asked=4)
        assert pier["custom"] == {"c_size": "small", "c_rate": 0.25}
        changed = await client.patch(f"{PIERS}/{pier['id']}", json={"length": 50, "asked": 0})
        assert changed.json()["custom"] == {"c_size": "mid", "formula_errors": ["c_rate"]}
        emptied = await client.patch(f"{PIERS}/{pier['id']}", json={"length": None})
    assert emptied.json()["custom"] == {"formula_errors": ["c_rate", "c_size"]}


async def test_a_new_formula_fills_what_is_there_with_one_fact_each(bench: Bench) -> None:
    async with bench.client() as client:
        piers = [await made(client, length=place) for place in range(3)]
        before = len(await bench.facts())
        field = await defined(
            bench, client, "c_twice", "formula", formula="length * 2", result="number"
        )
        await followed(bench)
        read = [(await client.get(f"{PIERS}/{each['id']}")).json() for each in piers]
        assert [(each["custom"], each["version"]) for each in read] == [
            ({"c_twice": place * 2}, 2) for place in range(3)
        ]
        facts = (await bench.facts())[before:]
        assert [fact.type for fact in facts].count("sample.pier.updated.v1") == 3
        await client.patch(f"{FIELDS}/{field['id']}", json={"formula": "length * 2 + 0"})
        await followed(bench)
        again = (await client.get(f"{PIERS}/{piers[0]['id']}")).json()
    assert again["version"] == 2


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"key": "region"}, 422, "value_format"),
    ({"key": "c_" + "x" * 41}, 422, "value_format"),
    ({"type": "choice"}, 422, "field_required"),
    ({"type": "choice", "choice_list": "none"}, 422, "choice_unknown"),
    ({"type": "reference"}, 422, "field_required"),
    ({"type": "formula", "formula": "1"}, 422, "field_required"),
    ({"type": "formula", "formula": "1 +", "result": "text"}, 422, "formula_invalid"),
    ({"type": "formula", "formula": "c_it + 1", "result": "number"}, 422, "formula_cycle"),
    (
        {"type": "formula", "formula": "1+" * 1024 + "1", "result": "number"},
        422,
        "formula_too_large",
    ),
    ({"label": {}}, 422, "field_required"),
    ({"limits": {"min": 2, "max": 1}, "type": "number"}, 422, "range_inverted"),
    ({"default": 5}, 422, "field_type"),
    ({"show_if": {"field": "nothing", "op": "is_set"}}, 422, "field_unknown"),
    ({"colour": "red"}, 422, "field_unknown"),
]


@pytest.mark.parametrize(("said", "status", "code"), REFUSED)
async def test_definitions_that_do_not_fit_are_refused(
    bench: Bench, said: dict[str, Any], status: int, code: str
) -> None:
    async with bench.client() as client:
        body = {"key": "c_it", "type": "text", "label": LABEL, **said}
        assert refused(await client.post(FIELDS, json=body))[:2] == (status, code)
        assert (await client.get(FIELDS)).json() == {"items": []}
    assert await bench.fact_types() == []


async def test_there_are_limits(bench: Bench) -> None:
    async with bench.client() as client:
        for place in range(10):
            await defined(bench, client, f"c_i{place}", is_indexed=True)
        body = {"key": "c_more", "type": "text", "label": LABEL, "is_indexed": True}
        assert refused(await client.post(FIELDS, json=body))[:2] == (409, "limit_reached")


async def test_only_who_may_customize_defines(bench: Bench, realm: Any) -> None:
    stranger = await realm.user(profiles=[await realm.profile()])
    async with bench.client(realm.principal(stranger)) as client:
        body = {"key": "c_it", "type": "text", "label": LABEL}
        assert refused(await client.post(FIELDS, json=body))[:2] == (403, "action_forbidden")
    assert await bench.fact_types() == []


async def test_another_tenant_has_none_of_it(bench: Bench) -> None:
    async with bench.client() as client:
        await defined(bench, client, "c_it")
    other = Bench(bench.runtime)
    from kontor_records.testing.realm import Realm

    await Realm(other).administrator(other.user)
    async with other.client() as client:
        assert (await client.get(FIELDS)).json() == {"items": []}
        answer = await client.post(PIERS, json={"title": "x", "custom": {"c_it": "y"}})
        assert refused(answer) == (422, "field_unknown", ["/custom/c_it"])


async def test_choices_of_a_list(bench: Bench) -> None:
    async with bench.client() as client:
        await listed(bench, client, "region", "north", "south")
        await defined(bench, client, "c_region", "choice", choice_list="region")
        await defined(bench, client, "c_all", "multi_choice", choice_list="region")
        pier = await made(client, custom={"c_region": "north", "c_all": ["south", "north"]})
        assert pier["custom"] == {"c_region": "north", "c_all": ["south", "north"]}
        for given in ({"c_region": "west"}, {"c_all": ["north", "west"]}):
            answer = await client.patch(f"{PIERS}/{pier['id']}", json={"custom": given})
            assert refused(answer) == (422, "choice_unknown", [f"/custom/{next(iter(given))}"])


async def test_after_thirty_days_the_values_and_the_key_are_gone(
    bench: Bench, clock: SetClock
) -> None:
    async with bench.client() as client:
        field = await defined(bench, client, "c_it")
        pier = await made(client, custom={"c_it": "kept"})
        await client.delete(f"{FIELDS}/{field['id']}")
        KEPT.forget(bench.tenant)
        await followed(bench)
        assert (await client.get(f"{PIERS}/{pier['id']}")).json()["custom"] == {"c_it": "kept"}
        clock.advance(timedelta(days=30, seconds=1))
        assert (await client.post(f"{FIELDS}/{field['id']}/restore")).status_code == 404
        await followed(bench)
        read = (await client.get(f"{PIERS}/{pier['id']}")).json()
        assert (read["custom"], read["version"]) == ({}, 2)
        again = {"key": "c_it", "type": "number", "label": LABEL}
        assert (await client.post(FIELDS, json=again)).status_code == 201
