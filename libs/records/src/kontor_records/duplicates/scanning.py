"""The scan: all pairs of a type's records that may stand for the same, key by key, as a job.

A timer carries it from step to step, so that it goes on wherever a process died. Each step reads
some keys with all records that share them; a pair is scored at the first key that it shares.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final
from uuid import UUID

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import Statement
from kontor_chassis.errors import ActionForbidden, RecordUnknown
from kontor_chassis.jobs.timers import Firing, set_timer
from kontor_records.access.rights import rights_of
from kontor_records.declaration.record_type import RECORD_TYPES, RecordType
from kontor_records.duplicates.cards import KINDS
from kontor_records.duplicates.finding import BLOCK
from kontor_records.duplicates.keys import KIND, types_compared_with
from kontor_records.duplicates.reading import StoredCard, read, stored_cards
from kontor_records.duplicates.score import POSSIBLE, score

TIMER: Final = "duplicates.scan"
"""The kind of the timers; a service names `scan_due` as their handler."""
ROWS: Final = 1000
"""Keys of one type that a step reads; more than the largest block that is judged."""

_SCOPE: Final = (
    "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s)"
)
_KEYS: Final = Statement(
    f"{_SCOPE} SELECT y.record_type, k.value, k.record FROM t"
    " CROSS JOIN unnest($2::text[]) AS y(record_type) CROSS JOIN LATERAL ("
    "SELECT value, record FROM record_key WHERE tenant_id = $1 AND record_type = y.record_type"
    " AND kind = $3::text AND value > $4::text AND t.s IS NOT NULL"
    " ORDER BY value, record LIMIT $5::int) k",
    ("tenant", "record_types", "kind", "after", "rows"),
)
_STATE: Final = Statement(
    f"{_SCOPE} SELECT x.* FROM t CROSS JOIN LATERAL (SELECT * FROM duplicate_scan"
    " WHERE tenant_id = $1 AND record_type = $2::text AND t.s IS NOT NULL OFFSET 0) x",
    ("tenant", "record_type"),
)
_START: Final = """
INSERT INTO duplicate_scan AS d (tenant_id, record_type, id, kind, keys, pairs, skipped, started_at)
SELECT $1::uuid, $2::text, $3::uuid, $4::text, 0, 0, 0, $5::timestamptz FROM i
ON CONFLICT (tenant_id, record_type) DO UPDATE SET id = excluded.id, kind = excluded.kind, keys = 0,
 pairs = 0, skipped = 0, started_at = excluded.started_at, finished_at = NULL RETURNING 1
"""
_FORGET: Final = (
    "DELETE FROM duplicate_pair p USING i WHERE p.tenant_id = $1::uuid AND p.record_type = $2::text"
    " RETURNING 1"
)
_FOUND: Final = """
INSERT INTO duplicate_pair (tenant_id, record_type, points, one, other)
SELECT $1::uuid, $2::text, r.* FROM i, unnest($3::int[], $4::uuid[], $5::uuid[]) AS r
ON CONFLICT DO NOTHING RETURNING 1
"""
_GO_ON: Final = """
UPDATE duplicate_scan d SET kind = $3::text, keys = d.keys + $4::bigint,
 pairs = d.pairs + $5::bigint, skipped = d.skipped + $6::bigint,
 finished_at = $7::timestamptz FROM i
