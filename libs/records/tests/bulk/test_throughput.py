"""How many records a bulk job changes in a second, with history, derived rows and facts."""

import time
from typing import Any

import pytest

from kontor_chassis.stamps import begun
from kontor_chassis.testing.bench import Bench
from kontor_records.bulk.running import run_once
from kontor_records.storage import many
from libs.records.tests.sample.sailors import BULK
from libs.records.tests.sample.types import SAILOR, Sailor

RECORDS = 10_000
pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]


async def filled(bench: Bench) -> None:
    for start in range(0, RECORDS, 500):
        async with bench.writing() as ctx:
            states = [
                begun(ctx, Sailor, {"family_name": f"Sailor {start + place}", "given_name": "Per"})
                for place in range(500)
            ]
            many.create_many(ctx, SAILOR, states)


async def timed(bench: Bench, client: Any, body: dict[str, Any]) -> tuple[float, str]:
    order = await client.post("/api/v1/sailors/bulk", json={"expected_count": RECORDS, **body})
    assert order.status_code == 202, order.text
    path = f"/api/v1/sailors/bulk/{order.json()['id']}"
    started, cpu = time.perf_counter(), time.process_time()
    while (found := (await client.get(path)).json())["finished_at"] is None:
        await run_once(bench.runtime, BULK)
    took, cpu = time.perf_counter() - started, time.process_time() - cpu
    assert found["done"] == RECORDS
    print(  # noqa: T201 - the bench reads it
        f"\n{body['action']}: {RECORDS / took:,.0f} records/s,"
        f" {cpu / RECORDS * 1e6:,.0f} us of one core each"
    )
    return RECORDS / took, path


async def test_ten_thousand_records(bench: Bench) -> None:
    await filled(bench)
    everybody = {"field": "given_name", "op": "is_set"}
    async with bench.client() as client:
        update = {"action": "update", "condition": everybody, "values": {"given_name": "Ola"}}
        speed, path = await timed(bench, client, update)
        await timed(bench, client, {"action": "delete", "condition": everybody})
        restored = {"action": "restore", "condition": everybody}
        await timed(bench, client, restored)
        assert (await client.post(f"{path}/undo")).status_code == 202
    assert speed > 100  # whatever else this machine does; the figure is printed
    assert (await bench.fact_types()).count("sample.sailor.updated.v1") == RECORDS
