"""Sailors for tests of merges, over HTTP."""

from typing import Any

import httpx

Sailor = dict[str, Any]


async def made(client: httpx.AsyncClient, family_name: str = "Berg", **fields: Any) -> Sailor:
    answer = await client.post("/api/v1/sailors", json={"family_name": family_name, **fields})
    assert answer.status_code == 201, answer.text
    found: Sailor = answer.json()
    return found


async def read(client: httpx.AsyncClient, sailor: Sailor) -> Sailor:
    answer = await client.get(f"/api/v1/sailors/{sailor['id']}")
    assert answer.status_code == 200, answer.text
    found: Sailor = answer.json()
    return found


async def merge(
    client: httpx.AsyncClient, survivor: Sailor, *losers: Sailor, **body: Any
) -> httpx.Response:
    known = {one["id"]: one["version"] for one in (survivor, *losers)}
    return await client.post(
        f"/api/v1/sailors/{survivor['id']}/merge",
        json={"losers": [one["id"] for one in losers], "versions": known, **body},
    )


async def merged(
    client: httpx.AsyncClient, survivor: Sailor, *losers: Sailor, **body: Any
) -> Sailor:
    answer = await merge(client, survivor, *losers, **body)
    assert answer.status_code == 200, answer.text
    found: Sailor = answer.json()
    return found


async def unmerge(client: httpx.AsyncClient, loser: Sailor, **body: Any) -> httpx.Response:
    return await client.post(f"/api/v1/sailors/{loser['id']}/unmerge", json=body)


async def changed(client: httpx.AsyncClient, sailor: Sailor, **fields: Any) -> Sailor:
    answer = await client.patch(f"/api/v1/sailors/{sailor['id']}", json=fields)
    assert answer.status_code == 200, answer.text
    found: Sailor = answer.json()
    return found
