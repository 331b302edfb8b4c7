"""The catalogue: what a type is, for this tenant and this reader, and the fact that tells of it."""

import gzip
from typing import Any

import httpx
import pytest

from kontor_chassis.testing.bench import Bench
from kontor_chassis.texts.catalogue import add_folder
from kontor_records.catalogue import labels
from kontor_records.catalogue.publishing import publish_all
from kontor_records.testing.realm import Realm
from kontor_schemas.rights import FieldRight, ModuleRight, Permissions
from libs.records.tests.customizing.calls import FIELDS, defined, listed
from libs.records.tests.sample.service import SAMPLE
from libs.records.tests.sample.types import BOAT, CABIN, HARBOUR, PIER

PATH = "/api/v1/catalogue"


async def entry(client: httpx.AsyncClient, record: str) -> dict[str, Any]:
    found = (await client.get(PATH)).json()["records"]
    return next(each for each in found if each["record"] == record)


def field(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in found["fields"] if each["name"] == name)


async def test_a_declared_type_is_told_with_all_its_defaults(bench: Bench) -> None:
    async with bench.client() as client:
        boat, pier = await entry(client, "sample.boat"), await entry(client, "sample.pier")
    assert boat["label"]["de"] == {"one": "Boot", "other": "Boote"}
    assert boat["list"] == {
        "columns": ["name", "number", "status", "harbour", "price"], "sort": ["-created_at"],
    }  # fmt: skip
    assert boat["board"] == {
        "group_by": ["status", "harbour"], "verb": {}, "card": ["number", "price"], "sum": ["price"],
    }  # fmt: skip
    status = field(boat, "status")
    assert [choice["key"] for choice in status["choices"]] == ["planned", "afloat", "sunk"]
    assert status["choices"][1]["label"] == {"de": "schwimmt", "en": "afloat"}
    assert field(boat, "harbour")["target"]["record"] == "sample.harbour"
    assert [each["record"] for each in boat["related"]][:1] == ["sample.cabin"]
    assert (pier["path"], pier["group"], pier["goto"]) == ("piers", "sample", "p")
    assert [section["key"] for section in pier["sections"]][:2] == ["main", "references"]
    assert pier["verbs"] == [
        {
            "name": "rent", "label": {"de": "Vermieten", "en": "Rent out"}, "icon": "play",
            "tone": "primary", "place": ["header", "bulk"], "path": "/piers/{id}/rent",
            "undo": None, "confirm": None, "when": None, "result": "record",
            "form": pier["verbs"][0]["form"],
        }
    ]  # fmt: skip
    form = pier["verbs"][0]["form"]
    assert [each["name"] for each in form] == ["length", "note", "owner", "side"]
    assert form[2]["target"]["record"] == "identity.user"
    assert (form[3]["type"], [each["key"] for each in form[3]["choices"]]) == (
        "choice", ["lee", "windward"],
    )  # fmt: skip


async def test_a_list_of_values_is_told_from_a_single_one(bench: Bench) -> None:
    async with bench.client() as client:
        boat = await entry(client, "sample.boat")
    assert {name: field(boat, name)["many"] for name in ("colours", "name", "harbour")} == {
        "colours": True, "name": False, "harbour": False,
    }  # fmt: skip


async def test_every_field_of_the_state_is_there_once(bench: Bench) -> None:
    async with bench.client() as client:
        boat = await entry(client, "sample.boat")
    names = [each["name"] for each in boat["fields"]]
    assert sorted(names) == sorted({*BOAT.fields} - {"custom"})
    shown = [name for section in boat["sections"] for name in section["fields"]]
    assert sorted(shown) == sorted(names)


async def test_a_new_definition_is_a_new_revision_and_a_fact(bench: Bench) -> None:
    async with bench.client() as client:
        first = await client.get(PATH)
        same = await client.get(PATH, headers={"If-None-Match": first.headers["etag"]})
        assert (same.status_code, same.content) == (304, b"")
        await listed(bench, client, "region", "north")
        await defined(bench, client, "c_region", "choice", choice_list="region", is_indexed=True)
        after = await client.get(PATH, headers={"If-None-Match": first.headers["etag"]})
        assert after.status_code == 200
        assert after.json()["revision"] != first.json()["revision"]
        own = field(await entry(client, "sample.pier"), "custom.c_region")
    assert (own["custom"], own["type"], own["right"]) == (True, "choice", "edit")
    assert [choice["key"] for choice in own["choices"]] == ["north"]
    assert "eq" in own["ops"]
    told = [fact for fact in await bench.facts() if fact.type == "sample.catalogue.published.v1"]
    assert [(fact.version, fact.data["record"]) for fact in told] == [(1, "sample.pier")]
    assert told[0].topic == "kontor.sample.catalogue"
    assert field(told[0].data["entry"], "custom.c_region") == {**own}


async def test_all_is_published_once(bench: Bench) -> None:
    async with bench.writing() as ctx:
        names = await publish_all(ctx)
    assert {"sample.boat", "sample.cabin", "sample.harbour", "sample.pier"} <= {*names}
    async with bench.writing() as ctx:
        assert await publish_all(ctx) == []


async def test_what_is_hidden_is_absent_in_every_part(bench: Bench, realm: Realm) -> None:
    condition = {"field": "length", "op": "gte", "value": 1}
    async with bench.client() as client:
        await defined(bench, client, "c_open", show_if=condition)
        await defined(bench, client, "c_secret")
    rights = [
        FieldRight(field="length", level="none"),
        FieldRight(field="c_secret", level="none"),
        FieldRight(field="won", level="masked"),
        FieldRight(field="asked", level="read"),
    ]
    module = ModuleRight(record="sample.pier", actions=["read", "update"], fields=rights)
    profile = await realm.profile(Permissions(modules=[module]))
    user = await realm.user(profiles=[profile])
    async with bench.client(realm.principal(user)) as client:
        answer = await client.get(PATH)
        records = answer.json()["records"]
        assert [each["record"] for each in records] == ["sample.pier"]
        assert "c_secret" not in answer.text
        assert '"length"' not in answer.text
        pier = records[0]
        assert (pier["can"]["create"], pier["can"]["update"]) == (False, True)
        masked, read = field(pier, "won"), field(pier, "asked")
        assert (masked["right"], masked["ops"], masked["sum"]) == ("masked", [], False)
        assert (read["right"], read["importable"]) == ("read", False)
        assert field(pier, "custom.c_open")["show_if"] is None
        assert answer.json()["tools"] == []
        assert (await client.get(FIELDS)).status_code == 403


@pytest.mark.parametrize("record_type", [BOAT, CABIN, HARBOUR, PIER])
def test_no_label_is_missing(record_type: Any) -> None:
    assert SAMPLE.texts is not None
    add_folder(SAMPLE.texts)
    assert labels.missing(record_type) == []


async def test_it_is_small(bench: Bench) -> None:
    async with bench.client() as client:
        first = await client.get(PATH)
        count = len(first.json()["records"])
        size = len(gzip.compress(first.content))
    # 80 types may take 60 kB; few compress worse than many.
    assert size < 60_000 * count / 10
