"""The hall behind the door: what one gateway process knows and keeps fresh."""

import asyncio
from collections.abc import Mapping

from starlette.types import ASGIApp

from kontor_chassis.access.service_tokens import ServiceTokens
from kontor_chassis.runtime import Runtime
from kontor_gateway.forward.bucket import Limits
from kontor_gateway.forward.client import Reception
from kontor_gateway.forward.discovery import keep_learning
from kontor_gateway.forward.door import FRONT_END, Answer, Door, Parts
from kontor_gateway.forward.exchange import Exchange
from kontor_gateway.forward.report import Reporter
from kontor_gateway.forward.sign_in import SignIn
from kontor_gateway.forward.table import RouteTable
from kontor_gateway.forward.upstream import Upstreams
from kontor_gateway.processes.catalogue.queries import Catalogues
from kontor_gateway.processes.everywhere.queries import Everywhere
from kontor_gateway.processes.front_end.queries import Bundle
from kontor_gateway.processes.front_end.routes import front_end
from kontor_gateway.processes.push import routes as push
from kontor_gateway.processes.push.jobs import Archive, follower, topics
from kontor_gateway.processes.push.model import Hub
from kontor_gateway.processes.push.schemas import Cursors
from kontor_gateway.processes.reference.queries import Library
from kontor_gateway.processes.reference.routes import pages
from kontor_gateway.processes.usage.jobs import keep_counts
from kontor_gateway.processes.usage.rules import Counters
from kontor_gateway.settings import FrontEndSettings, GatewaySettings, PushSettings


class Hall:
    """Connections, routes and counters of this process; closed with it."""

    def __init__(self, settings: GatewaySettings) -> None:
        self.settings = settings
        self.upstreams = Upstreams(settings.peers, settings.upstream)
        self.table = RouteTable(settings.peers)
        self.counters = Counters()
        self.hub: Hub | None = None

    async def close(self) -> None:
        """Close all connections to services."""
        await self.upstreams.close()


def pages_of(upstreams: Upstreams, settings: FrontEndSettings) -> Mapping[bytes, ASGIApp]:
    """Return what is shown without sign-in, by path; the front end has all that is left."""
    shown = dict(pages(Library(upstreams)))
    if settings.folder is not None:
        del shown[b"/"]
        shown[FRONT_END] = front_end(Bundle(settings.folder))
    return shown


def answers(upstreams: Upstreams, table: RouteTable) -> Mapping[bytes, Answer]:
    """Return what the gateway answers out of what several services say, by path."""
    everywhere = Everywhere(upstreams, table)
    return {
        b"/api/v1/catalogue": Catalogues(upstreams, table).answer,
        b"/api/v1/search": everywhere.search,
        b"/api/v1/bin": everywhere.binned,
        b"/api/v1/tags": everywhere.tags,
    }


def door(runtime: Runtime, own: ASGIApp) -> ASGIApp:
    """Put the door before the gateway's own application."""
    hall: Hall = runtime.adapters[Hall]
    settings, upstreams = hall.settings, hall.upstreams
    tokens = ServiceTokens(runtime.name, settings, upstreams.session, runtime.clock)
    parts = Parts(
        reception=Reception(settings.door),
        table=hall.table,
        sign_in=SignIn(runtime.verifier, upstreams, tokens, runtime.clock, settings.door.session_s),
        limits=Limits(settings.limits),
        exchange=Exchange(upstreams, settings.upstream.total_in_flight),
        reporter=Reporter(hall.counters, runtime.clock, upstreams),
        body_s=settings.door.body_s,
        sample=settings.telemetry.sample,
    )
    shown = pages_of(upstreams, settings.front_end)
    streams = {b"/api/v1/push": push.Push(_push(runtime, hall, parts.sign_in))}
    return Door(own, shown, parts, answers(upstreams, hall.table), streams)


def hub_of(settings: PushSettings, cursors: Cursors) -> Hub:
    """Return a hub within these bounds."""
    return Hub(cursors, settings.kept, settings.streams, settings.streams_of_session)


def _push(runtime: Runtime, hall: Hall, sign_in: SignIn) -> push.Parts:
    settings, folder = hall.settings.push, hall.settings.front_end.folder
    cursors = Cursors(runtime.secret)
    hall.hub = hub_of(settings, cursors)
    return push.Parts(
        hub=hall.hub,
        archive=Archive(
            hall.settings.kafka.bootstrap, hall.hub, settings.replayed, settings.replays
        ),
        cursors=cursors,
        upstreams=hall.upstreams,
        sign_in=sign_in,
        clock=runtime.clock,
        settings=settings,
        revision=Bundle(folder).revision if folder else None,
    )


def missing(runtime: Runtime) -> str:
    """Say whose routes have never been heard; a service that goes silent later changes nothing."""
    hall: Hall = runtime.adapters[Hall]
    names = ", ".join(sorted(hall.table.unheard))
    return f"the routes of {names} are not known yet" if names else ""


async def keep(runtime: Runtime) -> None:
    """Keep routes fresh, hear what changes and store what was counted, until cancelled."""
    hall: Hall = runtime.adapters[Hall]
    assert hall.hub is not None  # noqa: S101 - the door stands before the loops begin
    settings = hall.settings
    hearing = follower(
        hall.hub, settings.kafka.bootstrap, runtime.clock, topics(), settings.push.back_s
    )
    await asyncio.gather(
        keep_learning(hall.table, hall.upstreams, settings.upstream),
        keep_counts(runtime.worker_pool, hall.counters),
        hearing.run(),
        _end_streams(runtime, hall.hub),
    )


async def _end_streams(runtime: Runtime, hub: Hub) -> None:
    """End the streams when the process stops: it would wait for them until its patience ends."""
    await runtime.stopping.wait()
    hub.end_all()
