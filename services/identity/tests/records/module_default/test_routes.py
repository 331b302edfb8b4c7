"""Module defaults: one a record type, told to all."""

from uuid import uuid4

from kontor_chassis.testing.bench import Bench
from kontor_identity.records.grant import queries as grant_queries
from services.identity.tests.records.tenant.factory import Office
from services.identity.tests.records.user.factory import a_user, signed_in
from services.identity.tests.unchanged import refused

LEAD = "contacts.lead"


async def test_a_default_is_said_changed_and_told(bench: Bench, office: Office) -> None:
    before = len(await bench.facts())
    async with bench.client() as client:
        body = {"record": LEAD, "openness": "read"}
        created = await client.post("/api/v1/module_defaults", json=body)
        assert created.status_code == 201, created.text
        path = created.headers["location"]
        assert (await client.get(path)).json() == created.json()
        for _ in range(2):
            changed = await client.patch(path, json={"openness": "record_level"})
            assert (changed.json()["openness"], changed.json()["version"]) == ("record_level", 2)
        listed = (await client.get(f"/api/v1/module_defaults?record={LEAD}")).json()["items"]
        assert [item["openness"] for item in listed] == ["record_level"]
    facts = (await bench.facts())[before:]
    assert [fact.type.split(".")[1:3] for fact in facts] == [
        ["module_default", "created"],
        ["grant", "changed"],
        ["module_default", "updated"],
        ["module_default", "changed"],
        ["grant", "changed"],
    ]
    assert facts[3].data["previous"] == "read"
    world = await grant_queries.world(bench.reading())
    assert world.openness(LEAD) == "record_level"
    assert world.openness("contacts.contact") == "private"


async def test_what_is_refused_changes_nothing(bench: Bench, office: Office) -> None:
    async with bench.client() as client:
        made = await client.post("/api/v1/module_defaults", json={"record": LEAD})
    path = f"/module_defaults/{made.json()['id']}"
    user = signed_in(bench, await a_user(bench))
    for request, expected, principal in (
        (("POST", "/module_defaults", {"record": LEAD}), (409, "unique_taken"), None),
        (("POST", "/module_defaults", {"record": "no.thing"}), (422, "choice_unknown"), None),
        (("PATCH", path, {"openness": "wide"}), (422, "choice_unknown"), None),
        (("PATCH", path, {"record": "contacts.contact"}), (422, "field_unknown"), None),
        (
            ("PATCH", f"/module_defaults/{uuid4()}", {"openness": "read"}),
            (404, "record_unknown"),
            None,
        ),
        (("PATCH", path, {"openness": "read"}), (403, "action_forbidden"), user),
        (
            ("POST", "/module_defaults", {"record": "contacts.contact"}),
            (403, "action_forbidden"),
            user,
        ),
    ):
        await refused(bench, request, expected, principal)
