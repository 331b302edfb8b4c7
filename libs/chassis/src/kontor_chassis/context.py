"""The context of a command: one typed object with everything it may use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from kontor_chassis.actor import Actor, Cause, Principal
from kontor_chassis.database.unit_of_work import ReadUnit, WriteUnit
from kontor_chassis.ids import new_id
from kontor_chassis.outbox.rows import encoded_row, outbox_row
from kontor_schemas.envelope import Envelope
from kontor_schemas.fact import AnyFact

Unit = TypeVar("Unit", ReadUnit, WriteUnit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope(Generic[Unit]):
    """Tenant, actor, cause and time of one request, fact, row or timer."""

    service: str
    principal: Principal
    actor: Actor
    cause: Cause
    now: datetime
    unit: Unit
    if_match: int | None = None
    secret: bytes = b""
    adapters: Mapping[type[Any], Any] = field(default_factory=dict)

    @property
    def tenant(self) -> UUID:
        """The tenant everything in this context belongs to."""
        return self.principal.tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadContext(Scope[ReadUnit]):
    """What a query may use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(Scope[WriteUnit]):
    """What a command may use."""

    @staticmethod
    def new_id() -> UUID:
        """Return a new UUIDv7."""
        return new_id()

    def emit(self, fact: AnyFact) -> UUID:
        """Stage a fact; it leaves through the outbox if and only if the edge commits.

        Returns:
            The fact's id.

        Raises:
            FactTooLarge: More than 512 KiB of data.
        """
        envelope = self._envelope(type(fact), new_id(), fact.subject, fact.record_version)
        self.unit.add_fact(outbox_row(fact, envelope))
        return envelope.id

    def emit_encoded(self, fact: type[AnyFact], records: Iterable[tuple[UUID, int, bytes]]) -> None:
        """Stage facts of one type about many records, whose data is encoded already.

        Args:
            fact: The class of the facts; their key is the record.
            records: Record, its version, and the fact's data for each.

        Raises:
            FactTooLarge: More than 512 KiB of data.
        """
        headers: dict[str, str] = {}
        for record, version, data in records:
            identifier = new_id()
            if not headers:
                headers = self._envelope(fact, identifier, record, version).to_mapping()
            headers["ce_id"] = str(identifier)
            headers["ce_subject"] = key = str(record)
            headers["ce_recordversion"] = str(version)
            self.unit.add_fact(encoded_row(identifier, fact.TOPIC, key, headers, data))

    def _envelope(
        self, fact: type[AnyFact], identifier: UUID, subject: UUID, version: int
    ) -> Envelope:
        return Envelope(
            id=identifier,
            service=self.service,
            type=fact.TYPE,
            subject=subject,
            time=self.now,
            tenant_id=self.tenant,
            record_version=version,
            actor=str(self.actor),
            causation_id=self.cause.causation_id,
            correlation_id=self.cause.correlation_id,
            cause_depth=self.cause.depth,
            traceparent=self.cause.traceparent,
            dataschema=fact.SCHEMA,
        )
