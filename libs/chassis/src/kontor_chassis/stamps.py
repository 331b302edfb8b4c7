"""Stamps: what every record says of its own making, and the versions it goes through."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from kontor_chassis.context import Context
from kontor_chassis.errors import StaleVersion
from kontor_chassis.validation import faults_of
from kontor_schemas.state import State

S = TypeVar("S", bound=State)


def begun(ctx: Context, state: type[S], fields: Mapping[str, Any]) -> S:
    """Return the first version of a record.

    Raises:
        Faults: The fields do not make this state.
    """
    by = str(ctx.actor)
    stamps = {
        "id": ctx.new_id(),
        "version": 1,
        "created_at": ctx.now,
        "created_by": by,
        "updated_at": ctx.now,
        "updated_by": by,
    }
    return _validated(state, {**stamps, **fields})


def changed(ctx: Context, old: S, fields: Mapping[str, Any]) -> S:
    """Return the next version of a record.

    Raises:
        Faults: The fields do not make this state.
    """
    stamps = {"version": old.version + 1, "updated_at": ctx.now, "updated_by": str(ctx.actor)}
    before = {name: getattr(old, name) for name in type(old).model_fields}
    return _validated(type(old), {**before, **fields, **stamps})


def derived_into(state: S, fields: Mapping[str, Any]) -> S:
    """Return the state with its derived fields filled in; rules computed them."""
    return state.model_copy(update=dict(fields))


def refuse_stale(ctx: Context, state: State) -> None:
    """Refuse a change that was decided on another version than the one that stands.

    Raises:
        StaleVersion: `If-Match` names another version.
    """
    if ctx.if_match is not None and ctx.if_match != state.version:
        raise StaleVersion(version=ctx.if_match, current=state.version)


def _validated(state: type[S], fields: Mapping[str, Any]) -> S:
    try:
        return state.model_validate(dict(fields))
    except ValidationError as invalid:
        raise faults_of(invalid.errors()) from None
