"""What the gateway refuses before any service has seen it."""

from kontor_chassis.errors import Kind, Refusal


class HostUnknown(Refusal):
    """The request is addressed to a name that is not ours."""

    kind = Kind.MALFORMED


class HeaderRepeated(Refusal):
    """A header that two readers could read differently came twice."""

    kind = Kind.MALFORMED


class BodyIncomplete(Refusal):
    """The body stopped arriving."""

    kind = Kind.MALFORMED


class CsrfRefused(Refusal):
    """A write with a session cookie that another site may have caused."""

    kind = Kind.FORBIDDEN


class Overloaded(Refusal):
    """More is under way than can be done; nothing was started."""

    kind = Kind.UNAVAILABLE
