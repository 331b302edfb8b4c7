"""Turns: who of a pool is next. Whoever had a turn longest ago is; who never had one comes first.

In a pool that stays the same this is a fixed round, so that after any number of turns two people
differ by one at most. Who joins, or comes back, is next once and does not catch up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

_ACTIVE = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of a pool.

    Attributes:
        id: The user.
        status: What is known of the user; None where nothing is.
    """

    id: UUID
    status: str | None

    @property
    def is_eligible(self) -> bool:
        """Whether the user can be given anything."""
        return self.status == _ACTIVE


@dataclass(slots=True, kw_only=True)
class Turns:
    """The turns of one rule; whoever has locked its row may take one.

    Attributes:
        next: The number of the next turn.
        served: The last turn of each user.
        taken: How many turns were given here.
    """

    next: int = 1
    served: dict[UUID, int] = field(default_factory=dict)
    taken: int = 0

    def take(self, people: Sequence[Person]) -> UUID | None:
        """Give the next turn to somebody who can take it, and return who that is.

        Returns:
            The user; None where nobody can, and the turn is not taken.
        """
        able = [person.id for person in people if person.is_eligible]
        if not able:
            return None
        chosen = min(able, key=self._order)
        self.served[chosen] = self.next
        self.next += 1
        self.taken += 1
        return chosen

    def keep_only(self, people: Sequence[Person]) -> None:
        """Forget who is no longer in the pool."""
        pool = {person.id for person in people}
        self.served = {user: turn for user, turn in self.served.items() if user in pool}

    def in_order(self, people: Sequence[Person]) -> Sequence[Person]:
        """Return the people in the order in which they have turns."""
        return sorted(people, key=lambda person: self._order(person.id))

    def as_json(self) -> Mapping[str, int]:
        """Return the turns in the form in which they are stored."""
        return {str(user): turn for user, turn in self.served.items()}

    def _order(self, user: UUID) -> tuple[int, int]:
        return self.served.get(user, 0), user.int
