"""Further tenants, on the operator's word and nobody else's."""

from uuid import uuid4

import pytest

from kontor_chassis.actor import Actor, Principal
from kontor_chassis.testing.bench import Bench
from kontor_schemas.identifiers import PLATFORM
from services.identity.tests.records.tenant.factory import PASSWORD, Office

OPERATOR = Principal(subject=Actor("service", "operator"), tenant=PLATFORM)


def new_tenant() -> dict[str, str]:
    mark = uuid4().hex[:12]
    return {
        "slug": f"n-{mark}",
        "name": "Fabrikam",
        "admin_email": f"admin@{mark}.example",
        "admin_password": PASSWORD,
    }


async def test_the_operator_makes_a_tenant_whose_administrator_signs_in(bench: Bench) -> None:
    body = new_tenant()
    async with bench.client(OPERATOR) as client:
        made = await client.post("/internal/tenants", json=body)
        assert made.status_code == 201, made.text
        assert (made.json()["slug"], made.json()["state"]) == (body["slug"], "seeding")
        again = await client.post("/internal/tenants", json={**body, "admin_email": "x@y.example"})
        assert (again.status_code, again.json()["code"]) == (409, "unique_taken")
    async with bench.stranger() as client:
        credentials = {"email": body["admin_email"], "password": PASSWORD}
        assert (await client.post("/api/v1/session", json=credentials)).status_code == 200


async def test_nobody_else_does(bench: Bench, office: Office) -> None:
    gateway = Principal(subject=Actor("service", "gateway"), tenant=PLATFORM)
    acting = Principal(
        subject=Actor("user", str(bench.user)), tenant=bench.tenant, acting_service="operator"
    )
    for principal in (bench.principal, gateway, acting):
        async with bench.client(principal) as client:
            refused = await client.post("/internal/tenants", json=new_tenant())
            assert (refused.status_code, refused.json()["code"]) == (403, "action_forbidden")
    async with bench.stranger() as client:
        assert (await client.post("/internal/tenants", json=new_tenant())).status_code == 401


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"slug": "Not A Slug"}, "value_format"),
        ({"admin_password": "short"}, "password_weak"),
        ({"admin_email": "nobody"}, "email_invalid"),
        ({"plan": "gold"}, "field_unknown"),
    ],
)
async def test_bad_input_makes_none(bench: Bench, changes: dict[str, str], code: str) -> None:
    body = {**new_tenant(), **changes}
    before = await bench.runtime.worker_pool.fetchval("SELECT count(*) FROM outbox")
    async with bench.client(OPERATOR) as client:
        refused = await client.post("/internal/tenants", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, code), refused.text
    after = await bench.runtime.worker_pool.fetchval("SELECT count(*) FROM outbox")
    assert after == before
