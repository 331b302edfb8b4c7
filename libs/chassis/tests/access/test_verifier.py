"""Who gets in, and who does not."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from kontor_chassis.access.revocations import Revocations
from kontor_chassis.access.verifier import MOST_CACHED, Verifier
from kontor_chassis.actor import Actor, Principal
from kontor_chassis.clock import SetClock
from kontor_chassis.errors import TokenInvalid
from libs.chassis.tests.access import token_corpus as corpus

START = datetime.fromtimestamp(corpus.NOW, UTC)


class OneKey:
    """A key set of one key, which can be withdrawn; counts how often it is asked."""

    def __init__(self) -> None:
        self.found: dict[str, Ed25519PublicKey] = {corpus.KID: corpus.KEY.public_key()}
        self.asked = 0

    async def find(self, kid: str) -> Ed25519PublicKey | None:
        self.asked += 1
        return self.found.get(kid)


class Identity:
    """Identity's word on sessions; None is silence."""

    def __init__(self, answer: bool | None) -> None:
        self.answer = answer
        self.asked: list[tuple[UUID, UUID]] = []

    async def stands(self, tenant: UUID, session: UUID) -> bool | None:
        self.asked.append((tenant, session))
        return self.answer


class Door:
    """A verifier with everything around it in reach."""

    def __init__(self, answer: bool | None = True) -> None:
        self.clock = SetClock(START)
        self.keys = OneKey()
        self.revocations = Revocations()
        self.revocations.hear(START)
        self.identity = Identity(answer)
        self.verifier = Verifier(self.keys, self.clock, self.revocations, self.identity)

    async def refuses(self, token: str) -> bool:
        try:
            await self.verifier.verify(token)
        except TokenInvalid as refused:
            return not refused.params and refused.retry_after is None
        return False


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.mark.parametrize("name", corpus.CORPUS)
async def test_a_token_of_the_corpus_is_refused(door: Door, name: str) -> None:
    token = corpus.CORPUS[name]()
    assert await door.refuses(token)
    assert await door.refuses(token)  # a refused token is not remembered as good


def test_the_corpus_is_large_enough() -> None:
    assert len(corpus.CORPUS) >= 100


async def test_a_sound_token_names_its_principal(door: Door) -> None:
    claims = corpus.sound_claims() | {"scope": "read", "act": "service:automation"}
    principal = await door.verifier.verify(corpus.signed(corpus.sound_header(), claims))
    assert principal == Principal(
        subject=Actor("user", claims["sub"].removeprefix("user:")),
        tenant=UUID(claims["tenant"]),
        session=claims["sid"],
        acting_service="automation",
        scopes=frozenset({"read"}),
    )


async def test_a_service_needs_no_session(door: Door) -> None:
    claims = corpus.sound_claims() | {"sub": "service:contacts"}
    del claims["sid"]
    principal = await door.verifier.verify(corpus.signed(corpus.sound_header(), claims))
    assert (principal.subject, principal.session) == (Actor("service", "contacts"), None)
    assert principal.is_service


@given(st.text(max_size=300))
async def test_no_text_makes_it_fail_in_another_way(text: str) -> None:
    assert await Door().refuses(text)


@given(st.binary(max_size=300), st.binary(max_size=300))
async def test_no_header_or_claims_make_it_fail_in_another_way(
    header: bytes, claims: bytes
) -> None:
    text = f"{corpus.encode(header)}.{corpus.encode(claims)}"
    assert await Door().refuses(f"{text}.{corpus.encode(corpus.KEY.sign(text.encode()))}")


async def test_a_token_ends_to_the_second_though_it_was_seen_before(door: Door) -> None:
    token = corpus.sound()
    await door.verifier.verify(token)
    door.clock.advance(timedelta(seconds=599))
    door.revocations.hear(door.clock.now())
    assert not await door.refuses(token)
    door.clock.advance(timedelta(seconds=1))
    assert await door.refuses(token)


async def test_a_token_seen_before_is_not_checked_again_within_a_minute(door: Door) -> None:
    token = corpus.sound()
    for _ in range(50):
        await door.verifier.verify(token)
    assert door.keys.asked == 1


async def test_a_withdrawn_key_is_refused_within_a_minute(door: Door) -> None:
    token = corpus.sound()
    await door.verifier.verify(token)
    door.keys.found.clear()
    door.clock.advance(timedelta(seconds=60))
    door.revocations.hear(door.clock.now())
    assert await door.refuses(token)


async def test_memory_for_tokens_is_bounded(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kontor_chassis.access.verifier.MOST_CACHED", 5)
    for _ in range(8):
        await door.verifier.verify(corpus.sound())
    assert len(door.verifier._checked) == 5
    assert MOST_CACHED == 10_000


async def test_an_ended_session_is_refused_though_its_token_was_seen_before(door: Door) -> None:
    claims = corpus.sound_claims()
    token = corpus.signed(corpus.sound_header(), claims)
    await door.verifier.verify(token)
    door.revocations.end(UUID(claims["sid"]), START)
    assert await door.refuses(token)


async def test_a_suspended_user_loses_all_tokens_but_later_ones(door: Door) -> None:
    claims = corpus.sound_claims()
    earlier = corpus.signed(corpus.sound_header(), claims)
    door.revocations.end_user(UUID(claims["sub"].removeprefix("user:")), START)
    assert await door.refuses(earlier)
    door.clock.advance(timedelta(seconds=20))
    later = claims | {"iat": corpus.NOW + 20, "sid": str(uuid4()), "jti": "later"}
    assert not await door.refuses(corpus.signed(corpus.sound_header(), later))
    assert not await door.refuses(corpus.sound())  # another user


def test_what_no_token_can_claim_any_more_is_forgotten() -> None:
    known = Revocations()
    for _ in range(100):
        known.end(uuid4(), START)
        known.end_user(uuid4(), START)
    known.forget(START + timedelta(minutes=10))
    assert (len(known._ended), len(known._users)) == (100, 100)
    known.forget(START + timedelta(minutes=12))
    assert (len(known._ended), len(known._users)) == (0, 0)


async def test_while_the_heartbeat_is_heard_nobody_is_asked(door: Door) -> None:
    principal = await door.verifier.verify(corpus.sound())
    assert door.verifier.is_sure(principal)
    assert door.identity.asked == []


async def test_without_heartbeat_identity_is_asked_once_a_session_and_minute() -> None:
    door = Door(answer=True)
    door.clock.advance(timedelta(seconds=31))
    claims = corpus.sound_claims()
    first = corpus.signed(corpus.sound_header(), claims)
    second = corpus.signed(corpus.sound_header(), claims | {"jti": "another"})
    for token in (first, second, first):
        principal = await door.verifier.verify(token)
    assert door.identity.asked == [(UUID(claims["tenant"]), UUID(claims["sid"]))]
    assert door.verifier.is_sure(principal)
    door.clock.advance(timedelta(seconds=60))
    await door.verifier.verify(first)
    assert len(door.identity.asked) == 2


async def test_without_heartbeat_an_ended_session_is_refused() -> None:
    door = Door(answer=False)
    door.clock.advance(timedelta(seconds=31))
    token = corpus.sound()
    assert await door.refuses(token)
    assert await door.refuses(token)
    assert len(door.identity.asked) == 1


async def test_without_heartbeat_and_identity_nobody_is_sure_but_work_goes_on() -> None:
    door = Door(answer=None)
    door.clock.advance(timedelta(seconds=31))
    principal = await door.verifier.verify(corpus.sound())
    assert not door.verifier.is_sure(principal)
    door.revocations.hear(door.clock.now())
    assert door.verifier.is_sure(principal)
