"""Contacts at the edge."""

from kontor_chassis.testing.bench import Bench


async def test_a_contact_is_created_read_changed_and_deleted(bench: Bench) -> None:
    async with bench.client() as client:
        created = await client.post(
            "/api/v1/contacts",
            json={
                "given_name": "Maria",
                "family_name": "Anders",
                "emails": [{"value": "M@x.example"}],
            },
        )
        assert created.status_code == 201, created.text
        contact = created.json()
        assert contact["display_name"] == "Maria Anders"
        assert created.headers["etag"] == '"1"'
        path = created.headers["location"]

        got = await client.get(path)
        assert got.status_code == 200
        assert got.json() == contact

        patched = await client.patch(path, json={"family_name": "Anders-Weiß"})
        assert patched.status_code == 200, patched.text
        assert patched.json()["version"] == 2

        listed = await client.get("/api/v1/contacts")
        assert [item["id"] for item in listed.json()["items"]] == [contact["id"]]

        gone = await client.delete(path)
        assert gone.status_code == 204
        assert (await client.get(path)).status_code == 404
    assert await bench.fact_types() == [
        "contacts.contact.created.v1",
        "contacts.contact.updated.v1",
        "contacts.contact.deleted.v1",
    ]
