"""The Cologne code of a word: what German ears take for the same name has the same digits."""

import re
from functools import lru_cache
from typing import Final

_LETTERS: Final = str.maketrans("äöüßéèáàñç", "eeiseeaans")
_PLAIN: Final = {
    **dict.fromkeys("aeijouy", "0"),
    "b": "1", "f": "3", "v": "3", "w": "3", "g": "4", "k": "4", "q": "4",
    "l": "5", "m": "6", "n": "6", "r": "7", "s": "8", "z": "8",
}  # fmt: skip
"""The letters whose digit does not depend on their neighbours; h has none at all."""
_NO_LETTER: Final = re.compile(r"[^a-z]+")
_HARD_AT_START: Final = frozenset("ahkloqrux")
_HARD_INSIDE: Final = frozenset("ahkoqux")


@lru_cache(maxsize=65_536)
def cologne(word: str) -> str:
    """Return the digits of a word: Müller, Mueller and Möller are 657; empty without a letter."""
    letters = _NO_LETTER.sub("", word.lower().translate(_LETTERS))
    digits: list[str] = []
    for place, letter in enumerate(letters):
        before = letters[place - 1] if place else ""
        behind = letters[place + 1] if place + 1 < len(letters) else ""
        for digit in _PLAIN.get(letter) or _by_neighbours(letter, before, behind):
            if not digits or digits[-1] != digit:
                digits.append(digit)
    # Vowels separate equal digits and say no more, but for the one that a word begins with.
    return "".join(digit for place, digit in enumerate(digits) if digit != "0" or not place)


def _by_neighbours(letter: str, before: str, behind: str) -> str:
    if letter == "c":
        return _digit_of_c(before, behind)
    if letter == "p":
        return "3" if behind == "h" else "1"
    if letter in "dt":
        return "8" if behind and behind in "csz" else "2"
    if letter == "x":
        return "8" if before and before in "ckq" else "48"
    return ""


def _digit_of_c(before: str, behind: str) -> str:
    if not before:
        return "4" if behind in _HARD_AT_START else "8"
    return "4" if behind in _HARD_INSIDE and before not in "sz" else "8"
