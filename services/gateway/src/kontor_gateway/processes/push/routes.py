"""The stream: what a reader is told, as server-sent events, for as long as they stay and may."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from time import monotonic
from typing import Final

from prometheus_client import Counter, Gauge
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from kontor_chassis.clock import Clock
from kontor_chassis.errors import NotSignedIn, ServiceUnavailable, TokenInvalid
from kontor_chassis.validation import faults_of
from kontor_gateway.forward.credential import credential_of
from kontor_gateway.forward.errors import Overloaded
from kontor_gateway.forward.sign_in import SignIn
from kontor_gateway.forward.upstream import Upstreams
from kontor_gateway.forward.visit import Visit
from kontor_gateway.processes.push.jobs import Archive
from kontor_gateway.processes.push.model import Hub, Listener
from kontor_gateway.processes.push.queries import Sight, Unanswered
from kontor_gateway.processes.push.rules import Change, event, marked
from kontor_gateway.processes.push.schemas import Cursors, Standing
from kontor_gateway.settings import PushSettings

_HEADERS: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # a proxy in between passes each event on at once
)
_UNSURE_S: Final = 30.0
"""How long a stream stands, and tells nothing, while nobody can say whether its session does."""
_REPLAY_S: Final = 20.0
_REACH_S: Final = 2.0
_AGAIN_S: Final = 1.0

Headers = Sequence[tuple[bytes, bytes]]
Revision = Callable[[], Awaitable[str]]
_streams = Gauge("kontor_gateway_push_streams", "Open streams of push.")
_events = Counter("kontor_gateway_push_events_total", "Events sent.", ("event",))
_ends = Counter("kontor_gateway_push_ends_total", "Streams that ended.", ("why",))


class PushQuery(BaseModel):
    """Where a stream goes on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What push works with.

    Attributes:
        hub: What is heard and remembered.
        archive: Reads again what is not.
        cursors: Seals where a reader stands.
        upstreams: The services that say who sees what.
        sign_in: Says whether a session still stands.
        clock: Tells the age of cursors.
        settings: The bounds.
        revision: Tells builds of the front end apart; None where none is served.
    """

    hub: Hub
    archive: Archive
    cursors: Cursors
    upstreams: Upstreams
    sign_in: SignIn
    clock: Clock
    settings: PushSettings
    revision: Revision | None


class Push:
    """Writes the streams of this process."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._hub = parts.hub
        self._questions = asyncio.Semaphore(parts.settings.questions)

    async def __call__(
        self, visit: Visit, scope: Scope, receive: Receive, send: Send, headers: Headers
    ) -> None:
        """Answer with a stream.

        Raises:
            CursorInvalid: The cursor is none of ours.
            Faults: It is asked for something else than it may.
            Overloaded: There are as many streams as there may be.
            ServiceUnavailable: The broker has not been heard yet.
        """
        parts, after, caller = self._parts, _asked(scope).after, visit.caller
        assert caller is not None  # noqa: S101 - only who is signed in gets here
        standing = parts.cursors.opened(after, parts.clock.now()) if after else None
        if not self._hub.is_ready:
            raise ServiceUnavailable(service="push", retry_after=1)
        if self._hub.is_full():
            raise Overloaded(retry_after=5)
        visit.service = "push"
        visit.status = 200
        session = caller.principal.session or caller.key
        listener = Listener(caller.principal.tenant, session, parts.settings.pending)
        self._hub.join(listener)
        leaving = asyncio.create_task(_left(receive, listener))
        try:
            await send(
                {"type": "http.response.start", "status": 200, "headers": [*_HEADERS, *headers]}
            )
            await self._catch_up(listener, after, standing)
            sight = Sight(parts.upstreams, visit, self._questions)
            stream = _Stream(parts, visit, listener, sight, send)
            _ends.labels(await stream.run()).inc()
            await send({"type": "http.response.body", "body": b""})
        finally:
            self._hub.leave(listener)
            leaving.cancel()
            with suppress(asyncio.CancelledError):
                await leaving

    async def _catch_up(
        self, listener: Listener, after: str | None, standing: Standing | None
    ) -> None:
        """Tell what happened since; of who brings no cursor, what they may just have read past."""
        hub = self._hub
        if after is None:
            since = monotonic() - self._parts.settings.recent_s
            hub.recall(listener, lambda heard: heard.at >= since, is_news=False)
            return
        if standing is None or not await self._is_reached(standing):
            listener.skip()
            return
        missed = hub.forgotten(standing)
        hub.recall(listener, lambda heard: heard.offset >= standing.at(heard.place))
        if missed and not await self._parts.archive.replay(listener, missed, _REPLAY_S):
            listener.skip()

    async def _is_reached(self, standing: Standing) -> bool:
        """Wait until we have heard what the reader has: another process may be a little ahead."""
        give_up = monotonic() + _REACH_S
        while not self._hub.has_reached(standing):
            if monotonic() > give_up:
                return False  # nobody can have heard that: the broker has begun anew
            await asyncio.sleep(0.05)
        return True


