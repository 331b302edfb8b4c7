"""What the migrations make is what the declarations describe, and nothing is open."""

from kontor_chassis.runtime import Runtime
from kontor_chassis.testing import catalogue
from kontor_chassis.testing.engines import Engines
from kontor_contacts.app import RECORDS
from kontor_records.testing.drift import drift


async def test_the_migrated_tables_are_the_declared_ones(
    runtime: Runtime, engines: Engines
) -> None:
    connection = await engines.connect(runtime.settings.database.name)
    try:
        missing, undeclared = await drift(connection, RECORDS)
    finally:
        await connection.close()
    assert (missing, undeclared) == (set(), set())


async def test_nothing_can_be_seen_past_row_security(runtime: Runtime) -> None:
    assert await catalogue.gaps(runtime.api_pool, "contacts") == []
