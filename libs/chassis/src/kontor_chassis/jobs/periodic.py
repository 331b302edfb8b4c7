"""Periodic jobs: done by whichever process gets to them first, never by two at once."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog

from kontor_chassis.database.pool import CONNECTION_FAULTS
from kontor_chassis.definition import PeriodicJob
from kontor_chassis.runtime import Runtime
from kontor_chassis.telemetry import liveness

_log = structlog.get_logger("jobs")

_DECLARE = """
INSERT INTO periodic_job (name, next_run_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING
"""
_CLAIM = """
UPDATE periodic_job SET next_run_at = $2 + $3, last_started_at = $2, runs = runs + 1
WHERE name = $1 AND next_run_at <= $2 RETURNING 1
"""
_FINISH = "UPDATE periodic_job SET last_finished_at = $2, last_error = $3 WHERE name = $1"


async def run_jobs(runtime: Runtime, jobs: Sequence[PeriodicJob]) -> None:
    """Run every job when it is due, until cancelled.

    A claim moves the due time first: a process that dies in the middle is followed by another at
    the next turn. A job is therefore written so that it may be repeated.
    """
    await asyncio.gather(*(_run_job(runtime, job) for job in jobs))


async def _run_job(runtime: Runtime, job: PeriodicJob) -> None:
    pause = min(max(job.every.total_seconds() / 4, 0.2), 30.0)
    while True:
        liveness.beat(f"job {job.name}")
        try:
            if await _claim(runtime, job):
                await _run_once(runtime, job)
        except CONNECTION_FAULTS:
            _log.warning("the database does not answer", job=job.name)
        await asyncio.sleep(pause)


async def _claim(runtime: Runtime, job: PeriodicJob) -> bool:
    now = runtime.clock.now()
    await runtime.worker_pool.execute(_DECLARE, job.name, now)
    # A little early rather than a whole pause late.
    due: bool = bool(
        await runtime.worker_pool.fetchval(
            _CLAIM, job.name, now + timedelta(milliseconds=5), job.every
        )
    )
    return due


async def _run_once(runtime: Runtime, job: PeriodicJob) -> None:
    fault: str | None = None
    try:
        await job.run(runtime)
    except CONNECTION_FAULTS:
        raise
    except Exception as error:  # noqa: BLE001 - a job's fault is its own; the loop goes on
        fault = type(error).__name__
        _log.exception("job failed", job=job.name)
    await runtime.worker_pool.execute(_FINISH, job.name, runtime.clock.now(), fault)
