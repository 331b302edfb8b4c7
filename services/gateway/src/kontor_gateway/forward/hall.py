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
from kontor_gateway.processes.reference.queries import Library
from kontor_gateway.processes.reference.routes import pages
from kontor_gateway.processes.usage.jobs import keep_counts
from kontor_gateway.processes.usage.rules import Counters
from kontor_gateway.settings import FrontEndSettings, GatewaySettings


class Hall:
    """Connections, routes and counters of this process; closed with it."""

    def __init__(self, settings: GatewaySettings) -> None:
        self.settings = settings
        self.upstreams = Upstreams(settings.peers, settings.upstream)
        self.table = RouteTable(settings.peers)
        self.counters = Counters()

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
    return Door(own, shown, parts, answers(upstreams, hall.table))


def missing(runtime: Runtime) -> str:
    """Say whose routes have never been heard; a service that goes silent later changes nothing."""
    hall: Hall = runtime.adapters[Hall]
    names = ", ".join(sorted(hall.table.unheard))
    return f"the routes of {names} are not known yet" if names else ""


async def keep(runtime: Runtime) -> None:
    """Keep routes fresh and store what was counted, until cancelled."""
    hall: Hall = runtime.adapters[Hall]
    await asyncio.gather(
        keep_learning(hall.table, hall.upstreams, hall.settings.upstream),
        keep_counts(runtime.worker_pool, hall.counters),
    )
