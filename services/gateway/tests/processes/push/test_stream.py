"""What a reader is told, and what nobody but they may be told, with the real broker."""

import asyncio
from time import monotonic
from uuid import UUID

from kontor_chassis.ids import new_id
from kontor_chassis.testing import sample
from kontor_chassis.testing.sample import Message
from services.gateway.tests.processes.push.conftest import Bed, Gateway, another_session


async def test_a_change_is_told_by_id_and_names_without_a_value(bed: Bed, gateway: Gateway) -> None:
    reader, record = bed.reader(), new_id()
    bed.show(record, reader)
    async with gateway.reading(reader) as reading:
        first = await reading.next()
        assert first is not None
        assert (first.name, first.data, first.cursor is not None) == ("heartbeat", {}, True)
        assert reading.answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert reading.answer.headers["Cache-Control"] == "no-store"
        assert reading.answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        started = monotonic()
        await bed.update(record, 2, "name", "amount")
        told = await reading.of("record")
        assert monotonic() - started < 3
    assert told.data == {
        "record": "sample.thing",
        "id": str(record),
        "version": 2,
        "changed": ["amount", "name"],
        "new": False,
    }
    assert b"before" not in reading.bytes
    assert b"A thing" not in reading.bytes


async def test_names_are_cut_to_what_the_reader_may_see(bed: Bed, gateway: Gateway) -> None:
    reader, record = bed.reader(fields=("name", "c_colour")), new_id()
    bed.show(record, reader)
    thing = sample.a_thing(record, 2)
    changed = {
        "name": ("a", "b"),
        "amount": (1, 2),
        "custom": ({"c_colour": "red", "c_size": 1, "c_same": 1}, {"c_size": 2, "c_same": 1}),
    }
    fact = sample.updated(thing).model_copy(update={"changed": changed})
    async with gateway.reading(reader) as reading:
        await reading.of("heartbeat")
        await bed.send(sample.message(fact, bed.tenant))
        assert (await reading.of("record")).data["changed"] == ["c_colour", "name"]
    assert b"amount" not in reading.bytes
    assert b"c_size" not in reading.bytes


async def test_changes_that_come_together_are_told_once(bed: Bed) -> None:
    reader, record = bed.reader(), new_id()
    bed.show(record, reader)
    async with bed.open(fold_s=1.0) as gateway, gateway.reading(reader) as reading:
        await reading.of("heartbeat")
        for version, name in ((2, "name"), (3, "city"), (4, "name")):
            await bed.update(record, version, name)
        told = await reading.of("record")
        await reading.none("record", within=1.5)
    assert (told.data["version"], told.data["changed"]) == (4, ["city", "name"])
    assert bed.owner.asked.count("/api/v1/things") == 1


async def test_only_who_may_see_a_record_hears_of_it(bed: Bed, gateway: Gateway) -> None:
    insider, outsider, closed = bed.reader(), bed.reader(), bed.reader()
    del bed.owner.fields[closed.subject.id]
    hidden, shared = new_id(), new_id()
    bed.show(hidden, insider)
    bed.show(shared, insider, outsider)
    async with (
        gateway.reading(insider) as inside,
        gateway.reading(outsider) as outside,
        gateway.reading(closed) as none,
    ):
        for reading in (inside, outside, none):
            await reading.of("heartbeat")
        await bed.send(sample.message(sample.created(sample.a_thing(hidden)), bed.tenant))
        await bed.update(hidden, 2, "name")
        told = (await inside.of("record")).data
        assert (told["id"], told["new"]) == (str(hidden), True)
        await bed.update(shared, 2, "name")
        assert (await outside.of("record")).data["id"] == str(shared)
        await none.none("record", "gone", within=1.0)
    assert str(hidden).encode() not in outside.bytes


async def test_what_leaves_sight_is_told_without_its_id(bed: Bed, gateway: Gateway) -> None:
    reader, deleted, moved, unseen = bed.reader(), new_id(), new_id(), new_id()
    bed.show(moved, reader)
    async with gateway.reading(reader) as reading:
        await reading.of("heartbeat")
        await bed.send(sample.message(sample.created(sample.a_thing(unseen)), bed.tenant))
        await reading.none("gone", within=0.7)  # nobody can show what was just created
        await bed.send(sample.message(sample.deleted(deleted, 3), bed.tenant))
        assert (await reading.of("record", "gone")).data == {"record": "sample.thing"}
        bed.owner.sees[reader.subject.id].clear()
        started = monotonic()
        await bed.update(moved, 4, "owner")
        assert (await reading.of("record", "gone")).data == {"record": "sample.thing"}
        assert monotonic() - started > 1.0  # not oftener than every two seconds
    for record in (deleted, moved, unseen):
        assert str(record).encode() not in reading.bytes


async def test_another_tenant_hears_nothing_even_with_a_foreign_cursor(
    bed: Bed, gateway: Gateway
) -> None:
    mine, theirs, record = bed.reader(), bed.reader(new_id()), new_id()
    bed.show(record, mine, theirs)
    async with gateway.reading(mine) as reading:
        await reading.of("heartbeat")
        cursor = reading.cursor
        await bed.update(record, 2, "name")
        await reading.of("record")
    async with gateway.reading(theirs, cursor) as reading:
        await reading.none("record", "gone", "gap", "rights.changed", within=1.0)
        await bed.update(record, 3, "name")
        await bed.bare("identity.grant.changed.v1", {})
        await reading.none("record", "gone", "gap", "rights.changed", within=1.5)


