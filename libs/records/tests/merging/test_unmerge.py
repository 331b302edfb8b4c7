"""Unmerging: what a merge gave is taken back where it is as it was, references by their marks."""

from datetime import timedelta
from typing import Any

from kontor_chassis.clock import SetClock
from kontor_chassis.testing.bench import Bench
from libs.records.tests.merging.sailors import changed, made, merged, read, unmerge


async def test_an_unmerge_restores_both_and_the_references(bench: Bench) -> None:
    async with bench.client() as client:
        survivor = await made(client, emails=[{"value": "a@n.example"}])
        loser = await made(
            client, number="S-1", given_name="Olav", emails=[{"value": "b@n.example"}]
        )
        other = await made(client, "Vik")
        captained = await made(client, "Dahl", captain=loser["id"])
        both = await made(client, "Lie", friends=[loser["id"], other["id"], survivor["id"]])
        elsewhere = await made(client, "Moe", captain=loser["id"])
        await merged(client, survivor, loser)
        await changed(client, elsewhere, captain=other["id"])
        after = await made(client, "Ny", captain=survivor["id"])
        answer = await unmerge(client, loser)
        assert answer.status_code == 200, answer.text
        alone, back = await read(client, loser), await read(client, survivor)
        for name in ("number", "given_name", "emails"):
            assert alone[name] == loser[name]
            assert back[name] == survivor[name]
        assert (alone["version"], back["version"]) == (3, 3)
        assert (await read(client, captained))["captain"] == loser["id"]
        assert set((await read(client, both))["friends"]) == {
            loser["id"],
            other["id"],
            survivor["id"],
        }
        assert (await read(client, elsewhere))["captain"] == other["id"]
        assert (await read(client, after))["captain"] == survivor["id"]
        again = await unmerge(client, loser)
        assert (again.status_code, again.json()["code"]) == (409, "unmerge_blocked")
        assert again.json()["params"]["list"] == [{"reason": "not_merged"}]
        await merged(client, back, alone)
    told = [fact.type for fact in await bench.facts() if "merged" in fact.type]
    assert told == [
        "sample.sailor.merged.v1",
        "sample.sailor.unmerged.v1",
        "sample.sailor.merged.v1",
    ]


async def test_what_was_changed_since_blocks_until_it_is_said_that_it_stays(bench: Bench) -> None:
    async with bench.client() as client:
        survivor, loser = await made(client), await made(client, given_name="Olav", number="S-1")
        state = await merged(client, survivor, loser)
        await changed(client, state, given_name="Ola")
        before = await bench.fact_types()
        blocked = await unmerge(client, loser)
        assert (blocked.status_code, blocked.json()["code"]) == (409, "unmerge_blocked")
        assert blocked.json()["params"]["list"] == [{"reason": "changed", "field": "given_name"}]
        assert await bench.fact_types() == before
        answer = await unmerge(client, loser, keep_changes=True)
        assert answer.status_code == 200, answer.text
        back = await read(client, survivor)
        assert (back["given_name"], back["number"]) == ("Ola", None)
        assert (await read(client, loser))["given_name"] == "Olav"


async def test_what_another_loser_gave_as_well_stays(bench: Bench) -> None:
    mail = {"emails": [{"value": "a@n.example"}]}
    async with bench.client() as client:
        survivor, one, other = (
            await made(client),
            await made(client, **mail),
            await made(client, **mail),
        )
        await merged(client, survivor, one, other)
        assert (await unmerge(client, one)).status_code == 200
        assert [found["normal"] for found in (await read(client, survivor))["emails"]] == [
            "a@n.example"
        ]
        assert (await unmerge(client, other)).status_code == 200
        assert (await read(client, survivor))["emails"] == []


async def test_a_merge_can_be_undone_for_thirty_days(bench: Bench, clock: SetClock) -> None:
    async with bench.client() as client:
        survivor, one, other = await made(client), await made(client), await made(client)
        await merged(client, survivor, one, other)
        clock.advance(timedelta(days=30))
        assert (await unmerge(client, one)).status_code == 200
        clock.advance(timedelta(seconds=1))
        blocked = await unmerge(client, other)
        assert blocked.json()["params"]["list"][0]["reason"] == "expired"


async def test_a_chain_is_undone_from_its_end(bench: Bench) -> None:
    async with bench.client() as client:
        a, b, d = [await made(client, name) for name in "abd"]
        holder = await made(client, "Holder", captain=a["id"])
        b2 = await merged(client, b, a)
        await merged(client, d, b2)
        assert (await read(client, holder))["captain"] == d["id"]
        blocked = await unmerge(client, a)
        assert blocked.json()["params"]["list"][0]["reason"] == "survivor_merged"
        assert (await unmerge(client, b)).status_code == 200
        assert (await read(client, holder))["captain"] == b["id"]
        assert (await unmerge(client, a)).status_code == 200
        assert (await read(client, holder))["captain"] == a["id"]
        nothing: Any = await client.get(f"/api/v1/sailors/{a['id']}")
        assert nothing.status_code == 200


async def test_a_value_taken_by_another_meanwhile_keeps_them_together(bench: Bench) -> None:
    async with bench.client() as client:
        survivor, loser = await made(client, number="S-1"), await made(client, number="S-2")
        state = await merged(client, survivor, loser)
        await made(client, number="S-2")
        blocked = await unmerge(client, loser)
        assert (blocked.status_code, blocked.json()["code"]) == (409, "unique_taken")
        assert await read(client, survivor) == state
