"""Outbox rows: a fact as it waits in the database for its relay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson

from kontor_chassis.errors import FactTooLarge
from kontor_chassis.ids import lock_number
from kontor_schemas.envelope import MAX_FACT_BYTES, Envelope, EnvelopeTooLarge
from kontor_schemas.fact import AnyFact

COLUMNS = "shard, id, tenant_id, topic, key, headers, payload"
INSERT = (
    f"INSERT INTO outbox ({COLUMNS}) SELECT o.shard, o.id, $1::uuid, o.topic, o.key,"
    " o.headers::jsonb, o.payload FROM i, unnest($2::smallint[], $3::uuid[], $4::text[],"
    " $5::text[], $6::text[], $7::bytea[]) AS o(shard, id, topic, key, headers, payload)"
    " RETURNING 1"
)
"""One form for any number of facts; `i` is what the rows depend on (`unit_of_work`)."""
INSERT_ONE = (
    f"INSERT INTO outbox ({COLUMNS}) SELECT $2::smallint, $3::uuid, $1::uuid, $4::text, $5::text,"
    " $6::text::jsonb, $7::bytea FROM i RETURNING 1"
)
"""The form for a single fact, which most units of work have: arrays cost both sides more."""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One fact, encoded: where it goes, under which key, with which headers and data."""

    id: UUID
    topic: str
    key: str
    headers: str
    payload: bytes


def outbox_row(fact: AnyFact, envelope: Envelope) -> OutboxRow:
    """Encode a fact, refusing what the broker would refuse later.

    Raises:
        FactTooLarge: More than 512 KiB of data or 2 KiB of headers.
    """
    payload = fact.encode()
    if len(payload) > MAX_FACT_BYTES:
        raise FactTooLarge(bytes=len(payload), limit=MAX_FACT_BYTES)
    try:
        headers = orjson.dumps(envelope.to_mapping()).decode()
    except EnvelopeTooLarge:
        raise FactTooLarge(headers=True) from None
    return OutboxRow(envelope.id, fact.TOPIC, fact.key, headers, payload)


def encoded_row(
    identifier: UUID, topic: str, key: str, headers: Mapping[str, str], payload: bytes
) -> OutboxRow:
    """Return the row of a fact whose data is encoded already.

    Raises:
        FactTooLarge: More than 512 KiB of data.
    """
    if len(payload) > MAX_FACT_BYTES:
        raise FactTooLarge(bytes=len(payload), limit=MAX_FACT_BYTES)
    return OutboxRow(identifier, topic, key, orjson.dumps(headers).decode(), payload)


def insert_of(
    tenant: UUID, rows: Sequence[OutboxRow], shards: int
) -> tuple[str, tuple[object, ...]]:
    """Return the statement that inserts rows, and its parameters in order."""
    columns = (
        [shard_of(row.key, shards) for row in rows],
        [row.id for row in rows],
        [row.topic for row in rows],
        [row.key for row in rows],
        [row.headers for row in rows],
        [row.payload for row in rows],
    )
    if len(rows) == 1:
        return INSERT_ONE, (tenant, *(column[0] for column in columns))
    return INSERT, (tenant, *columns)


def shard_of(key: str, shards: int) -> int:
    """Return the shard of a key: all facts of a record pass through one relay, in order."""
    return 0 if shards == 1 else lock_number(key) % shards
