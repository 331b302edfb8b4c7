"""Calls between services: what is said with them, and what is made of their outcome."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from kontor_chassis.actor import Actor, Cause
from kontor_chassis.errors import Fault, Faults, Kind, Refusal, ServiceUnavailable, TokenInvalid
from kontor_chassis.http import client as client_module
from kontor_chassis.http.client import Call, OutcomeUnknown, PeerClient
from kontor_chassis.settings import ServiceSettings
from libs.chassis.tests.access.peer import (
    Act,
    Peer,
    answer,
    cut,
    hang,
    key_file,
    problem,
    running_peer,
    settings,
)

DONE = answer(200, {"done": True}, etag='"2"')
RULE = Actor("rule", f"{uuid4()}@3")
CAUSE = Cause(
    correlation_id=uuid4(),
    causation_id=uuid4(),
    depth=2,
    traceparent=f"00-{'a' * 32}-{'b' * 16}-01",
)


def a_call(method: str = "POST", key: str = "rule-1:fact-1", user: UUID | None = None) -> Call:
    return Call(
        service="contacts",
        method=method,
        path="/api/v1/leads/1/assign?now=1",
        tenant=uuid4(),
        cause=CAUSE,
        key=key if method != "GET" else "",
        body={"owner": "x"} if method != "GET" else None,
        actor=RULE,
        user=user,
        if_match=4,
    )


@asynccontextmanager
async def calling(folder: Path, *acts: Act) -> AsyncIterator[tuple[Peer, PeerClient]]:
    async with running_peer(*acts) as peer:
        client = PeerClient("automation", settings(peer, key_file(folder)))
        try:
            yield peer, client
        finally:
            await client.close()


async def test_a_call_says_who_why_and_once(tmp_path: Path) -> None:
    async with calling(tmp_path, DONE) as (peer, client):
        given = await client.send(a_call())
        assert (given.status, given.json()) == (200, {"done": True})
        (asked,) = peer.asked
    method, path, headers, body = asked
    assert (method, path, body) == ("POST", "/api/v1/leads/1/assign?now=1", b'{"owner":"x"}')
    expected = {
        "authorization": "Bearer token-1",
        "content-type": "application/json",
        "idempotency-key": "rule-1:fact-1",
        "if-match": '"4"',
        "kontor-actor": str(RULE),
        "kontor-causation-id": str(CAUSE.causation_id),
        "kontor-correlation-id": str(CAUSE.correlation_id),
        "kontor-cause-depth": "2",
    }
    assert {name: headers[name] for name in expected} == expected
    assert headers["traceparent"].split("-")[1] == "a" * 32


async def test_acting_for_a_user_takes_a_token_of_that_user(tmp_path: Path) -> None:
    user = uuid4()
    async with calling(tmp_path, DONE) as (peer, client):
        await client.send(a_call(user=user))
        assert peer.bodies[0]["subject"] == f"user:{user}"


async def test_a_write_without_key_is_our_own_mistake(tmp_path: Path) -> None:
    async with calling(tmp_path, DONE) as (peer, client):
        with pytest.raises(ValueError, match="idempotency key"):
            await client.send(a_call(key=""))
        assert peer.asked == []


async def test_a_lost_answer_is_asked_for_again_with_the_same_key(tmp_path: Path) -> None:
    async with calling(tmp_path, cut, cut, DONE) as (peer, client):
        assert (await client.send(a_call())).status == 200
        assert [asked[2]["idempotency-key"] for asked in peer.asked] == ["rule-1:fact-1"] * 3


async def test_an_answer_that_stays_lost_is_an_unknown_outcome(tmp_path: Path) -> None:
    async with calling(tmp_path, cut) as (_peer, client):
        with pytest.raises(OutcomeUnknown):
            await client.send(a_call(), patience_s=0.3)


async def test_a_peer_that_never_answers_is_an_unknown_outcome(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "_ATTEMPT_S", 0.2)
    async with calling(tmp_path, hang) as (_peer, client):
        with pytest.raises(OutcomeUnknown):
            await client.send(a_call(), patience_s=0.3)


async def test_a_question_that_stays_lost_is_only_unavailable(tmp_path: Path) -> None:
    async with calling(tmp_path, cut) as (_peer, client):
        with pytest.raises(ServiceUnavailable):
            await client.send(a_call("GET"), patience_s=0.2)


async def test_a_peer_that_was_never_reached_has_done_nothing(tmp_path: Path) -> None:
    async with running_peer(DONE) as peer:
        known = settings(peer, key_file(tmp_path))
        away = {**known.peers, "contacts": "http://127.0.0.1:1"}
        client = PeerClient("automation", ServiceSettings(peers=away, credential=known.credential))
        with pytest.raises(ServiceUnavailable):
            await client.send(a_call(), patience_s=0.2)
        await client.close()


@pytest.mark.parametrize(
    "passing",
    [answer(503), answer(500), answer(502), problem(409, "request_in_flight")],
)
async def test_what_may_pass_is_tried_again(tmp_path: Path, passing: Act) -> None:
    async with calling(tmp_path, passing, DONE) as (peer, client):
        assert (await client.send(a_call())).status == 200
        assert len(peer.asked) == 2


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "json_malformed", Kind.MALFORMED),
        (403, "action_forbidden", Kind.FORBIDDEN),
        (404, "record_unknown", Kind.NOT_FOUND),
        (409, "transition_not_allowed", Kind.CONFLICT),
        (412, "stale_version", Kind.STALE),
        (413, "body_too_large", Kind.TOO_LARGE),
        (415, "media_type", Kind.TYPE),
        (422, "contact_nameless", Kind.INVALID),
        (423, "record_held", Kind.LOCKED),
        (429, "rate_limited", Kind.LIMIT),
        (507, "quota_exceeded", Kind.QUOTA),
    ],
)
async def test_a_refusal_comes_back_as_it_was(
    tmp_path: Path, status: int, code: str, kind: Kind
) -> None:
    async with calling(tmp_path, problem(status, code, limit=3)) as (peer, client):
        with pytest.raises(Refusal) as refused:
            await client.send(a_call())
        assert (refused.value.kind, refused.value.code) == (kind, code)
        assert refused.value.params == {"limit": 3}
        assert len(peer.asked) == 1


async def test_faults_come_back_with_their_pointers(tmp_path: Path) -> None:
    errors = [{"pointer": "/owner", "code": "field_type", "params": {"x": 1}}]
    async with calling(tmp_path, problem(422, "field_type", errors)) as (_peer, client):
        with pytest.raises(Faults) as refused:
            await client.send(a_call())
        assert refused.value.faults == (Fault("/owner", "field_type", {"x": 1}),)


async def test_how_long_to_wait_comes_back(tmp_path: Path) -> None:
    limited = answer(429, {"code": "rate_limited"}, retry_after="17")
    async with calling(tmp_path, limited) as (_peer, client):
        with pytest.raises(Refusal) as refused:
            await client.send(a_call())
        assert refused.value.retry_after == 17


async def test_what_is_no_problem_document_is_told_by_its_status(tmp_path: Path) -> None:
    async with calling(tmp_path, answer(404, ["?"])) as (_peer, client):
        with pytest.raises(Refusal) as refused:
            await client.send(a_call())
        assert (refused.value.kind, refused.value.code) == (Kind.NOT_FOUND, "status_404")


async def test_a_refused_token_is_renewed_once(tmp_path: Path) -> None:
    refused = problem(401, "token_invalid")
    async with calling(tmp_path, refused, DONE) as (peer, client):
        assert (await client.send(a_call())).status == 200
        assert [asked[2]["authorization"] for asked in peer.asked] == [
            "Bearer token-1",
            "Bearer token-2",
        ]
    async with calling(tmp_path, refused) as (peer, client):
        with pytest.raises(TokenInvalid):
            await client.send(a_call())
        assert len(peer.asked) == 2


async def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    elsewhere = answer(307, {}, location="http://127.0.0.1:1/")
    async with calling(tmp_path, elsewhere) as (peer, client):
        with pytest.raises(Refusal) as refused:
            await client.send(a_call())
        assert refused.value.code == "status_307"
        assert len(peer.asked) == 1
