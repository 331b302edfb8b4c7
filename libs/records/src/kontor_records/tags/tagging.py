"""What can be done with tags on a record, and what is important to whom.

To tag is no edit: nobody's version conflicts with it, a hold lets it pass, and two people who tag
at once both land, because each adds to what stands when its lock is held.
"""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from kontor_chassis.context import Context
from kontor_chassis.errors import ActionForbidden, LimitReached
from kontor_chassis.validation import faults_of
from kontor_records.access.rights import rights_of
from kontor_records.declaration.record_type import RecordType
from kontor_records.storage import records
from kontor_records.tags import finding
from kontor_records.tags.names import SHARED, Scope, tag_id
from kontor_records.telling import fact
from kontor_schemas.record_state import RecordState
from kontor_schemas.registry import state_named
from kontor_schemas.tagging import TagName

MOST_ON_A_RECORD: Final = 100
MOST_SHARED: Final = 5_000
MOST_PRIVATE: Final = 1_000
TOOL: Final = "manage_tags"
"""Whoever may use this tool makes shared tags, and renames, merges and deletes them."""

_NAME: Final = TypeAdapter(TagName)
_PUT_PRIVATE: Final = (
    "INSERT INTO record_tag (tenant_id, record_type, record, tag, user_id)"
    " SELECT $1::uuid, $2::text, $3::uuid, $4::uuid, $5::uuid FROM i"
    " ON CONFLICT DO NOTHING RETURNING 1"
)
_TAKE_PRIVATE: Final = (
    "DELETE FROM record_tag AS d USING i WHERE d.tenant_id = $1::uuid AND d.record_type = $2::text"
    " AND d.record = $3::uuid AND d.tag = $4::uuid AND d.user_id = $5::uuid RETURNING 1"
)
_PIN: Final = (
    "INSERT INTO tag_pin (tenant_id, user_id, tag) SELECT $1::uuid, $2::uuid, $3::uuid FROM i"
    " ON CONFLICT DO NOTHING RETURNING 1"
)
_UNPIN: Final = (
    "DELETE FROM tag_pin AS d USING i WHERE d.tenant_id = $1::uuid AND d.user_id = $2::uuid"
    " AND d.tag = $3::uuid RETURNING 1"
)
_MAKE: Final = (
    "INSERT INTO tag AS t (tenant_id, id, version, created_at, created_by, updated_at, updated_by,"
    " name, hue, user_id) SELECT $1::uuid, $2::uuid, 1, $3::timestamptz, $4::text, $3::timestamptz,"
    " $4::text, $5::text, $6::text, $7::uuid FROM i ON CONFLICT (tenant_id, id) DO UPDATE SET"
    " name = EXCLUDED.name, hue = EXCLUDED.hue, successor = NULL, deleted_at = NULL,"
    " version = t.version + 1, updated_at = EXCLUDED.updated_at, updated_by = EXCLUDED.updated_by"
    " RETURNING 1"
)
"""Make a tag, or bring one back; whoever makes it at the same time finds it there."""


async def tag(
    ctx: Context,
    record_type: RecordType[Any],
    record: UUID,
    name: str,
    scope: Scope = SHARED,
    hue: str = "slate",
) -> RecordState:
    """Put a tag on a record, making it where there is none of this name.

    Emits: the record's `updated` and, for a new shared tag, Tag created; for a private one nothing.
    Raises: Faults for a name that is empty or too long, ActionForbidden, LimitReached,
        RecordUnknown, RecordInBin, RecordMerged.
    """
    identifier, is_new = await _named(ctx, name, scope)
    action = "update" if scope == SHARED else "read"
    (locked,) = await records.lock_all(ctx, [(record_type, record)], action=action)
    if scope == SHARED:
        records.refuse_closed(await rights_of(ctx), record_type, ["tags"])
    state: RecordState = locked.state
    mine = (await finding.private_on(ctx, record_type, [record])).get(record, [])
    if identifier in state.tags or identifier in mine:
        return state
    if len(state.tags) + len(mine) >= MOST_ON_A_RECORD:
        raise LimitReached(limit=MOST_ON_A_RECORD)
    if is_new:
        make(ctx, identifier, name, scope, hue)
    if scope != SHARED:
        ctx.unit.stage_rows(
            _PUT_PRIVATE, ctx.tenant, record_type.record, record, identifier, finding.user_of(ctx)
        )
        return state
    put: RecordState = await records.change(ctx, locked, {"tags": [*state.tags, identifier]})
    return put


