"""Merging: values, aliases, references and facts; what is refused changes nothing."""

import asyncio
import random
from itertools import permutations
from typing import Any

import pytest

from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench
from kontor_records.testing.realm import Realm
from kontor_schemas.rights import ModuleRight, Permissions
from libs.records.tests.merging.sailors import changed, made, merge, merged, read


async def test_values_unite_and_the_loser_becomes_another_name(bench: Bench) -> None:
    async with bench.client() as client:
        survivor = await made(
            client, given_name="Ola", emails=[{"value": "Ola@nord.example"}], salutation="mr"
        )
        loser = await made(
            client,
            "Bergen",
            given_name="Olav",
            number="S-7",
            birth_on="1980-01-02",
            emails=[
                {"value": "ola@NORD.example"},
                {"value": "olav@sud.example", "is_primary": True},
            ],
            phones=[{"raw": "0171 2345678"}],
            processing="restricted",
        )
        second = await made(
            client, "Bergmann", given_name="O.", number="S-8", birth_on="1981-01-02"
        )
        state = await merged(
            client,
            survivor,
            loser,
            second,
            values={"family_name": second["id"], "birth_on": second["id"]},
        )
        expected = {
            "given_name": "Ola",
            "family_name": "Bergmann",
            "number": "S-7",
            "birth_on": "1981-01-02",
            "salutation": "mr",
            "processing": "restricted",
            "version": 2,
        }
        assert {name: state[name] for name in expected} == expected
        assert [(mail["normal"], mail["is_primary"]) for mail in state["emails"]] == [
            ("ola@nord.example", True),
            ("olav@sud.example", False),
        ]
        assert [phone["e164"] for phone in state["phones"]] == ["+491712345678"]
        for one in (loser, second):
            alias = await client.get(f"/api/v1/sailors/{one['id']}")
            assert (alias.status_code, alias.headers["location"]) == (
                301,
                f"/api/v1/sailors/{survivor['id']}",
            )
            written = await client.patch(f"/api/v1/sailors/{one['id']}", json={"family_name": "X"})
            assert (written.status_code, written.json()["code"]) == (409, "record_merged")
            assert written.json()["params"]["survivor"] == survivor["id"]
        listed = (await client.get("/api/v1/sailors")).json()["items"]
        assert [one["id"] for one in listed] == [survivor["id"]]
    facts = [(fact.type, str(fact.subject), fact.version) for fact in (await bench.facts())[3:6]]
    assert facts == [
        ("sample.sailor.merged.v1", loser["id"], 2),
        ("sample.sailor.merged.v1", second["id"], 2),
        ("sample.sailor.updated.v1", survivor["id"], 2),
    ]


async def test_references_of_every_form_are_led_on(bench: Bench) -> None:
    async with bench.client() as client:
        survivor, loser = await made(client), await made(client, captain=None)
        other = await made(client, "Vik")
        captained = await made(client, "Dahl", captain=loser["id"])
        befriended = await made(client, "Lie", friends=[loser["id"], other["id"], survivor["id"]])
        survivor = await changed(
            client, survivor, captain=loser["id"], friends=[loser["id"], other["id"]]
        )
        untouched = await made(client, "Moe", captain=survivor["id"], friends=[other["id"]])
        state = await merged(client, survivor, loser)
        assert (state["captain"], state["friends"]) == (None, [other["id"]])
        assert (await read(client, captained))["captain"] == survivor["id"]
        assert (await read(client, befriended))["friends"] == [survivor["id"], other["id"]]
        assert (await read(client, untouched))["version"] == 1
        boats = [(await client.post("/api/v1/boats", json={"name": name})).json() for name in "AB"]
        berth = {"boat": boats[1]["id"], "role": "cook"}
        aboard = await made(
            client, "Sund", boat=boats[1]["id"], berths=[berth, {"boat": boats[0]["id"]}]
        )
        cabin = (
            await client.post("/api/v1/cabins", json={"name": "1", "boat": boats[1]["id"]})
        ).json()
        answer = await client.post(
            f"/api/v1/boats/{boats[0]['id']}/merge",
            json={"losers": [boats[1]["id"]], "versions": {boat["id"]: 1 for boat in boats}},
        )
        assert answer.status_code == 200, answer.text
        found = await read(client, aboard)
        assert found["boat"] == boats[0]["id"]
        assert found["berths"] == [
            {"boat": boats[0]["id"], "role": "cook"},
            {"boat": boats[0]["id"], "role": None},
        ]
        moved = (await client.get(f"/api/v1/cabins/{cabin['id']}")).json()
        assert (moved["boat"], moved["version"]) == (boats[0]["id"], 2)
    told = [fact.type for fact in (await bench.facts())[-3:]]
    assert told[0] == "sample.boat.merged.v1"
    assert sorted(told[1:]) == ["sample.cabin.updated.v1", "sample.sailor.updated.v1"]


