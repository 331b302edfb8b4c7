"""Upkeep every service needs: partitions ahead, old ones dropped, old answers deleted."""

from datetime import timedelta

from kontor_chassis.database.pool import connect
from kontor_chassis.definition import PeriodicJob
from kontor_chassis.outbox import partitions as outbox_partitions
from kontor_chassis.runtime import Runtime

ANSWERS_KEPT = timedelta(hours=48)
_CHUNK = 2000
_DELETE_ANSWERS = """
DELETE FROM idempotency WHERE ctid = ANY (ARRAY(
 SELECT ctid FROM idempotency WHERE created_at < $1 ORDER BY created_at LIMIT $2))
"""


async def keep_partitions(runtime: Runtime) -> None:
    """Create partitions ahead and drop those that are done with; the only use of the owner role."""
    from kontor_chassis.consume import inbox  # noqa: PLC0415 - loads the consumer's library

    connection = await connect(runtime.name, runtime.settings.database, "owner")
    try:
        await outbox_partitions.keep(connection, runtime.clock.now())
        await inbox.keep_partitions(connection, runtime.clock.now())
    finally:
        await connection.close()


async def forget_answers(runtime: Runtime) -> None:
    """Delete stored answers older than 48 hours, in chunks that hold nobody up."""
    border = runtime.clock.now() - ANSWERS_KEPT
    while (
        await runtime.worker_pool.execute(_DELETE_ANSWERS, border, _CHUNK)
    ) == f"DELETE {_CHUNK}":
        pass


UPKEEP = (
    PeriodicJob(
        name="partitions", every=timedelta(hours=1), run=keep_partitions, is_essential=True
    ),
    PeriodicJob(
        name="forget_answers", every=timedelta(minutes=10), run=forget_answers, is_essential=True
    ),
)
