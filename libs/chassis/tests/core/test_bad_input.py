"""Whatever a body holds: the right problem document, nothing written, no fact, no traceback."""

from typing import Any

import pytest

from kontor_chassis.testing.bench import Bench

DEEP = b"[" * 10_000 + b"]" * 10_000
CORPUS: list[tuple[str, bytes, int, str]] = [
    ("no json", b"{", 400, "json_malformed"),
    ("empty", b"", 422, "field_required"),
    ("nan", b'{"title":"A","weight":NaN}', 400, "json_malformed"),
    ("infinity", b'{"title":"A","weight":-Infinity}', 400, "json_malformed"),
    ("trailing", b'{"title":"A"} x', 400, "json_malformed"),
    ("byte order mark", b'\xef\xbb\xbf{"title":"A"}', 400, "json_malformed"),
    ("not utf-8", b'{"title":"\xff"}', 400, "text_not_utf8"),
    ("utf-16", '{"title":"A"}'.encode("utf-16"), 400, "text_not_utf8"),
    ("deep", b'{"title":' + DEEP + b"}", 400, "depth_exceeded"),
    ("deep in a string, too long", b'{"title":"' + b"[" * 300 + b'"}', 422, "value_too_long"),
    ("huge number", b'{"title":"A","weight":' + b"9" * 4000 + b"}", 422, "value_range"),
    ("big number", b'{"title":"A","weight":' + b"9" * 300 + b"}", 422, "value_range"),
    ("array", b"[]", 422, "field_type"),
    ("null", b"null", 422, "field_type"),
    ("nul", b'{"title":"a\\u0000b"}', 422, "text_character"),
    ("lone surrogate", b'{"title":"\\ud800"}', 422, "text_character"),
    ("duplicate key", b'{"title":"A","title":"B"}', 422, "key_duplicate"),
    ("unknown field", b'{"title":"A","admin":true}', 422, "field_unknown"),
    ("server field", b'{"title":"A","version":9}', 422, "field_unknown"),
    ("proto", b'{"title":"A","__proto__":{}}', 422, "field_unknown"),
    ("missing", b"{}", 422, "field_required"),
    ("wrong type", b'{"title":7}', 422, "field_type"),
    ("text for number", b'{"title":"A","weight":"7"}', 422, "field_type"),
    ("fraction for integer", b'{"title":"A","weight":1.5}', 422, "field_type"),
    ("bool for text", b'{"title":true}', 422, "field_type"),
    ("bad id", b'{"title":"A","parent":"7"}', 422, "value_format"),
    ("two lines", b'{"title":"a\\nb"}', 422, "text_character"),
    ("empty title", b'{"title":"  "}', 422, "value_format"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "status", "code"), [c[1:] for c in CORPUS], ids=[c[0] for c in CORPUS]
)
async def test_a_body_is_refused(bench: Bench, body: bytes, status: int, code: str) -> None:
    async with bench.client(**{"Content-Type": "application/json"}) as client:
        answer = await client.post("/api/v1/notes", content=body)
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in answer.text
    assert await bench.facts() == []


async def test_several_faults_come_in_one_answer(bench: Bench) -> None:
    async with bench.client() as client:
        answer = await client.post("/api/v1/notes", json={"weight": "x", "nope": 1})
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [
        ("/title", "field_required"),
        ("/weight", "field_type"),
        ("/nope", "field_unknown"),
    ]


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_only_json_is_read(bench: Bench, media: str) -> None:
    async with bench.client() as client:
        answer = await client.post(
            "/api/v1/notes", content=b'{"title":"A"}', headers={"Content-Type": media}
        )
    assert (answer.status_code, answer.json()["code"]) == (415, "media_type")
    assert await bench.facts() == []


async def test_a_body_over_its_limit_is_refused_declared_or_streamed(bench: Bench) -> None:
    async def streamed() -> Any:
        for _ in range(20):
            yield b" " * 100_000

    big = b'{"title":"A","body":"' + b"x" * 2_000_000 + b'"}'
    async with bench.client(**{"Content-Type": "application/json"}) as client:
        for content in (big, streamed()):
            answer = await client.post("/api/v1/notes", content=content)
            assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert await bench.facts() == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limit=0", "value_range"),
        ("limit=201", "value_range"),
        ("limit=x", "field_type"),
        ("cursor=AAAA", "cursor_invalid"),
        ("cursor=%F0", "cursor_invalid"),
        ("nope=1", "field_unknown"),
    ],
)
async def test_a_query_is_refused(bench: Bench, query: str, code: str) -> None:
    async with bench.client() as client:
        answer = await client.get(f"/api/v1/notes?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text


@pytest.mark.parametrize("tag", ["x", '"1', "W/x", '"1","2"', "9" * 20])
async def test_a_broken_if_match_is_refused(bench: Bench, tag: str) -> None:
    async with bench.client() as client:
        path = (await client.post("/api/v1/notes", json={"title": "A"})).headers["location"]
        answer = await client.patch(path, json={"title": "B"}, headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["code"]) == (422, "value_format")
    assert len(await bench.facts()) == 1


async def test_unknown_paths_methods_and_ids_are_all_not_found(bench: Bench) -> None:
    async with bench.client() as client:
        asked = [
            await client.get("/api/v1/nothing"),
            await client.put("/api/v1/notes", json={}),
            await client.get(f"/api/v1/notes/{bench.user}"),
        ]
    assert [(answer.status_code, answer.json()["code"]) for answer in asked] == [
        (404, "route_unknown"), (404, "route_unknown"), (404, "record_unknown"),
    ]  # fmt: skip


async def test_problems_speak_german_and_english(bench: Bench) -> None:
    async with bench.client() as client:
        german = await client.get(
            f"/api/v1/notes/{bench.user}", headers={"Accept-Language": "de-AT"}
        )
        english = await client.get(f"/api/v1/notes/{bench.user}", headers={"Accept-Language": "fr"})
    assert (german.json()["title"], english.json()["title"]) == ("Nicht gefunden", "Not found")


async def test_nobody_is_answered_without_a_verified_identity(bench: Bench) -> None:
    async with bench.stranger() as client:
        for path in ("/api/v1/notes", "/internal/metrics", "/api/v1/nothing"):
            answer = await client.get(path)
            assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
        forged = await client.get("/api/v1/notes", headers={"Authorization": "Bearer a.b.c"})
        assert (forged.status_code, forged.json()["code"]) == (401, "token_invalid")
