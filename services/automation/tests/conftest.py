"""The automation service under test: its real database, an owner of records and a mail server."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kontor_automation.app import APP
from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.runtime import Runtime, running
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.engines import Engines, prepare
from kontor_chassis.testing.tokens import LocalVerifier
from services.automation.tests.bed import Bed
from services.automation.tests.mail_server import MailServer, running_mail_server
from services.automation.tests.owner import Owner, key_file, running_owner


@pytest.fixture(scope="session")
def definition() -> ServiceDefinition:
    return APP


@pytest.fixture(scope="session")
async def owner() -> AsyncIterator[Owner]:
    async with running_owner() as started:
        yield started


@pytest.fixture(scope="session")
async def mail_server() -> AsyncIterator[MailServer]:
    async with running_mail_server() as started:
        yield started


@pytest.fixture(scope="session")
def credential(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return key_file(tmp_path_factory.mktemp("credential"))


@pytest.fixture(scope="session")
async def runtime(
    engines: Engines, worker: str, owner: Owner, mail_server: MailServer, credential: Path
) -> AsyncIterator[Runtime]:
    """The runtime of automation, with an owner of records and a mail server to speak to."""
    settings = await prepare(engines, APP, worker)
    told = settings.model_dump() | {
        "database": settings.database,
        "peers": {"identity": owner.address, "contacts": owner.address},
        "credential": {"key_file": credential},
        "smtp": {"host": "127.0.0.1", "port": mail_server.port, "sender": "kontor@demo.example"},
    }
    async with running(APP, APP.settings.model_validate(told), verifier=LocalVerifier()) as opened:
        yield opened


@pytest.fixture
async def bed(bench: Bench, owner: Owner, mail_server: MailServer) -> AsyncIterator[Bed]:
    """One test's tenant, with everything around it in its usual state."""
    owner.act_as_usual()
    mail_server.act_as_usual()
    made = Bed(bench, owner, mail_server)
    yield made
    await made.leave_nothing_to_do()
    owner.act_as_usual()
    mail_server.act_as_usual()
