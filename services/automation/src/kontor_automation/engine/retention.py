"""Retention: runs and logs are kept as long as somebody may ask, then forgotten in chunks."""

from datetime import timedelta

from kontor_automation.mirrors.group import GROUP
from kontor_automation.mirrors.lead import LEAD
from kontor_automation.mirrors.tenant import TENANT
from kontor_automation.mirrors.user import USER
from kontor_chassis.runtime import Runtime

SKIPPED_KEPT = timedelta(days=7)
RUNS_KEPT = timedelta(days=90)
GONE_KEPT = timedelta(days=35)
"""Longer than any topic keeps a state that could bring the record back."""
_CHUNK = 1000

_OLD_RUNS = """
WITH old AS (
 SELECT tenant_id, id FROM run
 WHERE ended_at < $1 OR (ended_at < $2 AND state = 'skipped') LIMIT $3
), steps AS (
 DELETE FROM step s USING old o WHERE s.tenant_id = o.tenant_id AND s.run = o.id
)
DELETE FROM run r USING old o WHERE r.tenant_id = o.tenant_id AND r.id = o.id
"""
_OLD_LOGS = """
DELETE FROM assignment_log WHERE (tenant_id, id) IN (
 SELECT tenant_id, id FROM assignment_log WHERE created_at < $1 LIMIT $2)
"""


async def forget_old(runtime: Runtime) -> None:
    """Delete what is older than it is kept, a chunk at a time, so that nobody is held up."""
    now, pool = runtime.clock.now(), runtime.worker_pool
    full = f"DELETE {_CHUNK}"
    while await pool.execute(_OLD_RUNS, now - RUNS_KEPT, now - SKIPPED_KEPT, _CHUNK) == full:
        pass
    while await pool.execute(_OLD_LOGS, now - RUNS_KEPT, _CHUNK) == full:
        pass
    for mirror in (USER, GROUP, TENANT, LEAD):
        async with pool.acquire() as connection:
            while await mirror.forget_gone(connection, now - GONE_KEPT) == _CHUNK:
                pass
