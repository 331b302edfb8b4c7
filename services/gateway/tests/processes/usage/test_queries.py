"""Usage, counted in memory and added up in the database."""

from datetime import date
from uuid import UUID

from kontor_chassis.runtime import Runtime
from kontor_chassis.testing.bench import Bench
from kontor_gateway.processes.usage.jobs import flush
from kontor_gateway.processes.usage.queries import usage_of
from kontor_gateway.processes.usage.rules import Counters, Key

DAY = date(2026, 3, 2)


async def test_counts_add_up_and_stay_with_their_tenant(runtime: Runtime, bench: Bench) -> None:
    counters = Counters()
    key = Key(bench.tenant, DAY, "user")
    other = Key(bench.another_tenant().tenant, DAY, "user")
    for refused in (False, True):
        counters.count(key, is_refused=refused, size=10)
        counters.count(other, is_refused=False, size=1)
        await flush(runtime.worker_pool, counters)
    rows = await usage_of(runtime.worker_pool, bench.tenant, DAY)
    assert [tuple(row) for row in rows] == [(DAY, "user", 2, 1, 20)]


def test_what_cannot_be_stored_is_counted_again() -> None:
    counters = Counters()
    key = Key(UUID(int=1), DAY, "user")
    counters.count(key, is_refused=False, size=1)
    taken = counters.take()
    counters.count(key, is_refused=True, size=2)
    counters.put_back(taken)
    assert counters.take()[key].requests == 2
