"""How fast files go in and out, beside a bare COPY into the same tables. Prints its figures."""

import io
import resource
from time import perf_counter, process_time

import asyncpg
import pytest

from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.engines import Engines
from kontor_records.exports import working
from libs.records.tests.imports.trade.types import TYPES
from libs.records.tests.imports.trader import Trader, counts

ROWS = 100_000
COLUMNS = {
    "Nr": "number", "Firma": "name", "Person": "person", "Ort": "city", "Land": "country",
    "Telefon": "phone", "Umsatz": "revenue", "Seit": "since", "Mail": "emails_1",
}  # fmt: skip
EVERY = ("customer", "history", "record_key", "search_word", "search_document", "outbox")


def lines(count: int) -> str:
    places = ("Köln", "Berlin", "München", "Aachen", "Ulm", "Göttingen", "Wien")
    return "\n".join(
        f"N{n};Handel {n % 977} {places[n % 7]} GmbH;Maria Müller {n % 4999};{places[n % 7]};DE;"
        f"030-00{n:05};{n % 997},50 €;{n % 28 + 1:02}.03.2026;m{n}@kunde.example"
        for n in range(count)
    )


async def bare(engines: Engines, bench: Bench) -> float:
    """Copy what was imported into the same tables for another tenant, and return rows a second."""
    admin = await asyncpg.connect(
        **{**engines.postgres, "database": bench.runtime.settings.database.name}
    )
    other, tables = new_id(), {}
    for table in EVERY:
        names = [
            row["attname"]
            for row in await admin.fetch(
                "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0"
                " AND NOT attisdropped AND attgenerated = '' AND attidentity = ''", table
            )
        ]  # fmt: skip
        out = io.BytesIO()
        shown = ", ".join(f"'{other}'::uuid" if name == "tenant_id" else name for name in names)
        query = f"SELECT {shown} FROM {table} WHERE tenant_id = '{bench.tenant}'"
        await admin.copy_from_query(query, output=out, format="binary")
        tables[table] = names, out.getvalue()
    started = perf_counter()
    for table, (names, body) in tables.items():
        await admin.copy_to_table(table, source=io.BytesIO(body), columns=names, format="binary")
    took = perf_counter() - started
    await admin.close()
    return ROWS / took


@pytest.mark.long
@pytest.mark.timeout(900)
async def test_throughput(bench: Bench, engines: Engines) -> None:
    data = ("Nr;Firma;Person;Ort;Land;Telefon;Umsatz;Seit;Mail\n" + lines(ROWS)).encode()
    async with bench.client() as client:
        trader = Trader(bench, client)
        await trader.mapped(data, COLUMNS, mode="update", match=["number"])
        await trader.say("start")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started, cpu = perf_counter(), process_time()
        run = await trader.done()
        took, cpu = perf_counter() - started, process_time() - cpu
        assert run["counts"] == counts(created=ROWS)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        copied = await bare(engines, bench)
        print(f"import_per_s {ROWS / took:.0f} beside {copied:.0f}")  # noqa: T201
        print(f"import_cpu_us {cpu / ROWS * 1e6:.1f} import_grown_mb {grown:.0f}")  # noqa: T201
        for wanted in ("csv", "jsonl", "xlsx"):
            answer = await client.post("/api/v1/customers/exports", json={"format": wanted})
            assert answer.status_code == 202
            started = perf_counter()
            assert await working.do_next(bench.runtime, {each.record: each for each in TYPES})
            took = perf_counter() - started
            print(f"export_{wanted}_per_s {ROWS / took:.0f}")  # noqa: T201
