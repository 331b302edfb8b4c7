"""How good a password must be."""

import unicodedata
from collections.abc import Sequence

from kontor_identity.records.credential.errors import PasswordWeak

SHORTEST = 10
_FEWEST_KINDS_OF_LETTER = 5
_GUESSED = frozenset(
    """
    password passwort kennwort qwertz qwerty asdfgh letmein welcome willkommen iloveyou
    administrator admin1234 sommer winter fussball football baseball dragon monkey master
    123456789 0123456789 1234567890 9876543210 abcdefgh kontor
    """.split()
)


def normal(password: str) -> str:
    """Return the form of a password that is hashed: the same from every keyboard (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def refuse_weak(password: str, about: Sequence[str]) -> None:
    """Refuse a password that could be guessed.

    Args:
        password: The password.
        about: What is known of its owner: address, name.

    Raises:
        PasswordWeak: It is short, monotonous, a common one, or made of what is known.
    """
    folded = normal(password).casefold()
    reasons = []
    if len(folded) < SHORTEST:
        reasons.append("too_short")
    if len(set(folded)) < _FEWEST_KINDS_OF_LETTER:
        reasons.append("monotonous")
    if folded.strip("0123456789!?.,;:_-#*+ ") in _GUESSED or folded in _GUESSED:
        reasons.append("common")
    if any(folded.find(part) >= 0 for part in _parts(about)):
        reasons.append("personal")
    if reasons:
        raise PasswordWeak(reasons=reasons, shortest=SHORTEST)


def _parts(about: Sequence[str]) -> list[str]:
    words = [part for text in about for part in text.casefold().replace("@", " ").split()]
    return [word for word in words if len(word) > 3]
