"""Storing what was counted, every few seconds and at the end."""

import asyncio

import asyncpg
import structlog

from kontor_chassis.database.pool import CONNECTION_FAULTS
from kontor_gateway.processes.usage import queries
from kontor_gateway.processes.usage.rules import Counters

EVERY_S = 3.0
_log = structlog.get_logger("usage")


async def keep_counts(pool: asyncpg.Pool, counters: Counters) -> None:
    """Store what was counted again and again, until cancelled; then once more."""
    try:
        while True:
            await asyncio.sleep(EVERY_S)
            await flush(pool, counters)
    except asyncio.CancelledError:
        await flush(pool, counters)
        raise


async def flush(pool: asyncpg.Pool, counters: Counters) -> None:
    """Store what was counted; what cannot be stored now is counted in again."""
    counts = counters.take()
    if not counts:
        return
    try:
        await queries.add_counts(pool, counts)
    except CONNECTION_FAULTS:
        counters.put_back(counts)
        _log.warning("usage not stored", keys=len(counts))
