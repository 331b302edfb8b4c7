"""Timed work of days: each handler sets the timer of the next, so that no day is told twice."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.jobs.timers import Firing, Handler
from kontor_contacts.processes.day_rounds import commands


async def tell_birthdays(ctx: Context, firing: Firing) -> None:
    """Tell the birthdays of a day, or go on with them."""
    told = firing.payload
    await commands.tell_birthdays(ctx, date.fromisoformat(told["day"]), _after(told))


async def tell_switched(ctx: Context, firing: Firing) -> None:
    """Tell the addresses that became other ones, or go on with them."""
    told = firing.payload
    since = datetime.fromisoformat(told["since"])
    until = datetime.fromisoformat(told["until"]) if "until" in told else ctx.now
    await commands.tell_switched(ctx, since, until, _after(told))


def _after(told: Mapping[str, Any]) -> UUID | None:
    return UUID(told["after"]) if "after" in told else None


TIMERS: Final[Mapping[str, Handler]] = {
    commands.BIRTHDAYS: tell_birthdays,
    commands.ADDRESSES: tell_switched,
}
