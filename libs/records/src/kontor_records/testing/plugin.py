"""Fixtures of services with records, imported by their `conftest.py`: who is who in a tenant."""

import pytest

from kontor_chassis.runtime import Runtime
from kontor_chassis.testing.bench import Bench
from kontor_records.testing.realm import Realm


@pytest.fixture
async def bench(runtime: Runtime) -> Bench:
    """The service with a tenant of this test's own, whose user may do everything."""
    made = Bench(runtime)
    await Realm(made).administrator(made.user)
    return made


@pytest.fixture
def realm(bench: Bench) -> Realm:
    """Makes users, roles, groups and profiles in the tenant of the bench."""
    return Realm(bench)
