"""Tenants: their names, and when they are ready."""

import pytest

from kontor_chassis.errors import RecordUnknown
from kontor_chassis.testing.bench import Bench
from kontor_identity.records.tenant import commands
from services.identity.tests.records.tenant.factory import Office
from services.identity.tests.records.user.factory import a_user, signed_in


async def test_a_tenant_is_ready_when_every_service_has_said_so(
    bench: Bench, office: Office
) -> None:
    for service in ("contacts", "contacts", "automation", "automation"):
        async with bench.writing() as ctx:
            await commands.note_seed(ctx, service)
    facts = (await bench.facts())[office.facts :]
    assert [fact.type for fact in facts] == [
        "identity.tenant.updated.v1",
        "identity.tenant.ready.v1",
    ]
    assert facts[0].data["changed"] == {"state": ["seeding", "ready"]}


async def test_an_unknown_tenant_is_never_ready(bench: Bench) -> None:
    with pytest.raises(RecordUnknown):
        async with bench.writing() as ctx:
            await commands.note_seed(ctx, "contacts")
    assert await bench.facts() == []


async def test_only_administrators_change_what_a_tenant_is_called(
    bench: Bench, office: Office
) -> None:
    user = await a_user(bench)
    before = len(await bench.facts())
    path = f"/api/v1/tenants/{bench.tenant}"
    async with bench.client(signed_in(bench, user)) as client:
        refused = await client.patch(path, json={"name": "Mine"})
        assert (refused.status_code, refused.json()["code"]) == (403, "action_forbidden")
        assert (await client.get(path)).json()["name"] == "Contoso"
    assert len(await bench.facts()) == before
    async with bench.client() as client:
        changed = await client.patch(path, json={"name": "Contoso AG", "currency": "CHF"})
        assert (changed.status_code, changed.json()["name"]) == (200, "Contoso AG")
        for body, code in (
            ({"slug": "other"}, "field_unknown"),
            ({"state": "ready"}, "field_unknown"),
            ({"zone": "Mars/Base"}, "zone_unknown"),
        ):
            refused = await client.patch(path, json=body)
            assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert (await bench.fact_types())[before:] == ["identity.tenant.updated.v1"]
