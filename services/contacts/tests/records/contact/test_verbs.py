"""What is done with contacts beside changing their fields."""

from typing import Any
from uuid import UUID

import httpx

from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench
from kontor_contacts.records.contact import commands


async def made(client: httpx.AsyncClient, path: str, **fields: Any) -> dict[str, Any]:
    answer = await client.post(f"/api/v1/{path}", json=fields)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def verbs(bench: Bench) -> list[str]:
    return [fact.type.split(".")[2] for fact in await bench.facts() if ".contact." in fact.type]


async def test_somebody_leaves_and_comes_back(bench: Bench) -> None:
    async with bench.client() as client:
        nord = await made(client, "organizations", name="Nord")
        contact = await made(client, "contacts", family_name="Weiß", organization=nord["id"])
        assert contact["affiliations"][0]["organization"] == nord["id"]
        path = f"/api/v1/contacts/{contact['id']}"
        body = {"organization": nord["id"], "left_on": "2026-02-28"}
        left = await client.post(f"{path}/leave", json=body)
        assert left.status_code == 200, left.text
        assert (left.json()["status"], left.json()["organization"]) == ("left_organization", None)
        assert left.json()["affiliations"][0]["until_on"] == "2026-02-28"
        again = await client.post(f"{path}/leave", json=body)
        assert (again.status_code, again.json()["code"]) == (409, "affiliation_unknown")
        back = await client.post(f"{path}/reactivate")
        assert back.json()["status"] == "active"
    assert await verbs(bench) == [
        "created", "updated", "affiliation_changed", "left", "updated", "reactivated",
    ]  # fmt: skip
    facts = await bench.facts()
    assert facts[3].data["left"] == [nord["id"]]
    assert facts[4].data["left_on"] == "2026-02-28"


async def test_the_dead_are_kept_as_such(bench: Bench) -> None:
    async with bench.client() as client:
        contact = await made(client, "contacts", family_name="Weiß")
        path = f"/api/v1/contacts/{contact['id']}"
        for _ in range(2):
            dead = await client.post(f"{path}/mark_deceased")
            assert (dead.json()["status"], dead.json()["version"]) == ("deceased", 2)
        patched = await client.patch(path, json={"status": "active"})
        assert (patched.status_code, patched.json()["code"]) == (422, "use_verb")
        gone = await client.post(f"{path}/leave", json={"organization": str(new_id())})
        assert (gone.status_code, gone.json()["code"]) == (409, "transition_not_allowed")
    assert await verbs(bench) == ["created", "updated", "deceased"]


async def test_affiliations_are_told_and_unknown_ones_refused(bench: Bench) -> None:
    async with bench.client() as client:
        nord = await made(client, "organizations", name="Nord")
        sued = await made(client, "organizations", name="Süd")
        contact = await made(client, "contacts", family_name="Weiß", organization=nord["id"])
        path = f"/api/v1/contacts/{contact['id']}"
        for body, pointer in (
            ({"organization": str(new_id())}, "/organization"),
            (
                {"affiliations": [{"organization": str(new_id())}]},
                "/affiliations/0/organization",
            ),
            ({"referred_by": str(new_id())}, "/referred_by"),
        ):
            refused = await client.patch(path, json=body)
            assert (refused.status_code, refused.json()["params"]) == (404, {"path": pointer})
        moved = await client.patch(path, json={"organization": sued["id"], "job_title": "CTO"})
        assert moved.json()["job_title"] == "CTO"
        assert [one["organization"] for one in moved.json()["affiliations"]] == [
            nord["id"], sued["id"],
        ]  # fmt: skip
    assert await verbs(bench) == ["created", "updated", "affiliation_changed"]
    told = (await bench.facts())[-1].data
    assert (told["came_to"], told["left"]) == ([sued["id"]], [nord["id"]])


async def test_the_people_of_a_deleted_organization_do_not_belong_to_it(bench: Bench) -> None:
    async with bench.client() as client:
        nord = await made(client, "organizations", name="Nord")
        people = [
            await made(client, "contacts", family_name=str(number), organization=nord["id"])
            for number in range(3)
        ]
        await client.delete(f"/api/v1/organizations/{nord['id']}")
        async with bench.writing() as ctx:
            await commands.close_affiliations(ctx, UUID(nord["id"]), UUID(int=0))
        for person in people:
            found = (await client.get(f"/api/v1/contacts/{person['id']}")).json()
            assert (found["organization"], found["version"]) == (None, 2)
            assert found["affiliations"][0]["until_on"] is not None
        async with bench.writing() as ctx:  # the fact comes again: nothing is left to do
            await commands.close_affiliations(ctx, UUID(nord["id"]), UUID(int=0))
    assert (await verbs(bench)).count("affiliation_changed") == 3
