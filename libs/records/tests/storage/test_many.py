"""Many at once go the way of one: the same rows, history and facts."""

from typing import Any

from kontor_chassis.context import Context
from kontor_chassis.stamps import begun, changed
from kontor_chassis.testing.bench import Bench
from kontor_records.bin import binning
from kontor_records.storage import many, records
from kontor_records.storage.many import Changed
from libs.records.tests.sample.types import BOAT, Boat

COUNT = 300


def _boats(ctx: Context) -> list[Boat]:
    fields: list[dict[str, Any]] = [
        {
            "name": f"Nordlys {place}",
            "number": f"N-{place}",
            "price": {"minor": place, "currency": "NOK"} if place % 2 else None,
            "built_on": "2020-02-29",
            "colours": ["red"],
            "emails": [{"value": f"n{place}@boats.example"}],
        }
        for place in range(COUNT)
    ]
    return [begun(ctx, Boat, one) for one in fields]


async def test_three_hundred_are_created_changed_and_binned_each_once(bench: Bench) -> None:
    async with bench.writing() as ctx:
        boats = _boats(ctx)
        many.create_many(ctx, BOAT, boats)
    async with bench.client() as client:
        one = (await client.get(f"/api/v1/boats/{boats[7].id}")).json()
        assert one["number"] == "N-7"
        assert one["price"] == {"minor": 7, "currency": "NOK"}
        entries = (await client.get(f"/api/v1/boats/{boats[7].id}/history")).json()["items"]
        assert [entry["kind"] for entry in entries] == ["created"]
    async with bench.writing() as ctx:
        locked = await records.lock_all(ctx, [(BOAT, boat.id) for boat in boats])
        wanted = [
            Changed(locked=held, new=changed(ctx, held.state, {"length": place or None}))
            for place, held in enumerate(locked)
        ]
        assert many.change_many(ctx, BOAT, wanted) == [boat.id for boat in boats[1:]]
    async with bench.writing() as ctx:
        locked = await records.lock_all(ctx, [(BOAT, boat.id) for boat in boats], action="delete")
        binning.bin_all(ctx, locked, batch=boats[0].id)
    facts = await bench.facts()
    assert [
        sum(fact.type == f"sample.boat.{verb}.v1" for fact in facts)
        for verb in ("created", "updated", "deleted")
    ] == [COUNT, COUNT - 1, COUNT]
    by_record: dict[Any, list[int]] = {}
    for fact in facts:
        by_record.setdefault(fact.subject, []).append(fact.version)
    assert by_record.pop(boats[0].id) == [1, 2]
    assert set(map(tuple, by_record.values())) == {(1, 2, 3)}


async def test_a_bulk_change_that_changes_nothing_leaves_nothing(bench: Bench) -> None:
    async with bench.writing() as ctx:
        (boat, *_) = _boats(ctx)
        many.create_many(ctx, BOAT, [boat])
    async with bench.writing() as ctx:
        locked = await records.lock(ctx, BOAT, boat.id)
        same = Changed(locked=locked, new=changed(ctx, locked.state, {"name": boat.name}))
        assert many.change_many(ctx, BOAT, [same]) == []
    assert len(await bench.facts()) == 1
