"""What sign-ins need from time to time: to be forgotten."""

from datetime import timedelta

from kontor_chassis.definition import PeriodicJob
from kontor_chassis.runtime import Runtime
from kontor_identity.records.login_event.rules import WINDOW

_AUDIT_KEPT = timedelta(days=180)
_DEVICES_KEPT = timedelta(days=365)
_FORGET = (
    ("DELETE FROM sign_in_try WHERE at < $1", WINDOW),
    ("DELETE FROM login_event WHERE at < $1", _AUDIT_KEPT),
    ("DELETE FROM known_device WHERE seen_at < $1", _DEVICES_KEPT),
)


async def forget_sign_ins(runtime: Runtime) -> None:
    """Delete tries that count no more, and what the audit keeps no longer."""
    for statement, kept in _FORGET:
        await runtime.worker_pool.execute(statement, runtime.clock.now() - kept)


JOBS = (PeriodicJob(name="forget_sign_ins", every=timedelta(minutes=15), run=forget_sign_ins),)
