"""Typos: two words are one typo apart if one edit turns one into the other.

An edit is a letter too many, a letter missing, another letter, or two neighbours swapped. Words
that are one edit apart share a word from which at most one letter was taken (the deletion
neighbourhood); so all candidates are found by equality, and few of them are none.
"""

from collections.abc import Iterable

SHORTEST = 4
"""Below, another word is as likely as a typo."""
LONGEST = 32


def neighbours(word: str) -> frozenset[str]:
    """Return the word and every word that is left when one of its letters is taken away."""
    return frozenset({word, *(word[:place] + word[place + 1 :] for place in range(len(word)))})


def may_be_mistyped(word: str) -> bool:
    """Say whether a word of a query is looked up with a typo; digits are never guessed."""
    return SHORTEST - 1 <= len(word) <= LONGEST + 1 and word.isalpha()


def corrections(asked: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known words that are exactly one edit away from what was asked, in order.

    Args:
        asked: A folded word of a query.
        known: Words that share a neighbour with it.
    """
    fit = {
        word
        for word in known
        if max(len(word), len(asked)) >= SHORTEST and are_one_edit_apart(asked, word)
    }
    return tuple(sorted(fit))


def are_one_edit_apart(left: str, right: str) -> bool:
    """Say whether a letter more, less or other, or a swap of neighbours, makes one the other."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    if len(left) > len(right):
        left, right = right, left
    same = 0
    while same < len(left) and left[same] == right[same]:
        same += 1
    if same == len(left):
        return True
    if len(left) < len(right):
        return left[same:] == right[same + 1 :]
    swapped = right[same + 1 : same + 2] + right[same]
    rest = same + 2
    return left[same + 1 :] == right[same + 1 :] or (
        left[same:rest] == swapped and left[rest:] == right[rest:]
    )
