"""The engines alone, for real: up, up again, down, and after violence."""

import os
import random
import signal
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from kontor_local import operate
from kontor_local.engines import alone, programs, topics
from kontor_local.engines.readiness import admin_connection, silent_admin
from kontor_local.layout import EnginePorts, Folders
from kontor_local.network import is_free
from kontor_local.problems import StackError
from kontor_local.supervision import leftovers
from kontor_local.supervision.supervisord import Manager
from kontor_schemas.topics import TOPICS

pytestmark = pytest.mark.stack


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[Folders]:
    folders = Folders(state=tmp_path / "state")
    yield folders
    operate.down(folders)
    assert leftovers.find(folders) == []


async def test_engines_come_up_as_declared_and_go_without_a_trace(folders: Folders):
    told = await alone.up(folders, None)

    assert set(told) == {"postgres", "kafka"}
    assert folders.engines_file.stat().st_mode & 0o777 == 0o600
    connection = await admin_connection(told["postgres"]["port"], told["postgres"]["password"])
    try:
        shown = {
            name: await connection.fetchval(f"SHOW {name}")
            for name in ("max_connections", "fsync", "listen_addresses", "unix_socket_directories")
        }
        assert shown == {
            "max_connections": "200",
            "fsync": "on",
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
        }
        assert await connection.fetchval(
            "SELECT datlocprovider = 'b' AND datlocale = 'C.UTF-8' FROM pg_database"
            " WHERE datname = 'postgres'"
        )
    finally:
        await connection.close()
    found = silent_admin(told["kafka"]).list_topics(timeout=10).topics
    assert {topic.name: topic.partitions_laptop for topic in TOPICS} == {
        name: len(topic.partitions) for name, topic in found.items() if not name.startswith("__")
    }

    again = await alone.up(folders, None)
    assert again == told

    operate.down(folders)
    assert leftovers.find(folders) == []


async def test_a_password_is_needed(folders: Folders):
    told = await alone.up(folders, None)

    with pytest.raises(Exception, match="password authentication failed"):
        await admin_connection(told["postgres"]["port"], "wrong")


async def test_what_was_stored_outlives_violence(folders: Folders):
    told = await alone.up(folders, None)
    connection = await admin_connection(told["postgres"]["port"], told["postgres"]["password"])
    await connection.execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)")
    await connection.close()
    engines = {process.pid for process in leftovers.find(folders)}
    os.kill(Manager(folders).pid, signal.SIGKILL)

    again = await alone.up(folders, None)

    assert again == told
    assert not engines & {process.pid for process in leftovers.find(folders)}
    connection = await admin_connection(told["postgres"]["port"], told["postgres"]["password"])
    assert await connection.fetchval("SELECT n FROM kept") == 42
    await connection.close()


async def test_down_ends_orphans(folders: Folders):
    await alone.up(folders, None)
    manager = psutil.Process(Manager(folders).pid)
    manager.kill()
    manager.wait(10)
    assert {process.name() for process in leftovers.find(folders)} >= {"postgres", "java"}

    operate.down(folders)

    assert leftovers.find(folders) == []


async def test_an_engine_that_dies_at_its_start_is_named_and_nothing_is_left(folders: Folders):
    await alone.up(folders, None)
    operate.down(folders)
    (folders.postgres / "data" / "global" / "pg_control").unlink()

    with pytest.raises(StackError) as refused:
        await alone.up(folders, None)

    said = str(refused.value)
    assert said.startswith("postgres ends each time it is started; everything that was started is")
    assert "could not find the database system" in said
    assert leftovers.find(folders) == []


async def test_two_stacks_run_side_by_side(folders: Folders, tmp_path: Path):
    other = Folders(state=tmp_path / "other")
    first = await alone.up(folders, None)
    try:
        second = await alone.up(other, None)
        assert first["kafka"] != second["kafka"]
        operate.down(other)
        assert leftovers.find(other) == []
        connection = await admin_connection(
            first["postgres"]["port"], first["postgres"]["password"]
        )
        await connection.close()
    finally:
        operate.down(other)


@pytest.fixture
def taken() -> Iterator[EnginePorts]:
    """Ports of which another program holds the broker's."""
    ports = EnginePorts.from_base(20_000)
    while not all(is_free(port) for port in (ports.postgres, ports.kafka, ports.kafka_controller)):
        ports = EnginePorts.from_base(random.randrange(20_000, 30_000))
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", ports.kafka))
        squatter.listen()
        yield ports


async def test_a_taken_port_starts_nothing(folders: Folders, taken: EnginePorts):
    with pytest.raises(StackError, match=f"Port {taken.kafka}, needed by kafka, is in use by"):
        await alone.up(folders, taken.postgres - 50)

    assert leftovers.find(folders) == []
    assert not Manager(folders).answers


async def test_topics_follow_their_declaration(folders: Folders):
    told = await alone.up(folders, None)
    wanted = (TOPICS[0].name, "kontor.test.fresh")
    grown = replace(TOPICS[0], partitions_laptop=TOPICS[0].partitions_laptop + 1)

    assert await topics.ensure(told["kafka"], [grown]) == 0
    assert await topics.ensure(told["kafka"], [replace(grown, name=wanted[1])]) == 1

    deadline = time.monotonic() + 10
    sizes: list[int] = []
    while len(sizes) < 2 and time.monotonic() < deadline:
        found = silent_admin(told["kafka"]).list_topics(timeout=10).topics
        partitions = [len(found[name].partitions) for name in wanted if name in found]
        sizes = [size for size in partitions if size == grown.partitions_laptop]
    assert sizes == [grown.partitions_laptop] * 2
    assert [program.name for program in programs.declare(folders, EnginePorts.from_base(1))] == [
        "postgres",
        "kafka",
    ]
