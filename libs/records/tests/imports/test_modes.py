"""What becomes of records that are there already, and V13: a dry run foresees the run exactly."""

from collections import Counter
from typing import Any

import pytest

from kontor_chassis.testing.bench import Bench
from libs.records.tests.imports.stored import stored
from libs.records.tests.imports.trade.types import CUSTOMER
from libs.records.tests.imports.trader import Trader, counts

COLUMNS = {
    "Nr": "number", "Firma": "name", "Ort": "city", "Umsatz": "revenue", "Seit": "since",
    "Mail": "emails_1", "Straße": "addresses_1.line1", "Stadt": "addresses_1.city",
    "Land": "addresses_1.country",
}  # fmt: skip
HEAD = "Nr;Firma;Ort;Umsatz;Seit;Mail;Straße;Stadt;Land\n"
FIRST = HEAD + "A;Alfreds;Berlin;1.234,56 €;01.03.2026;a@x.example;Weg 1;Berlin;Deutschland\n"


def text(*rows: str) -> bytes:
    return (HEAD + "\n".join(rows)).encode()


async def by_number(bench: Bench) -> dict[str, dict[str, Any]]:
    return {row["number"]: row for row in await stored(bench, CUSTOMER)}


async def test_every_kind_of_value_arrives(bench: Bench) -> None:
    async with bench.client() as client:
        await Trader(bench, client).run(FIRST.encode("windows-1252"), COLUMNS)
        found = await client.get(
            "/api/v1/customers/" + str((await stored(bench, CUSTOMER))[0]["id"])
        )
    state = found.json()
    assert state["revenue"] == {"minor": 123456, "currency": "EUR"}
    assert state["since"] == "2026-03-01"
    assert [(mail["value"], mail["is_primary"]) for mail in state["emails"]] == [
        ("a@x.example", True)
    ]
    (address,) = state["addresses"]
    assert {name: value for name, value in address.items() if value is not None} == {
        "kind": "visit", "line1": "Weg 1", "city": "Berlin", "country": "DE", "is_primary": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("mode", "empty", "expected"),
    [
        ("update", "keep", ("Alfred", "Berlin", "2027-01-01", 2)),
        ("update", "clear", ("Alfred", None, "2027-01-01", 2)),
        ("merge", "keep", ("Alfreds", "Berlin", "2026-03-01", 1)),
        ("skip", "keep", ("Alfreds", "Berlin", "2026-03-01", 1)),
    ],
)
async def test_modes(bench: Bench, mode: str, empty: str, expected: tuple[Any, ...]) -> None:
    async with bench.client() as client:
        trader = Trader(bench, client)
        await trader.run(FIRST.encode(), COLUMNS)
        row = text("a;Alfred;;;01.01.2027;b@x.example;;;")
        await trader.run(row, COLUMNS, mode=mode, empty=empty, match=["number"])
    (found,) = await stored(bench, CUSTOMER)
    mails = "b@x.example" if mode == "update" else "a@x.example"
    assert (found["name"], found["city"], str(found["since"]), found["version"]) == expected
    assert f'"value":"{mails}"' in found["emails"].replace(" ", "")
    assert found["emails"].count("value") == 1


async def test_a_mail_is_a_key_as_well(bench: Bench) -> None:
    async with bench.client() as client:
        trader = Trader(bench, client)
        await trader.run(FIRST.encode(), COLUMNS)
        run = await trader.run(
            text("A;Neu;;;;A@X.example;;;"), COLUMNS, mode="update", match=["emails_1"]
        )
        assert run["counts"] == counts(updated=1)
        twice = text("B;Zwei;;;;a@x.example;;;")
        await trader.run(twice, COLUMNS)
        run = await trader.run(
            text("A;Wer?;;;;a@x.example;;;"), COLUMNS, mode="update", match=["emails_1"]
        )
        assert run["counts"] == counts(failed=1)
        assert await trader.failures() == [(2, "Mail", "match_ambiguous")]


