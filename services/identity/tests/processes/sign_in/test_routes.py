"""Signing in, going on, and signing out."""

import asyncio
from datetime import timedelta
from statistics import median
from typing import Any
from uuid import UUID, uuid4

import httpx
import jwt
import pytest

from kontor_chassis.access.revocations import Revocations
from kontor_chassis.clock import SetClock
from kontor_chassis.testing.bench import Bench
from kontor_identity.adapters.password_hashing import PasswordHashing
from kontor_identity.records.user import commands as user_commands
from services.identity.tests.processes.sign_in.browser import a_browser
from services.identity.tests.records.tenant.factory import PASSWORD, Office, an_office
from services.identity.tests.records.user.factory import a_user, signed_in

SESSION = "/api/v1/session"


def credentials(office: Office, **changes: str) -> dict[str, str]:
    return {"email": office.administrator.email, "password": PASSWORD, **changes}


async def sign_in(client: httpx.AsyncClient, office: Office, **changes: str) -> dict[str, Any]:
    answer = await client.post(SESSION, json=credentials(office, **changes))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture(autouse=True)
async def no_tries(bench: Bench) -> None:
    """Every test begins with all its tries; they are counted across tenants."""
    await bench.runtime.worker_pool.execute("DELETE FROM sign_in_try")


async def test_a_session_begins_with_tokens_and_a_cookie(bench: Bench, office: Office) -> None:
    async with a_browser(bench) as client:
        answer = await client.post(SESSION, json=credentials(office))
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"access_token", "expires_at", "refresh_token"}
    assert answer.headers["cache-control"] == "no-store"
    claims = jwt.decode(answer.json()["access_token"], options={"verify_signature": False})
    assert set(claims) == {"iss", "aud", "sub", "tenant", "sid", "iat", "exp", "jti"}
    assert claims["sub"] == f"user:{bench.user}"
    assert claims["tenant"] == str(bench.tenant)
    assert claims["exp"] - claims["iat"] == 600


