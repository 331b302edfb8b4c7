"""A tenant's own fields in files: a column each, as far as their reader may see or change them."""

from typing import Any

import httpx

from kontor_chassis.testing.bench import Bench
from kontor_records.customizing.world import KEPT
from kontor_records.testing.realm import Realm
from kontor_schemas.rights import FieldRight, ModuleRight, Permissions
from libs.records.tests.imports.stored import stored
from libs.records.tests.imports.trade.types import CUSTOMER
from libs.records.tests.imports.trader import Trader, counts

PATH = "/api/v1/customers"
LABEL = {"de": "Feld", "en": "Field"}
HEAD = "Firma;Stufe;Kanäle;Etat;Seit;Um;Zahl;Stück;Aktiv;Kunde\n"
ROW = "A;Gold;web, mail;1.234,56 €;01.03.2026;01.03.2026 14:30;1,5;7;ja;\n"
COLUMNS = {
    "Firma": "name", "Stufe": "custom.c_level", "Kanäle": "custom.c_ways",
    "Etat": "custom.c_budget", "Seit": "custom.c_since", "Um": "custom.c_at",
    "Zahl": "custom.c_rate", "Stück": "custom.c_pieces", "Aktiv": "custom.c_on",
    "Kunde": "custom.c_of",
}  # fmt: skip
HELD = {
    "c_level": "gold", "c_ways": ["web", "mail"],
    "c_budget": {"minor": 123456, "currency": "EUR"}, "c_since": "2026-03-01",
    "c_at": "2026-03-01T13:30:00Z", "c_rate": 1.5, "c_pieces": 7, "c_on": True,
}  # fmt: skip

NAMES = ("at", "budget", "level", "of", "on", "pieces", "rate", "since", "ways", "words")


async def field(client: httpx.AsyncClient, key: str, kind: str, **said: Any) -> None:
    body = {"key": key, "type": kind, "label": LABEL, **said}
    answer = await client.post(f"{PATH}/custom_fields", json=body)
    assert answer.status_code == 201, answer.text


async def defined(bench: Bench, client: httpx.AsyncClient) -> None:
    values = [
        {"key": key, "label": {"de": key.title(), "en": key}, "order": at}
        for at, key in enumerate(("gold", "silver", "web", "mail"))
    ]
    made = {"name": "words", "label": LABEL, "values": values}
    answer = await client.post(f"{PATH}/choice_lists", json=made)
    assert answer.status_code == 201, answer.text
    await field(client, "c_level", "choice", choice_list="words")
    await field(client, "c_ways", "multi_choice", choice_list="words")
    for key, kind in (
        ("c_budget", "money"), ("c_since", "date"), ("c_at", "datetime"), ("c_rate", "number"),
        ("c_on", "boolean"),
    ):  # fmt: skip
        await field(client, key, kind)
    await field(client, "c_pieces", "number", limits={"decimals": 0})
    await field(client, "c_of", "reference", target="trade.customer")
    await field(client, "c_words", "formula", formula='c_on ? "on" : "off"', result="text")
    KEPT.forget(bench.tenant)


async def test_own_fields_are_read_by_their_types_and_come_back_without_a_change(
    bench: Bench,
) -> None:
    async with bench.client() as client:
        await defined(bench, client)
        trader = Trader(bench, client)
        run = await trader.run((HEAD + ROW).encode(), COLUMNS)
        assert run["counts"] == counts(created=1)
        (row,) = await stored(bench, CUSTOMER)
        own = (await client.get(f"{PATH}/{row['id']}")).json()["custom"]
        assert own == {**HELD, "c_words": "on"}
        for wanted in ({"format": "csv"}, {"format": "csv", "locale": "en-US"}, {"format": "xlsx"}):
            file = (await client.post(f"{PATH}/exports", json=wanted)).content
            columns = (await trader.begin(file)).json()["mapping"]["columns"]
            assert {name for name, path in columns.items() if path == name and "c_" in name} == {
                path for path in COLUMNS.values() if path.startswith("custom.")
            }
            locale = wanted.get("locale", "de-DE")
            await trader.say("map", columns=columns, mode="update", match=["id"], locale=locale)
            await trader.say("start")
            assert (await trader.done())["counts"] == counts(unchanged=1)
        lines = (await client.post(f"{PATH}/exports", json={"fields": ["custom"]})).text
    assert lines.removeprefix("\ufeff").splitlines() == [
        ";".join(f"custom.c_{name}" for name in NAMES),
        '01.03.2026 14:30:00;1234,56 EUR;gold;;true;7;1,5;01.03.2026;"[""web"",""mail""]";on',
    ]


