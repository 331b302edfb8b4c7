"""Loops of work that waits in a table: whoever has nothing to do looks again a little later."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Never

import structlog

from kontor_chassis.database.pool import CONNECTION_FAULTS, CONTENTION
from kontor_chassis.errors import ServiceUnavailable
from kontor_chassis.telemetry import liveness

_log = structlog.get_logger("loops")


async def work_off(name: str, do_next: Callable[[], Awaitable[bool]], idle_s: float) -> Never:
    """Do what waits, piece by piece, until cancelled; a piece's fault is its own.

    Args:
        name: What the loop is called by whoever asks whether it lives.
        do_next: Does one piece; false where there was none.
        idle_s: How long to wait where there was none, or the database did not answer.
    """
    while True:
        liveness.beat(name)
        try:
            busy = await do_next()
        except (*CONNECTION_FAULTS, *CONTENTION, ServiceUnavailable):
            busy = False
        except Exception:  # noqa: BLE001 - one piece's fault is its own; the loop goes on
            _log.exception("a piece of work failed", loop=name)
            busy = False
        if not busy:
            await asyncio.sleep(idle_s)
