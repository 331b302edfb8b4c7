"""Giving one record to somebody: shares and co-owners, kept in its state as `access`."""

from collections.abc import Sequence
from typing import Any, Final, TypeVar
from uuid import UUID

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.errors import ActionForbidden, LimitReached, ReferenceUnknown
from kontor_records.access.errors import GrantExceedsOwn, UntilPast
from kontor_records.access.explain import Path, explain
from kontor_records.access.planner import NOTHING, Plan
from kontor_records.access.rights import Rights, rights_in, rights_of
from kontor_records.access.rows import Rows
from kontor_records.access.world import World
from kontor_records.declaration.record_type import RecordType
from kontor_records.holds.refusing import refuse_held
from kontor_records.storage import records
from kontor_records.storage.records import Locked
from kontor_schemas.record_state import Access, Principal, RecordState, Share

S = TypeVar("S", bound=RecordState)

MOST_SHARES: Final = 200
MOST_CO_OWNERS: Final = 50

_TAKES: Final = {"read": "read", "write": "update"}
"""What one must be allowed oneself to give a level of a share."""
_OWNING: Final = ("update", "delete")
"""What one must be allowed oneself to make somebody a co-owner, or to end that."""


async def share(ctx: Context, record_type: RecordType[S], record: UUID, wanted: Share) -> S:
    """Open a record to somebody; what the same one was given before is replaced.

    Emits: `updated` of the record, with `access` in `changed`.
    Raises: RecordUnknown, RecordInBin, RecordMerged, StaleVersion, RecordHeld, ReferenceUnknown,
        GrantExceedsOwn, UntilPast, LimitReached.
    """
    locked, rights = await _locked(ctx, record_type, record)
    refuse_unsound(rights, wanted)
    _refuse_beyond_own(rights, locked, _TAKES.get(wanted.level, "delete"))
    return await records.change(ctx, locked, {"access": shared(locked.state.access, wanted)})


def refuse_unsound(rights: Rights, wanted: Share) -> None:
    """Refuse a share with nobody, or one that would be over before it begins.

    Raises:
        ReferenceUnknown: The tenant has no such user, group or role.
        UntilPast: Its end is past.
    """
    _refuse_unknown(rights.world, wanted.principal)
    if wanted.until is not None and wanted.until <= rights.now:
        raise UntilPast


def shared(access: Access, wanted: Share) -> Access:
    """Return whom a record is given to with one share more; an earlier one is replaced.

    Raises:
        LimitReached: It is shared with too many already.
    """
    others = [each for each in access.shares if each.principal != wanted.principal]
    if len(others) >= MOST_SHARES:
        raise LimitReached(limit=MOST_SHARES)
    return access.model_copy(update={"shares": [*others, wanted]})


async def unshare(ctx: Context, record_type: RecordType[S], record: UUID, whom: Principal) -> S:
    """Take back what somebody was given of a record; it is the same where nothing was.

    Whoever may change the record may; others give back what they were given themselves.

    Emits: `updated` of the record.
    Raises: RecordUnknown, RecordInBin, RecordMerged, StaleVersion, RecordHeld, GrantExceedsOwn.
    """
    locked, rights = await _locked(ctx, record_type, record)
    kept = [each for each in locked.state.access.shares if each.principal != whom]
    # Asked whether or not anything was given: an answer must not tell to whom.
    if (whom.kind, whom.id) != ("user", rights.user):
        _refuse_beyond_own(rights, locked, "update")
    return await _changed(ctx, locked, shares=kept)


async def add_co_owner(ctx: Context, record_type: RecordType[S], record: UUID, user: UUID) -> S:
    """Give a user the rights of a record's owner.

    Emits: `updated` of the record.
    Raises: RecordUnknown, RecordInBin, RecordMerged, StaleVersion, RecordHeld, ReferenceUnknown,
        GrantExceedsOwn, LimitReached.
    """
    locked, rights = await _locked(ctx, record_type, record)
    _refuse_unknown(rights.world, Principal(kind="user", id=user), path="/user")
    _refuse_beyond_own(rights, locked, *_OWNING)
    others = [each for each in locked.state.access.co_owners if each != user]
    if len(others) >= MOST_CO_OWNERS:
        raise LimitReached(limit=MOST_CO_OWNERS)
    return await _changed(ctx, locked, co_owners=[*others, user])


