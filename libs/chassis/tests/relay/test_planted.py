"""Mistakes of the relay, planted: which test finds each."""

import pytest

from kontor_chassis.relay import reader
from kontor_chassis.relay.cursor import move
from kontor_chassis.relay.session import Session
from kontor_chassis.testing.planting import Plant
from libs.chassis.tests.relay import test_acknowledgement, test_reader
from libs.chassis.tests.relay.workbench import Engines, Outbox


@pytest.mark.planted("above the horizon")
async def test_a_relay_that_does_not_wait_for_older_transactions(
    plant: Plant, outbox: Outbox
) -> None:
    horizon = "AND b.xid < pg_snapshot_xmin(pg_current_snapshot())"
    assert horizon in reader.READ
    plant.put(reader, "READ", reader.READ.replace(horizon, ""))
    await plant.is_found_by(
        test_reader.test_a_late_commit_is_lost_by_its_number_alone_and_never_by_us,
        outbox,
        at="assert await read(reader, {0: START}) is None",
    )


@pytest.mark.planted("cursor first")
async def test_a_cursor_that_moves_before_the_broker_has_acknowledged(
    plant: Plant, engines: Engines, outbox: Outbox
) -> None:
    async def cursor_first(self, batch):
        await move(self.reader.connection, self.positions, batch.end)
        self.positions.update(batch.end)
        await self.publisher.publish(batch.rows, self._demand)
        self.metrics.observe(len(batch.rows), batch.oldest)

    plant.put(Session, "_publish", cursor_first)
    await plant.is_found_by(
        test_acknowledgement.test_the_cursor_stands_until_the_broker_has_everything,
        engines,
        outbox,
        at="assert await claim(connection, {0}) ==",
    )
