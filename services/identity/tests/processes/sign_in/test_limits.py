"""How often one may try, and who is not locked out by whom."""

import asyncio
from datetime import timedelta

import pytest

from kontor_chassis.clock import SetClock
from kontor_chassis.testing.bench import Bench
from kontor_identity.adapters.password_hashing import PasswordHashing
from kontor_identity.records.credential import queries as credential_queries
from kontor_identity.settings import PasswordSettings
from services.identity.tests.processes.sign_in.browser import a_browser
from services.identity.tests.records.tenant.factory import PASSWORD, Office, an_office
from services.identity.tests.records.user.factory import a_user

SESSION = "/api/v1/session"


@pytest.fixture(autouse=True)
async def no_tries(bench: Bench) -> None:
    await bench.runtime.worker_pool.execute("DELETE FROM sign_in_try")


def wrong(office: Office) -> dict[str, str]:
    return {"email": office.administrator.email, "password": "wrong"}


def right(office: Office) -> dict[str, str]:
    return {"email": office.administrator.email, "password": PASSWORD}


async def test_the_eleventh_try_for_an_account_waits(bench: Bench, clock: SetClock) -> None:
    office = await an_office(bench)
    async with a_browser(bench) as client:
        first = [await client.post(SESSION, json=wrong(office)) for _ in range(10)]
        assert [answer.status_code for answer in first] == [401] * 10
        refused = await client.post(SESSION, json=right(office))
        assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
        assert refused.headers["retry-after"] == "901"
        clock.advance(timedelta(minutes=15, seconds=1))
        assert (await client.post(SESSION, json=right(office))).status_code == 200


async def test_an_address_nobody_has_is_limited_alike(bench: Bench) -> None:
    body = {"email": "nobody@nowhere.example", "password": "x"}
    async with a_browser(bench) as client:
        answers = [(await client.post(SESSION, json=body)).status_code for _ in range(11)]
    assert answers == [401] * 10 + [429]


async def test_many_at_once_are_counted_too(bench: Bench, office: Office) -> None:
    async with a_browser(bench) as client:
        answers = await asyncio.gather(
            *(client.post(SESSION, json=wrong(office)) for _ in range(30))
        )
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [401] * 10 + [429] * 20


async def test_many_right_ones_at_once_all_get_in(bench: Bench, office: Office) -> None:
    async with a_browser(bench) as client:
        answers = await asyncio.gather(
            *(client.post(SESSION, json=right(office)) for _ in range(25))
        )
    assert [answer.status_code for answer in answers] == [200] * 25


async def test_a_success_uses_up_no_try(bench: Bench, office: Office) -> None:
    async with a_browser(bench) as client:
        for _ in range(12):
            assert (await client.post(SESSION, json=right(office))).status_code == 200
            client.cookies.clear()


async def test_the_owner_on_a_known_device_is_not_locked_out(bench: Bench, office: Office) -> None:
    async with a_browser(bench) as owner, a_browser(bench) as stranger:
        assert (await owner.post(SESSION, json=right(office))).status_code == 200
        for _ in range(11):
            last = await stranger.post(SESSION, json=wrong(office))
        assert last.status_code == 429
        assert (await stranger.post(SESSION, json=right(office))).status_code == 429
        assert (await owner.post(SESSION, json=right(office))).status_code == 200
        # The device has tries of its own, and no more of them than anybody.
        for _ in range(10):
            assert (await owner.post(SESSION, json=wrong(office))).status_code == 401
        assert (await owner.post(SESSION, json=wrong(office))).status_code == 429


async def test_a_device_is_known_for_its_own_user_only(bench: Bench, office: Office) -> None:
    other = await a_user(bench)
    async with a_browser(bench) as client:
        await client.post(SESSION, json={"email": other.email, "password": PASSWORD})
        answers = [(await client.post(SESSION, json=wrong(office))).status_code for _ in range(11)]
    assert answers == [401] * 10 + [429]


async def test_a_client_may_try_a_hundred_accounts(bench: Bench, office: Office) -> None:
    here = {"X-Forwarded-For": "198.51.100.7"}
    there = {"X-Forwarded-For": "198.51.100.8"}
    async with a_browser(bench) as client:
        for number in range(100):
            body = {"email": f"{number}@sprayed.example", "password": "Sommer2026!"}
            assert (await client.post(SESSION, json=body, headers=here)).status_code == 401
        refused = await client.post(SESSION, json=right(office), headers=here)
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 800
        assert (await client.post(SESSION, json=right(office), headers=there)).status_code == 200


async def test_a_forged_client_address_does_not_help(bench: Bench) -> None:
    """The gateway appends whom it talks to; what a client wrote before that counts for nothing."""
    async with a_browser(bench) as client:
        for number in range(100):
            forged = {"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.9"}
            body = {"email": f"{number}@forged.example", "password": "x"}
            await client.post(SESSION, json=body, headers=forged)
        forged = {"X-Forwarded-For": "203.0.113.250, 198.51.100.9"}
        body = {"email": "another@forged.example", "password": "x"}
        assert (await client.post(SESSION, json=body, headers=forged)).status_code == 429


async def test_every_sign_in_is_noted(bench: Bench, office: Office) -> None:
    async with a_browser(bench) as client:
        await client.post(SESSION, json=right(office))
        await client.post(SESSION, json=wrong(office))
    rows = await bench.runtime.worker_pool.fetch(
        "SELECT outcome, user_id FROM login_event WHERE tenant_id = $1 ORDER BY id", bench.tenant
    )
    assert [(row["outcome"], row["user_id"]) for row in rows] == [
        ("succeeded", bench.user),
        ("refused", bench.user),
    ]


async def test_when_too_many_passwords_are_checked_the_rest_is_told_to_come_back(
    bench: Bench,
) -> None:
    def unknown(number: int) -> dict[str, str]:
        return {"email": f"{number}@overload.example", "password": "x"}

    hashing = PasswordHashing(PasswordSettings(memory_kib=65_536, rounds=4, threads=1, queue=2))
    adapters = dict(bench.runtime.adapters)
    bench.runtime.adapters = {**adapters, PasswordHashing: hashing}
    try:
        async with a_browser(bench) as client:
            answers = await asyncio.gather(
                *(client.post(SESSION, json=unknown(number)) for number in range(10))
            )
    finally:
        bench.runtime.adapters = adapters
        await hashing.close()
    statuses = [answer.status_code for answer in answers]
    assert set(statuses) == {401, 503}
    shed = next(answer for answer in answers if answer.status_code == 503)
    assert (shed.json()["code"], shed.headers["retry-after"]) == ("service_unavailable", "1")
    left = await bench.runtime.worker_pool.fetchval("SELECT count(*) FROM sign_in_try")
    assert left == statuses.count(401)  # what was shed used up no try


async def test_a_hash_of_yesterdays_cost_is_renewed_at_sign_in(
    bench: Bench, office: Office
) -> None:
    dearer = PasswordHashing(PasswordSettings(memory_kib=16, rounds=2, threads=1))
    adapters = dict(bench.runtime.adapters)
    bench.runtime.adapters = {**adapters, PasswordHashing: dearer}
    try:
        async with a_browser(bench) as client:
            assert (await client.post(SESSION, json=right(office))).status_code == 200
            assert (await client.post(SESSION, json=right(office))).status_code == 200
    finally:
        bench.runtime.adapters = adapters
        await dearer.close()
    stored = await credential_queries.password_hash(bench.reading(), bench.user)
    assert stored is not None
    assert "m=16,t=2,p=1" in stored
