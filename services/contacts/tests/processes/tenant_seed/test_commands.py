"""A new tenant begins with its lists and its catalogue, and contacts says that it is ready."""

from collections import Counter

from kontor_chassis.testing.bench import Bench
from kontor_contacts.processes.tenant_seed.commands import seed_tenant


async def test_a_new_tenant_begins_with_lists_and_its_catalogue(bench: Bench) -> None:
    async with bench.writing() as ctx:
        await seed_tenant(ctx)
    facts = await bench.facts()
    assert Counter(fact.type for fact in facts) == {
        "contacts.choice_list.created.v1": 3,
        "contacts.catalogue.published.v1": 6,
        "contacts.tenant_seed.completed.v1": 1,
    }
    assert facts[-1].subject == bench.tenant
    names = [fact.data["state"]["name"] for fact in facts if "choice_list" in fact.type]
    assert names == ["source", "legal_form", "industry"]
    (contact,) = [
        fact.data["entry"] for fact in facts if fact.data.get("record") == "contacts.contact"
    ]
    (source,) = [field for field in contact["fields"] if field["name"] == "source"]
    assert "referral" in {choice["key"] for choice in source["choices"]}


async def test_what_is_there_already_is_not_made_twice(bench: Bench) -> None:
    for _ in range(2):
        async with bench.writing() as ctx:
            await seed_tenant(ctx)
    told = Counter(await bench.fact_types())
    assert told["contacts.choice_list.created.v1"] == 3
    assert told["contacts.catalogue.published.v1"] == 6
    assert told["contacts.tenant_seed.completed.v1"] == 2


async def test_a_source_the_list_does_not_have_is_refused(bench: Bench) -> None:
    async with bench.writing() as ctx:
        await seed_tenant(ctx)
    before = await bench.facts()
    async with bench.client() as client:
        wrong = await client.post("/api/v1/leads", json={"company": "N", "source": "nowhere"})
        assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (422, "choice_unknown")
        assert await bench.facts() == before
        right = await client.post("/api/v1/leads", json={"company": "N", "source": "fair"})
        assert right.status_code == 201
