"""Organizations at the edge."""

from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench


async def test_what_follows_from_an_organization_is_derived(bench: Bench) -> None:
    async with bench.client() as client:
        made = await client.post(
            "/api/v1/organizations",
            json={
                "name": "  Alfreds Futterkiste ",
                "website": "https://www.alfreds.example/start",
                "addresses": [{"line1": "Obere Str. 57", "city": "Berlin", "country": "DE"}],
            },
        )
    organization = made.json()
    assert (organization["name"], organization["domain"], organization["country"]) == (
        "Alfreds Futterkiste", "alfreds.example", "DE",
    )  # fmt: skip
    assert organization["addresses"][0]["is_primary"] is True


async def test_an_organization_is_not_above_itself_and_knows_its_parent(bench: Bench) -> None:
    async with bench.client() as client:
        made = await client.post("/api/v1/organizations", json={"name": "A"})
        itself = await client.patch(made.headers["location"], json={"parent": made.json()["id"]})
        unknown = await client.patch(made.headers["location"], json={"parent": str(new_id())})
        child = await client.post(
            "/api/v1/organizations", json={"name": "B", "parent": made.json()["id"]}
        )
    assert (itself.status_code, itself.json()["code"]) == (422, "hierarchy_cycle")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "reference_unknown")
    assert child.status_code == 201
    assert await bench.fact_types() == ["contacts.organization.created.v1"] * 2


async def test_a_number_is_free_again_once_its_record_is_in_the_bin(bench: Bench) -> None:
    async with bench.client() as client:
        first = await client.post("/api/v1/organizations", json={"name": "A", "number": "O-1"})
        taken = await client.post("/api/v1/organizations", json={"name": "B", "number": "O-1"})
        assert (taken.status_code, taken.json()["params"]) == (409, {"field": "number"})
        await client.delete(first.headers["location"])
        again = await client.post("/api/v1/organizations", json={"name": "B", "number": "O-1"})
        assert again.status_code == 201
        binned = await client.patch(first.headers["location"], json={"name": "C"})
        assert (binned.status_code, binned.json()["code"]) == (409, "record_in_bin")
