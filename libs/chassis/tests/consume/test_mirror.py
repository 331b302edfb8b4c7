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


async def test_a_late_state_changes_nothing(bed):
    """A fact with an id of its own, in a batch of its own, and older than what is known."""
    thing = sample.a_thing(version=3, name="Newest")
    older = thing.model_copy(update={"version": 2, "name": "Older"})
    async with bed.running():
        await bed.send(bed.message(sample.updated(thing)))
        await bed.drained()
        await bed.send(bed.message(sample.updated(older)))
        await bed.drained()
    row = (await bed.mirrored())[thing.id]
    assert (row["version"], row["name"]) == (3, "Newest")
    assert await bed.inbox() == 2
