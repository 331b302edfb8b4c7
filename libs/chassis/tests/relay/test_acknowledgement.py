"""The cursor follows the acknowledgement: what the broker has not taken is sent again."""

import asyncio
import secrets

from kontor_chassis.relay.cursor import Position, claim
from libs.chassis.tests.relay.workbench import (
    Engines,
    Outbox,
    arrived,
    eventually,
    limit_messages,
    make_topic,
    relaying,
    write,
)


async def test_the_cursor_stands_until_the_broker_has_everything(
    engines: Engines, outbox: Outbox
) -> None:
    topic = await make_topic(engines, **{"max.message.bytes": "100000"})
    async with outbox.connected() as connection, relaying(outbox) as relay:
        await write(connection, topic, "a", 1, payload=secrets.token_bytes(200_000))

        async def has_been_refused() -> bool:
            return relay.failures("PublishFailedError") >= 1

        await eventually(has_been_refused)
        assert await claim(connection, {0}) == {0: Position(0, 0)}
        await asyncio.to_thread(limit_messages, engines.kafka, topic, 1_000_000)

        async def has_published() -> bool:
            return relay.published() == 1

        await eventually(has_published)
        assert (await claim(connection, {0}))[0].seq == 1
    assert len(await asyncio.to_thread(arrived, engines.kafka, topic)) == 1
