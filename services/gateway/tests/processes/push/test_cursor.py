"""Coming back: a reader who brings a cursor misses nothing, whatever was restarted meanwhile."""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor_chassis.actor import Principal
from kontor_chassis.errors import CursorInvalid
from kontor_chassis.ids import new_id
from kontor_chassis.testing import sample
from kontor_chassis.testing.tokens import token_for
from kontor_gateway.processes.push.schemas import Cursors
from services.gateway.tests.processes.push.conftest import SECRET, Bed, Gateway

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
PLACES = st.dictionaries(
    st.tuples(st.sampled_from(["kontor.a.b", "kontor.a.c", "kontor.x.y"]), st.integers(0, 200)),
    st.integers(0, 2**62),
)


@given(PLACES)
def test_a_cursor_says_where_one_stood(positions: dict[tuple[str, int], int]) -> None:
    standing = Cursors(SECRET).opened(Cursors(SECRET).closed(positions, NOW), NOW)
    assert standing is not None
    assert {place: standing.at(place) for place in positions} == positions
    assert standing.at(("kontor.never.seen", 0)) == 0


def test_a_cursor_tells_nothing_and_bends_to_nobody() -> None:
    cursors = Cursors(SECRET)
    cursor = cursors.closed({("kontor.a.b", 0): 4711}, NOW)
    assert cursor != cursors.closed({("kontor.a.b", 0): 4711}, NOW)
    assert cursors.opened(cursor, NOW + timedelta(days=31)) is None
    bent = [
        cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB"),
        cursor[:10],
        "",
        "ü",
        "x" * 20_000,
    ]
    for one in bent:
        with pytest.raises(CursorInvalid):
            cursors.opened(one, NOW)
    with pytest.raises(CursorInvalid):
        Cursors(b"another installation").opened(cursor, NOW)


def test_a_cursor_of_a_large_installation_fits_into_an_address() -> None:
    places = {(f"kontor.service.record{at}", part): 10**9 for at in range(80) for part in range(12)}
    assert len(Cursors(SECRET).closed(places, NOW)) < 8_000


@pytest.mark.parametrize(
    "query", ["after=x", "after=%00", "after=%C3%BC", "before=x", "after=a&b=c"]
)
async def test_a_broken_cursor_is_refused(bed: Bed, gateway: Gateway, query: str) -> None:
    token = token_for(bed.reader())
    async with aiohttp.ClientSession(gateway.front.address) as session:
        headers = {"Authorization": f"Bearer {token}"}
        async with session.get(f"/api/v1/push?{query}", headers=headers) as answer:
            assert answer.status == 422
    assert gateway.hub.open_streams == 0


async def test_nobody_reads_without_a_sign_in(gateway: Gateway) -> None:
    async with aiohttp.ClientSession(gateway.front.address) as session:
        async with session.get("/api/v1/push") as answer:
            assert answer.status == 401
        async with session.post("/api/v1/push") as answer:
            assert answer.status in {401, 404, 503}
    assert gateway.hub.open_streams == 0


async def _left(gateway: Gateway, reader: Principal) -> str:
    """Read a little, leave, and return the cursor."""
    async with gateway.reading(reader) as reading:
        while reading.cursor is None:
            await reading.next()
        return reading.cursor


async def test_what_happened_meanwhile_is_told_from_memory(bed: Bed, gateway: Gateway) -> None:
    reader, record = bed.reader(), new_id()
    bed.show(record, reader)
    cursor = await _left(gateway, reader)
    await bed.update(record, 2, "name")
    async with gateway.reading(reader, cursor) as reading:
        assert (await reading.of("record", "gap")).data["version"] == 2
        later = reading.cursor
    async with gateway.reading(reader, later) as reading:
        await reading.none("record", "gap", within=1.0)


async def test_another_process_goes_on_where_the_first_one_was(bed: Bed) -> None:
    reader, record = bed.reader(), new_id()
    bed.show(record, reader)
    async with bed.open() as first, bed.open() as second:
        cursor = await _left(first, reader)
        await bed.update(record, 2, "name")
        for gateway in (first, second):
            async with gateway.reading(reader, cursor) as reading:
                assert (await reading.of("record", "gap")).data["version"] == 2


@pytest.mark.parametrize("back_s", [0, 60])
async def test_a_restart_loses_nothing(bed: Bed, back_s: float) -> None:
    reader = bed.reader()
    records = [new_id() for _ in range(30)]
    bed.show(records[0], reader)
    for record in records:
        bed.show(record, reader)
    async with bed.open() as gateway:
        await bed.update(records[0], 2, "name")
        cursor = await _left(gateway, reader)
    for record in records:
        await bed.update(record, 3, "name")
    # Without memory of the time before its start it reads them again from the broker.
    async with bed.open(back_s=back_s) as gateway, gateway.reading(reader, cursor) as reading:
        told = {(await reading.of("record", "gap")).data["id"] for _ in records}
    assert told == {str(record) for record in records}


async def test_a_restart_in_the_middle_of_changes_of_rights_tells_of_them(bed: Bed) -> None:
    reader = bed.reader()
    async with bed.open() as gateway, gateway.reading(reader) as reading:
        await reading.of("heartbeat")
        cursor = reading.cursor
        await bed.bare("identity.grant.changed.v1", {})
        await reading.of("rights.changed")
        assert reading.cursor == cursor
    async with bed.open() as gateway, gateway.reading(reader, cursor) as reading:
        await reading.of("rights.changed")


async def test_what_is_too_much_to_tell_is_a_gap(bed: Bed) -> None:
    reader, record = bed.reader(), new_id()
    async with bed.open() as gateway:
        cursor = await _left(gateway, reader)
    for version in range(2, 10):
        await bed.update(record, version, "name")
    async with bed.open(replayed=5) as gateway, gateway.reading(reader, cursor) as reading:
        told = await reading.of("record", "gap")
        assert told.name == "gap"
        async with gateway.reading(reader, reading.cursor) as again:
            await again.none("gap", within=0.5)


async def test_a_cursor_from_a_broker_that_began_anew_is_a_gap(bed: Bed, gateway: Gateway) -> None:
    ahead = Cursors(SECRET).closed({(bed.topic, 0): 10**6}, datetime.now(UTC))
    async with gateway.reading(bed.reader(), ahead) as reading:
        assert (await reading.of("record", "gap")).name == "gap"


async def test_a_cursor_of_last_month_is_a_gap(bed: Bed, gateway: Gateway) -> None:
    old = Cursors(SECRET).closed({}, datetime.now(UTC) - timedelta(days=31))
    async with gateway.reading(bed.reader(), old) as reading:
        assert (await reading.of("record", "gap")).name == "gap"


async def test_who_brings_no_cursor_hears_of_the_last_moments(bed: Bed, gateway: Gateway) -> None:
    reader, record = bed.reader(), new_id()
    bed.show(record, reader)
    async with gateway.reading(reader) as reading:
        await reading.of("heartbeat")
        await bed.send(sample.message(sample.created(sample.a_thing(record)), bed.tenant))
        assert (await reading.of("record")).data["new"] is True
    # A page reads its first rows and then opens the stream: what fell in between is told.
    async with gateway.reading(reader) as reading:
        told = (await reading.of("record")).data
    assert (told["id"], told["version"], told["new"]) == (str(record), 1, False)
