"""Telling: facts of the engine, which writes as the worker and not through a command's context."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kontor_chassis.ids import new_id
from kontor_chassis.outbox.rows import OutboxRow, outbox_row
from kontor_schemas.envelope import Envelope
from kontor_schemas.fact import AnyFact

SERVICE = "automation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where what the engine does comes from.

    Attributes:
        tenant: The tenant.
        run: The run it belongs to.
        actor: Who is recorded: the rule in its version.
        fact: The fact that started the run.
        chain: The first cause of the whole chain.
        depth: How deep what follows is in the chain.
        traceparent: The trace it belongs to.
    """

    tenant: UUID
    run: UUID
    actor: str
    fact: UUID
    chain: UUID
    depth: int
    traceparent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A fact ready for the outbox, bound to the run without which it is not told."""

    tenant: UUID
    run: UUID
    row: OutboxRow


def tell(fact: AnyFact, origin: Origin, now: datetime) -> Telling:
    """Return a fact as it goes into the outbox."""
    envelope = Envelope(
        id=new_id(),
        service=SERVICE,
        type=fact.TYPE,
        subject=fact.subject,
        time=now,
        tenant_id=origin.tenant,
        record_version=fact.record_version,
        actor=f"rule:{origin.actor}",
        causation_id=origin.fact,
        correlation_id=origin.chain,
        cause_depth=origin.depth,
        traceparent=origin.traceparent,
        dataschema=fact.SCHEMA,
    )
    return Telling(tenant=origin.tenant, run=origin.run, row=outbox_row(fact, envelope))