@pytest.mark.parametrize(
    ("proto", "host", "name", "is_secure"),
    [
        ("http", "127.0.0.1:8100", "kontor_session", False),
        ("http", "localhost:8100", "kontor_session", False),
        ("http", "[::1]:8100", "kontor_session", False),
        ("http", "crm.example.com", "kontor_session", True),
        ("https", "crm.example.com", "__Host-kontor_session", True),
        ("https", "127.0.0.1:8100", "__Host-kontor_session", True),
    ],
)
async def test_the_cookie_stays_where_it_belongs(
    bench: Bench, office: Office, proto: str, host: str, name: str, is_secure: bool
) -> None:
    headers = {"X-Forwarded-Proto": proto, "X-Forwarded-Host": host}
    async with a_browser(bench) as client:
        answer = await client.post(SESSION, json=credentials(office), headers=headers)
    given = {each.partition("=")[0]: each for each in answer.headers.get_list("set-cookie")}
    parts = {part.strip().lower() for part in given[name].split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/", "max-age=2592000"} <= parts
    assert ("secure" in parts) is is_secure
    assert not any(part.startswith("domain") for part in parts)


async def test_who_is_signed_in_by_token_or_cookie(
    bench: Bench, office: Office, own_tokens: Revocations
) -> None:
    async with a_browser(bench) as client:
        assert (await client.get(SESSION)).json()["code"] == "not_signed_in"
        tokens = await sign_in(client, office)
        by_cookie = await client.get(SESSION)
        client.cookies.clear()
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        by_token = await client.get(SESSION, headers=bearer)
    assert by_cookie.status_code == 200, by_cookie.text
    assert by_cookie.json() == by_token.json()
    shown = by_token.json()
    assert shown["user"]["email"] == office.administrator.email
    assert shown["tenant"]["slug"] == office.tenant.slug


async def refusals(bench: Bench, office: Office) -> dict[str, dict[str, str]]:
    """Every way to be wrong."""
    suspended = await a_user(bench)
    invited = await a_user(bench, password=None)
    gone = await a_user(bench)
    async with bench.writing() as ctx:
        await user_commands.suspend_user(ctx, suspended.id, None)
    async with bench.writing() as ctx:
        await user_commands.delete_user(ctx, gone.id)
    return {
        "unknown address": credentials(office, email="nobody@x.example"),
        "no address": credentials(office, email="nobody"),
        "empty address": credentials(office, email=""),
        "wrong password": credentials(office, password="wrong"),
        "empty password": credentials(office, password=""),
        "suspended": credentials(office, email=suspended.email),
        "invited": credentials(office, email=invited.email),
        "deleted": credentials(office, email=gone.email),
        "unknown tenant": credentials(office, tenant="nowhere"),
        "nonsense tenant": credentials(office, tenant="' OR 1=1 --"),
    }


async def test_every_wrong_sign_in_is_answered_alike(bench: Bench, office: Office) -> None:
    wrong = await refusals(bench, office)
    before = len(await bench.facts())
    async with a_browser(bench) as client:
        answers = {name: await client.post(SESSION, json=body) for name, body in wrong.items()}
    bodies = {name: {**answer.json(), "request_id": ""} for name, answer in answers.items()}
    assert {answer.status_code for answer in answers.values()} == {401}
    assert {name: body["code"] for name, body in bodies.items()} == dict.fromkeys(
        wrong, "credentials_refused"
    )
    first = bodies["wrong password"]
    assert all(body == first for body in bodies.values())
    names = {tuple(sorted(answer.headers)) for answer in answers.values()}
    assert len(names) == 1
    assert "set-cookie" not in next(iter(names))
    assert len(await bench.facts()) == before


async def test_every_wrong_sign_in_does_the_same_work(
    bench: Bench, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time is work: one password check each, and the same number of statements."""
    wrong = await refusals(bench, office)
    checks: list[bool] = []
    check = PasswordHashing._check

    def counted(self: PasswordHashing, password: str, stored: str) -> bool:
        checks.append(stored.startswith("$argon2id$"))
        return check(self, password, stored)

    monkeypatch.setattr(PasswordHashing, "_check", counted)
    asked: list[list[str]] = []
    for name in ("unknown address", "wrong password", "suspended", "invited", "deleted"):
        counting = CountingPool(bench.runtime.api_pool)
        monkeypatch.setattr(bench.runtime, "api_pool", counting)
        async with a_browser(bench) as client:
            await client.post(SESSION, json=wrong[name])
        monkeypatch.setattr(bench.runtime, "api_pool", counting.pool)
        asked.append(counting.asked)
    assert checks == [True] * 5
    assert asked == [asked[0]] * 5
    assert len(asked[0]) > 5


class CountingPool:
    """A pool that keeps which of its methods were called."""

    def __init__(self, pool: Any) -> None:
        self.pool = pool
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        self.asked.append(name)
        return getattr(self.pool, name)


async def test_times_of_refusals_are_alike(bench: Bench, office: Office) -> None:
    """No absolute time: a check of the password left out would be most of the time."""
    loop = asyncio.get_running_loop()
    spent: dict[str, list[float]] = {"unknown": [], "wrong": []}
    async with a_browser(bench) as client:
        for round_ in range(30):
            await bench.runtime.worker_pool.execute("DELETE FROM sign_in_try")
            kinds = list(spent) if round_ % 2 else list(reversed(spent))
            for kind in kinds:
                email = office.administrator.email if kind == "wrong" else f"{uuid4()}@x.example"
                start = loop.time()
                await client.post(SESSION, json=credentials(office, email=email, password="no"))
                spent[kind].append(loop.time() - start)
    unknown, wrong = (median(times) for times in spent.values())
    assert 0.75 < unknown / wrong < 1.33


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"email": "a@b.example"}, "field_required"),
        ({"email": "a@b.example", "password": 1}, "field_type"),
        ({"email": "a@b.example", "password": "x" * 1025}, "value_too_long"),
        ({"email": "a\u0000@b.example", "password": "x"}, "text_character"),
        ({"email": "a@b.example", "password": "x", "is_administrator": True}, "field_unknown"),
    ],
)
async def test_a_malformed_sign_in_is_told_so(
    bench: Bench, body: dict[str, object], code: str
) -> None:
    async with a_browser(bench) as client:
        refused = await client.post(SESSION, json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, code), refused.text


async def test_a_form_of_another_site_cannot_sign_anybody_in(bench: Bench) -> None:
    async with a_browser(bench) as client:
        for media in ("text/plain", "application/x-www-form-urlencoded"):
            refused = await client.post(
                SESSION, content=b'{"email": "x"}', headers={"Content-Type": media}
            )
            assert (refused.status_code, refused.json()["code"]) == (415, "media_type")


async def test_a_large_sign_in_is_not_read(bench: Bench) -> None:
    async with a_browser(bench) as client:
        refused = await client.post(SESSION, json={"email": "x" * 20_000, "password": "x"})
    assert (refused.status_code, refused.json()["code"]) == (413, "body_too_large")


async def test_refreshing_rotates_and_a_reused_token_ends_the_family(
    bench: Bench, office: Office, own_tokens: Revocations
) -> None:
    async with a_browser(bench) as client:
        first = await sign_in(client, office)
        second = await client.post(
            f"{SESSION}/refresh", json={"refresh_token": first["refresh_token"]}
        )
        assert second.status_code == 200, second.text
        third = second.json()["refresh_token"]
        assert third != first["refresh_token"]
        before = len(await bench.facts())
        reused = await client.post(
            f"{SESSION}/refresh", json={"refresh_token": first["refresh_token"]}
        )
        assert (reused.status_code, reused.json()["code"]) == (401, "token_invalid")
        facts = (await bench.facts())[before:]
        assert [fact.type for fact in facts] == ["identity.session.revoked.v1"]
        claims = jwt.decode(first["access_token"], options={"verify_signature": False})
        assert (facts[0].data["id"], facts[0].data["what"]) == (claims["sid"], "session")
        newest = await client.post(f"{SESSION}/refresh", json={"refresh_token": third})
        assert newest.status_code == 401
        assert (await client.get(SESSION)).status_code == 401  # the cookie, too
    assert len(await bench.facts()) == before + 1


async def test_of_two_who_refresh_at_once_one_succeeds_and_the_session_ends(
    bench: Bench, office: Office
) -> None:
    async with a_browser(bench) as client:
        tokens = await sign_in(client, office)
        body = {"refresh_token": tokens["refresh_token"]}
        answers = await asyncio.gather(
            *(client.post(f"{SESSION}/refresh", json=body) for _ in range(2))
        )
    assert sorted(answer.status_code for answer in answers) == [200, 401]
    assert (await bench.fact_types())[-1] == "identity.session.revoked.v1"


@pytest.mark.parametrize("token", ["", "x", "kontor_refresh_x", "kontor_refresh_" + "A" * 86])
async def test_an_invented_refresh_token_ends_nothing(
    bench: Bench, office: Office, token: str
) -> None:
    async with a_browser(bench) as client:
        refused = await client.post(f"{SESSION}/refresh", json={"refresh_token": token})
    assert (refused.status_code, refused.json()["code"]) == (401, "token_invalid")
    assert len(await bench.facts()) == office.facts


async def test_a_session_ends_by_age_and_by_idleness(
    bench: Bench, clock: SetClock, own_tokens: Revocations
) -> None:
    office = await an_office(bench)
    async with a_browser(bench) as client:
        tokens = await sign_in(client, office)
        for _ in range(2):
            clock.advance(timedelta(days=13))
            answer = await client.post(
                f"{SESSION}/refresh", json={"refresh_token": tokens["refresh_token"]}
            )
            assert answer.status_code == 200
            tokens = answer.json()
        clock.advance(timedelta(days=5))  # not idle, but 31 days old
        body = {"refresh_token": tokens["refresh_token"]}
        assert (await client.post(f"{SESSION}/refresh", json=body)).status_code == 401
        tokens = await sign_in(client, office)
        clock.advance(timedelta(days=15))  # young, but idle
        assert (await client.get(SESSION)).status_code == 401


async def test_signing_out_ends_the_session_once(
    bench: Bench, office: Office, own_tokens: Revocations
) -> None:
    async with a_browser(bench) as client:
        tokens = await sign_in(client, office)
        out = await client.delete(SESSION)
        assert out.status_code == 204
        assert "max-age=0" in out.headers["set-cookie"].lower()
        body = {"refresh_token": tokens["refresh_token"]}
        assert (await client.post(f"{SESSION}/refresh", json=body)).status_code == 401
        # The access token is still young; what was ended is ended once.
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        assert (await client.delete(SESSION, headers=bearer)).status_code == 204
    revoked = [fact for fact in await bench.facts() if fact.type == "identity.session.revoked.v1"]
    claims = jwt.decode(tokens["access_token"], options={"verify_signature": False})
    assert [fact.data["id"] for fact in revoked] == [claims["sid"]]
    own_tokens.end(UUID(claims["sid"]), bench.runtime.clock.now())
    async with a_browser(bench) as client:
        assert (await client.get(SESSION, headers=bearer)).status_code == 401


async def test_suspension_and_a_new_password_end_what_was_begun(
    bench: Bench, office: Office
) -> None:
    user = await a_user(bench)
    for path, body in (
        ("suspend", {}),
        ("resume", {}),
        ("set_password", {"password": "N" + PASSWORD}),
    ):
        async with a_browser(bench) as client:
            begun = await client.post(SESSION, json={"email": user.email, "password": PASSWORD})
            async with bench.client() as administrator:
                done = await administrator.post(f"/api/v1/users/{user.id}/{path}", json=body)
                assert done.status_code == 200, done.text
            if path == "resume":
                assert begun.status_code == 401
                continue
            token = {"refresh_token": begun.json()["refresh_token"]}
            assert (await client.post(f"{SESSION}/refresh", json=token)).status_code == 401
            assert (await client.get(SESSION)).status_code == 401
    async with a_browser(bench) as client:
        old = await client.post(SESSION, json={"email": user.email, "password": PASSWORD})
        new = await client.post(SESSION, json={"email": user.email, "password": "N" + PASSWORD})
    assert (old.status_code, new.status_code) == (401, 200)


async def test_an_address_of_two_tenants_needs_the_tenant(runtime: Any) -> None:
    first, second = Bench(runtime), Bench(runtime)
    offices = [await an_office(bench) for bench in (first, second)]
    email = f"{uuid4().hex}@both.example"
    for bench in (first, second):
        await a_user(bench, email=email)
    async with a_browser(first) as client:
        alone = await client.post(SESSION, json={"email": email, "password": PASSWORD})
        assert (alone.status_code, alone.json()["code"]) == (401, "credentials_refused")
        for bench, office in zip((first, second), offices, strict=True):
            body = {"email": email, "password": PASSWORD, "tenant": office.tenant.slug}
            answer = await client.post(SESSION, json=body)
            claims = jwt.decode(answer.json()["access_token"], options={"verify_signature": False})
            assert claims["tenant"] == str(bench.tenant)


async def test_a_suspended_tenant_keeps_its_people_out_once_they_are_known(bench: Bench) -> None:
    office = await an_office(bench, state="suspended")
    async with a_browser(bench) as client:
        known = await client.post(SESSION, json=credentials(office))
        unknown = await client.post(SESSION, json=credentials(office, password="wrong"))
    assert (known.status_code, known.json()["code"]) == (403, "tenant_suspended")
    assert (unknown.status_code, unknown.json()["code"]) == (401, "credentials_refused")


async def test_refusals_are_told_in_the_readers_language(bench: Bench, office: Office) -> None:
    async with a_browser(bench) as client:
        german = await client.post(
            SESSION,
            json=credentials(office, password="falsch"),
            headers={"Accept-Language": "de-DE,de;q=0.9"},
        )
    assert german.json()["title"] == "Anmeldung abgelehnt"


async def test_an_api_key_is_no_session_to_sign_out_of(bench: Bench, office: Office) -> None:
    async with bench.client(signed_in(bench, office.administrator)) as client:
        assert (await client.delete(SESSION)).status_code == 204
    assert len(await bench.facts()) == office.facts