async def test_own_fields_are_filled_cleared_and_refused_one_by_one(bench: Bench) -> None:
    async with bench.client() as client:
        await defined(bench, client)
        trader = Trader(bench, client)
        await trader.run(b"Nr;Stufe;Firma\n1;gold;A\n2;;B\n", {
            "Nr": "number", "Stufe": "custom.c_level", "Firma": "name",
        })  # fmt: skip
        columns = {"Nr": "number", "Stufe": "custom.c_level", "Von": "custom.c_of", "F": "name"}
        filled = await trader.run(
            b"Nr;Stufe;Von;F\n1;silver;A;A\n2;silver;A;B\n3;iron;;C\n4;;nobody;D\n",
            columns, mode="merge", match=["number"],
        )  # fmt: skip
        assert filled["counts"] == counts(updated=2, failed=2)
        assert await trader.failures() == [
            (4, "Stufe", "choice_unknown"),
            (5, "Von", "reference_unknown"),
        ]
        rows = {row["number"]: row for row in await stored(bench, CUSTOMER)}
        first = str(rows["1"]["id"])
        owns = [
            (await client.get(f"{PATH}/{rows[number]['id']}")).json()["custom"] for number in "12"
        ]
        assert owns == [
            {"c_level": "gold", "c_of": first, "formula_errors": ["c_words"]},
            {"c_level": "silver", "c_of": first, "formula_errors": ["c_words"]},
        ]
        cleared = await trader.run(
            b"Nr;Stufe;F\n1;;A\n", {"Nr": "number", "Stufe": "custom.c_level", "F": "name"},
            mode="update", match=["number"], empty="clear",
        )  # fmt: skip
        assert cleared["counts"] == counts(updated=1)
        own = (await client.get(f"{PATH}/{first}")).json()["custom"]
        assert own == {"c_of": first, "formula_errors": ["c_words"]}
        await trader.begin(b"Firma;A;B;C\n;;;\n")
        unusable = await trader.say(
            "map",
            columns={"Firma": "name", "A": "custom.c_words", "B": "custom.c_none", "C": "custom"},
        )
        assert [(each["pointer"], each["code"]) for each in unusable.json()["errors"]] == [
            ("/columns/A", "field_immutable"),
            ("/columns/B", "field_unknown"),
            ("/columns/C", "field_unknown"),
        ]


async def test_own_fields_that_are_hidden_or_only_read_are_so_in_files(
    bench: Bench, realm: Realm
) -> None:
    async with bench.client() as client:
        await defined(bench, client)
        await Trader(bench, client).run((HEAD + ROW).encode(), COLUMNS)
    right = ModuleRight(
        record=CUSTOMER.record,
        actions=["read", "create", "update"],
        fields=[
            FieldRight(field="c_level", level="none", is_limit=True),
            FieldRight(field="c_pieces", level="read", is_limit=True),
            FieldRight(field="c_since", level="masked", is_limit=True),
        ],
        tools=["import", "export"],
    )
    limited = await realm.profile(Permissions(modules=[right]))
    who = realm.principal(await realm.user(profiles=[limited]))
    async with bench.client(who) as client:
        trader = Trader(bench, client)
        columns = {"Firma": "name", "Stufe": "custom.c_level"}
        await trader.begin(b"Firma;Stufe\nA;gold\n")
        hidden = await trader.say("map", columns=columns)
        assert [each["code"] for each in hidden.json()["errors"]] == ["field_unknown"]
        kept = await trader.say("map", columns={**columns, "Stufe": "custom.c_pieces"})
        assert (kept.status_code, kept.json()["code"], kept.json()["params"]["paths"]) == (
            403,
            "field_forbidden",
            ["/custom/c_pieces"],
        )
        await realm.open(CUSTOMER.record, "read")
        asked = await client.post(f"{PATH}/exports", json={"fields": ["custom.c_level"]})
        assert (asked.status_code, asked.json()["code"]) == (422, "field_unknown")
        lines = (await client.post(f"{PATH}/exports", json={})).text.splitlines()
        assert "c_level" not in lines[0]
        shown = dict(zip(lines[0].split(";"), lines[1].split(";"), strict=True))
        assert (shown["custom.c_pieces"], shown["custom.c_since"]) == ("7", "••••3-01")
