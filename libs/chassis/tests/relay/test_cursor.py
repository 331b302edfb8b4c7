"""Cursors move by compare-and-set, and shards a setting has left behind are not forgotten."""

import pytest

from kontor_chassis.relay.cursor import (
    REWIND,
    CursorTakenError,
    Position,
    all_shards,
    claim,
    move,
)
from libs.chassis.tests.relay.workbench import Outbox

START = Position(0, 0)


async def test_a_new_shard_stands_before_everything(outbox: Outbox) -> None:
    async with outbox.connected() as connection:
        assert await claim(connection, {0, 1}) == {0: START, 1: START}


async def test_only_one_of_two_moves_the_cursor(outbox: Outbox) -> None:
    async with outbox.connected() as ours, outbox.connected() as theirs:
        here = await claim(ours, {0, 1})
        await move(theirs, here, {1: Position(7, 3)})
        with pytest.raises(CursorTakenError, match=r"shards \[1\]"):
            await move(ours, here, {1: Position(9, 9)})
        assert await claim(ours, {0, 1}) == {0: START, 1: Position(7, 3)}
        await move(ours, await claim(ours, {0, 1}), {1: Position(9, 9)})
        assert await claim(theirs, {1}) == {1: Position(9, 9)}


async def test_after_a_rewind_nobody_moves_on_from_where_he_stood(outbox: Outbox) -> None:
    async with outbox.connected() as connection:
        start = await claim(connection, {0})
        await move(connection, start, {0: Position(7, 3)})
        await connection.execute(REWIND)
        with pytest.raises(CursorTakenError):
            await move(connection, {0: Position(7, 3)}, {0: Position(8, 1)})
        assert await claim(connection, {0}) == {0: START}


async def test_shards_left_behind_by_a_smaller_setting_are_still_relayed(outbox: Outbox) -> None:
    async with outbox.connected() as connection, outbox.pool() as pool:
        assert list(await all_shards(pool, 1)) == [0]
        await claim(connection, {0, 3})
        assert list(await all_shards(pool, 1)) == [0, 1, 2, 3]
        assert list(await all_shards(pool, 6)) == [0, 1, 2, 3, 4, 5]


async def test_the_api_role_sees_and_moves_no_cursor(outbox: Outbox) -> None:
    import asyncpg

    async with outbox.connected("api") as api:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await claim(api, {0})
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await api.fetch("SELECT * FROM outbox")
