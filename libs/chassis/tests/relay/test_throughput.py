"""How fast a filled outbox is relayed."""

from time import perf_counter, process_time

import pytest

from kontor_chassis.ids import new_id
from libs.chassis.tests.relay.workbench import Outbox, eventually, relaying, tell

pytestmark = pytest.mark.stack

FACTS = 200_000
_HEADERS = """
jsonb_build_object(
  'ce_specversion', '1.0', 'ce_id', gen_random_uuid(), 'ce_source', '/kontor/contacts',
  'ce_type', 'contacts.lead.updated.v1', 'ce_subject', gen_random_uuid(),
  'ce_time', '2026-03-02T09:00:00.123456Z', 'ce_dataschema', '/schemas/contacts.lead.updated.v1',
  'content-type', 'application/json', 'ce_tenantid', $1::uuid, 'ce_recordversion', '1',
  'ce_actor', 'user:' || gen_random_uuid(), 'ce_causationid', gen_random_uuid(),
  'ce_correlationid', gen_random_uuid(), 'ce_causedepth', '1',
  'ce_traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')
"""
_FILL = f"""
INSERT INTO outbox (shard, id, tenant_id, topic, key, headers, payload)
SELECT 0, gen_random_uuid(), $1, $2, gen_random_uuid()::text, {_HEADERS},
  convert_to(rpad('{{"state": {{"name": "' || md5(n::text), 600, md5(n::text) || '", "'), 'UTF8')
FROM generate_series(1, $3::int) AS n
"""


async def measure(outbox: Outbox, topic: str, facts: int) -> tuple[float, float]:
    """Relay a filled outbox of 600-byte facts with sixteen headers.

    Returns:
        Facts a second, and microseconds of processor time a fact.
    """
    async with outbox.connected("admin") as admin:
        await admin.execute(_FILL, new_id(), topic, facts)
        await admin.execute("VACUUM ANALYZE outbox")
    async with relaying(outbox) as relay:

        async def count(least: int) -> int:
            return relay.published() if relay.published() >= least else 0

        first = await eventually(lambda: count(1))
        began, cpu = perf_counter(), process_time()
        await eventually(lambda: count(facts), within_s=60)
        rest = facts - first
        return rest / (perf_counter() - began), (process_time() - cpu) / rest * 1e6


@pytest.mark.long
async def test_a_filled_outbox_is_relayed_fast(outbox: Outbox, topic: str) -> None:
    a_second, microseconds = await measure(outbox, topic, FACTS)
    tell(f"relayed {a_second:,.0f} facts/s, {microseconds:.1f} µs of one core each")
    assert microseconds < 40  # 50,000 a second on a core that has nothing else to do take 20
