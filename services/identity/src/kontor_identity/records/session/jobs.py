"""What sessions need from time to time: a heartbeat, and to be forgotten."""

from datetime import timedelta

from kontor_chassis.context import Context
from kontor_chassis.definition import PeriodicJob
from kontor_chassis.errands import carry_out, itself
from kontor_chassis.runtime import Runtime
from kontor_schemas.identifiers import PLATFORM
from kontor_schemas.identity.session import SessionHeartbeat

EVERY = timedelta(seconds=5)
_KEPT_AFTER_END = timedelta(days=30)
_FORGET = (
    "DELETE FROM refresh_token WHERE issued_at < $1",
    "DELETE FROM session WHERE ends_at < $1",
)


async def send_heartbeat(runtime: Runtime) -> None:
    """Prove to every verifier that news of revocations still arrive."""

    async def command(ctx: Context) -> None:
        beat = SessionHeartbeat(id=PLATFORM, interval_s=int(EVERY.total_seconds()))
        ctx.emit(beat)

    await carry_out(runtime, itself(runtime, PLATFORM), command)


async def forget_sessions(runtime: Runtime) -> None:
    """Delete sessions and refresh tokens that have been over for a month."""
    border = runtime.clock.now() - _KEPT_AFTER_END
    for statement in _FORGET:
        await runtime.worker_pool.execute(statement, border)


JOBS = (
    PeriodicJob(name="session_heartbeat", every=EVERY, run=send_heartbeat, is_essential=True),
    PeriodicJob(name="forget_sessions", every=timedelta(hours=6), run=forget_sessions),
)
