"""Shard locks: one holder at a time, who loses them by silence."""

import asyncio
from time import monotonic

import pytest

from kontor_chassis.relay.lock import LocksLostError, ShardLocks, shard_locks
from kontor_chassis.relay.nudge import NotifyingNudge, Nudge
from libs.chassis.tests.relay.workbench import Outbox, eventually, tell


async def test_shards_are_held_by_one_and_pass_on_at_once_when_he_leaves(outbox: Outbox) -> None:
    async with shard_locks(outbox.connect, range(3), Nudge()) as second_after:
        assert second_after.held == {0, 1, 2}
        async with shard_locks(outbox.connect, range(4), Nudge()) as second:
            assert second.held == {3}
            await second_after._connection.close()

            async def has_all() -> bool:
                return second.held == {0, 1, 2, 3}

            await eventually(has_all, within_s=2)


async def test_a_silent_holder_loses_his_locks_and_knows_it_before_another_has_them(
    outbox: Outbox,
) -> None:
    connection = await outbox.connect()
    await connection.execute("SET idle_session_timeout = '5s'")
    silent = ShardLocks(connection, range(1))
    await silent.take()  # and nobody calls `keep`: as if frozen
    began = monotonic()
    silent.demand()
    async with shard_locks(outbox.connect, range(1), Nudge()) as other:
        assert other.held == frozenset()
        lost_after = None
        while not other.held:
            assert monotonic() - began < 10
            await asyncio.sleep(0.02)
            if lost_after is None:
                try:
                    silent.demand()
                except LocksLostError:
                    lost_after = monotonic() - began
        taken_after = monotonic() - began
        tell(f"gave up after {lost_after:.1f} s, taken over after {taken_after:.1f} s")
        assert lost_after is not None
        assert lost_after < 5 <= taken_after <= 6
        other.demand()
    connection.terminate()


async def test_a_holder_who_speaks_keeps_his_locks_through_the_limit(outbox: Outbox) -> None:
    async with (
        shard_locks(outbox.connect, range(1), Nudge()) as holder,
        shard_locks(outbox.connect, range(1), Nudge()) as other,
    ):
        began = monotonic()

        async def has_passed() -> bool:
            holder.demand()
            return monotonic() - began > 6.5

        await eventually(has_passed)
        assert holder.held == {0}
        assert other.held == frozenset()


async def test_a_holder_that_is_cut_off_gives_up(outbox: Outbox) -> None:
    async with (
        outbox.connected("admin") as admin,
        shard_locks(outbox.connect, range(1), Nudge()) as holder,
    ):
        await admin.execute("SELECT pg_terminate_backend($1)", holder._connection.get_server_pid())

        async def has_noticed() -> bool:
            try:
                holder.demand()
            except LocksLostError:
                return True
            return False

        await eventually(has_noticed, within_s=3)


async def test_notifications_ring_and_one_speaks_for_many_commits(outbox: Outbox) -> None:
    heard: list[float] = []

    class Ear(Nudge):
        def ring(self) -> None:
            heard.append(monotonic())
            super().ring()

    ear = Ear()
    async with shard_locks(outbox.connect, range(1), ear), outbox.pool() as pool:
        bell = NotifyingNudge(pool)
        bell.ring()
        assert await ear.wait(2)
        began = monotonic()
        while monotonic() - began < 0.3:
            bell.ring()
            await asyncio.sleep(0)
        elapsed = monotonic() - began
        await bell.close()
    assert 2 < len(heard) <= elapsed / 0.005 + 2


async def test_a_bell_without_a_database_keeps_quiet(outbox: Outbox) -> None:
    async with outbox.pool() as pool:
        bell = NotifyingNudge(pool)
        await pool.close()
        bell.ring()
        assert await bell.wait(1)
        await bell.close()


@pytest.mark.parametrize("rings", [1, 3])
async def test_rings_before_the_wait_are_one_and_are_used_up(rings: int) -> None:
    nudge = Nudge()
    for _ in range(rings):
        nudge.ring()
    assert await nudge.wait(0)
    assert not await nudge.wait(0)
