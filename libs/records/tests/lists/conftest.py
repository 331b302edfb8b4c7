"""The service by which lists are tried."""

import pytest

from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.testing.bench import Bench
from kontor_records.testing.realm import Realm
from libs.records.tests.lists.sample import LISTED


@pytest.fixture(scope="session")
def definition() -> ServiceDefinition:
    return LISTED


@pytest.fixture
async def realm(bench: Bench) -> Realm:
    """Who is who in the tenant; the bench's own user may do everything."""
    made = Realm(bench)
    await made.administrator(bench.user)
    return made
