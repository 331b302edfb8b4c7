"""The door before a real upstream."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from kontor_chassis.actor import Actor
from kontor_chassis.ids import new_id
from kontor_chassis.testing.tokens import token_for
from services.gateway.tests.conftest import Front


async def test_a_request_goes_on_with_what_a_service_may_see(front: Front) -> None:
    async with (
        front.session(
            Cookie="kontor_session=x",
            **{"X-Evil": "1", "Kontor-Actor": "rule:x@1", "If-Match": '"1"'},
        ) as session,
        session.get("/api/v1/things/a%20b?q=%C3%BC") as answer,
    ):
        seen = await answer.json()
        headers = answer.headers
    assert (seen["method"], seen["path"], seen["query"]) == (
        "GET",
        "/api/v1/things/a%20b",
        "q=%C3%BC",
    )
    assert seen["headers"]["authorization"] == f"Bearer {front.token}"
    assert seen["headers"]["if-match"] == '"1"'
    assert seen["headers"]["x-request-id"] == headers["X-Request-Id"]
    assert not {"cookie", "x-evil", "kontor-actor"} & set(seen["headers"])
    assert "Server" not in headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["RateLimit"].startswith('"principal";r=')


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "route_unknown"),
        ("PATCH", "/api/v1/things", 404, "route_unknown"),
        ("TRACE", "/api/v1/things", 404, "route_unknown"),
        ("GET", "/elsewhere", 404, "route_unknown"),
        ("GET", "/problems/none", 404, "route_unknown"),
        ("POST", "/api/v1/docs", 404, "route_unknown"),
    ],
)
async def test_what_is_not_there(
    front: Front, method: str, path: str, status: int, code: str
) -> None:
    async with front.session() as session, session.request(method, path) as answer:
        assert (answer.status, (await answer.json(content_type=None))["code"]) == (status, code)
    assert front.echo.seen == []


async def test_nobody_passes_without_a_valid_credential(front: Front) -> None:
    async with aiohttp.ClientSession(front.address) as session:
        for headers, code in (
            ({}, "not_signed_in"),
            ({"Authorization": "Bearer x.y.z"}, "token_invalid"),
        ):
            async with session.get("/api/v1/things", headers=headers) as answer:
                assert answer.status == 401
                assert (await answer.json(content_type=None))["code"] == code
    assert front.echo.seen == []


async def test_a_public_segment_sees_how_it_was_addressed(front: Front) -> None:
    async with aiohttp.ClientSession(front.address, cookies={"kontor_device": "d"}) as session:
        async with session.post("/api/v1/session", json={}) as answer:
            seen = (await answer.json())["headers"]
        refused = await session.post(
            "/api/v1/session", json={}, headers={"Origin": "https://evil.example"}
        )
    assert seen["cookie"] == "kontor_device=d"
    assert (seen["x-forwarded-for"], seen["x-forwarded-proto"]) == ("127.0.0.1", "http")
    assert refused.status == 403


async def test_bodies_pass_within_their_limit(front: Front) -> None:
    async with front.session() as session:
        for size, status in ((0, 200), (99_000, 200), (100_001, 413)):
            chunks = [b"x" * min(1000, size - at) for at in range(0, size, 1000)]

            async def streamed(parts: list[bytes] = chunks) -> Any:
                for part in parts:
                    yield part

            async with session.post("/api/v1/things", data=streamed()) as answer:
                assert answer.status == status
    assert [seen["size"] for seen in front.echo.seen] == [0, 99_000]


async def test_a_client_over_its_rate_waits(opening: Callable[..., Any]) -> None:
    limits = {"principal_per_s": 0.1, "principal_burst": 3}
    async with opening(limits=limits) as front, front.session() as session:
        statuses = []
        for _ in range(4):
            async with session.get("/api/v1/things") as answer:
                statuses.append(answer.status)
        assert statuses == [200, 200, 200, 429]
        assert answer.headers["Retry-After"] == "10"
        another = replace(front.principal, subject=Actor("user", str(new_id())))
        other = token_for(another)
        headers = {"Authorization": f"Bearer {other}"}
        async with session.get("/api/v1/things", headers=headers) as answer:
            assert answer.status == 200


async def test_a_hanging_service_holds_nobody_else_up(opening: Callable[..., Any]) -> None:
    async with opening(upstream={"in_flight": 5}) as front, front.session() as session:
        slow = [asyncio.ensure_future(session.get("/api/v1/slow")) for _ in range(5)]
        await asyncio.sleep(0.1)
        shed = await session.get("/api/v1/things")
        assert (shed.status, (await shed.json(content_type=None))["code"]) == (503, "overloaded")
        assert shed.headers["Retry-After"] == "1"
        ended = await asyncio.gather(*slow)
        codes = {
            (answer.status, (await answer.json(content_type=None))["code"]) for answer in ended
        }
        assert codes == {(503, "service_unavailable")}
        again = await session.get("/api/v1/things")
        assert again.status == 200


async def test_a_dead_service_is_named(opening: Callable[..., Any]) -> None:
    dead = {"contacts": "http://127.0.0.1:9"}
    async with opening(more=dead) as front, front.session() as session:
        async with session.get("/api/v1/contacts") as answer:
            problem = await answer.json(content_type=None)
            assert (answer.status, problem["code"]) == (503, "service_unavailable")
            assert problem["params"] == {"service": "contacts"}
        async with session.get("/api/v1/things") as answer:
            assert answer.status == 200


SMUGGLED = [
    b"POST /api/v1/things HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    b"POST /api/v1/things HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /api/v1/things HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"GET /api/v1/things HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
    b"GET /api/v1/things HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    b"GET /api/v1/things HTTP/1.1\r\n\r\n",
    b"GET /api/v1/things HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
]  # fmt: skip


@pytest.mark.parametrize("raw", SMUGGLED, ids=range(len(SMUGGLED)))
async def test_a_request_two_servers_could_read_differently_is_refused(
    front: Front, raw: bytes
) -> None:
    host, port = front.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(raw.replace(b"Host: localhost", f"Host: localhost:{port}".encode()))
    head = await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    # Refused in words, or by closing the connection at once.
    assert not head or head.split(b" ")[1].startswith(b"4")
    assert front.echo.seen == []


async def test_problems_are_explained_in_both_languages(front: Front) -> None:
    async with aiohttp.ClientSession(front.address) as session:
        for language, title in (("de", "Inzwischen geändert"), ("en", "Changed meanwhile")):
            headers = {"Accept-Language": language}
            async with session.get("/problems/stale_version", headers=headers) as answer:
                assert answer.status == 200
                assert title in await answer.text()


async def test_requests_are_counted_by_tenant_and_kind(front: Front) -> None:
    async with front.session() as session:
        for path in ("/api/v1/things", "/api/v1/nothing"):
            async with session.get(path) as answer:
                await answer.read()
    counted = {key.principal_kind: count for key, count in front.counters.take().items()}
    assert (counted["user"].requests, counted["user"].refused) == (1, 0)


async def test_the_merged_document_names_who_is_silent(front: Front) -> None:
    async with aiohttp.ClientSession(front.address) as session:
        async with session.get("/api/v1/openapi.json") as answer:
            document = json.loads(await answer.text())
    assert document["openapi"] == "3.1.0"
