"""Engines for the relay's tests, and for each test an outbox and a topic."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from libs.chassis.tests.relay.workbench import (
    Engines,
    Outbox,
    make_template,
    make_topic,
    new_outbox,
)


def _engines(verb: str, state: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "kontor_local", f"engines-{verb}", "--state", str(state)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


@pytest.fixture(scope="session")
async def engines(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engines]:
    state = tmp_path_factory.mktemp("engines")
    try:
        told = json.loads(_engines("up", state))
        started = Engines(state=state, postgres=told["postgres"], kafka=told["kafka"])
        await make_template(started)
        yield started
    finally:
        _engines("down", state)


@pytest.fixture
async def outbox(engines: Engines) -> AsyncIterator[Outbox]:
    async with new_outbox(engines) as made:
        yield made


@pytest.fixture
async def topic(engines: Engines) -> str:
    return await make_topic(engines)
