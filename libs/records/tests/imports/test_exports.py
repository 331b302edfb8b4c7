"""Exports: what the list shows, as files that an import takes back without a change."""

from typing import Any

import orjson

from kontor_chassis.testing.bench import Bench
from kontor_records.exports import exporting, working
from kontor_records.testing.realm import Realm
from kontor_schemas.rights import FieldRight, Limit, ModuleRight, Permissions
from libs.records.tests.imports.stored import stored
from libs.records.tests.imports.trade.types import CUSTOMER, TYPES
from libs.records.tests.imports.trader import CUSTOMERS, DATA, Trader, counts

RECORD_TYPES = {each.record: each for each in TYPES}
PATH = "/api/v1/customers/exports"
HEAD = "Nr;Firma;Umsatz;Seit;Mail 1;Art 1;Mail 2;Straße;Stadt;Land\n"
COLUMNS = {
    "Nr": "number", "Firma": "name", "Umsatz": "revenue", "Seit": "since", "Mail 1": "emails_1",
    "Art 1": "emails_1.kind", "Mail 2": "emails_2", "Straße": "addresses_1.line1",
    "Stadt": "addresses_1.city", "Land": "addresses_1.country",
}  # fmt: skip
ROWS = (
    "A;=cmd|'/c calc'!A1;-5,00 €;01.03.2026;a@x.example;private;b@x.example;Weg 1;Köln;DE\n"
    'B;"Ä ""B""; 🙂";100 JPY;;;;;;;\n'
    "C;'@C;;;;;;;;\n"
)
STAMPS = {"id", "version", "created_at", "created_by", "updated_at", "updated_by"}


async def filled(bench: Bench, client: Any) -> Trader:
    trader = Trader(bench, client)
    run = await trader.run((HEAD + ROWS).encode(), COLUMNS)
    assert run["counts"] == counts(created=3)
    return trader


def plain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [
        {k: v for k, v in row.items() if k not in STAMPS | {"tenant_id", "owner"}} for row in rows
    ]
    return sorted(found, key=lambda row: row["number"])


async def test_an_export_comes_back_without_a_change_and_makes_equal_records(
    bench: Bench, realm: Realm
) -> None:
    async with bench.client() as client:
        trader = await filled(bench, client)
        before = await stored(bench, CUSTOMER)
        for wanted in (
            {"format": "csv"},
            {"format": "csv", "delimiter": ",", "locale": "en-US"},
            {"format": "xlsx"},
        ):
            answer = await client.post(PATH, json=wanted)
            assert answer.status_code == 200, answer.text
            analysed = await trader.begin(answer.content)
            columns = analysed.json()["mapping"]["columns"]
            assert {columns[name] for name in ("id", "name", "revenue", "emails")} == {
                "id", "name", "revenue", "emails",
            }  # fmt: skip
            locale = wanted.get("locale", "de-DE")
            await trader.say("map", columns=columns, mode="update", match=["id"], locale=locale)
            await trader.say("start")
            assert (await trader.done())["counts"] == counts(unchanged=3)
        assert await stored(bench, CUSTOMER) == before
        content = (await client.post(PATH, json={"format": "csv"})).content
    other = Bench(bench.runtime)
    await Realm(other).administrator(other.user)
    async with other.client() as client:
        trader = Trader(other, client)
        columns = (await trader.begin(content)).json()["mapping"]["columns"]
        columns |= {"id": None, "owner": None}
        await trader.say("map", columns=columns, mode="create", match=[])
        await trader.say("start")
        assert (await trader.done())["counts"] == counts(created=3)
    assert plain(await stored(other, CUSTOMER)) == plain(before)


async def test_formulas_are_defused_and_numbers_stay_numbers(bench: Bench) -> None:
    async with bench.client() as client:
        await filled(bench, client)
        wanted = {
            "format": "csv",
            "fields": ["name", "revenue", "emails_2", "addresses_1.city"],
            "sort": ["name"],
        }
        answer = await client.post(PATH, json=wanted)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert sorted(answer.content.decode("utf-8-sig").splitlines()) == sorted([
        "name;revenue;revenue.currency;emails_2;addresses_1.city",
        "'=cmd|'/c calc'!A1;-5,00;EUR;b@x.example;Köln",
        '"Ä ""B""; 🙂";100;JPY;;',
        "'@C;;;;",
    ])  # fmt: skip


async def test_json_lines_are_what_the_list_shows(bench: Bench) -> None:
    async with bench.client() as client:
        await filled(bench, client)
        answer = await client.post(PATH, json={"format": "jsonl", "sort": ["name"]})
        listed = await client.get("/api/v1/customers?sort=name")
    assert [orjson.loads(line) for line in answer.content.splitlines()] == listed.json()["items"]


