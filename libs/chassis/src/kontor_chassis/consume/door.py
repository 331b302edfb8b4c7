"""The door: turns messages into facts; nothing that a message holds can make it raise."""

import hashlib
from collections.abc import Callable
from uuid import UUID

from aiokafka import ConsumerRecord

from kontor_chassis.consume.plain_text import text_of, texts_of
from kontor_chassis.consume.received import Received, Unreadable
from kontor_schemas.envelope import MAX_FACT_BYTES, EnvelopeUndecodable, from_headers
from kontor_schemas.naming import parsed_type

Record = ConsumerRecord[bytes | None, bytes | None]

_LONGEST_KEY = 512
_MILLISECONDS = 48


def read(record: Record) -> Received | Unreadable:
    """Read one message.

    Returns:
        The fact, or why this is none.
    """
    payload = record.value or b""
    try:
        envelope = from_headers(record.headers)
    except EnvelopeUndecodable as error:
        return unreadable(record, error.reason)
    if not record.key or len(record.key) > _LONGEST_KEY:
        return unreadable(record, "key_missing" if not record.key else "key_too_long")
    key = text_of(record.key)
    if key.encode() != record.key:
        return unreadable(record, "key_malformed")
    if len(payload) > MAX_FACT_BYTES:
        return unreadable(record, "data_too_large")
    return Received(
        id=envelope.id,
        type=envelope.type,
        tenant=envelope.tenant_id,
        subject=envelope.subject,
        version=envelope.record_version,
        time=envelope.time,
        actor=envelope.actor,
        causation_id=envelope.causation_id,
        correlation_id=envelope.correlation_id,
        cause_depth=envelope.cause_depth,
        traceparent=envelope.traceparent,
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=key,
        payload=payload,
        headers=record.headers,
    )


def is_passed_over(record: Record, asks_for: Callable[[str], bool]) -> bool:
    """Say whether a message names a type nobody here asks for, so that no more of it is read."""
    named = next((value for name, value in record.headers if name == "ce_type"), None)
    if named is None:
        return False
    type_name = text_of(named)
    return parsed_type(type_name) is not None and not asks_for(type_name)


def unreadable(record: Record, reason: str) -> Unreadable:
    """Describe a message that is no fact."""
    headers = texts_of(record.headers)
    return Unreadable(
        id=_uuid(headers.get("ce_id")) or substitute_id(record),
        tenant=_uuid(headers.get("ce_tenantid")),
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=text_of(record.key)[:_LONGEST_KEY],
        payload=record.value or b"",
        headers=record.headers,
        reason=reason,
    )


def substitute_id(record: Record) -> UUID:
    """Give a message without an id one that is the same at every delivery.

    It has the form of a UUIDv7 of the message's own time, so that the inbox forgets it by age.
    """
    place = f"{record.topic}/{record.partition}/{record.offset}".encode()
    digest = int.from_bytes(hashlib.blake2b(place, digest_size=10).digest(), "big")
    milliseconds = max(record.timestamp, 0) & ((1 << _MILLISECONDS) - 1)
    bits = milliseconds << 80 | digest
    version_and_variant = 0xF << 76 | 0x3 << 62
    return UUID(int=bits & ~version_and_variant | 0x7 << 76 | 0x2 << 62)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
