"""Two relays, one of them frozen or killed at the worst instant: nothing lost, order kept."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from time import monotonic

import pytest

from kontor_chassis.relay.reader import BATCH_ROWS
from libs.chassis.tests.relay.processes import relay_process
from libs.chassis.tests.relay.workbench import (
    Outbox,
    arrived,
    eventually,
    first_arrivals,
    relaying,
    tell,
    versions,
    write,
)

pytestmark = pytest.mark.stack

RECORDS = 50
_WATCH_CURSOR = """
CREATE TABLE cursor_move (
  number int GENERATED ALWAYS AS IDENTITY,
  from_xid xid8, from_seq bigint, to_xid xid8, to_seq bigint
);
CREATE FUNCTION note_move() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
  INSERT INTO cursor_move (from_xid, from_seq, to_xid, to_seq)
  VALUES (old.xid, old.seq, new.xid, new.seq);
  RETURN new;
END $$;
CREATE TRIGGER note_move AFTER UPDATE ON relay_cursor FOR EACH ROW EXECUTE FUNCTION note_move();
"""


async def watch_cursor(outbox: Outbox) -> None:
    """Note every move of a cursor, to be judged by `assert_moved_once`."""
    async with outbox.connected("admin") as admin:
        await admin.execute(_WATCH_CURSOR)


async def assert_moved_once(outbox: Outbox) -> None:
    """Each move begins where the one before it ended, forward, and the last is at the end."""
    async with outbox.connected("admin") as admin:
        moves = await admin.fetch("SELECT * FROM cursor_move ORDER BY number")
        last = await admin.fetchrow("SELECT xid, seq FROM outbox ORDER BY xid DESC, seq DESC")
    stood = (0, 0)
    for move in moves:
        assert (move["from_xid"], move["from_seq"]) == stood
        stood = (move["to_xid"], move["to_seq"])
        assert stood > (move["from_xid"], move["from_seq"])
    assert stood == tuple(last)


async def passes(seconds: float) -> None:
    """Let time pass: here it is what is tested."""
    end = monotonic() + seconds

    async def is_over() -> bool:
        return monotonic() > end

    await eventually(is_over, within_s=seconds + 5)


async def has_drained(outbox: Outbox) -> bool:
    async with outbox.connected() as connection:
        is_done: bool = await connection.fetchval(
            "SELECT (SELECT (xid, seq) FROM outbox ORDER BY xid DESC, seq DESC LIMIT 1)"
            " = (SELECT (xid, seq) FROM relay_cursor WHERE shard = 0)"
        )
        return is_done


async def has_moved(outbox: Outbox) -> bool:
    async with outbox.connected() as connection:
        return bool(await connection.fetchval("SELECT true FROM relay_cursor WHERE seq > 0"))


async def assert_complete(outbox: Outbox, topic: str, what: str) -> int:
    """Every fact arrived, each record's in order; return (and tell) how many arrived again."""
    facts = await asyncio.to_thread(arrived, outbox.engines.kafka, topic)
    async with outbox.connected() as connection:
        written = await connection.fetch(
            "SELECT key, array_agg((headers->>'ce_recordversion')::int ORDER BY xid, seq) AS seen"
            " FROM outbox GROUP BY key"
        )
    seen = versions(facts)
    assert {key: first_arrivals(of_key) for key, of_key in seen.items()} == {
        row["key"]: row["seen"] for row in written
    }
    total = sum(len(row["seen"]) for row in written)
    doubled = len(facts) - total
    tell(f"{what}: {total} facts, {doubled} arrived twice ({doubled / total:.1%})")
    return doubled


