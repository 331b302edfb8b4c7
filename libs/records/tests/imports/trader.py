"""A user who imports files over HTTP, and the worker that does what was asked for."""

from pathlib import Path
from typing import Any

import httpx

from kontor_chassis.testing.bench import Bench
from kontor_records.imports import running
from kontor_records.imports.deciding import Importing
from libs.records.tests.imports.trade.types import TYPES

DATA = Path(__file__).parent / "data"
IMPORTING = {each.record: Importing(record_type=each) for each in TYPES}
PART = 1024 * 1024

CUSTOMERS = {
    "customerID": "number", "companyName": "name", "contactName": "person",
    "contactTitle": "person_title", "address": "street", "city": "city", "region": "region",
    "postalCode": "postal_code", "country": "country", "phone": "phone", "fax": "fax",
}  # fmt: skip
EMPLOYEES = {
    "employeeID": "number", "lastName": "family_name", "firstName": "given_name",
    "title": "title", "birthDate": "birth_on", "hireDate": "hired_on", "notes": "notes",
    "postalCode": "postal_code", "reportsTo": "reports_to", "photo": None,
}  # fmt: skip


class Trader:
    """Says the verbs of an import and has them done."""

    def __init__(self, bench: Bench, client: httpx.AsyncClient, plural: str = "customers") -> None:
        self._bench, self._client = bench, client
        self._path = f"/api/v1/{plural}/imports"

    async def begin(self, data: bytes, **how: Any) -> httpx.Response:
        """Store a file and have it looked through."""
        begun = await self._client.post(self._path, json={"file_name": "rows.csv"})
        assert begun.status_code == 201, begun.text
        self.id = begun.json()["id"]
        for part in range(0, max(len(data), 1), PART):
            stored = await self._client.put(
                f"{self._path}/{self.id}/parts/{part // PART}",
                content=data[part : part + PART],
                headers={"content-type": "application/octet-stream"},
            )
            assert stored.status_code == 204, stored.text
        return await self.say("analyse", **how)

    async def say(self, verb: str, **body: Any) -> httpx.Response:
        """Say a verb."""
        json = body or ({} if verb == "analyse" else None)
        return await self._client.post(f"{self._path}/{self.id}/{verb}", json=json)

    async def run(self, data: bytes, columns: dict[str, Any], **mapping: Any) -> dict[str, Any]:
        """Import a file and return how it ended."""
        await self.mapped(data, columns, **mapping)
        started = await self.say("start")
        assert started.status_code == 200, started.text
        return await self.done()

    async def mapped(self, data: bytes, columns: dict[str, Any], **mapping: Any) -> None:
        """Store a file and say where its columns go."""
        analysed = await self.begin(data)
        assert analysed.status_code == 200, analysed.text
        mapped = await self.say("map", columns=columns, **mapping)
        assert mapped.status_code == 200, mapped.text

    async def done(self) -> dict[str, Any]:
        """Have everything done that waits, and return how the import stands."""
        while await running.do_next(self._bench.runtime, IMPORTING):
            pass
        return await self.now()

    async def now(self) -> dict[str, Any]:
        """Return how the import stands."""
        answer = await self._client.get(f"{self._path}/{self.id}")
        found: dict[str, Any] = answer.json()
        return found

    async def mend(self, row: int, *cells: str) -> httpx.Response:
        """Put a refused row right."""
        return await self._client.put(
            f"{self._path}/{self.id}/rows/{row}", json={"cells": [*cells]}
        )

    async def failures(self) -> list[tuple[int, str, str]]:
        """Return row, column and code of what failed."""
        answer = await self._client.get(f"{self._path}/{self.id}/rows?limit=200")
        return [
            (item["row"], trouble["column"], trouble["code"])
            for item in answer.json()["items"]
            for trouble in item["troubles"]
        ]


def counts(**given: int) -> dict[str, int]:
    """Return counts, those not named being zero."""
    return {"created": 0, "updated": 0, "unchanged": 0, "skipped": 0, "failed": 0, **given}
