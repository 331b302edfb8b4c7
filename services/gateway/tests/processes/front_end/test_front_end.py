"""The front end beside the API."""

import asyncio
import gzip
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from services.gateway.tests.conftest import Front

_INDEX = "<!doctype html><title>Kontor</title>"
_SCRIPT = "assets/index-B3f9_-xQ.js"


def _lay_down(folder: Path) -> None:
    (folder / "assets").mkdir(parents=True, exist_ok=True)
    (folder / _SCRIPT).write_text("plain", encoding="utf-8")
    (folder / f"{_SCRIPT}.br").write_bytes(b"brotli")
    (folder / f"{_SCRIPT}.gz").write_bytes(gzip.compress(b"gzip"))
    (folder / "secret.key").write_text("secret", encoding="utf-8")
    (folder / "robots.txt").write_text("robots", encoding="utf-8")
    (folder / "index.html").write_text(_INDEX, encoding="utf-8")


def _say(folder: Path, problem: str) -> None:
    folder.mkdir()
    (folder / "problem.txt").write_text(problem, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "outside.txt").write_text("outside", encoding="utf-8")
    return tmp_path / "web"


@pytest.fixture
async def front(opening: Callable[..., Any], folder: Path) -> AsyncIterator[Front]:
    async with opening(front_end={"folder": folder}) as opened:
        yield opened


async def _get(front: Front, path: str, **headers: str) -> tuple[aiohttp.ClientResponse, bytes]:
    async with aiohttp.ClientSession(front.address, auto_decompress=False) as session:
        async with session.get(path, headers={"Accept-Encoding": "", **headers}) as answer:
            return answer, await answer.read()


async def test_every_address_outside_of_the_api_is_a_place_in_the_front_end(
    front: Front, folder: Path
) -> None:
    _lay_down(folder)
    for path in ("/contacts", "/deals/662E41/quotes?f=stage:ne:lost", "/a%2fb"):
        answer, body = await _get(front, path)
        assert (answer.status, body.decode()) == (200, _INDEX)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
        assert "require-trusted-types-for 'script'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert {
            name: answer.headers[name]
            for name in (
                "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy",
                "Cache-Control", "Content-Type",
            )
        } == {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cache-Control": "no-cache",
            "Content-Type": "text/html; charset=utf-8",
        }  # fmt: skip
        assert "camera=()" in answer.headers["Permissions-Policy"]
    answer, _ = await _get(front, "/x", **{"If-None-Match": answer.headers["ETag"]})
    assert answer.status == 304


async def test_files_are_sent_packed_and_kept_forever(front: Front, folder: Path) -> None:
    _lay_down(folder)
    for accepted, encoding, content in (
        ("gzip, br", "br", b"brotli"),
        ("gzip", "gzip", gzip.compress(b"gzip")),
        ("br;q=0", None, b"plain"),
    ):
        answer, body = await _get(front, f"/{_SCRIPT}", **{"Accept-Encoding": accepted})
        assert (answer.headers.get("Content-Encoding"), body) == (encoding, content)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Vary"] == "Accept-Encoding"
    answer, _ = await _get(front, "/robots.txt")
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/gone-B3f9_-xQ.js", "/secret.key", "/gone.png", "/../outside.txt",
        "/%2e%2e/outside.txt", "/assets/../../outside.txt", "/..%2foutside.txt", "/api/v1/gone",
        "//outside.txt", "/link.txt",
    ],
)  # fmt: skip
async def test_nothing_else_is_sent(front: Front, folder: Path, path: str) -> None:
    _lay_down(folder)
    (folder / "link.txt").symlink_to(folder.parent / "outside.txt")
    host, port = front.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n"
        f"Authorization: Bearer {front.token}\r\n\r\n".encode()
    )
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    assert answer.split(b" ")[1] == b"404"
    assert b"outside" not in answer.partition(b"\r\n\r\n")[2].replace(b"outside.txt", b"")


async def test_a_page_waits_for_the_build_and_says_why_there_is_none(
    front: Front, folder: Path
) -> None:
    answer, body = await _get(front, "/contacts", **{"Accept-Language": "de"})
    assert (answer.status, answer.headers["Cache-Control"]) == (503, "no-store")
    assert "wird gerade gebaut" in body.decode()
    assert '<meta http-equiv="refresh" content="3">' in body.decode()
    assert "<script" not in body.decode()
    _say(folder, "npm <registry> is away")
    _, body = await _get(front, "/contacts", **{"Accept-Language": "en"})
    assert "npm &lt;registry&gt; is away" in body.decode()
    _lay_down(folder)
    answer, body = await _get(front, "/contacts")
    assert (answer.status, body.decode()) == (200, _INDEX)


async def test_a_new_build_takes_the_old_ones_place(front: Front, folder: Path) -> None:
    _lay_down(folder)
    before, _ = await _get(front, "/")
    (folder / "index.html").write_text("new", encoding="utf-8")
    (folder / "assets/new-AAAAAAAA.js").write_text("new", encoding="utf-8")
    os.utime(folder / "index.html", ns=(1, 1))
    after, body = await _get(front, "/")
    assert body == b"new"
    assert before.headers["ETag"] != after.headers["ETag"]
    assert (await _get(front, "/assets/new-AAAAAAAA.js"))[1] == b"new"


async def test_reports_are_logged_without_addresses(front: Front) -> None:
    report = {
        "csp-report": {
            "document-uri": "http://localhost/contacts/anna",
            "effective-directive": "script-src-elem",
            "blocked-uri": "https://evil.example/x?mail=anna@example.com",
            "source-file": "http://localhost/assets/index-AAAAAAAA.js?x=anna",
            "line-number": 3,
        }
    }
    async with aiohttp.ClientSession(front.address) as session:
        with capture_logs() as logs:
            for body, status in ((report, 204), ({}, 204), ({"x": "a" * 20_000}, 413)):
                async with session.post("/csp-reports", json=body) as answer:
                    assert answer.status == status
        async with session.post("/contacts", json={}) as answer:
            assert answer.status == 404
    (logged,) = [line for line in logs if line["event"] == "refused by the page's policy"]
    assert {key: logged[key] for key in ("directive", "blocked", "source", "line")} == {
        "directive": "script-src-elem",
        "blocked": "https://evil.example",
        "source": "index-AAAAAAAA.js",
        "line": 3,
    }
    assert "anna" not in str(logs)
