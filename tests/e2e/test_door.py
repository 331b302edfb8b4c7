"""The door, tried from outside: the right problem document each time, and nothing written."""

import base64
import io
import json
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from yarl import URL

from kontor_local.demo.front_end import FrontEnd

pytestmark = pytest.mark.stack

DEEP = b'{"company":' + b"[" * 10_000 + b"]" * 10_000 + b"}"
BODIES: list[tuple[str, bytes, int, str]] = [
    ("malformed", b'{"company"', 400, "json_malformed"),
    ("not utf-8", b'{"company":"\xff"}', 400, "text_not_utf8"),
    ("deep", DEEP, 400, "depth_exceeded"),
    ("wrong type", b'{"company":7}', 422, "field_type"),
    ("nul", b'{"company":"a\\u0000"}', 422, "text_character"),
    ("lone surrogate", b'{"company":"\\ud800"}', 422, "text_character"),
    ("unknown field", b'{"company":"X","is_admin":true}', 422, "field_unknown"),
    ("two megabytes", b'{"company":"' + b"x" * 2_000_000 + b'"}', 413, "body_too_large"),
    ("twice", b'{"company":"X","company":"Y"}', 422, "key_duplicate"),
]


@pytest.fixture
async def session(stack: dict[str, Any]) -> Any:
    async with aiohttp.ClientSession(stack["gateway"]) as opened:
        async with opened.post("/api/v1/session", json=stack["admin"]) as answer:
            opened.headers["Authorization"] = f"Bearer {(await answer.json())['access_token']}"
        # What identity set as a cookie must not sign these requests in besides.
        opened.cookie_jar.clear()
        yield opened


async def _count(front_end: FrontEnd) -> int:
    return len(await front_end.every("leads"))


async def test_no_body_of_the_corpus_leaves_anything(
    session: aiohttp.ClientSession, front_end: FrontEnd
) -> None:
    before = await _count(front_end)
    for name, body, status, code in BODIES:
        headers = {"Content-Type": "application/json"}
        async with session.post("/api/v1/leads", data=io.BytesIO(body), headers=headers) as answer:
            text = await answer.text()
            assert (answer.status, json.loads(text)["code"]) == (status, code), name
            assert answer.content_type == "application/problem+json"
            assert "Traceback" not in text
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["X-Request-Id"]
    assert await _count(front_end) == before


def _forged(token: str, **header: object) -> str:
    _, payload, signature = token.split(".")
    head = base64.urlsafe_b64encode(json.dumps({"typ": "JWT", **header}).encode()).decode()
    return f"{head.rstrip('=')}.{payload}.{signature}"


async def test_forged_tokens_are_all_refused_alike(session: aiohttp.ClientSession) -> None:
    token = session.headers["Authorization"].removeprefix("Bearer ")
    head, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    other = base64.urlsafe_b64encode(json.dumps({**claims, "tenant": str(uuid4())}).encode())
    bodies = set()
    for forged in (
        f"{_forged(token, alg='none').rpartition('.')[0]}.",
        _forged(token, alg="HS256"),
        f"{head}.{other.decode().rstrip('=')}.{signature}",
        f"{head}.{payload}.{signature[:-4]}AAAA",
        "x" * 5000,
    ):
        headers = {"Authorization": f"Bearer {forged}"}
        async with session.get("/api/v1/leads", headers=headers) as answer:
            found = await answer.json(content_type=None)
            assert answer.status == 401
            bodies.add((found["code"], found["title"], found["detail"]))
    assert len(bodies) <= 2  # no credential at all, or one that is not valid


async def test_unknown_addresses_and_tricks_with_paths_are_not_found(
    session: aiohttp.ClientSession, stack: dict[str, Any]
) -> None:
    for path in (
        "/api/v1/nothing", "/api/v1//leads", "/api/v1/leads/..%2fusers", "/api/v1/%6ceads/x%00",
        "/api/v1/leads/%2e%2e/users", "/problems/none",
    ):  # fmt: skip
        async with session.get(URL(stack["gateway"] + path, encoded=True)) as answer:
            assert answer.status == 404, path


async def test_a_cookie_alone_writes_nothing(stack: dict[str, Any], front_end: FrontEnd) -> None:
    before = await _count(front_end)
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(stack["gateway"], cookie_jar=jar) as browser:
        async with browser.post("/api/v1/session", json=stack["admin"]) as signed_in:
            assert signed_in.status == 200
            cookie = signed_in.cookies["kontor_session"]
        assert cookie["httponly"]
        assert cookie["samesite"].lower() == "lax"
        async with browser.get("/api/v1/leads") as read:
            assert read.status == 200

        async def create(**headers: str) -> tuple[int, Any]:
            path, lead = "/api/v1/leads", {"company": "X"}
            async with browser.post(path, json=lead, headers=headers) as answer:
                return answer.status, (await answer.json(content_type=None)).get("code")

        ours = {"X-Kontor-Csrf": "1"}
        assert await create() == (403, "csrf_refused")
        assert (await create(**ours, Origin="https://evil.example"))[0] == 403
        assert await _count(front_end) == before
        assert await create(**ours) == (201, None)


async def test_the_reference_describes_every_service(session: aiohttp.ClientSession) -> None:
    async with session.get("/api/v1/openapi.json") as answer:
        document = await answer.json()
        assert answer.headers.get("X-Kontor-Missing") is None
    assert document["openapi"].startswith("3.1")
    assert {"/api/v1/leads", "/api/v1/session", "/api/v1/assignment_rules"} <= set(
        document["paths"]
    )
    for path in ("/api/v1/docs", "/api/v1/docs.js", "/problems/stale_version"):
        async with session.get(path, headers={"Accept-Language": "de"}) as page:
            assert page.status == 200, path
            assert "default-src 'none'" in page.headers["Content-Security-Policy"]
