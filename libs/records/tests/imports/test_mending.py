"""Rows put right where they were refused: before the run, after it, and never twice."""

from io import BytesIO
from typing import Any

import httpx
import pytest
import xlsxwriter

from kontor_chassis.testing.bench import Bench
from libs.records.tests.imports.stored import stored
from libs.records.tests.imports.trade.types import CUSTOMER
from libs.records.tests.imports.trader import Trader, counts

COLUMNS = {
    "Nr": "number",
    "Firma": "name",
    "Umsatz": "revenue",
    "Seit": "since",
    "Mail": "emails_1",
}
HEAD = "Nr;Firma;Umsatz;Seit;Mail\n"
BAD = HEAD + "A;Alfreds;zwölf;;\nB;Bertas;;31.02.2026;\nC;Cäsars;1,50;;c@x.example\n"


async def revenues(bench: Bench) -> dict[str, Any]:
    return {row["name"]: row["revenue_minor"] for row in await stored(bench, CUSTOMER)}


async def rows_of(client: httpx.AsyncClient, trader: Trader) -> list[dict[str, Any]]:
    path = f"/api/v1/customers/imports/{trader.id}/rows"
    answer = await client.get(path, headers={"accept-language": "de"})
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_a_dry_run_tells_what_it_refuses_and_takes_what_is_mended(bench: Bench) -> None:
    async with bench.client() as client:
        trader = Trader(bench, client)
        await trader.mapped(BAD.encode(), COLUMNS)
        await trader.say("dry_run")
        assert (await trader.done())["checked"] == counts(created=1, failed=2)
        first, second = await rows_of(client, trader)
        assert (first["row"], first["result"], first["cells"]) == (
            2,
            "foreseen",
            ["A", "Alfreds", "zwölf", "", ""],
        )
        assert first["troubles"] == [
            {
                "column": "Umsatz",
                "code": "number_format",
                "params": first["troubles"][0]["params"],
                "title": first["troubles"][0]["title"],
                "detail": first["troubles"][0]["detail"],
            }
        ]
        assert first["troubles"][0]["detail"].startswith("Der Wert ist")
        assert second["row"] == 3
        assert (await trader.mend(2, "A", "Alfreds", "12,00", "", "")).status_code == 204
        assert (await trader.mend(3, "B", "Bertas", "", "30.02.2026", "")).status_code == 204
        await trader.say("dry_run")
        assert (await trader.done())["checked"] == counts(created=2, failed=1)
        first, second = await rows_of(client, trader)
        assert (first["mended"], first["troubles"]) == (True, [])
        assert (second["mended"], second["troubles"][0]["code"]) == (True, "date_invalid")
        assert await stored(bench, CUSTOMER) == []
        await trader.mend(3, "B", "Bertas", "", "28.02.2026", "")
        await trader.say("start")
        run = await trader.done()
        assert (run["state"], run["counts"]) == ("finished", counts(created=3))
        assert await rows_of(client, trader) == []
    assert await revenues(bench) == {"Alfreds": 1200, "Bertas": None, "Cäsars": 150}


async def test_what_the_run_refused_is_mended_and_sent_again_alone(bench: Bench) -> None:
    async with bench.client() as client:
        trader = Trader(bench, client)
        run = await trader.run(BAD.encode(), COLUMNS)
        assert run["counts"] == counts(created=1, failed=2)
        facts = await bench.fact_types()
        await trader.mend(2, "A", "Alfreds", "12,00", "", "")
        assert (await trader.say("retry")).status_code == 200
        run = await trader.done()
        assert (run["state"], run["counts"]) == ("finished", counts(created=2, failed=1))
        assert (await bench.fact_types())[len(facts) :] == [
            "trade.import.resumed.v1",
            "trade.customer.created.v1",
            "trade.import.finished.v1",
        ]
        await trader.mend(3, "B", "Bertas", "", "kein Tag", "")
        await trader.say("retry")
        assert (await trader.done())["counts"] == counts(created=2, failed=1)
        assert await trader.failures() == [(3, "Seit", "date_invalid")]
        await trader.mend(3, "B", "Bertas", "", "28.02.2026", "")
        await trader.say("retry")
        assert (await trader.done())["counts"] == counts(created=3)
        assert sorted(await revenues(bench)) == ["Alfreds", "Bertas", "Cäsars"]
        await trader.say("undo")
        assert (await trader.done())["counts"]["undone"] == 3


async def test_cells_of_a_sheet_that_nobody_changed_stay_numbers_and_days(bench: Bench) -> None:
    with xlsxwriter.Workbook(out := BytesIO(), {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Nr", "Firma", "Umsatz", "Seit", "Mail"])
        sheet.write_row(1, 0, ["A", "Eins", 1234.5, 46097, "x"])
    async with bench.client() as client:
        trader = Trader(bench, client)
        run = await trader.run(out.getvalue(), COLUMNS)
        assert run["counts"] == counts(failed=1)
        (row,) = await rows_of(client, trader)
        assert (await trader.mend(2, *row["cells"][:4], "x@x.example")).status_code == 204
        await trader.say("retry")
        assert (await trader.done())["counts"] == counts(created=1)
    (found,) = await stored(bench, CUSTOMER)
    assert (found["revenue_minor"], str(found["since"])) == (123450, "2026-03-16")


async def test_cells_are_read_as_what_they_are_said_to_mean(bench: Bench) -> None:
    async with bench.client() as client:
        trader = Trader(bench, client)
        lookups = {"Firma": {"Alfreds": "Alfred & Co."}, "Umsatz": {"zwölf": "12"}}
        data = (HEAD + "A;Alfreds;zwölf;;\n").encode()
        run = await trader.run(data, COLUMNS, lookups=lookups)
        assert run["counts"] == counts(created=1)
        assert await revenues(bench) == {"Alfred & Co.": 1200}
        again = await trader.begin(data)
        assert again.json()["mapping"]["lookups"] == lookups
        assert again.json()["layout"]["remembered"] is True
        refused = await trader.say("map", columns=COLUMNS, lookups={"Nichts": {"a": "b"}})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["pointer"] == "/lookups/Nichts"


@pytest.mark.parametrize(
    ("row", "cells", "status", "code"),
    [
        (4, ["C", "Cäsars", "1,50", "", ""], 404, "record_unknown"),
        (99, ["C", "Cäsars", "1,50", "", ""], 404, "record_unknown"),
        (2, ["A", "Alfreds"], 422, "value_range"),
        (2, ["A"] * 6, 422, "value_range"),
    ],
)
async def test_what_cannot_be_mended(
    bench: Bench, row: int, cells: list[str], status: int, code: str
) -> None:
    async with bench.client() as client:
        trader = Trader(bench, client)
        await trader.run(BAD.encode(), COLUMNS)
        before = await rows_of(client, trader)
        answer = await trader.mend(row, *cells)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert await rows_of(client, trader) == before


async def test_nothing_is_mended_or_sent_again_out_of_turn(bench: Bench) -> None:
    async with bench.client() as client:
        trader = Trader(bench, client)
        await trader.begin(BAD.encode())
        cells = ("A", "Alfreds", "1", "", "")
        assert (await trader.mend(2, *cells)).json()["code"] == "transition_not_allowed"
        assert (await trader.say("retry")).json()["code"] == "transition_not_allowed"
        await trader.run(BAD.encode(), COLUMNS)
        await trader.say("undo")
        await trader.done()
        assert (await trader.mend(2, *cells)).json()["code"] == "transition_not_allowed"
        assert (await trader.say("retry")).json()["code"] == "transition_not_allowed"
