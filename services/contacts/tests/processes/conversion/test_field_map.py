"""What goes where on a conversion: as always, otherwise, into the tenant's own fields, nowhere."""

import httpx

from kontor_chassis.testing.bench import Bench
from kontor_records.testing.realm import Realm
from kontor_schemas.rights import Permissions
from services.contacts.tests.processes.conversion.leads import ALL_NEW, an_sql


async def an_own_field(client: httpx.AsyncClient, plural: str, key: str) -> None:
    field = {"key": key, "type": "text", "label": {"en": key}}
    made = await client.post(f"/api/v1/{plural}/custom_fields", json=field)
    assert made.status_code == 201, made.text


async def test_fields_go_where_the_map_says(bench: Bench) -> None:
    field_map = {
        "contact": {"department": "company", "job_title": None, "description": "need"},
        "organization": {"description": "need"},
    }
    async with bench.client() as client:
        path = await an_sql(client)
        done = await client.post(f"{path}/convert", json={**ALL_NEW, "field_map": field_map})
        assert done.status_code == 201, done.text
        contact = (await client.get(f"/api/v1/contacts/{done.json()['contact']}")).json()
        firm = (await client.get(f"/api/v1/organizations/{done.json()['organization']}")).json()
    assert (contact["department"], contact["job_title"], contact["description"]) == (
        "Özdemir Maschinenbau", None, "Lathes",
    )  # fmt: skip
    assert (firm["description"], firm["domain"]) == ("Lathes", "oezdemir.example")


async def test_a_map_that_leads_nowhere_is_refused(bench: Bench, realm: Realm) -> None:
    reading = Permissions(
        actions=["read", "create", "update", "delete"],
        modules=[
            {
                "record": "contacts.contact",
                "actions": ["read", "create", "update"],
                "fields": [{"field": "department", "level": "read"}],
            }
        ],
    )
    user = await realm.user(profiles=[await realm.profile(reading)])
    await realm.open("contacts.lead", "read_write")
    async with bench.client() as client:
        path = await an_sql(client)
        before = await bench.facts()
        for target, source in (
            ("nonsense", "need"), ("department", "nonsense"), ("display_name", "need"),
            ("status", "need"), ("id", "need"),
        ):  # fmt: skip
            body = {**ALL_NEW, "field_map": {"contact": {target: source}}}
            refused = await client.post(f"{path}/convert", json=body)
            assert (refused.status_code, refused.json()["code"]) == (422, "field_unknown"), target
            assert refused.json()["errors"][0]["pointer"] == f"/field_map/contact/{target}"
        body = {**ALL_NEW, "field_map": {"contact": {"language": "need"}}}
        assert (await client.post(f"{path}/convert", json=body)).status_code == 422
    async with bench.client(realm.principal(user)) as client:
        body = {**ALL_NEW, "field_map": {"contact": {"department": "company"}}}
        forbidden = await client.post(f"{path}/convert", json=body)
        assert (forbidden.status_code, forbidden.json()["code"]) == (403, "field_forbidden")
    assert await bench.facts() == before


async def test_whoever_is_certainly_meant_is_taken(bench: Bench) -> None:
    match = {"contact": {"match": True}, "organization": {"match": True}}
    async with bench.client() as client:
        first = await client.post(f"{await an_sql(client)}/convert", json=match)
        second = await client.post(f"{await an_sql(client)}/convert", json=match)
        assert (first.status_code, second.status_code) == (201, 201)
        for what in ("contact", "organization", "account"):
            assert first.json()[what] == second.json()[what]
        assert (first.json()["linked"], second.json()["created"]) == ([], [])
        both = {"contact": {"match": True, "create": True}}
        wrong = await client.post(f"{await an_sql(client)}/convert", json=both)
        assert (wrong.status_code, wrong.json()["code"]) == (422, "field_required")


async def test_own_fields_are_filled_and_those_that_are_set_stay(bench: Bench) -> None:
    field_map = {"contact": {"custom.c_wish": "custom.c_wish", "custom.c_first": "need"}}
    async with bench.client() as client:
        await an_own_field(client, "leads", "c_wish")
        await an_own_field(client, "contacts", "c_wish")
        await an_own_field(client, "contacts", "c_first")
        known = await client.post(
            "/api/v1/contacts", json={"family_name": "Özdemir", "custom": {"c_first": "Mills"}}
        )
        path = await an_sql(client, custom={"c_wish": "blue"})
        link = {"contact": {"link": known.json()["id"]}, "field_map": field_map}
        done = await client.post(f"{path}/convert", json=link)
        assert done.status_code == 201, done.text
        contact = (await client.get(f"/api/v1/contacts/{known.json()['id']}")).json()
        assert contact["custom"] == {"c_first": "Mills", "c_wish": "blue"}
        assert done.json()["left"] == {"contacts.contact": {"custom": {"c_first": "Lathes"}}}
        unknown = {"contact": {"create": True}, "field_map": {"contact": {"custom.c_no": "need"}}}
        refused = await client.post(f"{await an_sql(client)}/convert", json=unknown)
        assert refused.json()["errors"][0]["pointer"] == "/field_map/contact/custom.c_no"
