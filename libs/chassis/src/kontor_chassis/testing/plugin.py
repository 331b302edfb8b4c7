"""The pytest plugin of all services: `pytest_plugins = ["kontor_chassis.testing.plugin"]`.

A service's `conftest.py` names its definition in a fixture `definition`; the rest is here.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kontor_chassis.clock import SetClock
from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.runtime import Runtime, running
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.engines import Engines, prepare
from kontor_chassis.testing.tokens import LocalVerifier

RuntimeOf = Callable[[ServiceDefinition], Awaitable[Runtime]]
MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def engines() -> Engines:
    """The real PostgreSQL and Kafka of the test run."""
    return Engines.found()


@pytest.fixture(scope="session")
def worker() -> str:
    """The name of this test process among parallel ones."""
    told = os.environ  # kontor: allow environment because pytest-xdist tells it so
    return told.get("PYTEST_XDIST_WORKER", "one")


@pytest.fixture(scope="session")
async def runtimes(engines: Engines, worker: str) -> AsyncIterator[RuntimeOf]:
    """Opens a service's runtime over a database of this worker's own, once a session."""
    # By its migrations: two services of tests may have one name.
    opened: dict[Path, Runtime] = {}
    async with AsyncExitStack() as stack:

        async def runtime_of(definition: ServiceDefinition) -> Runtime:
            if definition.migrations not in opened:
                settings = await prepare(engines, definition, worker)
                entered = running(definition, settings, verifier=LocalVerifier())
                opened[definition.migrations] = await stack.enter_async_context(entered)
            return opened[definition.migrations]

        yield runtime_of


@pytest.fixture
async def runtime(runtimes: RuntimeOf, definition: ServiceDefinition) -> Runtime:
    """The runtime of the service under test, which its `conftest.py` names."""
    return await runtimes(definition)


@pytest.fixture
def bench(runtime: Runtime) -> Bench:
    """The service with a tenant of this test's own."""
    return Bench(runtime)


@pytest.fixture
def clock(runtime: Runtime) -> Iterator[SetClock]:
    """A clock the test may move; the machine's comes back afterwards."""
    before = runtime.clock
    runtime.clock = SetClock(MORNING)
    yield runtime.clock
    runtime.clock = before
