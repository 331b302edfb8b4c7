"""The pytest plugin of all services: `pytest_plugins = ["kontor_chassis.testing.plugin"]`.

A service's `conftest.py` names its definition in a fixture `definition`; the rest is here.
"""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from kontor_chassis.clock import SetClock
from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.runtime import Runtime, running
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.engines import Engines, prepare
from kontor_chassis.testing.tokens import LocalVerifier

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def engines() -> Engines:
    """The real PostgreSQL and Kafka of the test run."""
    return Engines.found()


@pytest.fixture(scope="session")
def worker() -> str:
    """The name of this test process among parallel ones."""
    return os.environ.get(
        "PYTEST_XDIST_WORKER", "one"
    )  # kontor: allow environment because pytest-xdist tells it so


@pytest.fixture(scope="session")
async def runtime(
    engines: Engines, definition: ServiceDefinition, worker: str
) -> AsyncIterator[Runtime]:
    """The service's runtime over a database of this worker's own."""
    settings = await prepare(engines, definition, worker)
    async with running(definition, settings, verifier=LocalVerifier()) as opened:
        yield opened


@pytest.fixture
def bench(runtime: Runtime) -> Bench:
    """The service with a tenant of this test's own."""
    return Bench(runtime)


@pytest.fixture
def clock(runtime: Runtime) -> AsyncIterator[SetClock]:
    """A clock the test may move; the machine's comes back afterwards."""
    before = runtime.clock
    runtime.clock = SetClock(MORNING)
    yield runtime.clock
    runtime.clock = before
