"""The corpus of bodies over a create: each is refused in the right words or kept as it is meant."""

import pytest

from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.digest import digest
from libs.chassis.tests.core import json_corpus
from libs.chassis.tests.core.json_corpus import Case

JSON = {"Content-Type": "application/json"}


def test_the_corpus_is_as_large_as_it_is_meant_to_be() -> None:
    names = [case.name for case in (*json_corpus.REFUSED, *json_corpus.KEPT)]
    assert len(names) == len(set(names)) >= 200


@pytest.mark.parametrize("case", json_corpus.REFUSED, ids=lambda case: case.name)
async def test_a_body_of_the_corpus_is_refused(bench: Bench, case: Case) -> None:
    async with bench.client(**JSON) as client:
        answer = await client.post("/api/v1/notes", content=case.body)
    problem = answer.json()
    assert answer.status_code == case.status, answer.text
    assert problem["code"] == case.code or not case.code, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    if case.status == 422:
        assert {"pointer", "code", "title"} <= problem["errors"][0].keys()
    content = await digest(bench)
    assert {table for table, found in content.items() if found.rows} == set()


@pytest.mark.parametrize("case", json_corpus.KEPT, ids=lambda case: case.name)
async def test_a_text_of_the_corpus_is_kept(bench: Bench, case: Case) -> None:
    async with bench.client(**JSON) as client:
        answer = await client.post("/api/v1/notes", content=case.body)
        assert answer.status_code == case.status, answer.text
        assert answer.json()["title"] == case.kept
        read = await client.get(answer.headers["location"])
    assert read.json() == answer.json()
    [fact] = await bench.facts()
    assert fact.data["state"]["title"] == case.kept


@pytest.mark.parametrize(
    "media",
    [
        "application/xml", "text/xml", "application/yaml", "application/x-yaml", "text/plain",
        "application/x-python-pickle", "application/octet-stream", "application/msgpack",
        "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "",
    ],
)  # fmt: skip
async def test_nothing_but_json_is_read(bench: Bench, media: str) -> None:
    async with bench.client() as client:
        answer = await client.post(
            "/api/v1/notes", content=b'{"title":"A"}', headers={"Content-Type": media}
        )
    assert (answer.status_code, answer.json()["code"]) == (415, "media_type")
    assert await bench.facts() == []
