"""Finding possible duplicates of one record: by its keys, scored, as far as the reader may see.

No table is scanned. A name alone never suffices to be shown, so of those who only share the sound
of a name no more are read than agree in a second thing as well.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import Statement
from kontor_records.access.rights import Rights, rights_of
from kontor_records.declaration.record_type import RecordType
from kontor_records.duplicates import apart
from kontor_records.duplicates.cards import Card, card_of, keys_of
from kontor_records.duplicates.keys import KIND, digest, types_compared_with
from kontor_records.duplicates.reading import StoredCard, read, stored_cards
from kontor_records.duplicates.score import POSSIBLE, Score, Term, score

_READABLE: Final = ("read", "edit")
_NOBODY: Final = UUID(int=0)
Keys = frozenset[tuple[str, str]]
BLOCK: Final = 500
"""A key that more records share tells nothing; such a block is split or skipped."""
MOST: Final = 50
"""The most candidates that are told, the likeliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A record that may stand for the same.

    Attributes:
        record: Its type in the platform.
        id: Its id.
        title: What it is called; None where its name is hidden from the reader.
        score: How likely, with the terms whose fields the reader may see.
    """

    record: str
    id: UUID
    title: str | None
    score: Score


@dataclass(slots=True, kw_only=True)
class Suspects:
    """What may stand for the same as a record.

    Attributes:
        candidates: The likeliest first.
        hidden: How many more there are that the reader may not see.
        skipped: How many keys were passed over because too many records share them.
    """

    candidates: list[Candidate] = field(default_factory=list)
    hidden: int = 0
    skipped: int = 0


def shown(found: Suspects) -> dict[str, Any]:
    """Return suspects as they are answered."""
    return {
        "candidates": [
            {
                "record": one.record,
                "id": one.id,
                "title": one.title,
                "score": one.score.points,
                "band": one.score.band,
                "suggests": one.score.suggests or None,
                "terms": [{"name": term.name, "points": term.points} for term in one.score.terms],
            }
            for one in found.candidates
        ],
        "hidden": found.hidden,
        "skipped": found.skipped,
    }


async def suspects(
    ctx: Context | ReadContext,
    record_type: RecordType[Any],
    state: BaseModel | Mapping[str, Any],
    record: UUID | None = None,
) -> Suspects:
    """Return the records that may stand for the same as this one.

    It reads beside the unit of work: before a create, and before or after the locks of a change.

    Args:
        ctx: Who asks.
        record_type: The type.
        state: The state, stored or not, or those of its fields that are known yet.
        record: The id under which it is stored, if it is.
    """
    plan = record_type.matching
    found = Suspects()
    if plan is None:
        return found
    rights = await rights_of(ctx)
    own, keys = card_of(plan, state), keys_of(plan, state)
    hits = await _hits(ctx, record_type, keys, found)
    scored: list[tuple[RecordType[Any], StoredCard, Score]] = []
    for other in types_compared_with(record_type):
        shared = hits.get(other.record, {})
        shared.pop(record or _NOBODY, None)
        scored += [(other, *one) for one in await _scored(ctx, rights, other, own, shared)]
    digests = {stored.id: digest(stored.keys) for _, stored, _ in scored}
    parted = await apart.parted(ctx, record, digest(keys), digests)
    for other, stored, points in scored:
        if stored.id in parted:
            continue
        if stored.is_visible:
            found.candidates.append(_told(rights, record_type, other, stored, points))
        else:
            found.hidden += 1
    found.candidates.sort(key=lambda one: (-one.score.points, one.id))
    del found.candidates[MOST:]
    return found


_HITS: Final = Statement(
    "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s)"
    " SELECT k.record_type, q.kind, q.value, k.records"
    " FROM t CROSS JOIN unnest($2::text[], $3::text[]) AS q(kind, value)"
    " CROSS JOIN unnest($4::text[]) AS y(record_type)"
    " CROSS JOIN LATERAL (SELECT y.record_type, array_agg(b.record) AS records FROM ("
    "SELECT record FROM record_key WHERE tenant_id = $1 AND record_type = y.record_type"
    " AND kind = q.kind AND value = q.value AND t.s IS NOT NULL LIMIT $5::int) b) k"
    " WHERE k.records IS NOT NULL",
    ("tenant", "kinds", "values", "record_types", "rows"),
)


async def _hits(
    ctx: Context | ReadContext, record_type: RecordType[Any], own: Keys, found: Suspects
) -> dict[str, dict[UUID, set[str]]]:
    """Return who shares which kinds of keys, by type; blocks that are too large are left out."""
    keys = sorted(own)
    types = [other.record for other in types_compared_with(record_type)]
    rows = await read(
        ctx,
        _HITS,
        kinds=[f"{KIND}{kind}" for kind, _ in keys],
        values=[value for _, value in keys],
        record_types=types,
        rows=BLOCK + 1,
    )
    blocks: dict[tuple[str, str], list[tuple[str, list[UUID]]]] = defaultdict(list)
    for row in rows:
        kind = row["kind"].removeprefix(KIND)
        blocks[kind, row["value"]].append((row["record_type"], row["records"]))
    is_split = any(kind == "z" for kind, _ in keys)
    hits: dict[str, dict[UUID, set[str]]] = defaultdict(lambda: defaultdict(set))
    for (kind, _), parts in blocks.items():
        if sum(len(records) for _, records in parts) > BLOCK:
            # Those of a large name who live in the same place are found by place and sound.
            found.skipped += not (kind == "n" and is_split)
            continue
        for record, records in parts:
            for one in records:
                hits[record][one].add(kind)
    return hits


async def _scored(
    ctx: Context | ReadContext,
    rights: Rights,
    other: RecordType[Any],
    own: Card,
    shared: Mapping[UUID, set[str]],
) -> list[tuple[StoredCard, Score]]:
    plan = other.matching
    if plan is None:
        return []
    weights = plan.weights
    suffices = weights.name + weights.sound >= POSSIBLE
    name_only = [one for one, kinds in shared.items() if kinds == {"n"} and not suffices]
    rest = [one for one in shared if shared[one] != {"n"} or suffices]
    cards = await stored_cards(ctx, rights, other, rest)
    cards += await stored_cards(ctx, rights, other, name_only, second=own)
    scored = ((stored, score(own, stored.card, weights)) for stored in cards)
    return [(stored, points) for stored, points in scored if points.points >= POSSIBLE]


def _told(
    rights: Rights, own: RecordType[Any], other: RecordType[Any], stored: StoredCard, points: Score
) -> Candidate:
    """Return a candidate as the reader may see it: a hidden field takes its reason along."""
    terms = tuple(
        term
        for term in points.terms
        if all(_is_readable(rights, one, term) for one in (own, other))
    )
    is_named = rights.field_right(other.record, other.title) in _READABLE
    return Candidate(
        record=other.record,
        id=stored.id,
        title=stored.title if is_named else None,
        score=replace(points, terms=terms),
    )


def _is_readable(rights: Rights, record_type: RecordType[Any], term: Term) -> bool:
    plan = record_type.matching
    fields = plan.fields_behind(term.name) if plan else ()
    return all(rights.field_right(record_type.record, name) in _READABLE for name in fields)