@pytest.mark.parametrize("order", list(permutations(["ab", "cb", "bd"])))
async def test_in_any_order_everything_ends_in_one(bench: Bench, order: tuple[str, ...]) -> None:
    async with bench.client() as client:
        sailors = {name: await made(client, name) for name in "abcd"}
        holder = await made(
            client,
            "Holder",
            captain=sailors["a"]["id"],
            friends=[sailors[name]["id"] for name in "abc"],
        )
        for step in order:
            loser, survivor = (sailors[name]["id"] for name in step)
            while True:
                versions = {}
                for one in (loser, survivor):
                    got = await client.get(f"/api/v1/sailors/{one}", follow_redirects=True)
                    versions[got.json()["id"]] = got.json()["version"]
                body = {"losers": [loser], "versions": {loser: 1, survivor: 1} | versions}
                answer = await client.post(f"/api/v1/sailors/{survivor}/merge", json=body)
                if answer.status_code == 200:
                    break
                assert answer.json()["code"] == "record_merged", answer.text
                survivor = answer.json()["params"]["survivor"]
        found = await read(client, holder)
        assert found["captain"] == sailors["d"]["id"]
        assert found["friends"] == [sailors["d"]["id"]]
        for name in "abc":
            alias = await client.get(f"/api/v1/sailors/{sailors[name]['id']}")
            assert alias.headers["location"].endswith(sailors["d"]["id"])


async def test_of_two_crossing_merges_one_wins(bench: Bench) -> None:
    async with bench.client() as client:
        for _ in range(5):
            one, other = await made(client), await made(client)
            answers = await asyncio.gather(merge(client, one, other), merge(client, other, one))
            codes = sorted((answer.status_code, answer.json().get("code")) for answer in answers)
            assert codes == [(200, None), (409, "record_merged")]


async def test_a_merge_among_parallel_edits_loses_no_reference(bench: Bench) -> None:
    async with bench.client() as client:
        survivor, loser = await made(client), await made(client)
        holders = [await made(client, "H", captain=loser["id"]) for _ in range(10)]

        async def edited(place: int) -> None:
            await asyncio.sleep(random.random() / 20)
            await changed(client, holders[place], given_name=f"G{place}")

        await asyncio.gather(
            *(edited(place) for place in range(10)), merged(client, survivor, loser)
        )
        found = [await read(client, holder) for holder in holders]
    assert {one["captain"] for one in found} == {survivor["id"]}
    assert [one["given_name"] for one in found] == [f"G{place}" for place in range(10)]
    assert {one["version"] for one in found} == {3}


