"""What signing keys need from time to time: to be forgotten."""

from datetime import timedelta

from kontor_chassis.definition import PeriodicJob
from kontor_chassis.runtime import Runtime

_KEPT = timedelta(days=30)


async def forget_keys(runtime: Runtime) -> None:
    """Delete public keys that have not signed for a month."""
    border = runtime.clock.now() - _KEPT
    await runtime.worker_pool.execute("DELETE FROM signing_key WHERE used_until < $1", border)


JOBS = (PeriodicJob(name="forget_keys", every=timedelta(days=1), run=forget_keys),)