async def test_v13_a_dry_run_foresees_the_run_and_undo_takes_it_back(bench: Bench) -> None:
    rows = [f"N{n};Neu {n};;;;;;;" for n in range(6)]
    rows.insert(2, "A;Alfred;;;02.03.2026;;;;")
    rows.insert(4, "B;Berta;;;;;;;")
    rows.insert(5, "X;Schlecht;;;;keine adresse;;;")
    rows.append("A;Alfred der Große;;;;;;;")
    expected = counts(created=6, updated=3, failed=1)
    async with bench.client() as client:
        trader = Trader(bench, client)
        await trader.run(text("A;Alfreds;;;;;;;", "B;Bertas;;;;;;;"), COLUMNS)
        before, facts = await stored(bench, CUSTOMER), await bench.fact_types()
        await trader.mapped(text(*rows), COLUMNS, mode="update", match=["number"])
        assert (await trader.say("dry_run")).status_code == 200
        dry = await trader.done()
        assert (dry["state"], dry["checked"], dry["counts"]) == ("checked", expected, counts())
        assert await stored(bench, CUSTOMER) == before
        assert await bench.fact_types() == facts
        await trader.say("start")
        run = await trader.done()
        assert (run["state"], run["counts"]) == ("finished", expected)
        assert await trader.failures() == [(7, "Mail", "email_invalid")]
        after = await by_number(bench)
        assert (after["A"]["name"], after["A"]["version"]) == ("Alfred der Große", 3)
        assert Counter((await bench.fact_types())[len(facts) :]) == {
            "trade.import.started.v1": 1,
            "trade.import.finished.v1": 1,
            "trade.customer.created.v1": 6,
            "trade.customer.updated.v1": 3,
        }
        assert (await trader.say("undo")).status_code == 200
        undone = await trader.done()
        assert undone["state"] == "undone"
        assert (undone["counts"]["undone"], undone["counts"]["kept"]) == (9, 0)
        again = await trader.say("undo")
        assert again.json() == undone
        binned = await client.get("/api/v1/customers/" + str(after["N0"]["id"]))
        assert binned.status_code == 404
        back = await client.post(f"/api/v1/customers/{after['N0']['id']}/restore")
        assert back.status_code == 200, back.text
        await client.delete(f"/api/v1/customers/{after['N0']['id']}")
    stamps = {"version", "updated_at", "updated_by"}
    assert [
        {k: v for k, v in row.items() if k not in stamps} for row in await stored(bench, CUSTOMER)
    ] == [{k: v for k, v in row.items() if k not in stamps} for row in before]


async def test_undo_leaves_what_people_changed_since(bench: Bench) -> None:
    async with bench.client() as client:
        trader = Trader(bench, client)
        await trader.run(text("A;Alfreds;Berlin;;;;;;"), COLUMNS)
        run = text("A;Alfred;Bonn;;;;;;")
        await trader.run(run, COLUMNS, mode="update", match=["number"])
        record = (await stored(bench, CUSTOMER))[0]["id"]
        await client.patch(f"/api/v1/customers/{record}", json={"city": "Bremen"})
        await trader.say("undo")
        undone = await trader.done()
        assert (undone["counts"]["undone"], undone["counts"]["kept"]) == (0, 1)
        assert await trader.failures() == [(2, "city", "changed_since")]
    (found,) = await stored(bench, CUSTOMER)
    assert (found["name"], found["city"], found["version"]) == ("Alfreds", "Bremen", 4)


async def test_create_refuses_a_key_that_is_there_and_the_second_of_a_file(bench: Bench) -> None:
    async with bench.client() as client:
        trader = Trader(bench, client)
        await trader.run(text("A;Alfreds;;;;;;;"), COLUMNS)
        rows = text("a;Wieder;;;;;;;", "C;Erster;;;;;;;", "C;Zweiter;;;;;;;")
        await trader.mapped(rows, COLUMNS, mode="create", match=["number"])
        await trader.say("dry_run")
        assert (await trader.done())["checked"] == counts(created=1, failed=2)
        await trader.say("start")
        assert (await trader.done())["counts"] == counts(created=1, failed=2)
        assert await trader.failures() == [(2, "Nr", "unique_taken"), (4, "Nr", "match_repeated")]
    assert sorted(row["name"] for row in await stored(bench, CUSTOMER)) == ["Alfreds", "Erster"]


async def test_the_error_file_corrected_completes_the_import(bench: Bench) -> None:
    rows = text(
        "A;Alfreds;;zwölf;;;;;", "B;=Bertas;;;31.02.2026;;;;", "C;Gut;;;;;;;", "D;zu;viel;1;;;;;;;"
    )
    async with bench.client() as client:
        trader = Trader(bench, client)
        run = await trader.run(rows, COLUMNS)
        assert run["counts"] == counts(created=1, failed=3)
        answer = await client.get(
            f"/api/v1/customers/imports/{trader.id}/errors", headers={"accept-language": "de"}
        )
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert lines[0] == HEAD.strip() + ";row;column;code;message"
        assert lines[1].startswith("A;Alfreds;;zwölf;;;;;;2;Umsatz;number_format;Der Wert ist")
        assert lines[2].startswith("B;'=Bertas;;;31.02.2026;;;;;3;Seit;date_invalid;")
        assert lines[3].startswith("D;zu;viel;1;;;;;;;;5;;column_count;")
        fixed = "\n".join(lines[:3]).replace("zwölf", "12").replace("31.02.", "28.02.")
        run = await trader.run(fixed.encode(), COLUMNS)
        assert run["counts"] == counts(created=2)
    assert sorted(row["name"] for row in await stored(bench, CUSTOMER)) == [
        "=Bertas",
        "Alfreds",
        "Gut",
    ]
