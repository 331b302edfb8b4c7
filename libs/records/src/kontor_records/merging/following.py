"""Following: what refers to a merged record of any service refers to where it ended, by its facts.

A service lists `follow_merges(…)` among its subscriptions and `TIMERS` among its timers. The owner
itself does too: a reference made while a merge was under way is found by the fact.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from kontor_chassis.consume.consumer import Command, Handle
from kontor_chassis.consume.received import Received
from kontor_chassis.context import Context
from kontor_chassis.jobs.timers import Firing, Handler, set_timer
from kontor_records.declaration.record_type import RecordType
from kontor_records.merging import aliases, references, repointing
from kontor_records.storage import batches
from kontor_schemas.fact import Merged, Unmerged
from kontor_schemas.registry import facts_of

FOLLOW: Final = "merging.follow"
RETURN: Final = "merging.return"

_KNOW: Final = """
INSERT INTO merged_record (tenant_id, loser, survivor, record_type, merged_at, merged_by, gave)
SELECT $1::uuid, $2::uuid, $3::uuid, $4::text, $5::timestamptz, $6::text, '{}'::jsonb FROM i
ON CONFLICT (tenant_id, loser) DO NOTHING RETURNING 1
"""
FORGET: Final = (
    "DELETE FROM merged_record m USING i WHERE m.tenant_id = $1::uuid AND m.loser = $2::uuid"
    " AND m.survivor = $3::uuid RETURNING 1"
)


def follow_merges(record_types: Sequence[RecordType[Any]]) -> tuple[Command, ...]:
    """Return the subscriptions by which records of these types follow merges of all services.

    Args:
        record_types: The types of the service that subscribes.
    """
    return tuple(
        command
        for record in references.targets(tuple(record_types))
        for command in _commands(record)
    )


def _commands(record: str) -> tuple[Command, ...]:
    merged = tuple(fact for fact in facts_of(record) if issubclass(fact, Merged))
    unmerged = tuple(fact for fact in facts_of(record) if issubclass(fact, Unmerged))
    handlers: Sequence[tuple[str, Any, Handle]] = (
        ("follow", merged, partial(_on_merged, record)),
        ("return", unmerged, partial(_on_unmerged, record)),
    )
    return tuple(
        Command(name=f"{verb} {record}", facts=facts, handle=handle)
        for verb, facts, handle in handlers
        if facts
    )


async def _on_merged(record: str, ctx: Context, received: Received) -> None:
    fact = received.fact()
    assert isinstance(fact, Merged)  # noqa: S101 - the subscription names no other
    await follow(ctx, record, fact.state.id, fact.survivor)


async def _on_unmerged(record: str, ctx: Context, received: Received) -> None:
    fact = received.fact()
    assert isinstance(fact, Unmerged)  # noqa: S101 - the subscription names no other
    await lead_home(ctx, record, fact.state.id, fact.survivor)


async def follow(ctx: Context, record: str, loser: UUID, survivor: UUID) -> int:
    """Lead references to a merged record on to where it has ended by now.

    Facts of two records may come in any order: a survivor may be known as merged itself already.

    Args:
        ctx: The context.
        record: The type of both.
        loser: The record that ended.
        survivor: The one it was merged into.

    Returns:
        How many records referred to it.

    Emits: `updated` of each of them.
    """
    further = (await aliases.chains(ctx, [survivor])).get(survivor, [])
    held_by, has_more = await repointing.holders(ctx, record, [loser], [loser])
    locked = await batches.lock_many(ctx, held_by, loser)
    ctx.unit.stage_rows(_KNOW, ctx.tenant, loser, survivor, record, ctx.now, str(ctx.actor))
    ways = {loser: (survivor, *further)}
    found = repointing.lead_on(ctx, record, ways, locked.values())
    if has_more:
        go_on(ctx, record, loser, survivor)
    return found


async def lead_home(ctx: Context, record: str, loser: UUID, survivor: UUID) -> int:
    """Lead references back to a record that stands alone again.

    Emits: `updated` of each record that holds one.
    """
    marks, has_more = await repointing.marks_of(ctx, loser)
    locked = await batches.lock_many(ctx, repointing.holders_of(marks), loser)
    ctx.unit.stage_rows(FORGET, ctx.tenant, loser, survivor)
    found = repointing.lead_back(ctx, loser, survivor, marks, locked)
    if has_more:
        go_back(ctx, record, loser, survivor)
    return found


def go_on(ctx: Context, record: str, loser: UUID, survivor: UUID) -> None:
    """Let a timer go on with the references that one unit of work did not lead on."""
    _set(ctx, FOLLOW, record, loser, survivor)


def go_back(ctx: Context, record: str, loser: UUID, survivor: UUID) -> None:
    """Let a timer go on with the references that one unit of work did not lead back."""
    _set(ctx, RETURN, record, loser, survivor)


def _set(ctx: Context, kind: str, record: str, loser: UUID, survivor: UUID) -> None:
    # A key of its own each time: the firing timer's own row is removed by the same unit of work.
    what = {"record": record, "loser": str(loser), "survivor": str(survivor)}
    set_timer(ctx, f"{kind}:{loser}:{ctx.new_id()}", ctx.now, kind, what)


async def _follow_due(ctx: Context, firing: Firing) -> None:
    await follow(ctx, *_told(firing.payload))


async def _return_due(ctx: Context, firing: Firing) -> None:
    await lead_home(ctx, *_told(firing.payload))


def _told(payload: Mapping[str, Any]) -> tuple[str, UUID, UUID]:
    return payload["record"], UUID(payload["loser"]), UUID(payload["survivor"])


TIMERS: Final[Mapping[str, Handler]] = {FOLLOW: _follow_due, RETURN: _return_due}
"""The handlers of the timers set here."""
