"""The machinery on its own: relay and consumer, the broker, connections."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import asyncpg
import psutil
from confluent_kafka.admin import AdminClient, NewTopic

from tests import stack as stacks
from tests.bench.figures import Figure

_RELAY = "libs/chassis/tests/relay/test_throughput.py"
_CONSUME = "libs/chassis/tests/consume/test_throughput.py"
_TOPICS = 100


def figures() -> Iterator[Figure]:
    """Run the measurements that stand beside the machinery's tests."""
    environment = dict(os.environ)
    subprocess.run(
        [sys.executable, "-m", "kontor_local", "engines-up"],
        cwd=stacks.ROOT,
        env=environment,
        check=True,
        capture_output=True,
    )
    relay = _output(_RELAY)
    if found := re.search(r"relayed ([\d,]+) facts/s, ([\d.]+)", relay):
        yield Figure.alone("relay_per_s", float(found[1].replace(",", "")), "1/s", ">= 50000")
        yield Figure.alone("relay_cpu_us", float(found[2]), "us")
    if found := re.search(r"per_core_per_s\W+(\d+)", _output(_CONSUME)):
        yield Figure.alone("consume_per_core_per_s", float(found[1]), "1/s", ">= 10000")


def _output(test: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:randomly", "-m", "long", test],
        cwd=stacks.ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return done.stdout


async def connections(stack: dict[str, Any]) -> Figure:
    """Count what an idle stack holds open at PostgreSQL."""
    postgres = stack["postgres"]
    connection = await asyncpg.connect(
        host=postgres["host"],
        port=postgres["port"],
        user=postgres["user"],
        password=postgres["password"],
        database="postgres",
    )
    count = await connection.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'kontor %'"
    )
    await connection.close()
    return Figure.alone("idle_connections", count, "", "<= 200 for a dozen services")


def hundred_topics(stack: dict[str, Any]) -> Iterator[Figure]:
    """Give the laptop's broker 100 more topics of two partitions and look what it takes."""
    admin = AdminClient({"bootstrap.servers": stack["kafka"]})
    before = _broker_mb(stack)
    started = time.monotonic()
    made = admin.create_topics(
        [NewTopic(f"bench.topic{number}", 2, 1) for number in range(_TOPICS)],
        operation_timeout=30,
    )
    for answer in made.values():
        answer.result(60)
    yield Figure.alone("topics_100_create_s", time.monotonic() - started, "s")
    yield Figure.alone("broker_rss_mb", before, "MB")
    yield Figure.alone("broker_rss_100_topics_mb", _broker_mb(stack), "MB")


def _broker_mb(stack: dict[str, Any]) -> float:
    for process in psutil.process_iter(["name"]):
        try:
            if process.info["name"] == "java" and stack["state"] in " ".join(process.cmdline()):
                return process.memory_info().rss / 2**20
        except psutil.Error:
            continue
    return 0.0
