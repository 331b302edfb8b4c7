"""Timed work of contacts."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.jobs.timers import Firing, Handler
from kontor_contacts.records.contact import commands


async def close_more_affiliations(ctx: Context, firing: Firing) -> None:
    """Go on with the people of a deleted organization."""
    told = firing.payload
    await commands.close_affiliations(ctx, UUID(told["organization"]), UUID(told["after"]))


TIMERS: Final[Mapping[str, Handler]] = {commands.CLOSE: close_more_affiliations}
