"""Tokens for services, and for the gateway in the name of cookies and keys."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kontor_chassis.access.revocations import Revocations
from kontor_chassis.actor import Actor, Principal
from kontor_chassis.clock import SetClock
from kontor_chassis.testing.bench import Bench
from kontor_identity.adapters.key_ring import KeyRing
from kontor_identity.records.signing_key import rules as signing_key_rules
from kontor_schemas.identifiers import PLATFORM
from services.identity.tests.processes.sign_in.browser import a_browser
from services.identity.tests.processes.tokens.services import a_service, assertion
from services.identity.tests.records.tenant.factory import PASSWORD, Office, an_office
from services.identity.tests.records.user.factory import a_user, signed_in

TOKEN = "/internal/token"
GATEWAY = Principal(subject=Actor("service", "gateway"), tenant=PLATFORM)


def now(bench: Bench) -> float:
    return bench.runtime.clock.now().timestamp()


def read(token: str) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return found


async def test_a_service_proves_itself_and_gets_a_token_of_a_tenant(
    bench: Bench, own_tokens: Revocations
) -> None:
    name, key = await a_service(bench)
    async with bench.stranger() as client:
        bearer = {"Authorization": f"Bearer {assertion(name, key, now(bench))}"}
        answer = await client.post(TOKEN, json={"tenant": str(bench.tenant)}, headers=bearer)
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"access_token", "expires_at"}
    principal = await bench.runtime.verifier.verify(answer.json()["access_token"])
    assert principal == Principal(subject=Actor("service", name), tenant=bench.tenant)


async def test_a_service_gets_a_minute_to_act_for_a_user(
    bench: Bench, office: Office, own_tokens: Revocations
) -> None:
    name, key = await a_service(bench)
    user = await a_user(bench)
    body = {"tenant": str(bench.tenant), "subject": f"user:{user.id}"}
    async with bench.stranger() as client:
        bearer = {"Authorization": f"Bearer {assertion(name, key, now(bench))}"}
        answer = await client.post(TOKEN, json=body, headers=bearer)
    claims = read(answer.json()["access_token"])
    assert claims["exp"] - claims["iat"] == 60
    principal = await bench.runtime.verifier.verify(answer.json()["access_token"])
    assert principal == Principal(
        subject=Actor("user", str(user.id)), tenant=bench.tenant, acting_service=name
    )
    own_tokens.end_user(user.id, bench.runtime.clock.now())
    async with bench.stranger() as client:
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        assert (await client.get("/api/v1/users")).json()["code"] == "token_invalid"


async def test_nobody_acts_for_who_is_suspended_or_elsewhere(
    bench: Bench, office: Office, runtime: Any
) -> None:
    name, key = await a_service(bench)
    elsewhere = Bench(runtime)
    other = (await an_office(elsewhere)).administrator
    suspended = await a_user(bench)
    async with bench.client() as client:
        await client.post(f"/api/v1/users/{suspended.id}/suspend")
    async with bench.stranger() as client:
        bearer = {"Authorization": f"Bearer {assertion(name, key, now(bench))}"}
        for user in (suspended.id, other.id, uuid4()):
            body = {"tenant": str(bench.tenant), "subject": f"user:{user}"}
            refused = await client.post(TOKEN, json=body, headers=bearer)
            assert (refused.status_code, refused.json()["code"]) == (401, "token_invalid")


FORGED: dict[str, dict[str, Any]] = {
    "another audience": {"aud": "kontor"},
    "a list of audiences that is none of us": {"aud": ["kontor"]},
    "another subject": {"sub": "gateway"},
    "a service nobody registered": {"iss": "nobody", "sub": "nobody"},
    "an issuer that is a list": {"iss": ["x"]},
    "an issuer with a NUL": {"iss": "x\u0000"},
    "no audience": {"aud": None},
    "no issue": {"iat": None},
    "no end": {"exp": None},
    "no id": {"jti": None},
    "no issuer": {"iss": None},
    "over": {"iat": 1, "exp": 2},
    "too long a life": {"exp": 4_000_000_000},
    "not begun": {"iat": 4_000_000_000, "exp": 4_000_000_060},
}


@pytest.mark.parametrize("name", FORGED)
async def test_a_forged_assertion_is_refused(bench: Bench, name: str) -> None:
    service, key = await a_service(bench)
    await refuse_assertion(bench, assertion(service, key, now(bench), **FORGED[name]))


async def test_an_assertion_of_another_key_or_header_is_refused(bench: Bench) -> None:
    service, key = await a_service(bench)
    stranger = Ed25519PrivateKey.generate()
    await refuse_assertion(bench, assertion(service, stranger, now(bench)))
    for header in ({"kid": "x"}, {"jku": "https://x.example"}, {"crit": ["exp"]}):
        await refuse_assertion(bench, assertion(service, key, now(bench), header))
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    claims = read(assertion(service, key, now(bench)))
    await refuse_assertion(bench, jwt.encode(claims, public, algorithm="HS256"))
    await refuse_assertion(bench, jwt.encode(claims, "", algorithm="none"))
    for text in ("", "x", "..", "x" * 1_000_000, "ä.b.c"):
        await refuse_assertion(bench, text)


async def refuse_assertion(bench: Bench, text: str) -> None:
    async with bench.stranger() as client:
        headers = {"Authorization": f"Bearer {text}".encode()}
        refused = await client.post(TOKEN, json={"tenant": str(bench.tenant)}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (401, "token_invalid"), text[:50]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "field_required"),
        ({"tenant": "demo"}, "value_format"),
        ({"tenant": str(uuid4()), "subject": "service:gateway"}, "value_format"),
        ({"tenant": str(uuid4()), "scope": "all"}, "field_unknown"),
    ],
)
async def test_a_malformed_question_is_told_so(
    bench: Bench, body: dict[str, str], code: str
) -> None:
    async with bench.stranger() as client:
        refused = await client.post(TOKEN, json=body, headers={"Authorization": "Bearer x"})
        assert (refused.status_code, refused.json()["code"]) == (422, code)
        unsigned = await client.post(TOKEN, json={"tenant": str(uuid4())})
        assert (unsigned.status_code, unsigned.json()["code"]) == (401, "not_signed_in")


async def test_the_gateway_gets_a_token_for_a_cookie(
    bench: Bench, office: Office, own_tokens: Revocations
) -> None:
    async with a_browser(bench) as browser:
        body = {"email": office.administrator.email, "password": PASSWORD}
        await browser.post("/api/v1/session", json=body)
        cookie = browser.cookies["kontor_session"]
    async with bench.client(GATEWAY) as gateway:
        answer = await gateway.post("/internal/session-token", json={"session": cookie})
        assert answer.status_code == 200, answer.text
        principal = await bench.runtime.verifier.verify(answer.json()["access_token"])
        assert principal.subject == Actor("user", str(bench.user))
        assert principal.session is not None
        path = f"/internal/sessions/{principal.session}"
        ours = Principal(subject=Actor("service", "contacts"), tenant=bench.tenant)
        foreign = Principal(subject=Actor("service", "contacts"), tenant=uuid4())
        async with bench.client(ours) as service, bench.client(foreign) as elsewhere:
            assert (await service.get(path)).json()["user"] == str(bench.user)
            assert (await elsewhere.get(path)).status_code == 404
            async with bench.client(principal) as user:
                await user.delete("/api/v1/session")
            assert (await service.get(path)).status_code == 404
        ended = await gateway.post("/internal/session-token", json={"session": cookie})
        assert (ended.status_code, ended.json()["code"]) == (401, "token_invalid")


async def test_the_gateway_gets_a_token_for_an_api_key_as_narrow_as_the_key(
    bench: Bench, office: Office, own_tokens: Revocations
) -> None:
    async with bench.client() as client:
        body = {"name": "Robot", "scopes": ["read"]}
        issued = (await client.post("/api/v1/api_keys", json=body)).json()
    async with bench.client(GATEWAY) as gateway:
        answer = await gateway.post("/internal/api-key", json={"key": issued["key"]})
        assert answer.status_code == 200, answer.text
        token = answer.json()["access_token"]
        assert (read(token)["sid"], read(token)["scope"]) == (issued["id"], "read")
        async with bench.stranger() as robot:
            robot.headers["Authorization"] = f"Bearer {token}"
            assert (await robot.get("/api/v1/users")).status_code == 200
            refused = await robot.post("/api/v1/groups", json={"name": "X"})
            assert (refused.status_code, refused.json()["code"]) == (403, "action_forbidden")
        async with bench.client() as client:
            await client.post(f"/api/v1/api_keys/{issued['id']}/revoke")
        ended = await gateway.post("/internal/api-key", json={"key": issued["key"]})
        assert (ended.status_code, ended.json()["code"]) == (401, "token_invalid")


async def test_an_expired_key_opens_nothing(
    bench: Bench, clock: SetClock, own_tokens: Revocations
) -> None:
    await an_office(bench)
    ends = clock.now() + timedelta(minutes=5)
    async with bench.client() as client:
        body = {"name": "Robot", "expires_at": ends.isoformat()}
        issued = (await client.post("/api/v1/api_keys", json=body)).json()
    async with bench.client(GATEWAY) as gateway:
        first = await gateway.post("/internal/api-key", json={"key": issued["key"]})
        assert read(first.json()["access_token"])["exp"] == int(ends.timestamp())
        clock.advance(timedelta(minutes=5))
        assert (
            await gateway.post("/internal/api-key", json={"key": issued["key"]})
        ).status_code == 401


@pytest.mark.parametrize("path", ["session-token", "api-key"])
async def test_only_the_gateway_exchanges_what_browsers_and_robots_hold(
    bench: Bench, office: Office, path: str
) -> None:
    field = {"session-token": "session", "api-key": "key"}[path]
    others = [
        bench.principal,
        Principal(subject=Actor("service", "contacts"), tenant=bench.tenant),
        Principal(
            subject=Actor("user", str(bench.user)), tenant=bench.tenant, acting_service="gateway"
        ),
    ]
    for principal in others:
        async with bench.client(principal) as client:
            refused = await client.post(f"/internal/{path}", json={field: "x"})
            assert (refused.status_code, refused.json()["code"]) == (403, "action_forbidden")
    async with bench.client(GATEWAY) as client:
        for text in ("", "x", f"kontor_{field}_" + "A" * 86):
            refused = await client.post(f"/internal/{path}", json={field: text})
            assert (refused.status_code, refused.json()["code"]) == (401, "token_invalid")
    async with bench.client() as client:
        refused = await client.get(f"/internal/sessions/{uuid4()}")
        assert refused.status_code == 403


async def test_keys_rotate_without_a_good_token_refused_or_an_old_one_believed(
    bench: Bench, clock: SetClock, own_tokens: Revocations
) -> None:
    """Half a day of tokens: each is good for its ten minutes, whichever key was in use."""
    bench.runtime.adapters = {**bench.runtime.adapters, KeyRing: KeyRing()}
    service, key = await a_service(bench)
    verify = bench.runtime.verifier.verify
    held: list[tuple[float, str]] = []
    signers: list[str] = []
    published: dict[str, float] = {}
    async with bench.stranger() as client:
        for _ in range(12 * 20):
            bearer = {"Authorization": f"Bearer {assertion(service, key, now(bench))}"}
            body = {"tenant": str(bench.tenant)}
            answer = await client.post(TOKEN, json=body, headers=bearer)
            token = answer.json()["access_token"]
            kid = jwt.get_unverified_header(token)["kid"]
            keys = (await client.get("/internal/jwks")).json()["keys"]
            for each in keys:
                published.setdefault(each["kid"], now(bench))
            if kid not in signers:
                signers.append(kid)
                if len(signers) > 1:  # announced for as long as promised before it signs
                    assert now(bench) - published[kid] >= 600
            held = [(at, each) for at, each in held if now(bench) - at < 600]
            held.append((now(bench), token))
            for _, each in held:
                await verify(each)
            clock.advance(timedelta(minutes=3))
    assert len(signers) >= 2
    first = signers[0]
    clock.advance(signing_key_rules.LIFE)
    async with bench.stranger() as client:
        keys = (await client.get("/internal/jwks")).json()["keys"]
    assert first not in [each["kid"] for each in keys]


async def test_the_key_set_holds_public_keys_only(bench: Bench, own_tokens: Revocations) -> None:
    service, key = await a_service(bench)
    async with bench.stranger() as client:
        bearer = {"Authorization": f"Bearer {assertion(service, key, now(bench))}"}
        await client.post(TOKEN, json={"tenant": str(bench.tenant)}, headers=bearer)
        keys = (await client.get("/internal/jwks")).json()["keys"]
    assert keys
    for each in keys:
        assert set(each) == {"kty", "crv", "use", "alg", "kid", "x"}
        assert UUID(each["kid"])


async def test_the_signer_of_a_session_is_asked_for_by_people_only(
    bench: Bench, office: Office
) -> None:
    service = Principal(subject=Actor("service", "contacts"), tenant=bench.tenant)
    async with bench.client(service) as client:
        refused = await client.get("/api/v1/session")
    assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in")
    async with bench.client(signed_in(bench, office.administrator)) as client:
        shown = (await client.get("/api/v1/session")).json()
    assert shown["ends_at"] is None