WHERE d.tenant_id = $1::uuid AND d.record_type = $2::text AND d.id = $8::uuid RETURNING 1
"""


@dataclass(slots=True)
class _Step:
    """What a step has read: whole blocks, and where the next one begins."""

    blocks: dict[str, list[tuple[str, UUID]]] = field(default_factory=lambda: defaultdict(list))
    after: str | None = None
    skipped: int = 0


async def start(ctx: Context, record_type: RecordType[Any]) -> dict[str, Any]:
    """Have all pairs of a type looked for; while that is done, it is not begun again.

    Raises:
        ActionForbidden: The user may not merge records of this type.
        RecordUnknown: Records of this type are not compared at all.
    """
    rights = await rights_of(ctx)
    if record_type.matching is None:
        raise RecordUnknown
    if not rights.tool("merge", record_type):
        raise ActionForbidden(tool="merge", record=record_type.record)
    await ctx.unit.lock(ctx.tenant)
    running = await ctx.unit.peek(_STATE, record_type=record_type.record)
    if running and running[0]["finished_at"] is None:
        return _shown(running[0])
    scan = ctx.new_id()
    ctx.unit.stage_rows(_FORGET, ctx.tenant, record_type.record)
    ctx.unit.stage_write(_START, ctx.tenant, record_type.record, scan, KINDS[0], ctx.now)
    _set(ctx, record_type, scan, KINDS[0], "")
    nothing = {"keys": 0, "pairs": 0, "skipped": 0, "finished_at": None}
    return _shown({"id": scan, "kind": KINDS[0], "started_at": ctx.now, **nothing})


async def state(ctx: ReadContext, record_type: RecordType[Any]) -> dict[str, Any]:
    """Return how the last scan of a type stands.

    Raises:
        RecordUnknown: There was none.
    """
    row = await ctx.unit.one(_STATE, record_type=record_type.record)
    if row is None:
        raise RecordUnknown
    return _shown(row)


async def scan_due(ctx: Context, firing: Firing) -> None:
    """Do one step of a scan and set the timer of the next."""
    record_type = RECORD_TYPES[firing.payload["record"]]
    scan, kind = UUID(firing.payload["scan"]), str(firing.payload["kind"])
    step = await _read(ctx, record_type, kind, str(firing.payload["after"]))
    pairs = await _pairs(ctx, record_type, kind, step)
    if pairs:
        arrays = [list(column) for column in zip(*pairs, strict=True)]
        ctx.unit.stage_rows(_FOUND, ctx.tenant, record_type.record, *arrays)
    following, after = kind, step.after
    if after is None:
        place = KINDS.index(kind) + 1
        following, after = (KINDS[place], "") if place < len(KINDS) else ("", "")
    ctx.unit.stage_rows(
        _GO_ON,
        ctx.tenant,
        record_type.record,
        following or kind,
        sum(map(len, step.blocks.values())),
        len(pairs),
        step.skipped,
        None if following else ctx.now,
        scan,
    )
    if following:
        _set(ctx, record_type, scan, following, after)


def _set(ctx: Context, record_type: RecordType[Any], scan: UUID, kind: str, after: str) -> None:
    what = {"record": record_type.record, "scan": str(scan), "kind": kind, "after": after}
    # A key of its own each time: the firing timer's own row is removed by the same unit of work.
    set_timer(ctx, f"{TIMER}:{scan}:{ctx.new_id()}", ctx.now, TIMER, what)


async def _read(ctx: Context, record_type: RecordType[Any], kind: str, after: str) -> _Step:
    types = [other.record for other in types_compared_with(record_type)]
    rows = await ctx.unit.peek(
        _KEYS, record_types=types, kind=f"{KIND}{kind}", after=after, rows=ROWS
    )
    by_type: dict[str, list[tuple[str, UUID]]] = defaultdict(list)
    for row in rows:
        by_type[row["record_type"]].append((row["value"], UUID(str(row["record"]))))
    # Where a type has more, its last value may not be whole: nothing from there on is judged yet.
    borders = [found[-1][0] for found in by_type.values() if len(found) == ROWS]
    step = _Step(after=min(borders, default=None))
    for record, found in by_type.items():
        for value, one in found:
            if step.after is None or value < step.after:
                step.blocks[value].append((record, one))
    if step.after is not None:
        if step.blocks:
            step.after = max(step.blocks)
        else:
            step.skipped += 1  # one value fills the whole step: it tells nothing
    step.skipped += sum(len(block) > BLOCK for block in step.blocks.values())
    return step


async def _pairs(
    ctx: Context, record_type: RecordType[Any], kind: str, step: _Step
) -> list[tuple[int, UUID, UUID]]:
    shared = {value: block for value, block in step.blocks.items() if 1 < len(block) <= BLOCK}
    cards = await _cards(ctx, record_type, shared.values())
    plan = record_type.matching
    found: list[tuple[int, UUID, UUID]] = []
    for value, block in shared.items():
        here = [cards[one] for _, one in block if one in cards]
        pairs = _second(here) if kind == "n" else combinations(here, 2)
        for one, other in pairs:
            if plan is None or _first(one, other) != (KINDS.index(kind), value):
                continue
            points = score(one.card, other.card, plan.weights).points
            if points >= POSSIBLE:
                found.append((points, min(one.id, other.id), max(one.id, other.id)))
    return found


async def _cards(
    ctx: Context, record_type: RecordType[Any], blocks: Iterable[Sequence[tuple[str, UUID]]]
) -> dict[UUID, StoredCard]:
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for block in blocks:
        for record, one in block:
            wanted[record].add(one)
    rights = await rights_of(ctx)
    found: dict[UUID, StoredCard] = {}
    for other in types_compared_with(record_type):
        for stored in await stored_cards(ctx, rights, other, sorted(wanted[other.record])):
            found[stored.id] = stored
    return found


def _second(cards: Sequence[StoredCard]) -> Iterator[tuple[StoredCard, StoredCard]]:
    """Give the pairs of one sound that agree in a second thing: a name alone never suffices."""
    groups: dict[str, list[StoredCard]] = defaultdict(list)
    for stored in cards:
        for sign in {stored.card.born_on, *stored.card.together} - {""}:
            groups[sign].append(stored)
    seen: set[tuple[UUID, UUID]] = set()
    for group in groups.values():
        for one, other in combinations(group, 2):
            pair = (one.id, other.id)
            if pair not in seen:
                seen.add(pair)
                yield one, other


def _first(one: StoredCard, other: StoredCard) -> tuple[int, str] | None:
    """Return the first key that two records share, in the order of the scan."""
    shared = ((KINDS.index(kind), value) for kind, value in one.keys & other.keys)
    return min(shared, default=None)


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("id", "kind", "keys", "pairs", "skipped", "started_at", "finished_at")
    return {name: row[name] for name in names}


_PAIRS: Final = Statement(
    f"{_SCOPE} SELECT x.* FROM t CROSS JOIN LATERAL (SELECT points, one, other FROM duplicate_pair"
    " WHERE tenant_id = $1 AND record_type = $2::text AND t.s IS NOT NULL"
    " AND (points, one, other) < ($3::int, $4::uuid, $5::uuid)"
    " ORDER BY points DESC, one DESC, other DESC LIMIT $6::int) x",
    ("tenant", "record_type", "points", "one", "other", "rows"),
)


async def pairs(
    ctx: ReadContext, record_type: RecordType[Any], before: tuple[int, UUID, UUID], limit: int
) -> Sequence[Mapping[str, Any]]:
    """Return pairs that the last scan has found, the likeliest first, behind a place.

    Whoever shows one asks `finding.suspects` of it: rights, and what has changed since.
    """
    points, one, other = before
    return await read(
        ctx, _PAIRS, record_type=record_type.record, points=points, one=one, other=other, rows=limit
    )
