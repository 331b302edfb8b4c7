"""Bulk jobs for tests: ordered over HTTP, worked on by the worker itself."""

from typing import Any

import httpx

from kontor_chassis.testing.bench import Bench
from kontor_records.bulk.running import run_once
from libs.records.tests.sample.sailors import BULK

Json = dict[str, Any]


async def sailors(client: httpx.AsyncClient, count: int, **fields: Any) -> list[Json]:
    found = []
    for place in range(count):
        body = {"family_name": f"Sailor {place:04}", **fields}
        answer = await client.post("/api/v1/sailors", json=body)
        assert answer.status_code == 201, answer.text
        found.append(answer.json())
    return found


async def ordered(client: httpx.AsyncClient, action: str, ids: list[str], **body: Any) -> Json:
    answer = await client.post("/api/v1/sailors/bulk", json={"action": action, "ids": ids, **body})
    assert answer.status_code == 202, answer.text
    found: Json = answer.json()
    return found


async def job_of(client: httpx.AsyncClient, job: Json) -> Json:
    answer = await client.get(f"/api/v1/sailors/bulk/{job['id']}")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def done(bench: Bench, client: httpx.AsyncClient, job: Json) -> Json:
    """Let the worker go on until a job is over."""
    while (found := await job_of(client, job))["finished_at"] is None:
        assert await run_once(bench.runtime, BULK)
    return found


async def failures(client: httpx.AsyncClient, job: Json) -> dict[str, str]:
    found: dict[str, str] = {}
    after = -1
    while True:
        answer = await client.get(f"/api/v1/sailors/bulk/{job['id']}/failures?after={after}")
        assert answer.status_code == 200, answer.text
        found |= {each["id"]: each["code"] for each in answer.json()["items"]}
        if answer.json()["next"] is None:
            return found
        after = answer.json()["next"]


async def read(client: httpx.AsyncClient, sailor: Json) -> Json:
    answer = await client.get(f"/api/v1/sailors/{sailor['id']}")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found
