"""Push under test: a real door, a real broker with topics of the test's own, a service that owns."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import aiohttp
import pytest

from kontor_chassis.actor import Actor, Principal
from kontor_chassis.clock import SystemClock
from kontor_chassis.ids import new_id
from kontor_chassis.testing import sample
from kontor_chassis.testing.engines import Engines
from kontor_chassis.testing.listening import listening
from kontor_chassis.testing.sample import Message
from kontor_chassis.testing.stream import Stream, open_stream, until
from kontor_chassis.testing.tokens import token_for
from kontor_gateway.forward.hall import hub_of
from kontor_gateway.forward.sign_in import SignIn
from kontor_gateway.forward.upstream import Upstreams
from kontor_gateway.processes.push.jobs import Archive, follower
from kontor_gateway.processes.push.model import Hub
from kontor_gateway.processes.push.routes import Parts, Push
from kontor_gateway.processes.push.schemas import Cursors
from kontor_gateway.settings import PushSettings
from kontor_schemas.envelope import Envelope
from services.gateway.tests.conftest import Front
from services.gateway.tests.processes.push.owner import FIELDS, Owner

SECRET = b"the same in every process of a test"
SECOND = timedelta(seconds=1)


class Told(NamedTuple):
    """An event as a reader gets it."""

    name: str
    data: dict[str, Any]
    cursor: str | None


class Reading:
    """One open stream."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.answer = answer
        self.bytes = b""
        self.cursor: str | None = None

    async def next(self, within: float = 10.0) -> Told | None:
        """Return the next event; None where the stream has ended."""
        async with asyncio.timeout(within):
            lines: dict[str, str] = {}
            async for line in self.answer.content:
                self.bytes += line
                text = line.decode().rstrip("\n")
                if not text and lines:
                    self.cursor = lines.get("id", self.cursor)
                    return Told(lines["event"], json.loads(lines["data"]), lines.get("id"))
                if text:
                    name, _, value = text.partition(": ")
                    lines[name] = value
        return None

    async def of(self, *names: str, within: float = 10.0) -> Told:
        """Return the next event of one of these names."""
        async with asyncio.timeout(within):
            while True:
                told = await self.next(within)
                assert told is not None, "the stream has ended"
                if told.name in names:
                    return told

    async def end(self, within: float = 10.0) -> None:
        """Wait for the stream to end."""
        async with asyncio.timeout(within):
            while await self.next(within) is not None:
                pass

    async def none(self, *names: str, within: float) -> None:
        """Make sure that no event of these names comes for a while."""
        with pytest.raises(TimeoutError):
            await self.of(*names, within=within)


@dataclass(kw_only=True)
class Gateway:
    """One gateway process."""

    front: Front
    hub: Hub

    @asynccontextmanager
    async def reading(self, reader: Principal, after: str | None = None) -> AsyncIterator[Reading]:
        headers = {"Authorization": f"Bearer {token_for(reader)}"}
        query = {} if after is None else {"after": after}
        async with (
            aiohttp.ClientSession(self.front.address, headers=headers) as session,
            session.get("/api/v1/push", params=query) as answer,
        ):
            assert answer.status == 200, await answer.text()
            yield Reading(answer)


@dataclass(kw_only=True)
class Bed:
    """Everything a test of push needs."""

    stream: Stream
    owner: Owner
    topic: str
    open: Callable[..., Any]
    tenant: UUID = field(default_factory=new_id)

    def reader(self, tenant: UUID | None = None, *, fields: tuple[str, ...] = FIELDS) -> Principal:
        """Return somebody who knows of things, and sees none yet."""
        who = str(new_id())
        self.owner.fields[who] = fields
        self.owner.sees[who] = set()
        return Principal(
            subject=Actor("user", who), tenant=tenant or self.tenant, session=str(new_id())
        )

    def show(self, record: UUID, *readers: Principal) -> None:
        """Let readers see a record."""
        for reader in readers:
            self.owner.sees[reader.subject.id].add(str(record))

    async def update(
        self, record: UUID, version: int, *changed: str, tenant: UUID | None = None
    ) -> None:
        """Let the fact that fields of a record have changed leave."""
        fact = sample.updated(sample.a_thing(record, version))
        fact = fact.model_copy(update={"changed": dict.fromkeys(changed, ("before", "after"))})
        await self.send(sample.message(fact, tenant or self.tenant))

    async def send(self, *messages: Message) -> None:
        await self.stream.send(self.topic, messages)

    async def bare(self, type_name: str, document: dict[str, Any], **more: Any) -> None:
        """Let a fact of any type leave."""
        envelope = Envelope(
            **{
                "id": new_id(), "service": type_name.partition(".")[0], "type": type_name,
                "subject": new_id(), "time": SystemClock().now(), "tenant_id": self.tenant,
                "record_version": 1, "actor": "service:sample", **more,
            }
        )  # fmt: skip
        message = Message(
            key=str(envelope.subject).encode(),
            value=json.dumps(document).encode(),
            headers=envelope.to_headers(),
        )
        await self.send(message)


@pytest.fixture(scope="session")
def engines() -> Engines:
    return Engines.found()


@pytest.fixture
async def bed(opening: Callable[..., Any], engines: Engines) -> AsyncIterator[Bed]:
    owner, topic = Owner(), f"kontor.push.{uuid4().hex}"
    async with AsyncExitStack() as stack:
        stream = await stack.enter_async_context(open_stream(engines.kafka))
        await stream.make(topic, partitions=2)
        address = await stack.enter_async_context(listening(owner))

        @asynccontextmanager
        async def opened(**push: Any) -> AsyncIterator[Gateway]:
            told = PushSettings.model_validate({"back_s": 0, "verify_s": 0.5, **push})
            cursors, clock = Cursors(SECRET), SystemClock()
            hub = hub_of(told, cursors)
            archive = Archive(engines.kafka, hub, told.replayed, told.replays)

            def streams(upstreams: Upstreams, sign_in: SignIn) -> Mapping[bytes, Push]:
                parts = Parts(
                    hub=hub, archive=archive, cursors=cursors, upstreams=upstreams,
                    sign_in=sign_in, clock=clock, settings=told, revision=None,
                )  # fmt: skip
                return {b"/api/v1/push": Push(parts)}

            hearing = follower(hub, engines.kafka, clock, frozenset({topic}), told.back_s)
            following = asyncio.create_task(hearing.run())
            try:
                async with opening(more={"sample": address}, streams=streams) as front:
                    await until(lambda: _ready(hub))
                    yield Gateway(front=front, hub=hub)
                    hub.end_all()
            finally:
                following.cancel()
                with suppress(asyncio.CancelledError):
                    await following

        yield Bed(stream=stream, owner=owner, topic=topic, open=opened)


async def _ready(hub: Hub) -> bool:
    return hub.is_ready


@pytest.fixture
async def gateway(bed: Bed) -> AsyncIterator[Gateway]:
    async with bed.open() as opened:
        yield opened


def another_session(reader: Principal) -> Principal:
    """Return the same user in another browser."""
    return replace(reader, session=str(new_id()))
