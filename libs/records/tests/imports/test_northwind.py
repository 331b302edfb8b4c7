"""V10: the food trader's files as they are."""

from collections import Counter

from kontor_chassis.testing.bench import Bench
from libs.records.tests.imports.stored import stored
from libs.records.tests.imports.trade.types import CUSTOMER, EMPLOYEE
from libs.records.tests.imports.trader import CUSTOMERS, DATA, EMPLOYEES, Trader, counts


async def test_customers_as_they_are_and_again(bench: Bench) -> None:
    data = (DATA / "customers.csv").read_bytes()
    async with bench.client() as client:
        trader = Trader(bench, client)
        run = await trader.run(data, CUSTOMERS)
        assert (run["state"], run["counts"]) == ("finished", counts(created=91))
        assert run["layout"] | {"types": []} == {
            "kind": "csv", "encoding": "utf-8", "delimiter": ",", "types": [],
            "remembered": False,
        }  # fmt: skip
        rows = await stored(bench, CUSTOMER)
        assert len(rows) == 91
        empty = Counter(
            name for row in rows for name in ("region", "fax", "postal_code") if not row[name]
        )
        assert empty == {"region": 60, "fax": 22, "postal_code": 1}
        assert {row["postal_code"] for row in rows} >= {"05021", "12209"}
        assert {row["owner"] for row in rows} == {bench.user}
        assert Counter(await bench.fact_types()) == {
            "trade.import.started.v1": 1,
            "trade.customer.created.v1": 91,
            "trade.import.finished.v1": 1,
        }
        again = await trader.run(data, CUSTOMERS, mode="skip", match=["number"])
        assert again["counts"] == counts(skipped=91)
        same = await trader.run(data, CUSTOMERS, mode="update", match=["number"])
        assert same["counts"] == counts(unchanged=91)
    assert await stored(bench, CUSTOMER) == rows
    assert Counter(await bench.fact_types())["trade.customer.updated.v1"] == 0


async def test_facts_name_the_import_as_their_cause(bench: Bench) -> None:
    async with bench.client() as client:
        trader = Trader(bench, client)
        await trader.run(b"name\nAlfreds\n", {"name": "name"})
    created = [fact for fact in await bench.facts() if fact.type == "trade.customer.created.v1"]
    assert [fact.headers["ce_causationid"] for fact in created] == [trader.id]
    assert [fact.headers["ce_actor"] for fact in created] == [f"user:{bench.user}"]
    assert created[0].data["state"]["name"] == "Alfreds"


async def test_employees_report_to_each_other_in_any_order(bench: Bench) -> None:
    data = (DATA / "employees.csv").read_bytes()
    async with bench.client() as client:
        run = await Trader(bench, client, "employees").run(data, EMPLOYEES)
        assert run["counts"] == counts(created=9)
    rows = {row["number"]: row for row in await stored(bench, EMPLOYEE)}
    superior = {
        number: row["reports_to"]
        and next(n for n, r in rows.items() if r["id"] == row["reports_to"])
        for number, row in rows.items()
    }
    assert superior == {
        "1": "2", "2": None, "3": "2", "4": "2", "5": "2", "6": "5", "7": "5", "8": "2", "9": "5",
    }  # fmt: skip
    assert rows["1"]["birth_on"].isoformat() == "1948-12-08"
