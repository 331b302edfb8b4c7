"""The definition of a service: what its `app.py` lists, and nothing is wired elsewhere."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.types import ASGIApp

from kontor_chassis.settings import ServiceSettings

if (
    TYPE_CHECKING
):  # a definition names consumers; only the process that consumes loads their library
    from kontor_chassis.consume.consumer import Consumer
    from kontor_chassis.runtime import Runtime

Run = Callable[["Runtime"], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodicJob:
    """Work done again and again by one process at a time, whichever gets to it first."""

    name: str
    every: timedelta
    run: Run
    is_essential: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A loop that runs for as long as its role does, for instance the runner of workflow steps."""

    name: str
    role: str
    run: Run


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDefinition:
    """Everything the chassis must know to run a service in any of its roles.

    Attributes:
        name: The service's name, also of its database and the prefix of its roles and topics.
        settings: The class of its settings.
        migrations: The folder with `versions/`.
        routers: HTTP routes below `/api/v1` (their routers use the `Edge` route class).
        internal: HTTP routes below `/internal`, for services and operators only.
        consumers: What it consumes.
        jobs: What it does from time to time.
        timers: Handlers of its durable timers by kind.
        processes: Further loops.
        adapters: Makes its outgoing ports, by their protocol.
        texts: The folder with `de.po` and `en.po`.
        on_start: Runs once per process before anything is served, for instance to load keys.
        wrap: Puts a door before the whole HTTP application, as the gateway does.
        missing: Says what the service still waits for before it is ready; empty for nothing.
    """

    name: str
    settings: type[ServiceSettings]
    migrations: Path
    routers: Sequence[APIRouter] = ()
    internal: Sequence[APIRouter] = ()
    consumers: "Sequence[Consumer]" = ()
    jobs: Sequence[PeriodicJob] = ()
    timers: Mapping[str, Callable[..., Awaitable[None]]] = field(default_factory=dict)
    processes: Sequence[Process] = ()
    adapters: Callable[[Any], Mapping[type[Any], Any]] = lambda _settings: {}
    texts: Path | None = None
    on_start: Run | None = None
    body_limits: Mapping[str, int] = field(default_factory=dict)
    public_segments: frozenset[str] = frozenset()
    wrap: Callable[["Runtime", ASGIApp], ASGIApp] | None = None
    missing: Callable[["Runtime"], str] = lambda _runtime: ""
