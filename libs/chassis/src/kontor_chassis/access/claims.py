"""Claims: what a token of the platform says, how it is signed, and how strictly it is read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kontor_chassis.actor import Actor, Principal
from kontor_chassis.errors import TokenInvalid

ISSUER = "kontor"
AUDIENCE = "kontor"
ALGORITHM = "EdDSA"
MAX_LIFE_S = 600
MAX_BYTES = 4096
"""No honest token is longer; what is longer is refused before anything of it is decoded."""
CLOCK_SKEW_S = 10
"""How far ahead the issuer's clock may be."""

_HEADER = frozenset({"alg", "kid", "typ"})
"""Nothing else may stand in a header: no key, no address of a key, no extension."""
_REQUIRED = ("exp", "iat", "aud", "iss", "jti", "sub", "tenant")
_SERVICE = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_SCOPES = frozenset({"read", "write"})
_FAULTS = (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What a malformed token can end in; every one of them is the same refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a token says.

    Attributes:
        subject: The user or service it stands for.
        tenant: The tenant it is good in.
        session: The session or API key it hangs on; None for services.
        issued_at: When it was issued, in seconds.
        expires_at: When it ends, in seconds.
        id: Its own id.
        acting_service: The service that acts for the user.
        scopes: What it is narrowed to; None narrows nothing.
    """

    subject: Actor
    tenant: UUID
    session: UUID | None
    issued_at: int
    expires_at: int
    id: str
    acting_service: str | None = None
    scopes: frozenset[str] | None = None

    @property
    def principal(self) -> Principal:
        """Who the token stands for."""
        return Principal(
            subject=self.subject,
            tenant=self.tenant,
            session=str(self.session) if self.session else None,
            acting_service=self.acting_service,
            scopes=self.scopes,
        )


def sign(claims: Claims, key: Ed25519PrivateKey, kid: str) -> str:
    """Return the token that says this, signed by the key of this id."""
    payload: dict[str, Any] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(claims.subject),
        "tenant": str(claims.tenant),
        "iat": claims.issued_at,
        "exp": claims.expires_at,
        "jti": claims.id,
    }
    if claims.session:
        payload["sid"] = str(claims.session)
    if claims.acting_service:
        payload["act"] = f"service:{claims.acting_service}"
    if claims.scopes is not None:
        payload["scope"] = " ".join(sorted(claims.scopes))
    return jwt.encode(payload, key, algorithm=ALGORITHM, headers={"kid": kid})


def key_id(token: str) -> str:
    """Return the id of the key that a token names, before anything else of it is believed.

    Raises:
        TokenInvalid: Too long, malformed, of another algorithm, or with a header of its own ideas.
    """
    if len(token) > MAX_BYTES or not token.isascii():
        raise TokenInvalid
    try:
        header = jwt.get_unverified_header(token)
    except _FAULTS:
        raise TokenInvalid from None
    if header.get("alg") != ALGORITHM or not _HEADER.issuperset(header):
        raise TokenInvalid
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise TokenInvalid
    return kid


def read(token: str, key: Ed25519PublicKey, now: float) -> Claims:
    """Return what a token says, if this key signed it and it is good at this instant.

    Raises:
        TokenInvalid: Anything is missing, wrong, expired or lives longer than ten minutes.
    """
    try:
        payload = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            # The three instants are compared below, with the clock of this process.
            options={
                "require": list(_REQUIRED),
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
        claims = _claims(payload)
    except _FAULTS:
        raise TokenInvalid from None
    if not claims.issued_at - CLOCK_SKEW_S <= now < claims.expires_at:
        raise TokenInvalid
    if claims.expires_at - claims.issued_at > MAX_LIFE_S:
        raise TokenInvalid
    return claims


def _claims(payload: Mapping[str, Any]) -> Claims:
    subject = _subject(payload["sub"])
    session = _uuid(payload["sid"]) if "sid" in payload else None
    acting = _subject(payload["act"]) if "act" in payload else None
    # A token of a user hangs on a session or key that can be ended, or on a service that acts now.
    if (acting and acting.kind != "service") or (
        subject.kind == "user" and session is None and acting is None
    ):
        raise ValueError("a user's token without what it hangs on")
    return Claims(
        subject=subject,
        tenant=_uuid(payload["tenant"]),
        session=session,
        issued_at=_instant(payload["iat"]),
        expires_at=_instant(payload["exp"]),
        id=_text(payload["jti"]),
        acting_service=acting.id if acting else None,
        scopes=_scopes(payload["scope"]) if "scope" in payload else None,
    )


def _subject(value: object) -> Actor:
    kind, _, identifier = _text(value).partition(":")
    if kind == "user":
        return Actor("user", str(_uuid(identifier)))
    if kind == "service" and _SERVICE.fullmatch(identifier):
        return Actor("service", identifier)
    raise ValueError("neither a user nor a service")


def _uuid(value: object) -> UUID:
    text = _text(value)
    found = UUID(text)
    if str(found) != text:
        raise ValueError("an id is written in one form only")
    return found


def _instant(value: object) -> int:
    if type(value) is not int:
        raise ValueError("an instant is a whole number of seconds")
    return value


def _scopes(value: object) -> frozenset[str]:
    found = frozenset(_text(value).split(" "))
    if not found <= _SCOPES:
        raise ValueError("a scope nobody knows")
    return found


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("not a text")
    return value
