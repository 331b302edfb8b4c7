"""Routes for operators and services below `/internal`: parked facts, lags, snapshots."""

from collections.abc import Callable, Mapping
from dataclasses import asdict

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kontor_chassis.actor import Principal
from kontor_chassis.consume.snapshots import Owner, SnapshotOrder, Source, emit_snapshot
from kontor_chassis.consume.topic_ids import TopicIds
from kontor_chassis.errors import ActionForbidden, RecordUnknown
from kontor_chassis.http.open_edge import OpenEdge
from kontor_chassis.operate import events
from kontor_chassis.runtime import Runtime

Sources = Mapping[str, Callable[[Runtime], Source]]
"""For each record type of a service, what reads its states."""


class SnapshotRequest(BaseModel):
    """A page of an owner's states, for one consumer."""

    model_config = ConfigDict(extra="forbid")

    record: str = Field(max_length=80)
    consumer: str = Field(max_length=64)
    after: str | None = Field(None, max_length=200)


def events_router() -> APIRouter:
    """Return the routes that list, show, replay and discard parked facts and tell the lag."""
    router = APIRouter(route_class=OpenEdge, tags=["operate"])

    @router.get("/events")
    async def listed(
        request: Request, consumer: str | None = None, state: str | None = None, after: int = 0
    ) -> Response:
        runtime, _ = _asked(request)
        wanted = events.Wanted(consumer=consumer, state=state, after=after)
        async with runtime.worker_pool.acquire() as connection:
            rows = await events.listed(connection, wanted)
        return JSONResponse({"items": [events.summary(row) for row in rows]})

    @router.get("/events/lag")
    async def lag(request: Request) -> Response:
        runtime, _ = _asked(request)
        topics = TopicIds(runtime.settings.kafka.bootstrap)
        async with runtime.worker_pool.acquire() as connection:
            lags = await events.lags(connection, topics)
        return JSONResponse({"items": [asdict(one) | {"behind": one.behind} for one in lags]})

    @router.get("/events/{position}")
    async def shown(request: Request, position: int) -> Response:
        runtime, operator = _asked(request)
        async with runtime.worker_pool.acquire() as connection:
            row = await events.shown(connection, operator, position)
        return JSONResponse(events.details(row))

    @router.post("/events/{position}/replay")
    async def replay(request: Request, position: int) -> Response:
        runtime, operator = _asked(request)
        async with runtime.worker_pool.acquire() as connection:
            row = await events.replay(connection, operator, position)
        return JSONResponse(events.summary(row))

    @router.post("/events/{position}/discard")
    async def discard(request: Request, position: int) -> Response:
        runtime, operator = _asked(request)
        async with runtime.worker_pool.acquire() as connection:
            row = await events.discard(connection, operator, position)
        return JSONResponse(events.summary(row))

    return router


def snapshots_router(sources: Sources) -> APIRouter:
    """Return the route at which other services ask an owner for its states."""
    router = APIRouter(route_class=OpenEdge, tags=["operate"])
    topics: dict[str, TopicIds] = {}

    @router.post("/snapshots")
    async def snapshots(request: Request, body: SnapshotRequest) -> Response:
        runtime, _ = _asked(request)
        principal: Principal = request.state.principal
        if principal.subject.id != body.consumer:
            raise ActionForbidden(consumer=body.consumer)
        if (source := sources.get(body.record)) is None:
            raise RecordUnknown(record=body.record)
        bootstrap = runtime.settings.kafka.bootstrap
        owner = Owner(
            service=runtime.name,
            pool=runtime.worker_pool,
            topics=topics.setdefault(bootstrap, TopicIds(bootstrap)),
            shards=runtime.settings.outbox.shards,
        )
        order = SnapshotOrder(record=body.record, consumer=body.consumer, after=body.after)
        answer = await emit_snapshot(owner, order, source(runtime), runtime.clock.now())
        runtime.nudge.ring()
        starts = [asdict(start) | {"topic_id": str(start.topic_id)} for start in answer.starts]
        return JSONResponse({"starts": starts, "next": answer.next})

    return router


def _asked(request: Request) -> tuple[Runtime, str]:
    """Return the runtime and the name of who asks; only services may.

    Raises:
        ActionForbidden: A user asks.
    """
    principal: Principal = request.state.principal
    if not principal.is_service:
        raise ActionForbidden
    return request.app.state.runtime, str(principal.subject)