async def untag(
    ctx: Context, record_type: RecordType[Any], record: UUID, identifier: UUID
) -> RecordState:
    """Take a tag off a record; where it is not on it, nothing changes.

    Emits: the record's `updated`; for a private tag nothing.
    Raises: RecordUnknown, ActionForbidden, RecordInBin, RecordMerged.
    """
    known = (await _peeked(ctx, [identifier])).get(identifier)
    is_private = known is not None and known["user_id"] is not None
    action = "read" if is_private else "update"
    (locked,) = await records.lock_all(ctx, [(record_type, record)], action=action)
    state: RecordState = locked.state
    if is_private:
        ctx.unit.stage_rows(
            _TAKE_PRIVATE, ctx.tenant, record_type.record, record, identifier, finding.user_of(ctx)
        )
        return state
    records.refuse_closed(await rights_of(ctx), record_type, ["tags"])
    left = [each for each in state.tags if each != identifier]
    taken: RecordState = await records.change(ctx, locked, {"tags": left})
    return taken


async def pin(ctx: Context, identifier: UUID) -> None:
    """Mark a tag as important to the user.

    Raises: RecordUnknown, ActionForbidden where no user asks.
    """
    found = await finding.live(ctx, identifier)
    ctx.unit.stage_rows(_PIN, ctx.tenant, _user(ctx), found["id"])


async def unpin(ctx: Context, identifier: UUID) -> None:
    """Mark a tag as no longer important to the user.

    Raises: RecordUnknown, ActionForbidden where no user asks.
    """
    found = await finding.live(ctx, identifier)
    ctx.unit.stage_rows(_UNPIN, ctx.tenant, _user(ctx), found["id"])


def checked_name(name: str) -> str:
    """Return a tag's name in the form in which it is kept.

    Raises:
        Faults: It is empty, too long, or more than one line.
    """
    try:
        return _NAME.validate_python(name)
    except ValidationError as invalid:
        faults = faults_of(invalid.errors(include_url=False))
        raise type(faults)(
            *(type(fault)("/name", fault.code, fault.params) for fault in faults.faults)
        ) from None


def make(ctx: Context, identifier: UUID, name: str, scope: Scope, hue: str) -> None:
    """Stage a new tag, and its fact where it is a shared one."""
    by, user = str(ctx.actor), None if scope == SHARED else _user(ctx)
    ctx.unit.stage_write(_MAKE, ctx.tenant, identifier, ctx.now, by, name, hue, user)
    if user is None:
        stamps = {"created_at": ctx.now, "created_by": by, "updated_at": ctx.now, "updated_by": by}
        state = state_named(f"{ctx.service}.tag")
        made = state.model_validate(
            {"id": identifier, "version": 1, "name": name, "hue": hue, **stamps}
        )
        ctx.emit(fact(ctx, "tag", "created")(state=made))


async def refuse_unless_allowed(ctx: Context) -> None:
    """Let pass who may make and change shared tags.

    Raises:
        ActionForbidden: The actor may not.
    """
    if not (await rights_of(ctx)).tool(TOOL):
        raise ActionForbidden


async def _named(ctx: Context, name: str, scope: Scope) -> tuple[UUID, bool]:
    """Return the tag of a name, and whether it must be made."""
    name = checked_name(name)
    user = None if scope == SHARED else _user(ctx)
    identifier = tag_id(ctx.tenant, name, user)
    for _ in range(10):
        row = (await _peeked(ctx, [identifier])).get(identifier)
        if row is None:
            break
        if row["successor"] is None:
            if row["deleted_at"] is not None:
                break
            return identifier, False
        identifier = row["successor"]
    if user is None:
        await refuse_unless_allowed(ctx)
    most = MOST_SHARED if user is None else MOST_PRIVATE
    (counted,) = await ctx.unit.peek(finding.COUNT, user=user)
    if counted["count"] >= most:
        raise LimitReached(limit=most)
    return identifier, True


async def _peeked(ctx: Context, ids: Sequence[UUID]) -> dict[UUID, Any]:
    rows = await ctx.unit.peek(finding.BY_IDS, ids=list(ids), me=finding.user_of(ctx))
    return {row["id"]: row for row in rows}


def _user(ctx: Context) -> UUID:
    user = finding.user_of(ctx)
    if user == finding.NOBODY:
        raise ActionForbidden
    return user
