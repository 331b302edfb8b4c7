"""Possible duplicates of a record: found by keys, as far as the reader may see them."""

from typing import Any

import httpx
import pytest

from kontor_chassis.testing.bench import Bench
from kontor_records.duplicates import finding
from kontor_records.testing.realm import Realm
from kontor_schemas.rights import FieldRight, ModuleRight, Permissions

HANS = {"given_name": "Hans", "family_name": "Müller"}
MAIL = {"emails": [{"value": "Hans@Nord.example"}]}
MOBILE = {"phones": [{"raw": "0171 / 234 56-78"}]}


async def made(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    answer = await client.post("/api/v1/sailors", json={**HANS, **fields})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def found_of(client: httpx.AsyncClient, sailor: dict[str, Any]) -> dict[str, Any]:
    answer = await client.get(f"/api/v1/sailors/{sailor['id']}/duplicates")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def draft(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    answer = await client.post("/api/v1/sailors/duplicates", json=fields)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_duplicate_is_told_with_its_reasons_from_both_sides(bench: Bench) -> None:
    async with bench.client() as client:
        one = await made(client, **MAIL, **MOBILE)
        other = await made(
            client,
            family_name="Mueller",
            emails=MAIL["emails"],
            phones=[{"raw": "+49 171 2345678"}],
        )
        stranger = await made(client, family_name="Vogt")
        terms = [
            {"name": "name", "points": 40},
            {"name": "sound", "points": 5},
            {"name": "personal_mail", "points": 50},
            {"name": "mobile", "points": 40},
        ]
        for asked, told in ((one, other), (other, one)):
            found = await found_of(client, asked)
            assert found == {
                "candidates": [
                    {
                        "record": "sample.sailor",
                        "id": told["id"],
                        "title": told["family_name"],
                        "score": 100,
                        "band": "certain",
                        "suggests": None,
                        "terms": terms,
                    }
                ],
                "hidden": 0,
                "skipped": 0,
            }
        assert (await found_of(client, stranger))["candidates"] == []


async def test_a_draft_is_checked_while_it_is_typed(bench: Bench) -> None:
    async with bench.client() as client:
        one = await made(client, **MAIL)
        found = await draft(client, family_name="Mueller", emails=[{"value": "HANS@nord.EXAMPLE"}])
        assert [(each["id"], each["score"]) for each in found["candidates"]] == [(one["id"], 55)]
        assert (await draft(client, family_name="Mueller"))["candidates"] == []
    assert len(await bench.facts()) == 1


async def test_binned_and_changed_records_are_found_by_what_they_are_now(bench: Bench) -> None:
    async with bench.client() as client:
        one = await made(client, **MAIL)
        other = await made(client, **MAIL)
        path = f"/api/v1/sailors/{other['id']}"
        assert len((await found_of(client, one))["candidates"]) == 1
        await client.delete(path)
        assert (await found_of(client, one))["candidates"] == []
        await client.post(f"{path}/restore")
        assert len((await found_of(client, one))["candidates"]) == 1
        await client.patch(path, json={"emails": []})
        assert (await found_of(client, one))["candidates"] == []


async def test_a_name_with_a_second_sign_is_found_and_a_name_alone_is_not(bench: Bench) -> None:
    async with bench.client() as client:
        boat = (await client.post("/api/v1/boats", json={"name": "Bodø"})).json()["id"]
        one = await made(client, boat=boat, birth_on="1980-01-02")
        await made(client)
        together = await made(client, boat=boat)
        born = await made(client, birth_on="1980-01-02")
        found = await found_of(client, one)
        assert [(each["id"], each["score"]) for each in found["candidates"]] == [
            (born["id"], 60),
            (together["id"], 55),
        ]


async def test_two_that_were_said_to_be_two_stay_two_until_a_key_changes(bench: Bench) -> None:
    async with bench.client() as client:
        one, other = await made(client, **MAIL), await made(client, **MAIL)
        path = f"/api/v1/sailors/{one['id']}"
        said = await client.post(f"{path}/not_duplicate", json={"other": other["id"]})
        assert said.status_code == 204, said.text
        for sailor in (one, other):
            assert (await found_of(client, sailor))["candidates"] == []
        await client.patch(path, json={"salutation": "mr"})
        assert (await found_of(client, one))["candidates"] == []
        await client.patch(path, json=MOBILE)
        for sailor, seen in ((one, other), (other, one)):
            (candidate,) = (await found_of(client, sailor))["candidates"]
            assert candidate["id"] == seen["id"]
        again = await client.post(
            f"/api/v1/sailors/{other['id']}/not_duplicate", json={"other": one["id"]}
        )
        assert again.status_code == 204
        assert (await found_of(client, one))["candidates"] == []


async def test_nobody_parts_a_record_from_itself_or_from_what_is_not_there(bench: Bench) -> None:
    async with bench.client() as client:
        one = await made(client, **MAIL)
        path = f"/api/v1/sailors/{one['id']}/not_duplicate"
        itself = await client.post(path, json={"other": one["id"]})
        assert (itself.status_code, itself.json()["code"]) == (422, "merge_self")
        nobody = await client.post(path, json={"other": str(bench.tenant)})
        assert (nobody.status_code, nobody.json()["code"]) == (404, "record_unknown")


async def test_an_invisible_candidate_is_counted_and_a_hidden_field_keeps_its_reason(
    bench: Bench, realm: Realm
) -> None:
    hidden = ModuleRight(
        record="sample.sailor",
        actions=["read", "create", "update"],
        fields=[
            FieldRight(field="phones", level="none"),
            FieldRight(field="family_name", level="masked"),
        ],
    )
    profile = await realm.profile(
        Permissions(actions=["read", "create", "update"], modules=[hidden])
    )
    who = realm.principal(await realm.user(profiles=[profile]))
    async with bench.client() as client, bench.client(who) as theirs:
        await made(client, **MAIL, **MOBILE)
        shared = {"owner": str(who.subject.id)}
        seen = await made(client, **MAIL, **MOBILE, **shared)
        asked = await made(client, **MAIL, **MOBILE, **shared)
        found = await found_of(theirs, asked)
    assert found["hidden"] == 1
    (candidate,) = found["candidates"]
    assert (candidate["id"], candidate["title"], candidate["score"]) == (seen["id"], None, 100)
    assert [term["name"] for term in candidate["terms"]] == ["personal_mail"]


async def test_another_tenant_sees_nothing(bench: Bench, runtime: Any) -> None:
    stranger = Bench(runtime)
    await Realm(stranger).administrator(stranger.user)
    async with bench.client() as client, stranger.client() as theirs:
        await made(client, **MAIL, **MOBILE)
        assert (await draft(theirs, **HANS, **MAIL))["candidates"] == []


async def test_a_block_that_is_too_large_is_split_by_place_or_skipped_and_counted(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "BLOCK", 3)
    place = {"line1": "Am Hafen 1", "postal_code": "10115", "city": "Berlin", "country": "DE"}
    async with bench.client() as client:
        for _ in range(3):
            await made(client, birth_on="1980-01-02")
        placed = await made(client, addresses=[place], birth_on="1980-01-02")
        without = await draft(client, **HANS, birth_on="1980-01-02")
        assert (without["candidates"], without["skipped"]) == ([], 1)
        within = await draft(client, **HANS, birth_on="1980-01-02", addresses=[place])
        assert [(each["id"], each["score"]) for each in within["candidates"]] == [
            (placed["id"], 70)
        ]
        assert within["skipped"] == 0
