"""Whose turn it is."""

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from kontor_automation.engine.turns import Person, Turns


def people(*statuses: str | None) -> list[Person]:
    return [
        Person(id=UUID(int=number), status=status)
        for number, status in enumerate(statuses, start=1)
    ]


def take(turns: Turns, pool: list[Person], times: int) -> list[int]:
    taken = [turns.take(pool) for _ in range(times)]
    return [user.int if user else 0 for user in taken]


def test_in_a_fixed_pool_turns_go_round() -> None:
    turns = Turns()
    assert take(turns, people("active", "active", "active"), 7) == [1, 2, 3, 1, 2, 3, 1]
    assert (turns.next, turns.taken) == (8, 7)


def test_whoever_is_not_active_is_passed_over() -> None:
    pool = people("active", "suspended", "invited", "deactivated", None, "active")
    assert take(Turns(), pool, 4) == [1, 6, 1, 6]


def test_nobody_takes_no_turn() -> None:
    turns = Turns()
    assert turns.take(people("suspended", None)) is None
    assert turns.take([]) is None
    assert (turns.next, turns.taken) == (1, 0)


def test_who_comes_back_is_next_once_and_does_not_catch_up() -> None:
    turns = Turns()
    assert take(turns, people("active", "active", "active"), 3) == [1, 2, 3]
    assert take(turns, people("active", "suspended", "active"), 4) == [1, 3, 1, 3]
    assert take(turns, people("active", "active", "active"), 4) == [2, 1, 3, 2]


def test_who_left_the_pool_is_forgotten() -> None:
    turns = Turns()
    take(turns, people("active", "active", "active"), 3)
    turns.keep_only(people("active", "active"))
    assert turns.as_json() == {str(UUID(int=1)): 1, str(UUID(int=2)): 2}


def test_who_was_given_a_turn_back_is_next() -> None:
    turns = Turns()
    pool = people("active", "active", "active")
    take(turns, pool, 5)
    del turns.served[UUID(int=1)]
    assert take(turns, pool, 3) == [1, 3, 2]


@given(size=st.integers(1, 9), count=st.integers(0, 200))
def test_any_two_differ_by_one_at_most(size: int, count: int) -> None:
    turns = Turns()
    shares = Counter(take(turns, people(*["active"] * size), count))
    numbers = [shares[number] for number in range(1, size + 1)]
    assert sum(numbers) == count
    assert max(numbers) - min(numbers) <= 1
