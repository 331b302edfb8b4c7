"""Mirrors: rows follow the newest version, whatever the order and number of deliveries."""

from kontor_chassis.testing import sample
from kontor_chassis.testing.stream import until


async def test_a_state_arrives(bed):
    thing = sample.a_thing(
        name="Ada", status="working", company="Analytical", amount=7, labels=["a", "b"]
    )
    async with bed.running():
        await bed.send(bed.message(sample.created(thing)))
        await until(bed.mirrored)
    row = (await bed.mirrored())[thing.id]
    assert dict(row) == {
        "tenant_id": bed.tenant,
        "id": thing.id,
        "version": 1,
        "gone_at": None,
        "name": "Ada",
        "status": "working",
        "company": "Analytical",
        "city": None,
        "organization": None,
        "amount": 7,
        "labels": '["a", "b"]',
        "seen_at": None,
    }
    assert await bed.inbox() == 1
