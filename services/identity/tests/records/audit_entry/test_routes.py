"""The audit log: who has which right from whom, who came in; for administrators, and for ever."""

import asyncio

import asyncpg
import pytest

from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.engines import Engines
from services.identity.tests.records.group.factory import a_group
from services.identity.tests.records.profile.factory import a_profile
from services.identity.tests.records.role.factory import a_role
from services.identity.tests.records.tenant.factory import PASSWORD, Office
from services.identity.tests.records.user.factory import a_user, signed_in


async def test_every_grant_is_noted_with_who_gave_it_and_what(bench: Bench, office: Office) -> None:
    role, profile = await a_role(bench), await a_profile(bench, actions=["read"])
    user = await a_user(bench, role=role.id)
    async with bench.client() as client:
        body = {"users": [str(user.id)]}
        await client.post(f"/api/v1/profiles/{profile.id}/assign", json=body)
        page = (await client.get("/api/v1/audit_entries?limit=2")).json()
        rest = (await client.get(f"/api/v1/audit_entries?before={page['next']}")).json()
        verdict = (await client.get("/api/v1/audit_entries/verify")).json()
    entries = [*page["items"], *rest["items"]]
    assert [entry["number"] for entry in entries] == [5, 4, 3, 2, 1]
    assert rest["next"] is None
    assert [entry["action"] for entry in entries] == [
        "grant.user.changed",
        "grant.user.changed",
        "grant.profile.changed",
        "grant.role.changed",
        "grant.user.changed",
    ]
    assert entries[0]["subject"] == str(user.id)
    assert entries[0]["actor"] == f"user:{bench.user}"
    assert entries[0]["detail"]["user"]["profiles"] == [str(profile.id)]
    assert entries[1]["detail"]["user"]["role"] == str(role.id)
    assert verdict == {
        "is_whole": True,
        "entries": 5,
        "digest": entries[0]["digest"],
        "broken_at": None,
    }


async def test_sign_ins_are_noted_without_where_from(bench: Bench, office: Office) -> None:
    email = office.administrator.email
    async with bench.stranger() as stranger:
        for password, status in ((PASSWORD, 200), ("wrong", 401)):
            credentials = {"email": email, "password": password, "tenant": office.tenant.slug}
            answer = await stranger.post("/api/v1/session", json=credentials)
            assert answer.status_code == status
    async with bench.client() as client:
        entries = (await client.get("/api/v1/audit_entries")).json()["items"]
    assert [(entry["action"], entry["subject"]) for entry in entries[:2]] == [
        ("sign_in.refused", str(bench.user)),
        ("sign_in.succeeded", str(bench.user)),
    ]
    assert set(entries[0]["detail"]) == {"login_event"}


async def test_many_at_once_make_one_chain(bench: Bench, office: Office) -> None:
    async def group() -> None:
        await a_group(bench)

    await asyncio.gather(*(group() for _ in range(12)))
    async with bench.client() as client:
        verdict = (await client.get("/api/v1/audit_entries/verify")).json()
    assert (verdict["is_whole"], verdict["entries"]) == (True, 13)


async def test_nobody_else_reads_it(bench: Bench, office: Office) -> None:
    user = signed_in(bench, await a_user(bench))
    async with bench.client(user) as client:
        for path in ("", "/verify"):
            refused = await client.get(f"/api/v1/audit_entries{path}")
            assert (refused.status_code, refused.json()["code"]) == (403, "action_forbidden")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_entry SET actor = 'nobody'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"],
)
@pytest.mark.parametrize("pool", ["api_pool", "worker_pool"])
async def test_no_role_changes_what_was_written(
    bench: Bench, office: Office, statement: str, pool: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await getattr(bench.runtime, pool).execute(statement)


async def test_what_the_servers_owner_alters_is_found(
    bench: Bench, office: Office, engines: Engines
) -> None:
    for _ in range(3):
        await a_group(bench)
    connection = await engines.connect(bench.runtime.settings.database.name)
    try:
        await connection.execute(
            "UPDATE audit_entry SET detail = jsonb_set(detail, '{version}', '9')"
            " WHERE tenant_id = $1 AND number = 2",
            bench.tenant,
        )
    finally:
        await connection.close()
    async with bench.client() as client:
        verdict = (await client.get("/api/v1/audit_entries/verify")).json()
    assert (verdict["is_whole"], verdict["entries"], verdict["broken_at"]) == (False, 1, 2)