async def test_a_change_of_rights_is_told_when_services_know_it(bed: Bed, gateway: Gateway) -> None:
    reader, record = bed.reader(), new_id()
    bed.show(record, reader)
    async with gateway.reading(reader) as reading:
        await reading.of("heartbeat")
        await bed.update(record, 2, "name")
        await reading.of("record")
        started = monotonic()
        await bed.bare("identity.grant.changed.v1", {})
        bed.owner.fields[reader.subject.id] = ("name",)
        await bed.update(record, 3, "name", "amount")
        assert (await reading.of("record")).data["changed"] == ["name"]
        first = await reading.of("rights.changed")
        at_first = monotonic() - started
        assert 0.6 < at_first < 2.0
        assert first.cursor is None  # one more is to come
        last = await reading.of("rights.changed")
        assert 3.5 < monotonic() - started < 7.0
        assert last.cursor is not None


async def test_a_change_of_the_catalogue_is_told_once(bed: Bed, gateway: Gateway) -> None:
    async with gateway.reading(bed.reader()) as reading:
        await reading.of("heartbeat")
        for _ in range(3):
            await bed.bare("contacts.catalogue.changed.v1", {})
        await reading.of("catalogue.changed")
        await reading.none("catalogue.changed", within=1.5)


async def test_a_job_is_told_to_who_has_ordered_it(bed: Bed, gateway: Gateway) -> None:
    mine, other, job = bed.reader(), bed.reader(), new_id()
    bed.owner.jobs[mine.subject.id] = {str(job)}
    async with gateway.reading(mine) as reading, gateway.reading(other) as others:
        await reading.of("heartbeat")
        await others.of("heartbeat")
        document = {"record": "sample.thing", "action": "update", "counts": {}}
        await bed.bare("sample.bulk_job.finished.v1", document, subject=job)
        told = await reading.of("job")
        await others.none("job", within=1.0)
    assert told.data == {
        "kind": "bulk_job",
        "record": "sample.thing",
        "id": str(job),
        "state": "finished",
    }


async def test_what_is_no_fact_stops_nothing(bed: Bed, gateway: Gateway) -> None:
    reader, record = bed.reader(), new_id()
    bed.show(record, reader)
    sound = sample.message(sample.updated(sample.a_thing(record, 2)), bed.tenant)
    poison = [
        Message(key=b"x", value=b"\xff", headers=[]),
        Message(key=b"x", value=None, headers=sound.headers),
        Message(key=b"x", value=b"[]", headers=sound.headers),
        Message(key=b"x", value=b'{"changed": 7}', headers=sound.headers),
        sample.with_headers(sound, {"ce_type": b"\xff\xfe"}),
        sample.with_headers(sound, {"ce_tenantid": None}),
    ]
    async with gateway.reading(reader) as reading:
        await reading.of("heartbeat")
        await bed.send(*poison)
        await bed.update(record, 3, "name")
        assert (await reading.of("record")).data["version"] == 3


async def test_nothing_is_lost_while_the_owner_does_not_answer(bed: Bed, gateway: Gateway) -> None:
    reader, record = bed.reader(), new_id()
    bed.show(record, reader)
    async with gateway.reading(reader) as reading:
        await reading.of("heartbeat")
        cursor = reading.cursor
        bed.owner.fails = 503
        await bed.update(record, 2, "name")
        await reading.none("record", within=1.5)
        bed.owner.fails = None
        assert (await reading.of("record")).data["version"] == 2
    assert cursor is not None


async def test_two_browsers_of_a_user_hear_the_same(bed: Bed, gateway: Gateway) -> None:
    reader, record = bed.reader(), new_id()
    bed.show(record, reader)
    other = another_session(reader)
    async with gateway.reading(reader) as first, gateway.reading(other) as second:
        await first.of("heartbeat")
        await second.of("heartbeat")
        await bed.update(record, 2, "name")
        told = [await reading.of("record") for reading in (first, second)]
    assert told[0].data == told[1].data


async def test_a_stream_ends_with_its_session(bed: Bed, gateway: Gateway) -> None:
    reader = bed.reader()
    async with gateway.reading(reader) as reading, gateway.reading(bed.reader()) as other:
        await reading.of("heartbeat")
        await other.of("heartbeat")
        started = monotonic()
        assert reader.session
        revocations = gateway.front.verifier.revocations
        revocations.end(UUID(reader.session), gateway.front.verifier._clock.now())
        await reading.end(within=5.0)
        assert monotonic() - started < 5.0
        await other.none("gap", within=0.5)


async def test_a_stream_outlives_an_identity_that_is_away(bed: Bed) -> None:
    reader, record = bed.reader(), new_id()
    bed.show(record, reader)
    async with bed.open(verify_s=0.2) as gateway, gateway.reading(reader) as reading:
        await reading.of("heartbeat")
        gateway.front.sign_in.is_away = True
        await asyncio.sleep(0.5)
        await bed.update(record, 2, "name")
        await reading.none("record", within=1.0)  # nobody can say whether the session stands
        gateway.front.sign_in.is_away = False
        assert (await reading.of("record")).data["version"] == 2
