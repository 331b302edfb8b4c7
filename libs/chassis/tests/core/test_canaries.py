"""Canaries: words that stand for a secret or a person are found where they belong and nowhere else."""

import logging
from collections.abc import AsyncIterator

import asyncpg
import orjson
import pytest
import structlog
from pydantic import SecretStr

from kontor_chassis.database.pool import connect
from kontor_chassis.runtime import running
from kontor_chassis.telemetry import logs
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.canaries import TRACED, Traced, Written, leaks, stored
from kontor_chassis.testing.tokens import LocalVerifier

SECRET = "CanarySecret7f3a"
PERSON = "CanaryPerson91bd"
STORED = "CanaryStored5e20"


@pytest.fixture
async def owner(bench: Bench) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect("sample", bench.runtime.settings.database, "owner")
    yield connection
    await connection.close()


async def test_what_a_client_keeps_secret_is_nowhere(
    bench: Bench, written: Written, spans: Traced
) -> None:
    kept = {"Cookie": f"kontor_session={SECRET}", "Idempotency-Key": SECRET, "X-Api-Key": SECRET}
    async with bench.client(**kept, **TRACED) as client:
        made = await client.post("/api/v1/notes", json={"title": "A"})
        reused = await client.post("/api/v1/notes", json={"title": "B"})
    async with bench.stranger() as client:
        bearer = {"Authorization": f"Bearer {SECRET}", **TRACED}
        forged = await client.get("/api/v1/notes", headers=bearer)
        basic = await client.get("/api/v1/notes", headers={"Authorization": f"Basic {SECRET}"})
    answers = {"made": made, "reused": reused, "forged": forged, "basic": basic}
    assert [answer.status_code for answer in answers.values()] == [201, 422, 401, 401]
    assert len(spans.texts()) >= 2
    traced = "".join(spans.texts())
    told = {name: answer.text + str(answer.headers) for name, answer in answers.items()}
    assert (
        leaks(SECRET, {**told, **await stored(bench)} | {"log": written.text(), "trace": traced})
        == set()
    )


BAD_BODIES = [
    f'{{"title":"A","body":"{PERSON}"',
    f'{{"title":"A","body":"{PERSON}\\ud800"}}',
    f'{{"title":["{PERSON}"]}}',
    f'{{"title":"A","weight":"{PERSON}"}}',
    f'{{"title":"A","parent":"{PERSON}"}}',
    f'{{"title":"{PERSON * 30}"}}',
    f'{{"title":"A","code":"{PERSON * 10}"}}',
    f'"{PERSON}"',
    f"{PERSON}",
    f'{{"title":"{PERSON}","title":"{PERSON}"}}',
]


@pytest.mark.parametrize("body", BAD_BODIES, ids=range(len(BAD_BODIES)))
async def test_what_a_refused_body_held_is_not_told_again(
    bench: Bench, written: Written, spans: Traced, body: str
) -> None:
    async with bench.client(**{"Content-Type": "application/json"}, **TRACED) as client:
        answer = await client.post("/api/v1/notes", content=body.encode())
    assert 400 <= answer.status_code < 500
    traced = "".join(spans.texts())
    told = {"answer": answer.text, "log": written.text(), "trace": traced}
    assert leaks(PERSON, {**told, **await stored(bench)}) == set()


async def test_our_own_faults_quote_nobody(
    bench: Bench, written: Written, spans: Traced, owner: asyncpg.Connection
) -> None:
    """A violated constraint quotes the whole row; so does what reports it, unless it is kept from it."""
    await owner.execute("ALTER TABLE note ADD CONSTRAINT planted CHECK (weight <> 4711) NOT VALID")
    try:
        async with bench.client(**TRACED) as client:
            answer = await client.post(
                "/api/v1/notes", json={"title": PERSON, "body": PERSON, "weight": 4711}
            )
    finally:
        await owner.execute("ALTER TABLE note DROP CONSTRAINT planted")
    assert answer.status_code == 500
    assert '"event":"unhandled"' in written.text()
    assert "CheckViolationError 23514 planted" in written.text()
    traced = "".join(spans.texts())
    told = {"answer": answer.text, "log": written.text(), "trace": traced}
    assert leaks(PERSON, {**told, **await stored(bench)}) == set()


async def test_a_person_is_in_records_facts_and_stored_answers_only(
    bench: Bench, written: Written, spans: Traced
) -> None:
    async with bench.client(**{"Idempotency-Key": "one"}, **TRACED) as client:
        made = await client.post("/api/v1/notes", json={"title": STORED})
        assert (await client.get(f"/api/v1/notes?code={STORED}")).status_code == 200
    assert made.json()["title"] == STORED
    traced = "".join(spans.texts())
    found = dict(await stored(bench)) | {"log": written.text(), "trace": traced}
    assert leaks(STORED, found) == {"note", "outbox", "idempotency"}
    [fact] = await bench.facts()
    assert STORED not in str(fact.headers)


async def test_passwords_of_settings_are_not_shown_even_when_they_fail(
    bench: Bench, written: Written
) -> None:
    settings = bench.runtime.settings
    database = settings.database.model_copy(update={"api_password": SecretStr(SECRET)})
    wrong = settings.model_copy(update={"database": database})
    async with running(bench.runtime.definition, wrong, verifier=LocalVerifier()) as runtime:
        other = Bench(runtime)
        async with other.client() as client:
            answer = await client.post("/api/v1/notes", json={"title": "A"})
    assert answer.status_code >= 500
    shown = {"answer": answer.text, "log": written.text(), "repr": repr(wrong), "text": str(wrong)}
    assert leaks(SECRET, shown | {"json": wrong.model_dump_json()}) == set()


@pytest.mark.parametrize(
    "word", ["password", "Authorization", "token", "refresh_token", "cookie", "body", "email"]
)
def test_a_call_that_logs_a_secret_by_mistake_writes_none(written: Written, word: str) -> None:
    structlog.get_logger("t").info("something", **{word: SECRET})
    assert SECRET not in written.text()
    assert "(withheld)" in written.text()


def test_what_a_library_logs_is_a_line_of_json_without_texts_of_exceptions(
    written: Written,
) -> None:
    try:
        int(PERSON)
    except ValueError:
        logging.getLogger("library").exception('it said "no"')
    line = orjson.loads(written.text())
    assert (line["service"], line["level"], line["event"]) == ("sample", "error", 'it said "no"')
    assert line["exception"].endswith("builtins.ValueError")
    assert PERSON not in written.text()


def test_causes_are_told_in_order_without_their_texts() -> None:
    fault, cause = RuntimeError("ours"), KeyError(PERSON)
    fault.__cause__ = cause
    text = logs.told((RuntimeError, fault, None))
    assert text == "builtins.RuntimeError: ours\nafter\nbuiltins.KeyError"