@asynccontextmanager
async def writing(outbox: Outbox, topic: str) -> AsyncIterator[Sequence[float]]:
    """Write facts one by one as long as the block lasts."""
    written: list[float] = []

    async def write_on() -> None:
        async with outbox.connected() as connection:
            while True:
                number = len(written)
                await write(connection, topic, f"r{number % RECORDS}", number // RECORDS + 1)
                written.append(monotonic())
                await asyncio.sleep(0.002)

    task = asyncio.create_task(write_on())
    try:
        yield written
    finally:
        task.cancel()
        await asyncio.wait({task})


async def test_of_two_relays_one_works_and_the_other_follows_at_once(
    outbox: Outbox, topic: str
) -> None:
    await watch_cursor(outbox)
    async with relaying(outbox) as first, relaying(outbox) as second:
        async with writing(outbox, topic):

            async def one_is_active() -> bool:
                return first.is_active() or second.is_active()

            await eventually(one_is_active)
            assert first.is_active() != second.is_active()
            active, other = (first, second) if first.is_active() else (second, first)

            async def has_published() -> bool:
                return active.published() > 100

            await eventually(has_published)
            assert other.published() == 0
            began = monotonic()
            active.task.cancel()

            async def other_has_published() -> bool:
                return other.published() > 100

            await eventually(other_has_published)
            tell(f"after an orderly end the other publishes within {monotonic() - began:.2f} s")
        await eventually(lambda: has_drained(outbox))
    assert await assert_complete(outbox, topic, "orderly end") == 0
    await assert_moved_once(outbox)


async def _freeze_one(
    outbox: Outbox, topic: str, *, faults: str, frozen_s: float, what: str
) -> int:
    """Freeze the active relay, wake it when another has long taken over; return the doubled."""
    await watch_cursor(outbox)
    await outbox.fill(topic, 80_000)
    async with relay_process(outbox, "zombie", faults=faults) as zombie:
        await zombie.becomes_active()
        async with relay_process(outbox, "heir") as heir:
            async with writing(outbox, topic):
                if not faults:
                    await eventually(lambda: has_moved(outbox))
                    zombie.freeze()
                await eventually(zombie.is_frozen)
                frozen_at = monotonic()
                await heir.becomes_active(within_s=10)
                takeover = monotonic() - frozen_at
                await passes(frozen_s - takeover)
                zombie.wake()
                # It goes on with what it held in its hands until it notices; then it stands by.
                await passes(2)
            assert await heir.is_active()
            await eventually(lambda: has_drained(outbox))
    tell(f"{what}: frozen {frozen_s:.0f} s, taken over after {takeover:.1f} s")
    assert takeover <= 6
    await assert_moved_once(outbox)
    return await assert_complete(outbox, topic, what)


async def test_frozen_between_the_acknowledgement_and_the_cursor(
    outbox: Outbox, topic: str
) -> None:
    doubled = await _freeze_one(
        outbox,
        topic,
        faults="relay.after_produce:stop::1",
        frozen_s=8,
        what="frozen after the acknowledgement",
    )
    assert doubled == BATCH_ROWS  # exactly the batch whose cursor was not moved


@pytest.mark.long
async def test_frozen_between_reading_and_sending(outbox: Outbox, topic: str) -> None:
    doubled = await _freeze_one(
        outbox,
        topic,
        faults="relay.after_read:stop::1",
        frozen_s=8,
        what="frozen after reading",
    )
    assert doubled == 0  # it knows when it wakes that its locks are no longer sure


async def test_frozen_at_any_instant(outbox: Outbox, topic: str) -> None:
    await _freeze_one(outbox, topic, faults="", frozen_s=9, what="frozen at any instant")


@pytest.mark.long
@pytest.mark.timeout(180)
async def test_frozen_for_half_a_minute(outbox: Outbox, topic: str) -> None:
    await _freeze_one(outbox, topic, faults="", frozen_s=30, what="frozen half a minute")


async def test_killed_at_every_instant_nothing_is_lost(outbox: Outbox, topic: str) -> None:
    await watch_cursor(outbox)
    await outbox.fill(topic, 30_000)
    for place in ("after_read", "after_produce", "after_cursor", "after_produce"):
        async with relay_process(outbox, place, faults=f"relay.{place}:kill::1") as victim:
            assert await asyncio.wait_for(victim.process.wait(), 30) == -9
    async with relaying(outbox) as heir:
        await eventually(lambda: has_drained(outbox))
        assert heir.published() == 30_000 - BATCH_ROWS
    assert await assert_complete(outbox, topic, "killed four times") == 2 * BATCH_ROWS
    await assert_moved_once(outbox)