async def remove_co_owner(ctx: Context, record_type: RecordType[S], record: UUID, user: UUID) -> S:
    """Take the rights of an owner from a user; it is the same where the user had none.

    Whoever may change and delete the record may; others give back their own.

    Emits: `updated` of the record.
    Raises: RecordUnknown, RecordInBin, RecordMerged, StaleVersion, RecordHeld, GrantExceedsOwn.
    """
    locked, rights = await _locked(ctx, record_type, record)
    kept = [each for each in locked.state.access.co_owners if each != user]
    if user != rights.user:
        _refuse_beyond_own(rights, locked, *_OWNING)
    return await _changed(ctx, locked, co_owners=kept)


async def explained(
    ctx: ReadContext, record_type: RecordType[Any], record: UUID, user: UUID | None
) -> dict[str, tuple[Path, ...]]:
    """Return by which paths a user may do what with a record.

    Args:
        ctx: Who asks.
        record_type: The record's type.
        record: The record.
        user: Whose rights; None for those of whoever asks.

    Raises:
        RecordUnknown: The one who asks cannot see it.
        ActionForbidden: Others' rights are shown to those who manage access.
        ReferenceUnknown: There is no such user.
    """
    row = await records.visible(ctx, record_type, record)
    rights = await rights_of(ctx)
    if user is not None and user != rights.user:
        if not rights.tool("manage_access"):
            raise ActionForbidden
        world = rights.world
        if user not in world.users:
            raise ReferenceUnknown(path="/user")
        rights = rights_in(world, user, ctx.now)
    return explain(rights, record_type.record, records.locked_row(record_type, row).state)


async def access_of(ctx: ReadContext, record_type: RecordType[Any], record: UUID) -> dict[str, Any]:
    """Return whom a record is given to: its owners, and to whom it is opened.

    Raises:
        RecordUnknown: The one who asks cannot see it.
        ActionForbidden: The one who asks may neither change it nor manage access.
        Faults: Profiles hide it.
    """
    row = await records.visible(ctx, record_type, record)
    state: RecordState = records.locked_row(record_type, row).state
    rights = await rights_of(ctx)
    plan = rights.plan("update", record_type)
    if not rights.tool("manage_access"):
        records.refuse_hidden(rights, record_type, ["access"])
        if plan is NOTHING or (isinstance(plan, Rows) and not plan.matches(state)):
            raise ActionForbidden
    return {"owner": state.owner, "owner_group": state.owner_group, **dict(state.access)}


async def who_sees(
    ctx: ReadContext, record_type: RecordType[Any], record: UUID, after: UUID | None, limit: int
) -> tuple[dict[UUID, dict[str, tuple[Path, ...]]], UUID | None]:
    """Return who sees a record, by which paths each may do what, and where the next page begins.

    Args:
        ctx: Who asks.
        record_type: The record's type.
        record: The record.
        after: The user behind whom the page begins.
        limit: How many users there are on it.

    Raises:
        RecordUnknown: The one who asks cannot see it.
        ActionForbidden: The one who asks does not manage access.
    """
    row = await records.visible(ctx, record_type, record)
    state = records.locked_row(record_type, row).state
    rights = await rights_of(ctx)
    if not rights.tool("manage_access"):
        raise ActionForbidden
    found: dict[UUID, dict[str, tuple[Path, ...]]] = {}
    for user in sorted(each for each in rights.world.users if after is None or each > after):
        paths = explain(rights_in(rights.world, user, ctx.now), record_type.record, state)
        if not paths["read"]:
            continue
        if len(found) == limit:
            return found, next(reversed(found))
        found[user] = paths
    return found, None


async def _locked(
    ctx: Context, record_type: RecordType[S], record: UUID
) -> tuple[Locked[S], Rights]:
    rights = await rights_of(ctx)
    locked = await records.lock(ctx, record_type, record, action="read")
    refuse_held(locked.state, ["access"])
    return locked, rights


async def _changed(ctx: Context, locked: Locked[S], **given: Sequence[Any]) -> S:
    access = locked.state.access.model_copy(update=given)
    return await records.change(ctx, locked, {"access": access})


def _refuse_beyond_own(rights: Rights, locked: Locked[Any], *actions: str) -> None:
    for action in actions:
        plan: Plan = rights.plan(action, locked.record_type)
        if plan is NOTHING or (isinstance(plan, Rows) and not plan.matches(locked.state)):
            raise GrantExceedsOwn(record=locked.record_type.record)
    records.refuse_closed(rights, locked.record_type, ["access"])


def _refuse_unknown(world: World, principal: Principal, path: str = "/principal/id") -> None:
    if principal.kind == "user":
        grant = world.users.get(principal.id)
        is_there = grant is not None and grant.status != "deactivated"
    else:
        is_there = principal.id in (world.groups if principal.kind == "group" else world.roles)
    if not is_there:
        raise ReferenceUnknown(path=path)
