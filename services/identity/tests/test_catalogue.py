"""The database holds what the code relies on: forced row security, narrow grants, indexes used."""

import pytest

from kontor_chassis.database.statements import Statement
from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.errors import CODES
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.engines import Engines
from kontor_chassis.testing.plugin import RuntimeOf
from kontor_chassis.texts.catalogue import LANGUAGES, known
from kontor_identity.records.api_key import queries as api_key_queries
from kontor_identity.records.login_event import queries as login_event_queries
from kontor_identity.records.session import queries as session_queries
from kontor_identity.records.tenant import queries as tenant_queries
from kontor_identity.records.user import queries as user_queries


async def test_every_table_forces_row_security_and_nobody_can_pass_it(bench: Bench) -> None:
    rows = await bench.runtime.worker_pool.fetch(
        "SELECT relname, relrowsecurity AND relforcerowsecurity AS is_forced,"
        " pg_get_userbyid(relowner) AS owner FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " AND NOT relispartition"
    )
    open_tables = {row["relname"] for row in rows if not row["is_forced"]}
    assert open_tables == {"alembic_version"}
    assert {row["owner"] for row in rows} == {"identity_owner"}
    roles = await bench.runtime.worker_pool.fetch(
        "SELECT rolname FROM pg_roles WHERE rolname IN ('identity_api', 'identity_worker')"
        " AND (rolsuper OR rolbypassrls)"
    )
    assert roles == []


async def test_no_function_runs_with_the_rights_of_somebody_else(bench: Bench) -> None:
    found = await bench.runtime.worker_pool.fetchval(
        "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
    )
    assert found == 0


async def test_the_worker_reads_no_record(bench: Bench) -> None:
    rows = await bench.runtime.worker_pool.fetch(
        "SELECT table_name FROM information_schema.role_table_grants"
        " WHERE grantee = 'identity_worker' AND privilege_type = 'SELECT'"
    )
    readable = {row["table_name"] for row in rows}
    assert not readable & {
        "tenant", "tenant_slug", "user", "login", "group", "credential", "api_key",
        "user_grant", "access_grant", "role", "profile", "sharing_rule", "module_default",
        "audit_entry", "service_credential",
    }  # fmt: skip


STATEMENTS: dict[str, tuple[Statement, str]] = {
    "a user": (user_queries._GET, "user_pkey"),
    "where an address signs in": (user_queries._PLACES, "login_email_key"),
    "a tenant by slug": (tenant_queries._BY_SLUG, "tenant_slug_slug_key"),
    "a session": (session_queries._GET, "session_pkey"),
    "the keys of a user": (api_key_queries._LIST, "api_key_of_user"),
    "a key": (api_key_queries._STANDING, "api_key_pkey"),
    "a device": (login_event_queries._DEVICE, "known_device_pkey"),
}


@pytest.fixture(scope="module")
async def many_rows(engines: Engines, runtimes: RuntimeOf, definition: ServiceDefinition) -> None:
    """Enough rows of enough tenants for the planner to see what a real database looks like."""
    runtime = await runtimes(definition)
    connection = await engines.connect(runtime.settings.database.name)
    try:
        await connection.execute(_MANY)
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


_MANY = """
CREATE TEMP TABLE made AS SELECT md5(n::text)::uuid AS id, md5((n % 20)::text)::uuid AS tenant_id,
 md5((n % 2000)::text)::uuid AS user_id, n FROM generate_series(1, 10000) AS n;
INSERT INTO "user" SELECT tenant_id, id, 1, NULL, now(), 'x', now(), 'x', n || '@x.example', 'N',
 'de', 'Europe/Berlin', 'active', false, NULL, '[]', NULL, NULL FROM made;
INSERT INTO login SELECT md5(n::text), tenant_id, id FROM made;
INSERT INTO tenant_slug SELECT 'made-' || n, id FROM made;
INSERT INTO session SELECT tenant_id, id, user_id, '', now(), now(), now(), NULL, NULL, NULL
 FROM made;
INSERT INTO api_key SELECT tenant_id, id, 1, user_id, 'N', 'read', '', now(), NULL, NULL, NULL
 FROM made;
INSERT INTO known_device SELECT tenant_id, decode(md5(n::text), 'hex'), user_id, now() FROM made;
"""


@pytest.mark.parametrize("name", STATEMENTS)
@pytest.mark.usefixtures("many_rows")
async def test_a_hot_statement_uses_its_index_under_row_security(bench: Bench, name: str) -> None:
    statement, index = STATEMENTS[name]
    async with bench.runtime.api_pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        await connection.execute(f"PREPARE asked AS {statement.sql}")
        arguments = ", ".join("NULL" for _ in statement.names)
        rows = await connection.fetch(f"EXPLAIN EXECUTE asked({arguments})")
        await connection.execute("DEALLOCATE asked")
    plan = "\n".join(str(row[0]) for row in rows)
    assert index in plan, plan


OWN_CODES = (
    "credentials_refused",
    "login_taken",
    "manager_cycle",
    "role_cycle",
    "role_second_root",
    "role_in_use",
    "permission_incoherent",
    "profile_in_use",
    "grant_exceeds_own",
    "sharing_rule_self",
    "until_past",
    "group_cycle",
    "group_too_deep",
    "group_in_use",
    "address_taken",
    "last_admin",
    "password_weak",
    "tenant_suspended",
)


async def test_every_refusal_of_identity_is_told_in_both_languages(bench: Bench) -> None:
    wanted = {f"problem.{code}.{part}" for code in OWN_CODES for part in ("title", "detail")}
    assert set(OWN_CODES) <= set(CODES)
    for language in LANGUAGES:
        assert wanted <= set(known(language))
