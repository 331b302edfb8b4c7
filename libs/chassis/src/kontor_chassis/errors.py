"""Refusals: what a command may answer instead of its effect, by closed kind and stable code.

A refusal knows nothing of HTTP or Kafka. One table at the HTTP edge maps its kind to a status,
one table in the consumer maps it to retry or park.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar


class Kind(Enum):
    """The closed set of reasons for which something can be refused."""

    MALFORMED = "malformed"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    STALE = "stale"
    TOO_LARGE = "too_large"
    TYPE = "type"
    INVALID = "invalid"
    LOCKED = "locked"
    LIMIT = "limit"
    UNAVAILABLE = "unavailable"
    QUOTA = "quota"


_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

CODES: dict[str, Kind] = {}
"""Every code of this process with its kind; a test holds one kind per code in the platform."""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault of the program
    """Something was asked for that is not done; nothing has changed.

    Subclasses set `kind`; the code is the class name in snake case. Parameters are safe to show
    and are never translated.
    """

    kind: ClassVar[Kind]
    code: ClassVar[str]

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        cls.code = _WORD_START.sub("_", cls.__name__).lower()
        if hasattr(cls, "kind"):
            known = CODES.setdefault(cls.code, cls.kind)
            if known is not cls.kind:
                message = f"code {cls.code} is declared as {known.value} and {cls.kind.value}"
                raise TypeError(message)

    def __init__(self, *, retry_after: int | None = None, **params: object) -> None:
        """Refuse with safe parameters.

        Args:
            retry_after: Seconds after which asking again may help.
            **params: JSON values that name what was refused.
        """
        super().__init__(self.code)
        self.params: Mapping[str, object] = params
        self.retry_after = retry_after
        self.members: Mapping[str, object] = {}

    def __str__(self) -> str:
        return f"{self.code} {dict(self.params)}" if self.params else self.code


class JsonMalformed(Refusal):
    kind = Kind.MALFORMED


class TextNotUtf8(Refusal):
    kind = Kind.MALFORMED


class DepthExceeded(Refusal):
    kind = Kind.MALFORMED


class RequestMalformed(Refusal):
    """No HTTP request, or one that two servers could read differently."""

    kind = Kind.MALFORMED


class NotSignedIn(Refusal):
    kind = Kind.UNAUTHENTICATED


class TokenInvalid(Refusal):
    kind = Kind.UNAUTHENTICATED


class ActionForbidden(Refusal):
    kind = Kind.FORBIDDEN


class RecordUnknown(Refusal):
    """Unknown, invisible or erased: the three are never told apart."""

    kind = Kind.NOT_FOUND


class ReferenceUnknown(Refusal):
    kind = Kind.NOT_FOUND


class RouteUnknown(Refusal):
    kind = Kind.NOT_FOUND


class TransitionNotAllowed(Refusal):
    kind = Kind.CONFLICT


class UniqueTaken(Refusal):
    kind = Kind.CONFLICT


class IdTaken(Refusal):
    kind = Kind.CONFLICT


class RecordInBin(Refusal):
    kind = Kind.CONFLICT


class RequestInFlight(Refusal):
    """A twin with the same idempotency key is still at work."""

    kind = Kind.CONFLICT


class MirrorBehind(Refusal):
    kind = Kind.CONFLICT


class LimitReached(Refusal):
    kind = Kind.CONFLICT


class StaleVersion(Refusal):
    kind = Kind.STALE

    def telling(self, **members: object) -> "StaleVersion":
        """Say beside the code what the record has become meanwhile, so that a client can rebase."""
        self.members = members
        return self


class HeadTooLarge(Refusal):
    kind = Kind.TOO_LARGE


class BodyTooLarge(Refusal):
    kind = Kind.TOO_LARGE


class FactTooLarge(Refusal):
    kind = Kind.TOO_LARGE


class MediaType(Refusal):
    kind = Kind.TYPE


class RateLimited(Refusal):
    kind = Kind.LIMIT


class ServiceUnavailable(Refusal):
    kind = Kind.UNAVAILABLE


class QuotaExceeded(Refusal):
    kind = Kind.QUOTA


class KeyReused(Refusal):
    """The idempotency key was used before with another request."""

    kind = Kind.INVALID


class KeyRequired(Refusal):
    """A service token must bring an idempotency key with every write."""

    kind = Kind.INVALID


class CursorInvalid(Refusal):
    kind = Kind.INVALID


@dataclass(frozen=True, slots=True)
class Fault:
    """One refused place of a request: a JSON pointer, a code of kind invalid, safe parameters."""

    pointer: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


class Faults(Refusal):
    """One or more fields were refused; the answer carries the first one's code and all faults."""

    kind = Kind.INVALID

    def __init__(self, *faults: Fault) -> None:
        super().__init__()
        self.faults = faults


FIELD_CODES = frozenset({
    "choice_unknown", "email_invalid", "field_immutable", "field_required", "field_type",
    "field_unknown", "key_duplicate", "not_decimal", "primary_not_unique", "text_character",
    "url_scheme", "use_verb", "value_format", "value_range", "value_too_long", "zone_required",
    "zone_unknown",
})  # fmt: skip
"""Codes of single fields; they appear in `errors` of a `faults` problem, all of kind invalid."""

for _code in FIELD_CODES:
    CODES[_code] = Kind.INVALID
