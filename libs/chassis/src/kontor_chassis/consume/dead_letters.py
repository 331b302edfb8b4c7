"""Dead letters: the copy of a given-up fact for the world, with the cause in its headers.

It leaves through the outbox, in the transaction that parks the fact. The parked row stays the
truth: an operator replays or discards that, and its key waits until then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg
import orjson

from kontor_chassis.consume import metrics
from kontor_chassis.ids import new_id
from kontor_chassis.outbox.rows import shard_of
from kontor_schemas.dead_letter import DeadLetter
from kontor_schemas.envelope import MAX_FACT_BYTES
from kontor_schemas.identifiers import PLATFORM

_INSERT = """
INSERT INTO outbox (shard, id, tenant_id, topic, key, headers, payload)
SELECT r.shard, r.id, r.tenant_id, $1, r.key, r.headers::jsonb, r.payload
FROM unnest($2::smallint[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::bytea[])
  AS r(shard, id, tenant_id, key, headers, payload)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """A fact that is given up, and why."""

    tenant: UUID | None
    key: str
    headers: Mapping[str, str] = field(repr=False)
    payload: bytes = field(repr=False)
    cause: DeadLetter

    def letter_headers(self) -> str:
        """Return the fact's own headers and the cause, as the outbox stores them."""
        cause = {name: value.decode() for name, value in self.cause.to_headers()}
        return orjson.dumps({**self.headers, **cause}).decode()


async def send(
    connection: asyncpg.Connection, consumer: str, letters: Sequence[GivenUp], shards: int
) -> None:
    """Write dead letters to the outbox.

    A payload over the limit of a fact stays in the parked row alone; the letter goes without it.
    """
    await connection.execute(
        _INSERT,
        f"kontor.dlq.{consumer}",
        [shard_of(letter.key, shards) for letter in letters],
        [new_id() for _ in letters],
        [letter.tenant or PLATFORM for letter in letters],
        [letter.key for letter in letters],
        [letter.letter_headers() for letter in letters],
        [letter.payload if len(letter.payload) <= MAX_FACT_BYTES else b"" for letter in letters],
    )
    for letter in letters:
        metrics.DEAD_LETTERS.labels(consumer, letter.cause.reason).inc()
