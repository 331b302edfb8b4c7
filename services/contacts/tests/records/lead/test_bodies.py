"""The corpus of bodies over a real record: the same words as everywhere, and nothing stored."""

from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.digest import digest
from libs.chassis.tests.core import json_corpus


async def test_no_body_of_the_corpus_makes_a_lead(bench: Bench) -> None:
    tried, before = 0, await digest(bench)
    async with bench.client(**{"Content-Type": "application/json"}) as client:
        for case in json_corpus.REFUSED:
            if not case.name.startswith(json_corpus.EVERYWHERE):
                continue
            body = case.body.replace(b"title", b"company")
            answer = await client.post("/api/v1/leads", content=body)
            assert 400 <= answer.status_code < 500, (case.name, answer.text)
            assert answer.status_code == case.status, (case.name, answer.text)
            tried += 1
    assert tried >= 180
    assert await digest(bench) == before


async def test_every_text_of_the_corpus_is_kept(bench: Bench) -> None:
    async with bench.client(**{"Content-Type": "application/json"}) as client:
        for case in json_corpus.KEPT:
            answer = await client.post(
                "/api/v1/leads", content=case.body.replace(b"title", b"company", 1)
            )
            assert answer.status_code == 201, (case.name, answer.text)
            assert answer.json()["company"] == case.kept, case.name
    assert len(await bench.facts()) == len(json_corpus.KEPT)