async def test_what_cannot_be_merged_is_refused_and_nothing_changes(bench: Bench) -> None:
    async with bench.client() as client:
        one, other = await made(client), await made(client)
        boat = (await client.post("/api/v1/boats", json={"name": "A"})).json()
        binned = await made(client)
        await client.delete(f"/api/v1/sailors/{binned['id']}")
        binned = {**binned, "version": 2}
        gone = {"id": str(new_id()), "version": 1}
        before = await bench.fact_types()
        many = [{"id": str(new_id()), "version": 1} for _ in range(11)]
        cases: list[tuple[Any, int, str]] = [
            (merge(client, one, one), 422, "merge_self"),
            (merge(client, one, boat), 422, "merge_kind"),
            (merge(client, one), 422, "value_range"),
            (merge(client, one, *many), 422, "value_range"),
            (merge(client, one, other, other), 422, "value_range"),
            (merge(client, one, {**other, "version": 7}), 412, "stale_version"),
            (merge(client, {**one, "version": 7}, other), 412, "stale_version"),
            (merge(client, one, gone), 404, "record_unknown"),
            (merge(client, one, binned), 409, "record_in_bin"),
            (merge(client, one, other, versions={}), 422, "field_required"),
            (merge(client, one, other, values={"nothing": other["id"]}), 422, "field_unknown"),
            (merge(client, one, other, values={"version": other["id"]}), 422, "field_immutable"),
            (merge(client, one, other, values={"rank": other["id"]}), 422, "field_immutable"),
            (merge(client, one, other, values={"number": boat["id"]}), 422, "value_range"),
        ]
        for case, status, code in cases:
            answer = await case
            assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
        assert await read(client, one) == one
        assert await read(client, other) == other
    assert await bench.fact_types() == before


async def test_more_mails_than_a_record_may_have_are_refused_unless_one_list_is_chosen(
    bench: Bench,
) -> None:
    async with bench.client() as client:
        mails = [[{"value": f"m{place}{who}@n.example"} for place in range(2)] for who in "ab"]
        one, other = await made(client, emails=mails[0]), await made(client, emails=mails[1])
        answer = await merge(client, one, other)
        assert (answer.status_code, answer.json()["code"]) == (422, "value_too_long")
        state = await merged(client, one, other, values={"emails": other["id"]})
    assert state["emails"] == other["emails"]


async def test_only_who_may_merge_and_end_the_losers_does(bench: Bench, realm: Realm) -> None:
    actions: Any = ["read", "create", "update", "delete"]
    without_tool = await realm.profile(Permissions(actions=actions))
    without_delete = await realm.profile(
        Permissions(
            actions=actions,
            tools=["merge"],
            modules=[ModuleRight(record="sample.sailor", actions=actions[:3], tools=["merge"])],
        )
    )
    allowed = await realm.profile(Permissions(actions=actions, tools=["merge"]))
    async with bench.client() as client:
        foreign = await made(client)
        for profile, owner, expected in (
            (without_tool, "own", 403),
            (without_delete, "own", 403),
            (allowed, "foreign", 404),
            (allowed, "own", 200),
        ):
            who = realm.principal(await realm.user(profiles=[profile]))
            shared = {"owner": str(who.subject.id)}
            one = await made(client, **shared)
            other = await made(client, **shared) if owner == "own" else foreign
            async with bench.client(who) as theirs:
                answer = await merge(theirs, one, other)
            assert answer.status_code == expected, answer.text


async def test_a_key_makes_a_repeated_merge_one(bench: Bench) -> None:
    async with bench.client(**{"Idempotency-Key": "once"}) as client, bench.client() as plain:
        one, other = await made(plain), await made(plain)
        answers = [await merge(client, one, other) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert (await bench.fact_types()).count("sample.sailor.merged.v1") == 1


async def test_histories_interleave_and_each_entry_keeps_its_record(bench: Bench) -> None:
    async with bench.client() as client:
        survivor, loser = await made(client), await made(client, number="S-1")
        loser = await changed(client, loser, given_name="Ola")
        survivor = await changed(client, survivor, salutation="mr")
        await merged(client, survivor, loser)
        path = f"/api/v1/sailors/{survivor['id']}/history"
        told: list[tuple[str, int, str]] = []
        before = ""
        while True:
            page = (await client.get(f"{path}?limit=2{before}")).json()
            told += [(each["record"], each["version"], each["kind"]) for each in page["items"]]
            if page["next"] is None:
                break
            before = f"&before={page['next']}"
    own, other = survivor["id"], loser["id"]
    # What the merge did to both happened at one time.
    assert sorted(told[:2]) == sorted([(own, 3, "updated"), (other, 3, "merged")])
    assert told[2:] == [
        (own, 2, "updated"),
        (other, 2, "updated"),
        (other, 1, "created"),
        (own, 1, "created"),
    ]
