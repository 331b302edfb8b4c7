"""Jobs of search: words that no record has any more are forgotten.

A name that was purged must not live on among the tenant's words, and typos lead to what is there.
"""

from datetime import timedelta
from uuid import UUID

from kontor_chassis.database.pool import connection
from kontor_chassis.definition import PeriodicJob
from kontor_chassis.runtime import Runtime
from kontor_records.declaration.record_type import RECORD_TYPES
from kontor_records.search.tables import LEXICON_LOCK

_CHUNK = 500
"""Words at a time: whoever writes new ones waits meanwhile, some milliseconds."""

_TENANTS = "SELECT DISTINCT tenant_id FROM search_dropped"
_SCOPE = "SELECT set_config('kontor.tenant', $1::uuid::text, true)"
_LOCK = f"SELECT pg_advisory_xact_lock({LEXICON_LOCK.format(tenant='$1::uuid')})"
_FORGET = """
WITH taken AS (
  DELETE FROM search_dropped AS d USING (
    SELECT place FROM search_dropped WHERE tenant_id = $1 ORDER BY place LIMIT $3
  ) AS first WHERE d.tenant_id = $1 AND d.place = first.place RETURNING d.word
), orphan AS MATERIALIZED (
  SELECT DISTINCT word FROM taken WHERE NOT EXISTS (
    SELECT 1 FROM search_word AS w
    WHERE w.tenant_id = $1 AND w.record_type = ANY ($2) AND w.word = taken.word)
), typos AS (
  DELETE FROM search_typo AS t USING (
    SELECT DISTINCT left(word, place - 1) || substr(word, place + 1) AS left_over, word
    FROM orphan, generate_series(1, length(word)) AS place
  ) AS o WHERE t.tenant_id = $1 AND t.left_over = o.left_over AND t.word = o.word
), words AS (
  DELETE FROM search_lexicon AS l USING orphan WHERE l.tenant_id = $1 AND l.word = orphan.word
)
SELECT count(*) FROM taken
"""


async def forget_words(runtime: Runtime) -> None:
    """Take words out of the tenants' lexicons that some record lost and no other has."""
    for row in await runtime.worker_pool.fetch(_TENANTS):
        while await _forget_some(runtime, row["tenant_id"]) == _CHUNK:
            pass


async def _forget_some(runtime: Runtime, tenant: UUID) -> int:
    async with connection(runtime.api_pool) as borrowed, borrowed.transaction():
        await borrowed.execute(_SCOPE, tenant)
        # Before the statement that looks: it then sees every word of whoever held the lock.
        await borrowed.execute(_LOCK, tenant)
        taken: int = await borrowed.fetchval(_FORGET, tenant, list(RECORD_TYPES), _CHUNK)
        return taken


FORGET_WORDS = PeriodicJob(name="forget_words", every=timedelta(minutes=10), run=forget_words)
"""For the jobs of every service with records that can be searched."""
