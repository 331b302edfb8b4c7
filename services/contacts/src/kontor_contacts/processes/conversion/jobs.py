"""Timed work of conversions: the step that asks sales for the deal."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.jobs.timers import Firing, Handler
from kontor_contacts.processes.conversion.commands import converting


async def take_step(ctx: Context, firing: Firing) -> None:
    """Ask sales for the deal of a conversion."""
    told = firing.payload
    await converting.step(ctx, UUID(told["conversion"]), int(told["attempt"]))


TIMERS: Final[Mapping[str, Handler]] = {converting.STEP: take_step}
