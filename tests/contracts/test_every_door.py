"""What holds at every route of every service, whoever wrote it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from fastapi.routing import APIRoute

from kontor_chassis.http import internal
from kontor_chassis.http.guard import OPEN_PATHS
from kontor_chassis.ids import new_id
from kontor_chassis.runtime import Runtime
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.catalogue import gaps
from kontor_chassis.testing.digest import digest
from tests.contracts.conftest import APPS

_READING = {"GET", "HEAD"}
FOUND_ACROSS_TENANTS = {
    # Who signs in names no tenant yet: these are found by a digest and by a tenant's short name.
    "identity": [
        "tenant_id is not first in the key: login",
        "tenant_id is not first in the key: tenant_slug",
    ],
}


def routes(name: str) -> Iterator[tuple[str, str]]:
    """Give method and path of every route that asks for an identity, with ids nobody has."""
    app = APPS[name]
    parts = [("/api/v1", app.routers), ("/internal", [*app.internal, internal.router])]
    for prefix, routers in parts:
        for route in (route for part in routers for route in part.routes):
            if not isinstance(route, APIRoute):
                continue
            path = prefix + route.path
            known = path if prefix == "/internal" else route.path.split("/")[1]
            if path in OPEN_PATHS or known in app.public_segments:
                continue
            for method in route.methods:
                yield method, re.sub(r"\{[^}]+\}", str(new_id()), path)


@pytest.mark.parametrize("name", APPS)
async def test_nothing_of_a_tenant_is_seen_past_row_security(
    services: Mapping[str, Runtime], name: str
) -> None:
    assert await gaps(services[name].worker_pool, name) == FOUND_ACROSS_TENANTS.get(name, [])


@pytest.mark.parametrize("name", APPS)
async def test_nobody_is_answered_without_a_verified_identity(
    services: Mapping[str, Runtime], name: str
) -> None:
    bench, asked = Bench(services[name]), 0
    async with bench.stranger() as client:
        for method, path in routes(name):
            for headers in ({}, {"Authorization": "Bearer a.b.c"}, {"Authorization": "Basic YTpi"}):
                answer = await client.request(method, path, headers=headers)
                assert answer.status_code == 401, (method, path)
                asked += 1
    assert asked >= 6


@pytest.mark.parametrize("name", APPS)
async def test_a_token_that_may_only_read_writes_nowhere(
    services: Mapping[str, Runtime], name: str
) -> None:
    bench = Bench(services[name])
    narrow = replace(bench.principal, scopes=frozenset({"read"}))
    body: dict[str, Any] = {"name": "N", "company": "N", "family_name": "N", "email": "n@x.example"}
    refused = 0
    async with bench.client(narrow) as client:
        for method, path in routes(name):
            if method in _READING or path.startswith("/internal/"):
                continue
            answer = await client.request(method, path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (403, "action_forbidden"), path
            refused += 1
    assert refused or not APPS[name].routers or name == "gateway"
    assert {table for table, found in (await digest(bench)).items() if found.rows} == set()
