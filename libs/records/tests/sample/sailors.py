"""What sailors have of their own: commands with derived fields, a verb, and their bulk jobs."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.errors import TransitionNotAllowed
from kontor_records.bulk.orders import BulkType
from kontor_records.http.routes import Verbs
from kontor_records.storage import records
from libs.records.tests.sample import bulk_job as bulk_job
from libs.records.tests.sample.types import BOAT, SAILOR, Sailor, complete_sailor


async def create_sailor(ctx: Context, fields: Mapping[str, Any]) -> Sailor:
    return await records.create(ctx, SAILOR, fields, complete=complete_sailor)


async def change_sailor(ctx: Context, record: UUID, fields: Mapping[str, Any]) -> Sailor:
    locked = await records.lock(ctx, SAILOR, record)
    return await records.change_given(ctx, locked, fields, complete=complete_sailor)


async def promote(ctx: Context, record: UUID, _given: Mapping[str, Any]) -> Sailor:
    """Make a mate a master.

    Raises:
        TransitionNotAllowed: The sailor is one already.
    """
    locked = await records.lock(ctx, SAILOR, record)
    if locked.state.rank == "master":
        raise TransitionNotAllowed(allowed=[])
    return await records.change(ctx, locked, {"rank": "master"})


SAILORS = Verbs(create=create_sailor, change=change_sailor)
BULK = (
    BulkType(record_type=SAILOR, complete=complete_sailor, verbs={"promote": promote}),
    BulkType(record_type=BOAT),
)
