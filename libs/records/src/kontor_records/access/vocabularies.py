"""The vocabulary of a record type by its name, for the conditions of sharing rules."""

from functools import cache

from kontor_records.conditions.fields import Vocabulary, vocabulary_of
from kontor_schemas.registry import facts_of
from kontor_schemas.state import STATES, State


@cache
def vocabulary(record: str) -> Vocabulary:
    """Return which fields a condition on records of a type may name: those of its own state.

    Raises:
        LookupError: There is no such record type.
    """
    return vocabulary_of(state_class(record))


def state_class(record: str) -> type[State]:
    """Return the newest published state of a record type.

    Raises:
        LookupError: There is no such record type, or it has no state.
    """
    facts_of(record)  # loads the module in which the state is declared
    majors = [major for name, major in STATES if name == record]
    if not majors:
        message = f"{record} is no record type with a state"
        raise LookupError(message)
    return STATES[record, max(majors)]
