"""Typos: one edit, found by what is left when a letter is taken away."""

from hypothesis import assume, given
from hypothesis import strategies as st

from kontor_records.search.typos import (
    are_one_edit_apart,
    corrections,
    may_be_mistyped,
    neighbours,
)

WORD = st.text(st.sampled_from("abcdeß"), min_size=4, max_size=9)


def edits(word):
    """Every word that one edit makes of a word."""
    letters = "abcxyz"
    splits = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    yield from (left + right[1:] for left, right in splits if right)
    yield from (left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1)
    yield from (left + letter + right[1:] for left, right in splits if right for letter in letters)
    yield from (left + letter + right for left, right in splits for letter in letters)


def distance(left, right):
    """The distance of optimal string alignment, by the book."""
    rows = [
        [max(i, j) if not (i and j) else 0 for j in range(len(right) + 1)]
        for i in range(len(left) + 1)
    ]
    for i, a in enumerate(left, 1):
        for j, b in enumerate(right, 1):
            best = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                best = min(best, rows[i - 2][j - 2] + 1)
            rows[i][j] = best
    return rows[-1][-1]


@given(WORD)
def test_every_edit_shares_a_neighbour_and_is_told_as_one(word):
    for edited in set(edits(word)) - {word}:
        assert neighbours(word) & neighbours(edited)
        assert are_one_edit_apart(word, edited)
        assert are_one_edit_apart(edited, word)
        assert may_be_mistyped(edited) or not edited.isalpha()
        assert corrections(edited, [word, edited, word + "qq"]) == (word,)


@given(WORD, WORD)
def test_one_edit_apart_is_a_distance_of_one(left, right):
    assert are_one_edit_apart(left, right) == (distance(left, right) == 1)


@given(st.text(st.sampled_from("ab"), max_size=3), st.text(st.sampled_from("ab"), max_size=3))
def test_below_four_letters_no_word_is_taken_for_another(left, right):
    assume(left != right)
    assert corrections(left, [right]) == ()


def test_digits_are_never_guessed():
    assert not any(may_be_mistyped(word) for word in ("12345", "k000123", "ab", "x" * 34))