class _Stream:
    """One stream while it is written."""

    def __init__(
        self, parts: Parts, visit: Visit, listener: Listener, sight: Sight, send: Send
    ) -> None:
        self._parts = parts
        self._settings = parts.settings
        self._visit = visit
        self._listener = listener
        self._sight = sight
        self._send = send
        self._sure_at = monotonic()
        self._verified_at = self._sure_at
        self._beat_at = 0.0
        self._release = ""
        self._is_complete = True

    async def run(self) -> str:
        """Write until there is nobody to write to, or nobody who may be told; return why."""
        with _streams.track_inprogress():
            while not self._listener.is_ended:
                if not await self._may_stay():
                    return "session"
                if self._is_sure:
                    await self._tell()
                await self._listener.news(self._pause())
                if self._listener.fold.has_news:
                    await asyncio.sleep(self._settings.fold_s)
        return "left"

    @property
    def _is_sure(self) -> bool:
        return self._sure_at == self._verified_at

    def _pause(self) -> float:
        """Return how long to wait at most for something new."""
        now, due = monotonic(), self._listener.fold.next_due()
        verify_at = self._verified_at + self._settings.verify_s
        if not self._is_sure:
            return max(verify_at - now, 0.01)
        times = [verify_at, self._beat_at]
        if due is not None:
            times.append(due)
        if not self._is_complete:
            times.append(now + _AGAIN_S)
        return max(min(times) - now, 0.01)

    async def _may_stay(self) -> bool:
        """Look whether the session still stands; nothing is told while nobody knows."""
        now = monotonic()
        if now - self._verified_at < self._settings.verify_s:
            return True
        head, is_secure = self._visit.head, self._visit.is_secure
        self._verified_at = now
        try:
            credential = credential_of(head, is_secure=is_secure)
            self._visit.caller = await self._parts.sign_in.caller(credential)
        except (NotSignedIn, TokenInvalid):
            return False
        except ServiceUnavailable:
            return now - self._sure_at < _UNSURE_S
        self._sure_at = now
        return True

    async def _tell(self) -> None:
        """Write what there is to tell, and from time to time that there is nothing."""
        cursor = self._parts.hub.cursor(self._parts.clock.now())
        events = await self._events()
        now = monotonic()
        if not events and now < self._beat_at:
            return
        if now >= self._beat_at:
            events = [*await self._released(), *events]
        if not events:
            events = [_counted("heartbeat", {})]
        # A cursor says that everything before it was told.
        if self._is_complete and self._listener.fold.next_due() is None:
            events[-1] = marked(cursor) + events[-1]
        self._beat_at = now + self._settings.heartbeat_s
        body = b"".join(events)
        self._visit.sent += len(body)
        await self._send({"type": "http.response.body", "body": body, "more_body": True})

    async def _released(self) -> list[bytes]:
        """Return the news that another build of the front end is there."""
        release = await self._parts.revision() if self._parts.revision else ""
        if release in {"", self._release}:
            return []
        self._release = release
        return [_counted("release", {"revision": release})]

    async def _events(self) -> list[bytes]:
        """Return what the reader may be told of what has happened."""
        fold = self._listener.fold
        events = [_counted("gap", {})] if fold.is_over else []
        fold.is_over = False
        changes, fold.records = fold.records, {}
        jobs, fold.jobs = fold.jobs, {}
        since, fold.since = fold.since, None
        untold: dict[tuple[str, str], Change] = {}
        untold_jobs: dict[tuple[str, str, str], str] = {}
        for record, group in groupby(sorted(changes.items(), key=itemgetter(0)), _record):
            of_type = {identifier: change for (_, identifier), change in group}
            try:
                events += await self._changed(record, of_type)
            except Unanswered:
                untold |= {(record, identifier): change for identifier, change in of_type.items()}
        for (noun, record, identifier), verb in jobs.items():
            try:
                events += await self._job(noun, record, identifier, verb)
            except Unanswered:
                untold_jobs[noun, record, identifier] = verb
        self._is_complete = not untold and not untold_jobs
        if not self._is_complete:
            self._keep(untold, untold_jobs, since)
        due = fold.take_due(monotonic())
        for told in due:
            _events.labels(told[7 : told.index(b"\n")].decode()).inc()
        return events + due

    def _keep(
        self,
        untold: dict[tuple[str, str], Change],
        jobs: dict[tuple[str, str, str], str],
        since: float | None,
    ) -> None:
        """Ask again later what no service has answered; after a while there is a gap."""
        fold = self._listener.fold
        fold.put_back(untold, jobs)
        fold.since = since or monotonic()
        if monotonic() - fold.since > _UNSURE_S:
            fold.overflow()

    async def _changed(self, record: str, changes: dict[str, Change]) -> list[bytes]:
        """Return the events of changed records of one type."""
        found = await self._sight.type_of(record, self._listener.unsettled_at)
        if found is None:
            return []
        seen = await self._sight.seen(record, found.path, changes)
        # Who could see it before is known to nobody here, so no id is told: whoever shows records
        # of this type asks for them again, and gets those they may see.
        if any(change.may_vanish for name, change in changes.items() if name not in seen):
            self._listener.fold.miss(record, monotonic())
        return [
            _counted(
                "record",
                {
                    "record": record,
                    "id": identifier,
                    "version": change.version,
                    "changed": sorted(change.changed & found.fields),
                    "new": change.is_new,
                },
            )
            for identifier, change in changes.items()
            if identifier in seen
        ]

    async def _job(self, noun: str, record: str, identifier: str, verb: str) -> list[bytes]:
        found = await self._sight.type_of(record, self._listener.unsettled_at)
        if found is None or not await self._sight.has_job(record, found.path, noun, identifier):
            return []
        told = {"kind": noun, "record": record, "id": identifier, "state": verb}
        return [_counted("job", told)]


def _asked(scope: Scope) -> PushQuery:
    try:
        return PushQuery.model_validate(dict(Request(scope).query_params))
    except ValidationError as invalid:
        raise faults_of(invalid.errors()) from None


def _record(change: tuple[tuple[str, str], Change]) -> str:
    return change[0][0]


def _counted(name: str, data: Mapping[str, object]) -> bytes:
    _events.labels(name).inc()
    return event(name, data)


async def _left(receive: Receive, listener: Listener) -> None:
    """End the stream when its reader has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.end()
