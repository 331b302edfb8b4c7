"""What proves that a service is who it says it is."""

from collections.abc import Sequence
from datetime import datetime

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kontor_chassis.access.claims import ALGORITHM, CLOCK_SKEW_S, MAX_BYTES
from kontor_chassis.access.service_tokens import ASSERTION_AUDIENCE, ASSERTION_LIFE_S
from kontor_chassis.errors import TokenInvalid

_HEADER = frozenset({"alg", "typ"})
_REQUIRED = ["exp", "iat", "aud", "iss", "sub", "jti"]
_FAULTS = (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


def claimed_service(assertion: str) -> str:
    """Return which service an assertion says it is from; nothing of it is believed yet.

    Raises:
        TokenInvalid: It has not even the form of one.
    """
    if len(assertion) > MAX_BYTES or not assertion.isascii():
        raise TokenInvalid
    try:
        header = jwt.get_unverified_header(assertion)
        unverified = jwt.decode(assertion, options={"verify_signature": False})
        issuer = unverified["iss"]
    except _FAULTS:
        raise TokenInvalid from None
    if header.get("alg") != ALGORITHM or not _HEADER.issuperset(header):
        raise TokenInvalid
    if not isinstance(issuer, str) or not 0 < len(issuer) <= 64 or "\x00" in issuer:
        raise TokenInvalid
    return issuer


def proved_service(assertion: str, keys: Sequence[bytes], now: datetime) -> str:
    """Return which service an assertion proves to be from.

    Args:
        assertion: The assertion.
        keys: The raw public keys of the service it claims to be from.
        now: The instant.

    Raises:
        TokenInvalid: None of the keys signed it, or it is not good now or not for us.
    """
    for raw in keys:
        try:
            claims = jwt.decode(
                assertion,
                Ed25519PublicKey.from_public_bytes(raw),
                algorithms=[ALGORITHM],
                audience=ASSERTION_AUDIENCE,
                options={
                    "require": _REQUIRED,
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
            issued, ends = int(claims["iat"]), int(claims["exp"])
            service: str = claims["iss"]
        except _FAULTS:
            continue
        instant = now.timestamp()
        is_in_time = issued - CLOCK_SKEW_S <= instant < ends + CLOCK_SKEW_S
        if is_in_time and ends - issued <= ASSERTION_LIFE_S and claims["sub"] == service:
            return service
    raise TokenInvalid
