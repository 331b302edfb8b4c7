"""Requests of persons, and the two who answer them."""

from typing import Any

import httpx

from kontor_chassis.actor import Principal
from kontor_records.testing.realm import Realm


async def second(realm: Realm) -> Principal:
    """Another administrator than the bench's user: who confirms."""
    return realm.principal(await realm.administrator())


async def requested(client: httpx.AsyncClient, kind: str, **subject: Any) -> str:
    """Take up a request, check the identity, and return the path of the request."""
    body = {"kind": kind, "received_on": "2026-01-31", **subject}
    answer = await client.post("/api/v1/privacy_requests", json=body)
    assert answer.status_code == 201, answer.text
    path = str(answer.headers["location"])
    assert (await client.post(f"{path}/verify")).status_code == 200
    return path


async def said(client: httpx.AsyncClient, path: str, verb: str, **body: Any) -> httpx.Response:
    """Say a verb."""
    return await client.post(f"{path}/{verb}", json=body or None)
