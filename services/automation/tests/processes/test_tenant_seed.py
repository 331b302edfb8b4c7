"""A new tenant is confirmed, once, however often its creation is told."""

from kontor_automation.app import CONSUMER
from kontor_automation.processes.tenant_seed.consumers import SEED_TENANT
from kontor_chassis.consume.commands import command_port
from kontor_schemas.fact import Created
from kontor_schemas.identity.tenant import Tenant
from services.automation.tests.bed import Bed


async def test_a_new_tenant_is_confirmed_once(bed: Bed) -> None:
    state = Tenant.model_validate({**bed.stamps(bed.tenant), "slug": "demo", "name": "Demo"})
    fact = bed.received(Created[Tenant](state=state))
    route = CONSUMER.route(fact.type)
    assert route is not None
    assert route.commands == (SEED_TENANT,)
    run = command_port(bed.bench.runtime, CONSUMER.name)
    for _ in range(3):
        await run(fact, SEED_TENANT)
    [told] = await bed.bench.facts()
    assert told.type == "automation.tenant_seed.completed.v1"
    assert told.subject == bed.tenant
    assert told.headers["ce_causationid"] == str(fact.id)
