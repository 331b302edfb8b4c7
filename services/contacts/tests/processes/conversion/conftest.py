"""Contacts with an address of sales, beside the one without."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kontor_chassis.runtime import Runtime, running
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.engines import Engines, prepare
from kontor_chassis.testing.tokens import LocalVerifier
from kontor_contacts.app import APP
from kontor_records.testing.realm import Realm
from services.contacts.tests.processes.conversion.sales import Sales, key_file, running_sales


@pytest.fixture(scope="session")
async def the_sales() -> AsyncIterator[Sales]:
    async with running_sales() as started:
        yield started


@pytest.fixture
def sales(the_sales: Sales) -> Sales:
    the_sales.act_as_usual()
    return the_sales


@pytest.fixture(scope="session")
async def selling_runtime(
    engines: Engines, worker: str, the_sales: Sales, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Runtime]:
    settings = await prepare(engines, APP, f"{worker}_selling")
    credential: Path = key_file(tmp_path_factory.mktemp("credential"))
    told = settings.model_dump() | {
        "database": settings.database,
        "peers": {"identity": the_sales.address, "sales": the_sales.address},
        "credential": {"key_file": credential},
    }
    async with running(APP, APP.settings.model_validate(told), verifier=LocalVerifier()) as opened:
        yield opened


@pytest.fixture
async def selling(selling_runtime: Runtime) -> Bench:
    """The bench of contacts that knows where sales is."""
    made = Bench(selling_runtime)
    await Realm(made).administrator(made.user)
    return made
