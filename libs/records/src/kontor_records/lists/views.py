"""Saved views: who sees which, what may be done with one. A view opens no record to anybody.

All changes of the views of one type go one after the other: names, the limit and the default hold
exactly.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import Text, bindparam, select

from kontor_chassis.context import Context
from kontor_chassis.database.state_tables import changed_columns, row_of, state_of
from kontor_chassis.database.statements import TENANT, Statement, compiled, scoped
from kontor_chassis.errors import ActionForbidden, LimitReached, RecordUnknown, UniqueTaken
from kontor_chassis.stamps import begun, changed, refuse_stale
from kontor_records.access.rights import Rights, rights_of
from kontor_records.access.vocabularies import state_class
from kontor_records.conditions.text_order import text_key
from kontor_records.lists.sight import AnyType, sight_of
from kontor_records.lists.tables import SAVED_VIEW
from kontor_records.lists.view_check import check_view
from kontor_schemas.fact import changes
from kontor_schemas.record_state import Principal
from kontor_schemas.registry import standard_fact
from kontor_schemas.viewing import ViewState

MOST_VIEWS: Final = 500
"""Views of one record type."""
_SCOPE: Final = UUID("8f6c1c52-6a5d-4d0c-9d0e-3d6f0b1e7a44")
_NO_WORD: Final = re.compile(r"[^a-z0-9]+")
_OF_TYPE: Final = (
    select(SAVED_VIEW)
    .where(
        SAVED_VIEW.c.tenant_id == TENANT, SAVED_VIEW.c.record == bindparam("record", type_=Text())
    )
    .order_by(SAVED_VIEW.c.id)
)
READ_VIEWS: Final[Statement] = scoped(_OF_TYPE)
"""All views of a record type, whoever may see them."""
_LOCKED: Final[Statement] = compiled(_OF_TYPE)
_DELETE: Final = "DELETE FROM saved_view WHERE tenant_id = $1 AND id = $2 RETURNING 1"


def view_of(service: str, row: Mapping[str, Any]) -> ViewState:
    """Return the view in a row."""
    return state_of(SAVED_VIEW, row, _state(service))


def is_visible(rights: Rights, view: ViewState) -> bool:
    """Return whether somebody sees a view: the owner, whom it is shared with, administrators."""
    if view.owner == rights.user:
        return True
    return view.visibility == "shared" and (
        rights.is_unlimited or any(_is_meant(rights, one) for one in view.shared_with)
    )


async def create_view(ctx: Context, record_type: AnyType, fields: Mapping[str, Any]) -> ViewState:
    """Save a view of a record type, for its maker alone.

    Emits: created.
    Raises: ActionForbidden, FieldUnknown, NotSortable and whatever a condition is refused for,
        UniqueTaken, LimitReached.
    """
    rights = await rights_of(ctx)
    check_view(await sight_of(ctx, record_type, rights), fields)
    return _added(ctx, record_type, rights, await _lock(ctx, record_type), dict(fields))


async def copy_view(ctx: Context, record_type: AnyType, view_id: UUID, name: str) -> ViewState:
    """Save a view that one sees as one's own, under another name.

    Emits: created.
    Raises: RecordUnknown, UniqueTaken, LimitReached.
    """
    rights = await rights_of(ctx)
    views = await _lock(ctx, record_type)
    old = _seen(rights, views, view_id)
    kept = ("filter", "sort", "columns", "display", "group_by")
    fields = {field: getattr(old, field) for field in kept}
    return _added(ctx, record_type, rights, views, {**fields, "name": name})


async def change_view(
    ctx: Context, record_type: AnyType, view_id: UUID, fields: Mapping[str, Any]
) -> ViewState:
    """Change a view; only what is given is looked at, so that a broken one can be mended.

    Emits: updated.
    Raises: RecordUnknown, ActionForbidden, StaleVersion, UniqueTaken, and as `create_view`.
    """
    rights = await rights_of(ctx)
    check_view(await sight_of(ctx, record_type, rights), fields)
    views = await _lock(ctx, record_type)
    old = _changeable(ctx, rights, views, view_id)
    given = dict(fields)
    if "name" in given:
        others = [view for view in views if view.id != view_id and view.owner == old.owner]
        _refuse_taken(others, given["name"])
        given["slug"] = _slug(others, given["name"])
    return _put(ctx, old, given)


async def share_view(
    ctx: Context, record_type: AnyType, view_id: UUID, principals: Sequence[Principal]
) -> ViewState:
    """Show a view to users, groups and roles; to nobody else where none are named.

    Emits: updated.
    Raises: RecordUnknown, ActionForbidden, StaleVersion.
    """
    rights = await rights_of(ctx)
    old = _changeable(ctx, rights, await _lock(ctx, record_type), view_id)
    visibility = "shared" if principals else "private"
    return _put(ctx, old, {"visibility": visibility, "shared_with": list(principals)})


async def make_default(ctx: Context, record_type: AnyType, view_id: UUID) -> ViewState:
    """Open the list with this view from now on, and with no other of its owner.

    Emits: updated, also of the view that was the default before.
    Raises: RecordUnknown, ActionForbidden, StaleVersion.
    """
    rights = await rights_of(ctx)
    views = await _lock(ctx, record_type)
    new = _changeable(ctx, rights, views, view_id)
    for view in views:
        if view.is_default and view.owner == new.owner and view.id != view_id:
            _put(ctx, view, {"is_default": False})
    return _put(ctx, new, {"is_default": True})


async def delete_view(ctx: Context, record_type: AnyType, view_id: UUID) -> None:
    """Delete a view for good.

    Emits: deleted.
    Raises: RecordUnknown, ActionForbidden, StaleVersion.
    """
    rights = await rights_of(ctx)
    old = _changeable(ctx, rights, await _lock(ctx, record_type), view_id)
    ctx.unit.stage_write(_DELETE, ctx.tenant, old.id)
    ctx.emit(_fact(ctx, "deleted", id=old.id, version=old.version + 1))


def _added(
    ctx: Context,
    record_type: AnyType,
    rights: Rights,
    views: Sequence[ViewState],
    fields: dict[str, Any],
) -> ViewState:
    if len(views) >= MOST_VIEWS:
        raise LimitReached(limit=MOST_VIEWS)
    mine = [view for view in views if view.owner == rights.user]
    _refuse_taken(mine, fields["name"])
    own = {"record": record_type.record, "owner": rights.user}
    made = begun(ctx, _state(ctx.service), {**fields, **own, "slug": _slug(mine, fields["name"])})
    ctx.unit.insert(SAVED_VIEW, row_of(SAVED_VIEW, made))
    ctx.emit(_fact(ctx, "created", state=made))
    return made


def _put(ctx: Context, old: ViewState, fields: Mapping[str, Any]) -> ViewState:
    new = changed(ctx, old, fields)
    if not (difference := changes(old, new)):
        return old
    ctx.unit.update(SAVED_VIEW, old.id, old.version, changed_columns(SAVED_VIEW, old, new))
    ctx.emit(_fact(ctx, "updated", state=new, changed=difference))
    return new


async def _lock(ctx: Context, record_type: AnyType) -> list[ViewState]:
    """Lock the views of a type against other changes, and return them all."""
    await ctx.unit.lock(uuid5(_SCOPE, record_type.record))
    rows = await ctx.unit.all(_LOCKED, record=record_type.record)
    return [view_of(ctx.service, row) for row in rows]


def _seen(rights: Rights, views: Sequence[ViewState], view_id: UUID) -> ViewState:
    for view in views:
        if view.id == view_id and is_visible(rights, view):
            return view
    raise RecordUnknown


def _changeable(
    ctx: Context, rights: Rights, views: Sequence[ViewState], view_id: UUID
) -> ViewState:
    view = _seen(rights, views, view_id)
    if view.owner != rights.user and not rights.is_unlimited:
        raise ActionForbidden
    refuse_stale(ctx, view)
    return view


def _is_meant(rights: Rights, principal: Principal) -> bool:
    grant = rights.world.users.get(rights.user) if rights.user else None
    if grant is None or rights.user is None:
        return False
    return (
        (principal.kind == "user" and principal.id == rights.user)
        or (principal.kind == "group" and principal.id in rights.world.groups_of(rights.user))
        or (principal.kind == "role" and principal.id == grant.role)
    )


def _refuse_taken(views: Sequence[ViewState], name: str) -> None:
    for view in views:
        if text_key(view.name) == text_key(name):
            raise UniqueTaken(field="name", record=str(view.id))


def _slug(views: Sequence[ViewState], name: str) -> str:
    word = _NO_WORD.sub("-", text_key(name)).strip("-")[:50] or "view"
    taken = {view.slug for view in views}
    tried = (word, *(f"{word}-{number}" for number in range(2, MOST_VIEWS + 2)))
    return next(slug for slug in tried if slug not in taken)


def _state(service: str) -> type[ViewState]:
    found = state_class(f"{service}.view")
    assert issubclass(found, ViewState)  # noqa: S101 - a service publishes no other views
    return found


def _fact(ctx: Context, verb: str, **fields: Any) -> Any:
    fact: Any = standard_fact(_state(ctx.service), verb)
    return fact(**fields)
