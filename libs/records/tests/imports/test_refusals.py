"""Bad input of imports: nothing written, no fact, and the code that says why."""

from datetime import timedelta
from typing import Any

import pytest

from kontor_chassis.clock import SetClock
from kontor_chassis.testing.bench import Bench
from kontor_records.imports import verbs
from kontor_records.testing.realm import Realm
from kontor_schemas.rights import FieldRight, ModuleRight, Permissions
from libs.records.tests.imports.stored import stored
from libs.records.tests.imports.trade.types import CUSTOMER
from libs.records.tests.imports.trader import Trader, counts

NAME = {"name": "name"}


@pytest.mark.parametrize(
    ("data", "how", "status", "code"),
    [
        (b"", {}, 422, "header_invalid_file"),
        (b"a;a\n1;2", {}, 422, "header_invalid_file"),
        (b"a;\n1;2", {}, 422, "header_invalid_file"),
        (b"a;b\n\xfc;\x81", {}, 422, "encoding_unknown"),
        (b"a;b\n\xfc;1", {"encoding": "utf-8"}, 422, "encoding_unknown"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", {}, 415, "media_type"),
        (b"PK\x03\x04 no more", {}, 422, "file_refused"),
        (b'a;b\n"1;2\n', {}, 422, "file_refused"),
        (b";".join(b"c%d" % n for n in range(501)), {}, 413, "import_too_large"),
        (b"a\n" + b"x" * 100_001, {}, 413, "import_too_large"),
        (b"a;b\n1;2", {"encoding": "klingon"}, 422, "value_format"),
    ],
)  # fmt: skip
async def test_files(
    bench: Bench, data: bytes, how: dict[str, str], status: int, code: str
) -> None:
    async with bench.client() as client:
        trader = Trader(bench, client)
        answer = await trader.begin(data, **how)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert (await trader.now())["state"] == "uploaded"
        assert (await trader.say("start")).json()["code"] == "transition_not_allowed"
    assert await bench.fact_types() == []


async def test_too_many_rows(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kontor_records.sheets.analysis.MAX_ROWS", 3)
    async with bench.client() as client:
        trader = Trader(bench, client)
        assert (await trader.begin(b"name\n1\n2\n3\n")).status_code == 200
        answer = await trader.begin(b"name\n1\n2\n3\n4\n")
        assert (answer.status_code, answer.json()["params"]) == (413, {"limit": "rows", "most": 3})


async def test_too_many_bytes(bench: Bench) -> None:
    async with bench.client() as client:
        trader = Trader(bench, client)
        await trader.begin(b"name\n1\n")
        path = f"/api/v1/customers/imports/{trader.id}/parts"
        octets = {"content-type": "application/octet-stream"}
        answer = await client.put(f"{path}/100", content=b"x", headers=octets)
        assert (answer.status_code, answer.json()["code"]) == (413, "import_too_large")
        late = await client.put(f"{path}/1", content=b"x", headers=octets)
        assert (late.status_code, late.json()["code"]) == (409, "transition_not_allowed")
        json = await client.put(f"{path}/1", json={})
        assert (json.status_code, json.json()["code"]) == (415, "media_type")


@pytest.mark.parametrize(
    ("mapping", "status", "code", "pointer"),
    [
        ({"columns": {"number": "number"}}, 422, "mapping_incomplete", None),
        ({"columns": {"name": "nothing"}}, 422, "field_unknown", "/columns/name"),
        ({"columns": {"nobody": "name"}}, 422, "field_unknown", "/columns/nobody"),
        ({"columns": {"name": "name", "number": "name"}}, 422, "key_duplicate", "/columns/name"),
        ({"columns": {"name": "tags"}}, 422, "field_immutable", "/columns/name"),
        ({"columns": NAME, "mode": "update"}, 422, "field_required", "/match"),
        ({"columns": NAME, "mode": "skip", "match": ["name"]}, 422, "field_unknown", "/match/0"),
        ({"columns": NAME, "mode": "skip", "match": ["number"]}, 422, "field_unknown", "/match/0"),
        ({"columns": NAME, "zone": "Mars/Olympus"}, 422, "zone_unknown", "/zone"),
        ({"columns": NAME, "locale": "xx-YY"}, 422, "value_format", "/locale"),
        ({"columns": NAME, "mode": "replace"}, 422, "choice_unknown", "/mode"),
    ],
)  # fmt: skip
async def test_mappings(
    bench: Bench, mapping: dict[str, Any], status: int, code: str, pointer: str | None
) -> None:
    async with bench.client() as client:
        trader = Trader(bench, client)
        await trader.begin(b"name;number\nA;1\n")
        answer = await trader.say("map", **mapping)
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
        if pointer:
            assert answer.json()["errors"][0]["pointer"] == pointer
        assert (await trader.now())["state"] == "analysed"
    assert await bench.fact_types() == []


async def test_fields_without_edit_right(bench: Bench, realm: Realm) -> None:
    fields = [FieldRight(field="number", level="read"), FieldRight(field="revenue", level="none")]
    module = ModuleRight(
        record="trade.customer",
        actions=["read", "create", "update"],
        tools=["import"],
        fields=fields,
    )
    user = await realm.user(profiles=[await realm.profile(Permissions(modules=[module]))])
    async with bench.client(realm.principal(user)) as client:
        trader = Trader(bench, client)
        await trader.begin(b"name;number\nA;1\n")
        answer = await trader.say("map", columns={"name": "name", "number": "number"})
        assert (answer.status_code, answer.json()["params"]) == (403, {"paths": ["/number"]})
        answer = await trader.say("map", columns={"name": "name", "number": "revenue"})
        assert (answer.status_code, answer.json()["code"]) == (422, "field_unknown")
        await trader.say("map", columns=NAME)
        await trader.say("start")
        assert (await trader.done())["counts"] == counts(created=1)
    (row,) = await stored(bench, CUSTOMER)
    assert row["owner"] == user


async def test_rows_of_others_are_neither_seen_nor_changed(bench: Bench, realm: Realm) -> None:
    module = ModuleRight(
        record="trade.customer", actions=["read", "create", "update"], tools=["import"]
    )
    user = await realm.user(profiles=[await realm.profile(Permissions(modules=[module]))])
    columns = {"name": "name", "number": "number"}
    async with bench.client() as client:
        await Trader(bench, client).run(b"name;number\nTheirs;1\n", columns)
    async with bench.client(realm.principal(user)) as client:
        trader = Trader(bench, client)
        run = await trader.run(b"name;number\nMine;1\n", columns, mode="update", match=["number"])
        assert run["counts"] == counts(failed=1)
        assert await trader.failures() == [(2, "number", "unique_taken")]
        await realm.open("trade.customer", "read")
        run = await trader.run(b"name;number\nMine;1\n", columns, mode="update", match=["number"])
        assert run["counts"] == counts(failed=1)
        assert await trader.failures() == [(2, "", "action_forbidden")]
    assert [row["name"] for row in await stored(bench, CUSTOMER)] == ["Theirs"]


async def test_another_user_sees_no_import(bench: Bench, realm: Realm) -> None:
    async with bench.client() as client:
        trader = Trader(bench, client)
        await trader.mapped(b"name\nA\n", NAME)
    async with bench.client(realm.principal(await realm.administrator())) as client:
        other = Trader(bench, client)
        other.id = trader.id
        assert (await other.say("start")).status_code == 404
        assert (await client.get(f"/api/v1/customers/imports/{trader.id}/rows")).status_code == 404
        assert (await client.get(f"/api/v1/employees/imports/{trader.id}")).status_code == 404


async def test_verbs_out_of_turn(bench: Bench) -> None:
    async with bench.client() as client:
        trader = Trader(bench, client)
        await trader.begin(b"name\nA\n")
        for verb in ("start", "dry_run", "pause", "resume", "undo"):
            answer = await trader.say(verb)
            assert (answer.status_code, answer.json()["code"]) == (409, "transition_not_allowed")
        await trader.say("map", columns=NAME)
        assert (await trader.say("start")).status_code == 200
        again = await trader.say("start")
        assert again.json()["params"] == {"allowed": ["pause", "cancel"]}
        assert (await trader.say("pause")).json()["state"] == "paused"
        assert (await trader.done())["counts"] == counts()
        assert (await trader.say("resume")).json()["state"] == "running"
        assert (await trader.done())["counts"] == counts(created=1)
    kinds = [kind.split(".")[2] for kind in await bench.fact_types() if ".import." in kind]
    assert kinds == ["started", "paused", "resumed", "finished"]


async def test_a_fourth_at_once(bench: Bench) -> None:
    async with bench.client() as client:
        traders = [Trader(bench, client) for _ in range(verbs.MAX_RUNNING + 1)]
        for trader in traders:
            await trader.mapped(b"name\nA\n", NAME)
        answers = [await trader.say("start") for trader in traders]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 409]
        assert answers[-1].json()["code"] == "limit_reached"
        await traders[0].say("cancel")
        assert (await traders[-1].say("start")).status_code == 200


async def test_undo_after_thirty_days(bench: Bench, clock: SetClock) -> None:
    async with bench.client() as client:
        trader = Trader(bench, client)
        await trader.run(b"name\nA\n", NAME)
        clock.advance(timedelta(days=30, seconds=1))
        answer = await trader.say("undo")
        assert (answer.status_code, answer.json()["code"]) == (409, "undo_expired")
    assert len(await stored(bench, CUSTOMER)) == 1


async def test_a_bad_row_stands_alone(bench: Bench) -> None:
    async with bench.client() as client:
        trader = Trader(bench, client)
        columns = {"name": "name", "on": "since", "who": None}
        rows = b"name;on;who\nA;1.1.2026;x\n;1.1.2026;x\nC\x00D;;x\nD;1;x;y\nE;;\n".replace(
            b"\x00", b"\x0b"
        )
        run = await trader.run(rows, columns)
        assert run["counts"] == counts(created=2, failed=3)
        assert await trader.failures() == [
            (3, "name", "field_required"), (4, "name", "text_character"), (5, "", "column_count"),
        ]  # fmt: skip
