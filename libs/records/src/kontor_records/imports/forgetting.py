"""Forgetting: the file of an import goes once nothing can be done with it any more.

With it goes what is told of its rows, and the sample of them: how many there were stays.
"""

from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Final

from kontor_chassis.actor import Actor, Principal
from kontor_chassis.definition import PeriodicJob
from kontor_chassis.errands import carry_out
from kontor_chassis.errors import Refusal
from kontor_chassis.runtime import Runtime
from kontor_records.declaration.record_type import RECORD_TYPES
from kontor_records.imports import verbs
from kontor_records.imports.runs import UNDO_WITHIN

_ABANDONED: Final = """
SELECT tenant_id, id, record_type, created_by FROM import_run
WHERE work IS NULL AND ended_at IS NULL AND created_at < $1 LIMIT 1000
"""
_DUE: Final = """
SELECT tenant_id, id FROM import_run AS r
WHERE work IS NULL AND (ended_at < $1 OR state = 'cancelled' AND next_row = 0)
AND EXISTS (SELECT FROM import_part WHERE tenant_id = r.tenant_id AND import_id = r.id) LIMIT 1000
"""
_CHUNK: Final = 2_000
_ROWS: Final = (
    "DELETE FROM import_row WHERE tenant_id = $1 AND import_id = $2 AND row IN (SELECT row"
    f" FROM import_row WHERE tenant_id = $1 AND import_id = $2 ORDER BY row LIMIT {_CHUNK})"
)
_FILE: Final = (
    "WITH r AS (UPDATE import_run SET sample = NULL WHERE tenant_id = $1 AND id = $2)"
    " DELETE FROM import_part WHERE tenant_id = $1 AND import_id = $2"
)


async def forget_files(runtime: Runtime) -> None:
    """Forget files whose import was over 30 days ago; a periodic job.

    One that nobody has gone on with for so long is cancelled in the name of whoever began it.

    Emits: `<service>.import.cancelled`.
    """
    border = runtime.clock.now() - UNDO_WITHIN
    for row in await runtime.worker_pool.fetch(_ABANDONED, border):
        began = Principal(subject=Actor("user", str(row["created_by"])), tenant=row["tenant_id"])
        record_type = RECORD_TYPES[row["record_type"]]
        cancel = partial(verbs.cancel, record_type=record_type, run=row["id"])
        with suppress(Refusal):  # somebody has gone on with it just now
            await carry_out(runtime, began, cancel)
    for row in await runtime.worker_pool.fetch(_DUE, border):
        run = row["tenant_id"], row["id"]
        while await runtime.worker_pool.execute(_ROWS, *run) == f"DELETE {_CHUNK}":
            pass
        await runtime.worker_pool.execute(_FILE, *run)


FORGET_FILES = PeriodicJob(name="forget_imports", every=timedelta(hours=1), run=forget_files)
"""For the jobs of every service whose records can be imported."""
