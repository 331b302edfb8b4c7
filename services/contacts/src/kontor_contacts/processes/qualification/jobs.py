"""Timed work on the way of a lead."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.errors import RecordInBin, RecordUnknown
from kontor_chassis.jobs.timers import Firing, Handler
from kontor_contacts.processes.qualification import commands
from kontor_records.errors import RecordMerged


async def expire(ctx: Context, firing: Firing) -> None:
    """Give back a lead that sales has not answered to; one that is gone is left."""
    told = firing.payload
    qualified_at = datetime.fromisoformat(told["mql_at"])
    try:
        await commands.expire_lead(ctx, UUID(told["lead"]), qualified_at)
    except (RecordUnknown, RecordInBin, RecordMerged):
        return


async def warn(ctx: Context, firing: Firing) -> None:
    """Warn of a lead that sales has not answered to; one that is gone is left."""
    told = firing.payload
    qualified_at, due_at = (datetime.fromisoformat(told[name]) for name in ("mql_at", "due_at"))
    try:
        await commands.warn_of_lead(ctx, UUID(told["lead"]), qualified_at, due_at)
    except (RecordUnknown, RecordInBin, RecordMerged):
        return


TIMERS: Final[Mapping[str, Handler]] = {commands.EXPIRY: expire, commands.WARNING: warn}
