"""Passwords, tokens and codes are nowhere but with those they belong to."""

from typing import Any

import httpx
import pytest

from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.canaries import TRACED, Traced, Written, leaks, stored
from services.identity.tests.processes.sign_in.browser import a_browser
from services.identity.tests.records.tenant.factory import PASSWORD, Office

PASSED = "correct-Canary-7c1e-horse"
SESSION = "/api/v1/session"


@pytest.fixture(autouse=True)
async def no_tries(bench: Bench) -> None:
    """Tries are counted across tenants; this test begins with all of its own."""
    await bench.runtime.worker_pool.execute("DELETE FROM sign_in_try")


async def found(bench: Bench, written: Written, spans: Traced) -> dict[str, str]:
    return {**await stored(bench), "log": written.text(), "trace": "".join(spans.texts())}


async def test_a_password_is_nowhere_right_or_wrong(
    bench: Bench, office: Office, written: Written, spans: Traced
) -> None:
    email = office.administrator.email
    answers: list[httpx.Response] = []
    async with bench.client(**TRACED) as client:
        path = f"/api/v1/users/{office.administrator.id}/set_password"
        key = {"Idempotency-Key": "set"}
        answers.append(await client.post(path, json={"password": PASSED}, headers=key))
        answers.append(await client.post(path, json={"password": PASSED * 90}, headers=key))
        answers.append(await client.post(path, json={"password": [PASSED]}))
    async with a_browser(bench) as client:
        bodies: tuple[dict[str, Any], ...] = (
            {"email": email, "password": f"wrong {PASSED}"},
            {"email": email, "password": PASSED},
            {"email": email, "password": PASSED, "tenant": 7},
            {"email": f"{PASSED}@", "password": PASSED},
            {"email": email, "passwort": PASSED},
        )
        answers += [await client.post(SESSION, json=body, headers=TRACED) for body in bodies]
    assert answers[0].status_code == 200, answers[0].text
    assert {answer.status_code for answer in answers[1:3]} == {422}
    assert [answer.status_code for answer in answers[3:5]] == [401, 200]
    assert len(spans.texts()) >= 6
    told = {f"answer {place}": answer.text for place, answer in enumerate(answers)}
    assert leaks(PASSED, {**told, **await found(bench, written, spans)}) == set()


async def test_tokens_and_the_cookie_are_kept_as_digests_only(
    bench: Bench, office: Office, written: Written, spans: Traced
) -> None:
    body = {"email": office.administrator.email, "password": PASSWORD}
    async with a_browser(bench) as client:
        answer = await client.post(SESSION, json=body, headers=TRACED)
    assert answer.status_code == 200, answer.text
    cookie = answer.headers["set-cookie"].partition("=")[2].partition(";")[0]
    given = [answer.json()["access_token"], answer.json()["refresh_token"], cookie]
    async with bench.client(**TRACED) as client:
        made = await client.post(
            "/api/v1/api_keys", json={"name": "Robot"}, headers={"Idempotency-Key": "key"}
        )
    assert made.status_code == 201, made.text
    given += [value for name, value in made.json().items() if name in {"key", "secret"}]
    assert len(given) == 4
    places = await found(bench, written, spans)
    for secret in given:
        assert leaks(secret, places) == set()
        assert leaks(secret[-24:], places) == set()
