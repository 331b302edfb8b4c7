"""What can be done with a module default."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.database.state_tables import changed_columns, row_of
from kontor_chassis.stamps import begun, changed
from kontor_identity.records.grant import commands as grant_commands
from kontor_identity.records.grant import queries as grant_queries
from kontor_identity.records.module_default import queries, rules
from kontor_identity.records.module_default.model import MODULE_DEFAULT
from kontor_schemas.fact import Created, Updated, changes
from kontor_schemas.identity.grant import DefaultGrant, GrantChanged
from kontor_schemas.identity.module_default import ModuleDefault, ModuleDefaultChanged


async def create_default(ctx: Context, fields: Mapping[str, Any]) -> ModuleDefault:
    """Say how far a record type is open that nobody has said it of; it was private before.

    Emits: Created[ModuleDefault], GrantChanged.
    Raises: ActionForbidden, UniqueTaken, Faults.
    """
    await ctx.unit.lock(ctx.tenant)
    await grant_queries.refuse_but_administrators(ctx)
    default = take_up_default(ctx, fields)
    await grant_commands.publish(ctx, grant_of(default))
    return default


def take_up_default(ctx: Context, fields: Mapping[str, Any]) -> ModuleDefault:
    """Do what `create_default` does but publish it; the tenant's lock is held.

    Emits: Created[ModuleDefault].
    Raises: UniqueTaken, Faults.
    """
    default = begun(ctx, ModuleDefault, fields)
    rules.refuse_unknown(default)
    ctx.unit.insert(MODULE_DEFAULT, row_of(MODULE_DEFAULT, default))
    ctx.emit(Created[ModuleDefault](state=default))
    return default


async def change_default(
    ctx: Context, default_id: UUID, fields: Mapping[str, Any]
) -> ModuleDefault:
    """Open a record type further to everybody, or less far.

    Emits: Updated[ModuleDefault], ModuleDefaultChanged, GrantChanged.
    Raises: ActionForbidden, RecordUnknown, StaleVersion, Faults.
    """
    await ctx.unit.lock(default_id, ctx.tenant)
    await grant_queries.refuse_but_administrators(ctx)
    old = await queries.module_default_at_version(ctx, default_id)
    new = changed(ctx, old, fields)
    if not (difference := changes(old, new)):
        return old
    columns = changed_columns(MODULE_DEFAULT, old, new)
    ctx.unit.update(MODULE_DEFAULT, old.id, old.version, columns)
    ctx.emit(Updated[ModuleDefault](state=new, changed=difference))
    if old.openness != new.openness:
        ctx.emit(ModuleDefaultChanged(state=new, previous=old.openness))
        await grant_commands.publish(ctx, grant_of(new))
    return new


def grant_of(default: ModuleDefault) -> GrantChanged:
    """Return what is told of a module default."""
    grant = DefaultGrant(record=default.record, openness=default.openness)
    return GrantChanged(
        id=default.id, version=default.version, what="module_default", module_default=grant
    )
