"""What can be done with preferences."""

from collections.abc import Mapping
from typing import Any, Final

from kontor_chassis.context import Context
from kontor_chassis.errors import Fault, Faults
from kontor_identity.records.preference import queries
from kontor_schemas import wire

_MOST_BYTES: Final = 64 * 1024


async def change_preferences(ctx: Context, given: Mapping[str, Any]) -> dict[str, Any]:
    """Prefer something else from now on; nobody else is told.

    Returns:
        All that the user prefers now.

    Emits: nothing.
    Raises: ActionForbidden, Faults.
    """
    user = queries.user_of(ctx)
    await ctx.unit.lock(user)
    known = await queries.preferences_of(ctx, user)
    preferred = {name: value for name, value in {**known, **given}.items() if value is not None}
    content = wire.plain_json(preferred)
    if len(content) > _MOST_BYTES:
        raise Faults(Fault("", "value_too_long", {"max": _MOST_BYTES}))
    queries.put(ctx, user, content)
    return preferred
