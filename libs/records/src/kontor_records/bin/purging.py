"""Purging what has lain in the bin for thirty days: a durable timer set by each deletion."""

from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.errors import RecordUnknown
from kontor_chassis.jobs.timers import Firing
from kontor_records.bin import binning
from kontor_records.declaration.record_type import RECORD_TYPES
from kontor_records.errors import NotInBin

TIMER = binning.TIMER
"""The kind of the timers; a service with records names `purge_due` as their handler."""


async def purge_due(ctx: Context, firing: Firing) -> None:
    """Purge a deletion whose time is over; one that was restored or purged meanwhile is left.

    Emits: the `purged` facts of the records.
    """
    record_type = RECORD_TYPES[firing.payload["record"]]
    try:
        await binning.purge(ctx, record_type, UUID(firing.payload["id"]))
    except (NotInBin, RecordUnknown):
        return
