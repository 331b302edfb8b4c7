"""A new tenant begins empty, and contacts says that it is ready."""

from kontor_chassis.testing.bench import Bench
from kontor_contacts.processes.tenant_seed.commands import seed_tenant


async def test_the_confirmation_names_the_tenant(bench: Bench) -> None:
    async with bench.writing() as ctx:
        await seed_tenant(ctx)
    facts = await bench.facts()
    assert [(fact.type, fact.subject) for fact in facts] == [
        ("contacts.tenant_seed.completed.v1", bench.tenant)
    ]
