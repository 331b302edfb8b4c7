"""Compiled statements that are kept by their shape: as many as are in use, and no more."""

from collections.abc import Callable, Hashable
from typing import Final

from kontor_chassis.database.statements import Statement

_MOST_KEPT: Final = 4096
_KEPT: Final[dict[Hashable, Statement]] = {}


def kept(key: Hashable, compile_it: Callable[[], Statement]) -> Statement:
    """Return a statement that is compiled once and kept by its key; the oldest one goes first.

    The key alone is kept with it: a clause may hold the rights of whoever asked first.
    """
    statement = _KEPT.get(key)
    if statement is None:
        if len(_KEPT) >= _MOST_KEPT:
            del _KEPT[next(iter(_KEPT))]
        statement = _KEPT[key] = compile_it()
    return statement
