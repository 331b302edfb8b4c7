"""Commands called by facts: one effect each, whatever breaks between the command and the batch."""

from pathlib import Path

import asyncpg
import orjson
import pytest

from kontor_chassis import failpoints
from kontor_chassis.clock import SystemClock
from kontor_chassis.consume.commands import command_port
from kontor_chassis.consume.consumer import Command
from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.errors import Kind, Refusal, ServiceUnavailable
from kontor_chassis.ids import new_id
from kontor_chassis.relay.nudge import Nudge
from kontor_chassis.runtime import Runtime
from kontor_chassis.settings import ServiceSettings
from kontor_chassis.testing import sample
from kontor_chassis.testing.sample import Thing, ThingFinished
from kontor_chassis.testing.stream import until
from kontor_schemas.fact import Created

FACTS = (Created[Thing],)


class ThingTaken(Refusal):
    kind = Kind.CONFLICT


@pytest.fixture
async def runtime(pool, database):
    async with asyncpg.create_pool(**database["api"], min_size=0, max_size=3) as api_pool:
        yield Runtime(
            definition=ServiceDefinition(
                name="sample", settings=ServiceSettings, migrations=Path()
            ),
            settings=ServiceSettings(),
            api_pool=api_pool,
            worker_pool=pool,
            clock=SystemClock(),
            verifier=None,
            nudge=Nudge(),
            secret=b"",
        )


class Finishing:
    """A command that stages one fact, unless told otherwise."""

    def __init__(self):
        self.calls = 0
        self.refuse: dict[str, Exception] = {}

    async def __call__(self, context, received):
        self.calls += 1
        if error := self.refuse.get(received.key):
            raise error
        thing = received.data(Created[Thing]).state
        context.emit(ThingFinished(state=thing, reason="done"))


@pytest.fixture
def finishing():
    return Finishing()


async def finished(bed):
    """The facts that the command sent, in order."""
    rows = await bed.pool.fetch(
        "SELECT headers FROM outbox WHERE tenant_id = $1 AND topic = $2 ORDER BY xid, seq",
        bed.tenant,
        bed.topic,
    )
    return [orjson.loads(row["headers"]) for row in rows]


def running(bed, runtime, finishing):
    command = Command(name="finish", facts=FACTS, handle=finishing)
    return bed.running(command, run_command=command_port(runtime, bed.name))


async def test_a_command_has_the_facts_tenant_and_cause(bed, runtime, finishing):
    thing, correlation = sample.a_thing(), new_id()
    message = bed.message(sample.created(thing), correlation_id=correlation, cause_depth=2)
    async with running(bed, runtime, finishing):
        await bed.send(message)
        await bed.drained()
    (headers,) = await finished(bed)
    assert headers["ce_tenantid"] == str(bed.tenant)
    assert headers["ce_causationid"] == dict(message.headers)["ce_id"].decode()
    assert headers["ce_correlationid"] == str(correlation)
    assert headers["ce_causedepth"] == "3"
    assert headers["ce_actor"] == "service:sample"


@pytest.mark.parametrize("times", [1, 3])
async def test_a_crash_between_the_command_and_its_batch_doubles_nothing(
    bed, runtime, finishing, times
):
    things = bed.things(5)
    failpoints.arm(f"consume.before_commit:raise::{times}")
    async with running(bed, runtime, finishing):
        await bed.send(*(bed.message(sample.created(one)) for one in things), partition=0)
        await bed.drained()
    assert [one["ce_subject"] for one in await finished(bed)] == [str(one.id) for one in things]


async def test_redelivery_after_a_crash_doubles_nothing(bed, runtime, finishing):
    """The process died after the command and before its batch: another one runs both again."""
    one = bed.message(sample.created(sample.a_thing()))
    async with running(bed, runtime, finishing):
        await bed.send(one)
        await bed.drained()
    await bed.pool.execute("DELETE FROM inbox WHERE consumer = $1", bed.name)
    await bed.pool.execute("UPDATE consumer_offset SET next = 0 WHERE consumer = $1", bed.name)
    async with running(bed, runtime, finishing):
        await bed.drained()
    assert len(await finished(bed)) == 1


async def test_a_refused_command_parks_its_key(bed, runtime, finishing):
    refused, fine = sample.a_thing(), sample.a_thing()
    finishing.refuse[str(refused.id)] = ThingTaken()
    async with running(bed, runtime, finishing):
        await bed.send(*(bed.message(sample.created(one)) for one in (refused, fine)), partition=0)
        await bed.drained()
        (row,) = await bed.parked()
        assert (row["key"], row["reason"], row["state"]) == (
            str(refused.id), "thing_taken", "waiting",
        )  # fmt: skip
        assert [one["ce_subject"] for one in await finished(bed)] == [str(fine.id)]
        finishing.refuse.clear()

        async def released():
            return await bed.parked() == []

        await until(released)
    assert len(await finished(bed)) == 2


async def test_a_service_that_is_away_is_waited_for(bed, runtime, finishing):
    thing = sample.a_thing()
    finishing.refuse[str(thing.id)] = ServiceUnavailable()
    async with running(bed, runtime, finishing):
        await bed.send(bed.message(sample.created(thing)))

        async def tried():
            return finishing.calls >= 3

        await until(tried)
        assert await bed.parked() == []
        finishing.refuse.clear()
        await bed.drained()
    assert len(await finished(bed)) == 1
