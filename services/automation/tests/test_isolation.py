"""No route shows, counts or changes anything of another tenant."""

from typing import Any

import httpx
from fastapi.routing import APIRoute

from kontor_automation.app import APP
from kontor_chassis.http.app import make_app
from kontor_chassis.ids import new_id
from services.automation.tests.bed import Bed, mail, update


async def everything(bed: Bed) -> dict[str, str]:
    """Give the tenant one of each, and return the ids that stand in paths."""
    [anna] = await bed.users(1)
    rule = await bed.rule([anna])
    workflow = await bed.workflow(update(source="web"))
    await bed.apply(bed.created(bed.lead()))
    runs = await bed.runs()
    return {"rule_id": str(rule), "workflow_id": str(workflow), "run_id": str(runs[0]["id"])}


def bodies(path: str) -> dict[str, Any]:
    if path.endswith("/workflows"):
        return {"name": "W", "on": "contacts.lead.created.v1", "steps": [mail()]}
    return {"name": "Renamed"} if path.endswith("}") else {}


def routes(bed: Bed) -> list[tuple[str, str]]:
    paths = make_app(bed.bench.runtime).openapi()["paths"]
    return sorted((method.upper(), path) for path, found in paths.items() for method in found)


async def asked(
    client: httpx.AsyncClient, method: str, path: str, ids: dict[str, str]
) -> httpx.Response:
    body = bodies(path) if method in {"POST", "PATCH"} else None
    return await client.request(method, path.format(**ids), json=body)


async def digest(bed: Bed) -> list[Any]:
    tables = ("run", "step", "assignment_log", "turn", "active_rule", "outbox")
    return [
        await bed.pool.fetch(f"SELECT * FROM {table} WHERE tenant_id = $1", bed.tenant)
        for table in tables
    ]


async def test_ids_of_another_tenant_are_unknown_at_every_route(bed: Bed) -> None:
    ids = await everything(bed)
    before = await digest(bed)
    stranger = bed.bench.another_tenant()
    random = dict.fromkeys(ids, str(new_id()))
    with_id = [(method, path) for method, path in routes(bed) if "{" in path]
    assert len(with_id) == 11
    async with bed.bench.client(stranger) as client:
        for method, path in with_id:
            foreign = await asked(client, method, path, ids)
            unknown = await asked(client, method, path, random)
            assert (foreign.status_code, unknown.status_code) == (404, 404), (method, path)
            one, other = foreign.json(), unknown.json()
            assert one.pop("request_id") != other.pop("request_id")
            assert one == other
    assert await digest(bed) == before
    assert await bed.bench.facts(stranger.tenant) == []


async def test_lists_of_another_tenant_are_empty(bed: Bed) -> None:
    ids = await everything(bed)
    lists = [path for method, path in routes(bed) if method == "GET" and "{" not in path]
    assert len(lists) == 4
    async with bed.bench.client(bed.bench.another_tenant()) as client:
        for path in lists:
            answer = await client.get(path)
            assert answer.json() == {"items": [], "next": None}, path
    async with bed.bench.client() as client:
        for path in lists:
            assert len((await client.get(path)).json()["items"]) >= 1, path
        assert (await client.get(f"/api/v1/runs/{ids['run_id']}")).status_code == 200


async def test_nobody_unknown_gets_in_anywhere(bed: Bed) -> None:
    ids = await everything(bed)
    async with bed.bench.stranger() as client:
        for method, path in routes(bed):
            answer = await asked(client, method, path, ids)
            assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


async def test_people_of_another_tenant_cannot_be_named(bed: Bed) -> None:
    [anna] = await bed.users(1)
    body = {"name": "Leads", "record": "contacts.lead", "pool_users": [str(anna)]}
    async with bed.bench.client(bed.bench.another_tenant()) as client:
        answer = await client.post("/api/v1/assignment_rules", json=body)
    # Just made, so that it might be on its way: the same answer as for an id nobody has.
    assert (answer.status_code, answer.json()["code"]) == (409, "mirror_behind")


async def test_without_a_tenant_the_api_role_sees_nothing(bed: Bed) -> None:
    await everything(bed)
    tables = (
        "assignment_rule", "workflow", "active_rule", "run", "step", "assignment_log",
        "user_mirror", "group_mirror", "group_member", "tenant_mirror", "lead_mirror",
    )  # fmt: skip
    pool = bed.bench.runtime.api_pool
    for table in tables:
        assert await pool.fetchval(f"SELECT count(*) FROM {table}") == 0, table
    owned = await pool.fetch("SELECT tablename FROM pg_tables WHERE tableowner = current_user")
    assert owned == []
    bare = await pool.fetch(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace ="
        " 'public'::regnamespace AND NOT relforcerowsecurity AND relname <> 'alembic_version'"
        " AND NOT relispartition"
    )
    assert bare == []


def test_every_route_is_named_by_one_plural() -> None:
    segments = {
        route.path.split("/")[1]
        for router in APP.routers
        for route in router.routes
        if isinstance(route, APIRoute)
    }
    assert segments == {"assignment_rules", "workflows", "runs", "assignment_log"}
