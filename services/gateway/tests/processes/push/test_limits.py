"""What a reader may hold: streams, waiting changes and time have their bounds."""

import aiohttp

from kontor_chassis.ids import new_id
from kontor_chassis.testing.tokens import token_for
from services.gateway.tests.processes.push.conftest import Bed, Gateway, another_session


async def test_the_oldest_stream_of_a_session_gives_way(bed: Bed) -> None:
    reader = bed.reader()
    async with bed.open(streams_of_session=2) as gateway:
        async with (
            gateway.reading(reader) as first,
            gateway.reading(reader) as second,
            gateway.reading(another_session(reader)) as other,
        ):
            await first.of("heartbeat")
            await second.of("heartbeat")
            async with gateway.reading(reader) as third:
                await third.of("heartbeat")
                await first.end(within=3.0)
                await second.none("gap", within=0.5)
                await other.of("heartbeat")


async def test_a_full_process_sends_readers_elsewhere(bed: Bed) -> None:
    async with bed.open(streams=1) as gateway, gateway.reading(bed.reader()) as reading:
        await reading.of("heartbeat")
        headers = {"Authorization": f"Bearer {token_for(bed.reader())}"}
        async with (
            aiohttp.ClientSession(gateway.front.address) as session,
            session.get("/api/v1/push", headers=headers) as answer,
        ):
            problem = await answer.json(content_type=None)
        assert (answer.status, problem["code"]) == (503, "overloaded")
        assert answer.headers["Retry-After"] == "5"


async def test_more_than_is_held_for_a_reader_is_a_gap(bed: Bed) -> None:
    reader = bed.reader()
    async with bed.open(pending=5, fold_s=1.0) as gateway, gateway.reading(reader) as reading:
        await reading.of("heartbeat")
        for _ in range(20):
            record = new_id()
            bed.show(record, reader)
            await bed.update(record, 2, "name")
        assert (await reading.of("gap", "record")).name == "gap"
        assert len(gateway.hub._listeners[bed.tenant][0].fold.records) <= 5


async def test_memory_holds_the_latest_only(bed: Bed) -> None:
    reader, record = bed.reader(), new_id()
    bed.show(record, reader)
    async with bed.open(kept=3) as gateway, gateway.reading(reader) as reading:
        await reading.of("heartbeat")
        cursor = reading.cursor
        for version in range(2, 12):
            await bed.update(record, version, "name")
        while (await reading.of("record")).data["version"] < 11:
            pass
        assert len(gateway.hub._heard) == 3
        async with gateway.reading(reader, cursor) as again:
            assert (await again.of("record", "gap")).data["version"] == 11


async def test_a_stopping_process_ends_its_streams(bed: Bed, gateway: Gateway) -> None:
    async with gateway.reading(bed.reader()) as reading:
        await reading.of("heartbeat")
        gateway.hub.end_all()
        await reading.end(within=2.0)


async def test_readers_who_left_are_forgotten(bed: Bed, gateway: Gateway) -> None:
    async with gateway.reading(bed.reader()) as reading:
        await reading.of("heartbeat")
    async with gateway.reading(bed.reader()) as reading:
        await reading.of("heartbeat")
        assert gateway.hub.open_streams == 1
