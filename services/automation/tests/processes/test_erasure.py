"""Whoever is forgotten is quoted nowhere, and what was decided can still be counted."""

from typing import Any

from kontor_automation.mirrors.lead import LEAD as MIRROR
from kontor_automation.processes.erasure import commands
from kontor_chassis.consume.transaction import transaction
from kontor_chassis.ids import new_id
from kontor_schemas.contacts.lead import LeadErased
from services.automation.tests.bed import Bed, update

WORD = "zqxcanary"


async def everything(bed: Bed) -> str:
    tables = ("run", "step", "assignment_log", "lead_mirror")
    rows: list[Any] = []
    for table in tables:
        rows += await bed.pool.fetch(
            f"SELECT to_jsonb(d)::text AS row FROM {table} d WHERE tenant_id = $1", bed.tenant
        )
    return " ".join(row["row"] for row in rows)


async def test_nothing_quotes_whoever_is_forgotten(bed: Bed) -> None:
    users = await bed.users(1)
    await bed.rule(
        users, condition={"field": "company", "op": "eq", "value": "N"}, order=1, name="first"
    )
    await bed.rule(users, order=2, name="second")
    await bed.workflow(update(next_step="call"), name="calls")
    await bed.workflow(
        update(source="web"), condition={"field": "company", "op": "eq", "value": "N"}, name="never"
    )
    fields = {"display_name": WORD, "family_name": WORD, "company": WORD}
    lead, other = bed.lead(**fields), bed.lead(company="Other")
    await bed.apply(bed.created(lead), bed.created(other))
    await bed.work()
    late = lead.model_copy(update={"version": 2, "company": f"{WORD} two"})
    await bed.apply(bed.updated(lead, late), bed.created(lead))
    assert WORD in await everything(bed)
    before = len(await bed.runs()), len(await bed.logs())
    request = new_id()
    erased = bed.received(LeadErased(id=lead.id, version=3, request=request))
    async with transaction(bed.pool) as connection:
        await MIRROR.apply(connection, [erased])
    async with bed.bench.writing() as ctx:
        await commands.forget_record(ctx, lead.id, request)
    assert WORD not in await everything(bed)
    assert (len(await bed.runs()), len(await bed.logs())) == before
    assert {run["state"] for run in await bed.runs(record_id=lead.id)} <= {
        "succeeded", "skipped", "cancelled",
    }  # fmt: skip
    told = [fact for fact in await bed.bench.facts() if "erasure" in fact.type]
    assert [(fact.subject, fact.data["request"]) for fact in told] == [(lead.id, str(request))]
    assert told[0].data["counts"]["run"] == len(await bed.runs(record_id=lead.id))
    async with bed.bench.writing() as ctx:
        await commands.forget_record(ctx, new_id(), request)
    assert (await bed.bench.facts())[-1].data["counts"] == {}
