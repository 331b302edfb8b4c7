"""Timed work of privacy requests."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.jobs.timers import Firing, Handler
from kontor_contacts.records.privacy_request import commands


async def remind(ctx: Context, firing: Firing) -> None:
    """Remind of a request that is due soon."""
    told = firing.payload
    await commands.remind(ctx, UUID(told["request"]), int(told["days"]))


TIMERS: Final[Mapping[str, Handler]] = {commands.REMINDER: remind}
