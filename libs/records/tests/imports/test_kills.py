"""Killed at any point, an import goes on where it was: each row once, counts exact."""

import asyncio
import json
import signal
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from kontor_chassis.testing.bench import Bench
from kontor_records.imports import running
from libs.records.tests.imports.stored import stored
from libs.records.tests.imports.trade.types import CUSTOMER
from libs.records.tests.imports.trader import Trader, counts

ROOT = Path(__file__).parents[4]
POINTS = ("commit.before", "commit.after")


async def killed(bench: Bench, point: str, chunks: int) -> int:
    """Run a worker until it kills itself at a point of the chunk after some others."""
    settings = bench.runtime.settings.model_dump_json(context={"secrets": True})
    told = {"settings": shown(bench, settings), "faults": f"{point}:kill", "chunks": chunks}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "libs.records.tests.imports.child", json.dumps(told), cwd=ROOT
    )
    return await process.wait()


def shown(bench: Bench, settings: str) -> str:
    """Return settings with their passwords, which no dump shows."""
    told, database = json.loads(settings), bench.runtime.settings.database
    for role in ("api", "worker", "owner"):
        secret = getattr(database, f"{role}_password")
        told["database"][f"{role}_password"] = secret.get_secret_value()
    return json.dumps(told)


async def kill_and_resume(bench: Bench, rows: int, kills: int) -> None:
    lines = "\n".join(f"N{n};Kunde {n};k{n}@x.example" for n in range(rows))
    columns = {"Nr": "number", "Name": "name", "Mail": "emails_1"}
    async with bench.client() as client:
        trader = Trader(bench, client)
        await trader.mapped(
            f"Nr;Name;Mail\n{lines}".encode(), columns, mode="update", match=["number"]
        )
        await trader.say("start")
        deaths = []
        for turn in range(kills):
            deaths.append(await killed(bench, POINTS[turn % 2], turn % 3))
            await free(bench)
        assert deaths == [-signal.SIGKILL] * kills
        run = await trader.done()
    assert (run["state"], run["counts"]) == ("finished", counts(created=rows))
    numbers = Counter(row["number"] for row in await stored(bench, CUSTOMER))
    assert (len(numbers), set(numbers.values())) == (rows, {1})
    facts = Counter(fact.subject for fact in await bench.facts() if ".customer." in fact.type)
    assert (len(facts), set(facts.values())) == (rows, {1})


async def free(bench: Bench) -> None:
    """Let the dead worker's half minute be over."""
    await bench.runtime.worker_pool.execute(
        "UPDATE import_run SET leased_until = leased_until - $1::interval WHERE tenant_id = $2",
        timedelta(minutes=1),
        bench.tenant,
    )


async def test_killed_four_times(bench: Bench) -> None:
    await kill_and_resume(bench, 4_000, 4)


@pytest.mark.long
@pytest.mark.timeout(900)
async def test_killed_twenty_times_in_a_hundred_thousand_rows(bench: Bench) -> None:
    await kill_and_resume(bench, 100_000, 20)


async def test_a_worker_that_was_overtaken_writes_nothing(bench: Bench) -> None:
    columns = {"Name": "name"}
    async with bench.client() as client:
        trader = Trader(bench, client)
        await trader.mapped(b"Name\nA\n", columns)
        await trader.say("start")
        row = await bench.runtime.worker_pool.fetchrow(
            running._CLAIM, bench.runtime.clock.now(), timedelta(0)
        )
        assert row is not None
        await free(bench)
        assert (await trader.done())["counts"] == counts(created=1)
        facts = await bench.fact_types()
        late = running.Job(
            runtime=bench.runtime,
            importing=running.Importing(record_type=CUSTOMER),
            row=row,
            mapping=running.ImportMapping(columns=dict(columns)),
        )
        with pytest.raises(running.Interrupted):
            await running._read(late)
    assert len(await stored(bench, CUSTOMER)) == 1
    assert await bench.fact_types() == facts
