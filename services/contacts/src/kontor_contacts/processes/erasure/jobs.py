"""Timed work of erasures: files, words that only the person had, facts that wait."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from kontor_chassis.context import Context
from kontor_chassis.definition import PeriodicJob
from kontor_chassis.errors import RecordUnknown
from kontor_chassis.jobs.timers import Firing, Handler
from kontor_chassis.runtime import Runtime
from kontor_contacts.processes.erasure import commands
from kontor_records.search.jobs import FORGET_WORDS

_log = structlog.get_logger("erasure")
_SOON: Final = timedelta(seconds=20)
"""Whoever is forgotten is gone from all live stores within a minute."""

_FORGET_PARKED: Final = """
DELETE FROM parked p USING erased_record e WHERE e.erased_at > $1
AND p.tenant_id = e.tenant_id AND p.key = e.record::text
"""
_PARKED_FOR: Final = timedelta(days=31)


async def clear_files(ctx: Context, firing: Firing) -> None:
    """Clear files in which a forgotten person may stand."""
    before = datetime.fromisoformat(firing.payload["before"])
    await commands.clear_files(ctx, firing.key, before)


async def look_for_answers(ctx: Context, firing: Firing) -> None:
    """Tell again whom to forget, and let operators know who has not answered for a day."""
    told = firing.payload
    people = [(record, UUID(one), int(version)) for record, one, version in told["people"]]
    try:
        missing = await commands.ask_again(ctx, UUID(told["request"]), people)
    except RecordUnknown:
        return
    if missing:
        _log.error("erasure not confirmed", request=told["request"], services=missing)


async def forget_parked(runtime: Runtime) -> None:
    """Delete facts of forgotten persons that wait to be applied."""
    await runtime.worker_pool.execute(_FORGET_PARKED, runtime.clock.now() - _PARKED_FOR)


TIMERS: Final[Mapping[str, Handler]] = {
    commands.FILES: clear_files,
    commands.ANSWERS: look_for_answers,
}
JOBS: Final = (
    PeriodicJob(name="forget_parked", every=_SOON, run=forget_parked),
    replace(FORGET_WORDS, every=_SOON),
)
