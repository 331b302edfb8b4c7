"""The envelope of a fact: CloudEvents 1.0 attributes as Kafka headers (binary mode)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from kontor_schemas.naming import TypeName, parsed_type

MAX_FACT_BYTES = 512 * 1024
"""The data of one message; what is larger travels by reference."""
MAX_HEADER_BYTES = 2048
"""All header names and values of one message together."""
SPEC_VERSION = "1.0"
CONTENT_TYPE = "application/json"

_SOURCE = re.compile(r"/kontor/([a-z][a-z0-9_]{0,63})", re.ASCII)
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_DEPTH = re.compile(r"[0-9]{1,6}", re.ASCII)
_ACTOR = re.compile(r"[\x21-\x7e]{1,120}", re.ASCII)
_SCHEMA = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}", re.ASCII)


class EnvelopeUndecodable(Exception):  # noqa: N818 (errors are named by what is wrong)
    """The headers of a message are not the envelope of a fact.

    Attributes:
        reason: `header_missing`, `header_repeated`, `header_not_utf8`, `header_invalid`,
            `spec_version_unknown`, `content_type_unknown` or `headers_malformed`.
        header: the header it is about.
    """

    def __init__(self, reason: str, header: str) -> None:
        super().__init__(f"{reason}: {header}")
        self.reason = reason
        self.header = header


class EnvelopeTooLarge(ValueError):  # noqa: N818 (errors are named by what is wrong)
    """The headers of a fact would pass 2 kB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who says what about which record, when, and why.

    Attributes:
        id: the fact's own id (UUIDv7); the same id again is the same fact again.
        service: the service that says it; `/kontor/<service>` on the wire.
        type: `<service>.<record>.<past verb>.v<major>`.
        subject: the record's id, also the key on the topic.
        time: when it happened, in UTC.
        tenant_id: whose record it is.
        record_version: the record's version that the fact describes.
        actor: who did it: `user:<uuid>`, `service:<name>`, `rule:<uuid>@<version>`.
        causation_id: the fact that led to this one, if one did.
        correlation_id: the first cause of the whole chain.
        cause_depth: how many facts stand between the first cause and this one.
        traceparent: the trace it belongs to (W3C trace context).
        dataschema: which schema the data was written by, with its revision.
    """

    id: UUID
    service: str
    type: str
    subject: UUID
    time: datetime
    tenant_id: UUID
    record_version: int
    actor: str
    causation_id: UUID | None = None
    correlation_id: UUID | None = None
    cause_depth: int = 0
    traceparent: str | None = None
    dataschema: str | None = None

    @property
    def name(self) -> TypeName:
        """The type, taken apart."""
        parsed = parsed_type(self.type)
        if parsed is None:
            raise ValueError(f"{self.type!r} is no fact's type")
        return parsed

    def to_mapping(self) -> dict[str, str]:
        """Give the headers as texts, as the outbox stores them.

        Raises:
            ValueError: the time has no zone.
            EnvelopeTooLarge: names and values together pass 2 kB.
        """
        if self.time.tzinfo is None:
            raise ValueError("the time of a fact needs a zone")
        headers = {
            "content-type": CONTENT_TYPE,
            "ce_specversion": SPEC_VERSION,
            "ce_id": str(self.id),
            "ce_source": f"/kontor/{self.service}",
            "ce_type": self.type,
            "ce_subject": str(self.subject),
            "ce_time": self.time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "ce_tenantid": str(self.tenant_id),
            "ce_recordversion": str(self.record_version),
            "ce_actor": self.actor,
            "ce_causedepth": str(self.cause_depth),
        }
        optional = {
            "ce_dataschema": self.dataschema,
            "ce_causationid": self.causation_id,
            "ce_correlationid": self.correlation_id,
            "ce_traceparent": self.traceparent,
        }
        headers.update({name: str(value) for name, value in optional.items() if value is not None})
        size = sum(len(name) + len(value.encode()) for name, value in headers.items())
        if size > MAX_HEADER_BYTES:
            raise EnvelopeTooLarge(f"{size} bytes of headers, {MAX_HEADER_BYTES} are allowed")
        return headers

    def to_headers(self) -> list[tuple[str, bytes]]:
        """Give the headers in the form Kafka clients take.

        Raises:
            ValueError: the time has no zone.
            EnvelopeTooLarge: names and values together pass 2 kB.
        """
        return header_list(self.to_mapping())


def header_list(headers: Mapping[str, str]) -> list[tuple[str, bytes]]:
    """Encode stored header texts for a Kafka client."""
    return [(name, value.encode()) for name, value in headers.items()]


def from_headers(headers: Iterable[tuple[str, bytes | None]]) -> Envelope:
    """Read the envelope of a message; headers it does not know are passed over.

    Raises:
        EnvelopeUndecodable: the only error, whatever the headers hold; it says why and where.
    """
    return from_mapping(_texts(headers))


def from_mapping(headers: Mapping[str, str]) -> Envelope:
    """Read the envelope from header texts, as the outbox and parked facts store them.

    Raises:
        EnvelopeUndecodable: the only error; it says why and where.
    """
    if _required(headers, "ce_specversion") != SPEC_VERSION:
        raise EnvelopeUndecodable("spec_version_unknown", "ce_specversion")
    if _required(headers, "content-type").partition(";")[0].strip().lower() != CONTENT_TYPE:
        raise EnvelopeUndecodable("content_type_unknown", "content-type")
    source = _SOURCE.fullmatch(_required(headers, "ce_source"))
    if source is None:
        raise EnvelopeUndecodable("header_invalid", "ce_source")
    if parsed_type(headers.get("ce_type", "")) is None:
        raise EnvelopeUndecodable(
            "header_invalid" if "ce_type" in headers else "header_missing", "ce_type"
        )
    return Envelope(
        id=_uuid(headers, "ce_id"),
        service=source[1],
        type=headers["ce_type"],
        subject=_uuid(headers, "ce_subject"),
        time=_time(headers, "ce_time"),
        tenant_id=_uuid(headers, "ce_tenantid"),
        record_version=int(_matching(headers, "ce_recordversion", _NUMBER)),
        actor=_matching(headers, "ce_actor", _ACTOR),
        causation_id=_optional_uuid(headers, "ce_causationid"),
        correlation_id=_optional_uuid(headers, "ce_correlationid"),
        cause_depth=_depth(headers),
        traceparent=_traceparent(headers.get("ce_traceparent")),
        dataschema=_dataschema(headers),
    )


def _optional_uuid(headers: Mapping[str, str], name: str) -> UUID | None:
    return _uuid(headers, name) if name in headers else None


def _depth(headers: Mapping[str, str]) -> int:
    return int(_matching(headers, "ce_causedepth", _DEPTH)) if "ce_causedepth" in headers else 0


def _dataschema(headers: Mapping[str, str]) -> str | None:
    return _matching(headers, "ce_dataschema", _SCHEMA) if "ce_dataschema" in headers else None


def _texts(headers: Iterable[tuple[str, bytes | None]]) -> dict[str, str]:
    """Decode the headers that belong to the envelope."""
    texts: dict[str, str] = {}
    try:
        pairs = [(str(name), value) for name, value in headers]
    except (TypeError, ValueError):
        raise EnvelopeUndecodable("headers_malformed", "") from None
    for name, value in pairs:
        if not name.startswith("ce_") and name != "content-type":
            continue
        if name in texts:
            raise EnvelopeUndecodable("header_repeated", name)
        if not isinstance(value, bytes):
            raise EnvelopeUndecodable("header_invalid", name)
        try:
            texts[name] = value.decode()
        except UnicodeDecodeError:
            raise EnvelopeUndecodable("header_not_utf8", name) from None
    return texts


def _required(headers: Mapping[str, str], name: str) -> str:
    try:
        return headers[name]
    except KeyError:
        raise EnvelopeUndecodable("header_missing", name) from None


def _uuid(headers: Mapping[str, str], name: str) -> UUID:
    # UUID() alone also takes braces, underscores and hyphens anywhere; the wire has one form.
    return UUID(_matching(headers, name, _UUID))


def _matching(headers: Mapping[str, str], name: str, form: re.Pattern[str]) -> str:
    text = _required(headers, name)
    if form.fullmatch(text) is None:
        raise EnvelopeUndecodable("header_invalid", name)
    return text


def _time(headers: Mapping[str, str], name: str) -> datetime:
    try:
        time = datetime.fromisoformat(_required(headers, name))
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise EnvelopeUndecodable("header_invalid", name)


def _traceparent(text: str | None) -> str | None:
    """Drop a broken trace context, as its specification asks: a trace is never worth a fact."""
    return text if text is not None and _TRACEPARENT.fullmatch(text) else None
