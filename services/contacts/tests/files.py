"""Imports, exports and bulk jobs of contacts over HTTP, and the workers that do them."""

from typing import Any

import httpx

from kontor_chassis.testing.bench import Bench
from kontor_contacts.app import BULK, PARTIES, RECORDS, RULES
from kontor_records.bulk.running import run_once
from kontor_records.exports import working
from kontor_records.imports import running
from kontor_records.imports.deciding import Importing

_IMPORTING = {one.record: Importing(record_type=one, complete=RULES[one]) for one in PARTIES}
_EXPORTING = {one.record: one for one in RECORDS}


async def imported(
    bench: Bench, client: httpx.AsyncClient, plural: str, data: str, columns: dict[str, Any],
    **mapping: Any,
) -> dict[str, Any]:  # fmt: skip
    """Import a CSV file, and return how the import ended."""
    path = f"/api/v1/{plural}/imports"
    begun = await client.post(path, json={"file_name": "people.csv"})
    assert begun.status_code == 201, begun.text
    path = f"{path}/{begun.json()['id']}"
    stored = await client.put(
        f"{path}/parts/0",
        content=data.encode(),
        headers={"content-type": "application/octet-stream"},
    )
    assert stored.status_code == 204, stored.text
    for verb, body in (("analyse", {}), ("map", {"columns": columns, **mapping}), ("start", None)):
        answer = await client.post(f"{path}/{verb}", json=body)
        assert answer.status_code == 200, answer.text
    while await running.do_next(bench.runtime, _IMPORTING):
        pass
    found: dict[str, Any] = (await client.get(path)).json()
    return found


async def failures(client: httpx.AsyncClient, plural: str, run: str) -> list[tuple[int, str, str]]:
    """Return row, column and code of what an import refused."""
    answer = await client.get(f"/api/v1/{plural}/imports/{run}/rows?limit=200")
    return [
        (item["row"], trouble[0], trouble[1])
        for item in answer.json()["items"]
        for trouble in item["troubles"]
    ]


async def exported(client: httpx.AsyncClient, plural: str, **wanted: Any) -> str:
    """Export records at once, and return the file."""
    answer = await client.post(f"/api/v1/{plural}/exports", json=wanted)
    assert answer.status_code == 200, answer.text
    return answer.text


async def export_done(bench: Bench) -> None:
    """Let the worker write the files that wait."""
    while await working.do_next(bench.runtime, _EXPORTING):
        pass


async def bulk_done(
    bench: Bench, client: httpx.AsyncClient, plural: str, **order: Any
) -> dict[str, Any]:
    """Do something with many records, and return how the job ended."""
    answer = await client.post(f"/api/v1/{plural}/bulk", json=order)
    assert answer.status_code == 202, answer.text
    path = f"/api/v1/{plural}/bulk/{answer.json()['id']}"
    while (found := (await client.get(path)).json())["finished_at"] is None:
        assert await run_once(bench.runtime, BULK)
    job: dict[str, Any] = found
    return job
