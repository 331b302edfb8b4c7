"""What can be refused of a privacy request."""

from kontor_chassis.errors import Kind, Refusal


class IdentityUnverified(Refusal):
    """Nobody has made sure that the person is who they say."""

    kind = Kind.CONFLICT


class TermExtended(Refusal):
    """The term was extended already: the law lets it be once."""

    kind = Kind.CONFLICT


class PrivacySubject(Refusal):
    """A request is about one contact or one lead."""

    kind = Kind.INVALID