async def test_characters_that_would_be_lost_are_counted_and_nothing_is_written(
    bench: Bench,
) -> None:
    async with bench.client() as client:
        await filled(bench, client)
        facts = await bench.fact_types()
        answer = await client.post(PATH, json={"format": "csv", "encoding": "windows-1252"})
        assert (answer.status_code, answer.json()["code"], answer.json()["params"]) == (
            422, "encoding_lossy", {"count": 1},
        )  # fmt: skip
        wanted = {
            "format": "csv",
            "encoding": "windows-1252",
            "filter": {"field": "number", "op": "eq", "value": "A"},
        }
        assert "Köln".encode("windows-1252") in (await client.post(PATH, json=wanted)).content
    assert (await bench.fact_types())[len(facts) :] == ["trade.export.finished.v1"]


async def test_rights_at_this_exit(bench: Bench, realm: Realm) -> None:
    fields = [FieldRight(field="revenue", level="none"), FieldRight(field="number", level="masked")]
    module = ModuleRight(record="trade.customer", actions=["read"], tools=["export"], fields=fields)
    allowed = await realm.profile(
        Permissions(modules=[module], limits=[Limit(name=exporting.LIMIT, most=2)])
    )
    unable = await realm.profile(
        Permissions(modules=[ModuleRight(record="trade.customer", actions=["read"])])
    )
    async with bench.client() as client:
        await filled(bench, client)
    seller = await realm.user(profiles=[allowed])
    async with bench.client(realm.principal(seller)) as client:
        assert (await client.post(PATH, json={})).content.count(b"\n") == 1
        await realm.open("trade.customer", "read")
        answer = await client.post(PATH, json={})
        assert (answer.status_code, answer.json()["code"], answer.json()["params"]) == (
            403, "export_limit", {"limit": 2},
        )  # fmt: skip
        only = {"filter": {"field": "name", "op": "eq", "value": "@C"}}
        lines = (await client.post(PATH, json=only)).content.decode("utf-8-sig").splitlines()
        assert "revenue" not in lines[0]
        shown = dict(zip(lines[0].split(";"), lines[1].split(";"), strict=True))
        assert shown["number"] != "C"
        hidden = await client.post(PATH, json={"fields": ["revenue"]})
        assert (hidden.status_code, hidden.json()["code"]) == (422, "field_unknown")
    async with bench.client(realm.principal(await realm.user(profiles=[unable]))) as client:
        refused = await client.post(PATH, json={})
        assert (refused.status_code, refused.json()["code"]) == (403, "action_forbidden")
        begun = await client.post("/api/v1/customers/imports", json={"file_name": "x.csv"})
        assert (begun.status_code, begun.json()["code"]) == (403, "action_forbidden")


async def test_a_longer_export_is_a_job_whose_file_its_maker_fetches(
    bench: Bench, monkeypatch: Any
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 50)
    monkeypatch.setattr(working, "_BATCH", 20)
    async with bench.client() as client:
        await Trader(bench, client).run((DATA / "customers.csv").read_bytes(), CUSTOMERS)
        answer = await client.post(PATH, json={"format": "csv"})
        assert (answer.status_code, answer.json()["state"], answer.json()["rows"]) == (
            202,
            "running",
            91,
        )
        path = f"{PATH}/{answer.json()['id']}"
        early = await client.post(f"{path}/download")
        assert (early.status_code, early.json()["code"]) == (404, "record_unknown")
        assert await working.do_next(bench.runtime, RECORD_TYPES)
        assert not await working.do_next(bench.runtime, RECORD_TYPES)
        assert (await client.get(path)).json()["state"] == "finished"
        file = await client.post(f"{path}/download")
        lines = file.content.decode("utf-8-sig").splitlines()
        assert (file.status_code, len(lines)) == (200, 92)
        ids = {line.split(";")[0] for line in lines[1:]}
        assert ids == {str(row["id"]) for row in await stored(bench, CUSTOMER)}
    assert (await bench.fact_types())[-2:] == [
        "trade.export.finished.v1",
        "trade.export.downloaded.v1",
    ]
    other = Bench(bench.runtime)
    other.tenant = bench.tenant
    realm = Realm(bench)
    async with bench.client(realm.principal(await realm.administrator())) as client:
        assert (await client.post(f"{path}/download")).status_code == 404
        assert (await client.get(PATH)).json() == {"items": []}


async def test_what_one_has_exported_is_listed_and_words_count_as_in_a_list(bench: Bench) -> None:
    async with bench.client() as client:
        await Trader(bench, client).run((DATA / "customers.csv").read_bytes(), CUSTOMERS)
        wanted = {"fields": ["name"], "q": "Alfreds", "format": "csv"}
        answer = await client.post(PATH, json=wanted)
        assert answer.content.decode("utf-8-sig").splitlines() == ["name", "Alfreds Futterkiste"]
        await client.post(PATH, json={"format": "xlsx"})
        found = (await client.get(PATH)).json()["items"]
    assert [(one["wanted"]["format"], one["rows"], one["state"]) for one in found] == [
        ("xlsx", 91, "handed_over"),
        ("csv", 1, "handed_over"),
    ]
