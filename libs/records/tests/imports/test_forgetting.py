"""Files of imports and exports go when their time is over, and nothing can be done with them."""

from datetime import timedelta
from typing import Any

from kontor_chassis.clock import SetClock
from kontor_chassis.database.statements import Statement
from kontor_chassis.testing.bench import Bench
from kontor_records.exports import exporting, working
from kontor_records.imports import forgetting
from libs.records.tests.imports.stored import stored
from libs.records.tests.imports.trade.types import CUSTOMER, TYPES
from libs.records.tests.imports.trader import CUSTOMERS, DATA, Trader, counts

NORTHWIND = (DATA / "customers.csv").read_bytes()
SMALL = b"customerID;companyName\nA;Adler\n;\n"
COLUMNS = {"customerID": "number", "companyName": "name"}
PATH = "/api/v1/customers/exports"
MONTH = timedelta(days=30)


async def rows_of(bench: Bench, table: str) -> int:
    text = (
        "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s)"
        f" SELECT x.n FROM t CROSS JOIN LATERAL (SELECT count(*) AS n FROM {table}"
        " WHERE tenant_id = $1 AND t.s IS NOT NULL OFFSET 0) x"
    )
    (row,) = await bench.reading().unit.all(Statement(text, ("tenant",)))
    return int(row["n"])


async def kept(bench: Bench) -> tuple[int, int]:
    return await rows_of(bench, "import_part"), await rows_of(bench, "import_row")


async def test_the_file_of_an_import_is_kept_as_long_as_it_can_be_undone(
    bench: Bench, clock: SetClock
) -> None:
    async with bench.client() as client:
        trader = Trader(bench, client)
        run = await trader.run(SMALL, COLUMNS)
        assert run["counts"] == counts(created=1, failed=1)
        clock.advance(MONTH)
        await forgetting.forget_files(bench.runtime)
        assert await kept(bench) == (1, 2)
        assert (await trader.now())["allowed"] == ["mend", "retry", "undo"]
        clock.advance(timedelta(seconds=1))
        await forgetting.forget_files(bench.runtime)
        await forgetting.forget_files(bench.runtime)
        assert await kept(bench) == (0, 0)
        now = await trader.now()
        assert (now["sample"], now["counts"], now["allowed"]) == (None, run["counts"], ["undo"])
        late = [(await trader.say(verb)) for verb in ("retry", "undo")]
        assert [answer.json()["code"] for answer in late] == [
            "transition_not_allowed",
            "undo_expired",
        ]
    assert len(await stored(bench, CUSTOMER)) == 1


async def test_an_import_nobody_goes_on_with_is_cancelled_and_its_file_goes(
    bench: Bench, clock: SetClock
) -> None:
    async with bench.client() as client:
        trader = Trader(bench, client)
        await trader.begin(SMALL)
        clock.advance(MONTH)
        await forgetting.forget_files(bench.runtime)
        assert (await trader.now())["state"] == "analysed"
        clock.advance(timedelta(seconds=1))
        await forgetting.forget_files(bench.runtime)
        assert ((await trader.now())["state"], await kept(bench)) == ("cancelled", (0, 0))
        assert await bench.fact_types() == ["trade.import.cancelled.v1"]


async def test_an_import_that_is_being_done_keeps_its_file(bench: Bench, clock: SetClock) -> None:
    async with bench.client() as client:
        trader = Trader(bench, client)
        await trader.mapped(SMALL, COLUMNS)
        await trader.say("start")
        clock.advance(2 * MONTH)
        await forgetting.forget_files(bench.runtime)
        assert ((await trader.now())["state"], await kept(bench)) == ("running", (1, 0))
        assert (await trader.done())["counts"] == counts(created=1, failed=1)


async def test_the_file_of_an_export_is_kept_for_seven_days(
    bench: Bench, clock: SetClock, monkeypatch: Any
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 50)
    async with bench.client() as client:
        await Trader(bench, client).run(NORTHWIND, CUSTOMERS)
        path = f"{PATH}/{(await client.post(PATH, json={})).json()['id']}"
        assert await working.do_next(bench.runtime, {each.record: each for each in TYPES})
        clock.advance(timedelta(days=7))
        await working.forget_files(bench.runtime)
        assert await rows_of(bench, "export_part") == 1
        clock.advance(timedelta(seconds=1))
        await working.forget_files(bench.runtime)
        assert await rows_of(bench, "export_part") == 0
        assert (await client.post(f"{path}/download")).status_code == 404
        assert (await client.get(path)).json()["state"] == "finished"
