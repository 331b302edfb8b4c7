"""Nothing of one tenant is seen or changed from another, at any route and with any id."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.routing import APIRoute

from kontor_chassis.testing.bench import Bench
from kontor_identity.app import APP
from services.identity.tests.records.group.factory import a_group
from services.identity.tests.records.tenant.factory import PASSWORD, Office, an_office
from services.identity.tests.records.user.factory import a_user

BODIES: dict[str, dict[str, Any]] = {
    "PATCH /users/{user_id}": {"display_name": "Mine now"},
    "POST /users/{user_id}/suspend": {},
    "POST /users/{user_id}/resume": {},
    "POST /users/{user_id}/set_password": {"password": "N" + PASSWORD},
    "PATCH /groups/{group_id}": {"name": "Mine now"},
    "POST /groups/{group_id}/add_member": {"member": {"kind": "user", "id": str(uuid4())}},
    "POST /groups/{group_id}/remove_member": {"member": {"kind": "user", "id": str(uuid4())}},
    "POST /groups/{group_id}/replace": {"target": str(uuid4())},
    "PATCH /roles/{role_id}": {"name": "Mine now"},
    "POST /roles/{role_id}/move": {"parent": str(uuid4())},
    "POST /roles/{role_id}/replace": {"target": str(uuid4())},
    "PATCH /profiles/{profile_id}": {"name": "Mine now"},
    "POST /profiles/{profile_id}/assign": {"users": [str(uuid4())]},
    "POST /profiles/{profile_id}/unassign": {"users": [str(uuid4())]},
    "POST /profiles/{profile_id}/clone": {"name": "Mine now"},
    "PATCH /sharing_rules/{rule_id}": {"name": "Mine now"},
    "PATCH /module_defaults/{default_id}": {"openness": "read"},
    "PATCH /tenants/{tenant_id}": {"name": "Mine now"},
}


def _routes_with_ids() -> list[tuple[str, str]]:
    return sorted(
        (method, route.path)
        for router in APP.routers
        for route in router.routes
        if isinstance(route, APIRoute) and "{" in route.path
        for method in route.methods
    )


@pytest.fixture
async def foreign(runtime: Any) -> dict[str, UUID]:
    """Records of another tenant, by the name their id has in paths."""
    there = Bench(runtime)
    office = await an_office(there)
    user = await a_user(there)
    group = await a_group(there, members=[user.id])
    async with there.client() as client:
        key = (await client.post("/api/v1/api_keys", json={"name": "Robot"})).json()
        made = {
            plural: (await client.post(f"/api/v1/{plural}", json=body)).json()["id"]
            for plural, body in (
                ("roles", {"name": "Theirs"}),
                ("profiles", {"name": "Theirs"}),
                ("module_defaults", {"record": "contacts.lead"}),
            )
        }
        source, target = (
            {"kind": "group", "id": str(group.id)},
            {"kind": "user", "id": str(user.id)},
        )
        rule = {"name": "R", "record": "contacts.lead", "source": source, "target": target}
        made["rules"] = (await client.post("/api/v1/sharing_rules", json=rule)).json()["id"]
    return {
        "role_id": UUID(made["roles"]),
        "profile_id": UUID(made["profiles"]),
        "default_id": UUID(made["module_defaults"]),
        "rule_id": UUID(made["rules"]),
        "tenant_id": office.tenant.id,
        "user_id": user.id,
        "group_id": group.id,
        "key_id": UUID(key["id"]),
        "there": there.tenant,
    }


@pytest.mark.parametrize(("method", "path"), _routes_with_ids())
async def test_a_foreign_id_is_an_unknown_id(
    bench: Bench, office: Office, foreign: dict[str, UUID], method: str, path: str
) -> None:
    there = foreign["there"]
    before = len(await bench.facts(there))
    name = path.partition("{")[2].partition("}")[0]
    answers = []
    async with bench.client() as client:
        for identifier in (foreign[name], uuid4()):
            address = "/api/v1" + path.replace("{" + name + "}", str(identifier))
            body = BODIES.get(f"{method} {path}")
            answers.append(await client.request(method, address, json=body))
    shapes = [
        (answer.status_code, {**answer.json(), "request_id": ""}, sorted(answer.headers))
        for answer in answers
    ]
    assert shapes[0] == shapes[1]
    assert (shapes[0][0], shapes[0][1]["code"]) == (404, "record_unknown")
    assert len(await bench.facts()) == office.facts
    assert len(await bench.facts(there)) == before


async def test_lists_show_ones_own_tenant_only(
    bench: Bench, office: Office, foreign: dict[str, UUID]
) -> None:
    async with bench.client() as client:
        for plural, own in (("users", [bench.user]), ("groups", []), ("api_keys", [])):
            items = (await client.get(f"/api/v1/{plural}")).json()["items"]
            assert [item["id"] for item in items] == [str(one) for one in own]


async def test_a_foreign_user_joins_no_group(
    bench: Bench, office: Office, foreign: dict[str, UUID]
) -> None:
    async with bench.client() as client:
        body = {"name": "Spies", "members": [str(foreign["user_id"])]}
        refused = await client.post("/api/v1/groups", json=body)
    assert (refused.status_code, refused.json()["code"]) == (404, "reference_unknown")
    assert len(await bench.facts()) == office.facts


async def test_a_taken_address_or_name_of_another_tenant_is_free_here(runtime: Any) -> None:
    first, second = Bench(runtime), Bench(runtime)
    await an_office(first)
    await an_office(second)
    email = f"{uuid4().hex}@both.example"
    for bench in (first, second):
        await a_user(bench, email=email)
        await a_group(bench, name="Everybody")


@pytest.mark.parametrize("table", ["login", "tenant_slug"])
async def test_what_is_found_across_tenants_cannot_be_listed(
    bench: Bench, office: Office, table: str
) -> None:
    """The api role sees the rows of its tenant and of the one key it names, and no others."""
    pool = bench.runtime.api_pool
    column = {"login": "email_digest", "tenant_slug": "slug"}[table]
    assert await pool.fetch(f"SELECT * FROM {table}") == []
    for setting, value in (("tenant", ""), ("lookup", ""), ("lookup", "x"), ("lookup", "%")):
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(f"SELECT set_config('kontor.{setting}', '{value}', true)")
            assert await connection.fetch(f"SELECT * FROM {table}") == []
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(f"SELECT set_config('kontor.tenant', '{bench.tenant}', true)")
        own = await connection.fetch(f"SELECT * FROM {table}")
    assert [row["tenant_id"] for row in own] == [bench.tenant]
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(f"SELECT set_config('kontor.lookup', '{own[0][column]}', true)")
        assert await connection.fetch(f"SELECT * FROM {table}") == own
