"""The handler of the timers that drive the jobs of definitions and tags."""

from collections.abc import Mapping
from typing import Final

from kontor_chassis.context import Context
from kontor_chassis.jobs.timers import Firing, Handler
from kontor_records.customizing.bringing_up import KINDS as DEFINITIONS
from kontor_records.following import jobs
from kontor_records.following.jobs import Kind
from kontor_records.tags.changing import KINDS as TAGS

KINDS: Final[Mapping[str, Kind]] = {**DEFINITIONS, **TAGS}
"""Every kind of job."""


async def follow(ctx: Context, firing: Firing) -> None:
    """Do the next chunk of a job."""
    await jobs.run(KINDS, ctx, firing)


TIMERS: Final[Mapping[str, Handler]] = {jobs.TIMER: follow}
"""What a service with records adds to its timers."""
