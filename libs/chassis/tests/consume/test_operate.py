"""What an operator does with parked facts: seen, replayed once and in order, discarded, noted."""

import asyncio
import os
import sys

import orjson
import pytest

from kontor_chassis.consume.consumer import Reaction
from kontor_chassis.operate import events
from kontor_chassis.testing import sample
from kontor_chassis.testing.sample import Thing
from kontor_chassis.testing.stream import until
from kontor_schemas.fact import Created, Updated

FACTS = (Created[Thing], Updated[Thing])


class Handler:
    """A reaction that can be broken for some keys; what it applied is kept in order."""

    def __init__(self):
        self.broken = set()
        self.applied = []

    async def __call__(self, _connection, received):
        if received.key in self.broken:
            raise RuntimeError
        self.applied.append((received.key, received.version))


@pytest.fixture
def handler():
    return Handler()


def running(bed, handler):
    return bed.running(Reaction(facts=FACTS, react=handler))


async def dead_with_a_queue(bed, handler):
    """Park a fact until it is given up, with two of its key behind it."""
    thing = sample.a_thing()
    handler.broken.add(str(thing.id))
    await bed.send(
        bed.message(sample.created(thing)),
        *(
            bed.message(sample.updated(thing.model_copy(update={"version": version})))
            for version in (2, 3)
        ),
    )
    await bed.drained()

    async def given_up():
        await bed.pool.execute(
            "UPDATE parked SET next_try_at = now(), attempt = 3"
            " WHERE consumer = $1 AND state = 'waiting' AND next_try_at IS NOT NULL",
            bed.name,
        )
        return (await bed.parked())[0]["state"] == "dead"

    await until(given_up)
    return thing


async def acts(bed):
    rows = await bed.pool.fetch(
        "SELECT operator, action, detail FROM operator_action"
        " WHERE detail->>'consumer' = $1 ORDER BY id",
        bed.name,
    )
    return [(row["operator"], row["action"], orjson.loads(row["detail"])["key"]) for row in rows]


async def no_parked(bed):
    async def none():
        return await bed.parked() == []

    await until(none)


async def test_a_replayed_fact_is_applied_once_and_its_queue_follows_in_order(bed, handler):
    async with running(bed, handler):
        thing = await dead_with_a_queue(bed, handler)
        assert handler.applied == []
        handler.broken.clear()
        later = sample.a_thing(thing.id, 4)
        await bed.send(bed.message(sample.updated(later)))
        await bed.drained()
        assert len(await bed.parked()) == 4
        async with bed.pool.acquire() as connection:
            row = (await events.listed(connection, events.Wanted(consumer=bed.name)))[0]
            await events.replay(connection, "operator:ada", row.position)
        await no_parked(bed)
    key = str(thing.id)
    assert handler.applied == [(key, 1), (key, 2), (key, 3), (key, 4)]
    assert await acts(bed) == [("operator:ada", "events.replay", key)]
    assert len(await bed.letters()) == 1


async def test_a_replay_that_fails_again_is_dead_again(bed, handler):
    poison = sample.with_headers(bed.message(sample.created(sample.a_thing())), {"ce_actor": None})
    async with running(bed, handler):
        await bed.send(poison)
        await bed.drained()
        (row,) = await bed.parked()
        async with bed.pool.acquire() as connection:
            await events.replay(connection, "operator:ada", row["position"])

        async def tried():
            return len(await bed.letters()) == 2

        await until(tried)
        (row,) = await bed.parked()
    assert (row["state"], row["reason"]) == ("dead", "header_missing")


async def test_a_discarded_fact_lets_its_queue_go_on(bed, handler):
    async with running(bed, handler):
        thing = await dead_with_a_queue(bed, handler)
        handler.broken.clear()
        async with bed.pool.acquire() as connection:
            row = (await events.listed(connection, events.Wanted(consumer=bed.name)))[0]
            await events.discard(connection, "operator:ada", row.position)
        await no_parked(bed)
    assert handler.applied == [(str(thing.id), 2), (str(thing.id), 3)]
    assert await acts(bed) == [("operator:ada", "events.discard", str(thing.id))]


async def test_what_is_not_there_or_not_dead_is_refused(bed, handler):
    async with running(bed, handler):
        await dead_with_a_queue(bed, handler)
    _, queued, _ = await bed.parked()
    async with bed.pool.acquire() as connection:
        with pytest.raises(events.ParkedFactNotDead) as refused:
            await events.replay(connection, "operator:ada", queued["position"])
        assert refused.value.params == {"position": queued["position"], "state": "waiting"}
        for act in (events.shown, events.replay, events.discard):
            with pytest.raises(events.ParkedFactUnknown):
                await act(connection, "operator:ada", 0)
    assert len(await bed.parked()) == 3
    assert await acts(bed) == []


async def test_who_looks_at_a_fact_is_noted(bed, handler):
    async with running(bed, handler):
        thing = await dead_with_a_queue(bed, handler)
    first = (await bed.parked())[0]
    async with bed.pool.acquire() as connection:
        row = await events.shown(connection, "operator:ada", first["position"])
    assert orjson.loads(events.details(row)["data"])["state"]["id"] == str(thing.id)
    assert "data" not in events.summary(row)
    assert await acts(bed) == [("operator:ada", "events.show", str(thing.id))]


async def test_after_a_month_a_parked_fact_is_forgotten_and_noted(bed, handler):
    async with running(bed, handler):
        thing = await dead_with_a_queue(bed, handler)
        handler.broken.clear()
        first = (await bed.parked())[0]
        async with bed.pool.acquire() as connection:
            now = first["parked_at"] + events.parking.FORGOTTEN_AFTER
            await bed.pool.execute(
                "UPDATE parked SET parked_at = parked_at - interval '1 minute' WHERE position = $1",
                first["position"],
            )
            assert await events.forget_old(connection, now) >= 1  # others' leftovers too
        await no_parked(bed)
    assert handler.applied == [(str(thing.id), 2), (str(thing.id), 3)]
    assert await acts(bed) == [("service:retention", "events.forget", str(thing.id))]


async def kontor(bed, *words):
    """Run the command line as an operator does, with the service's own settings."""
    worker = bed.database["worker"]
    environment = {
        "KONTOR_DATABASE__HOST": worker["host"],
        "KONTOR_DATABASE__PORT": str(worker["port"]),
        "KONTOR_DATABASE__NAME": worker["database"],
        "KONTOR_DATABASE__WORKER_PASSWORD": worker["password"],
        "KONTOR_KAFKA__BOOTSTRAP": bed.stream.bootstrap,
    }
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from kontor_chassis.operate.cli import main; main()",
        "events", *words, "--service", "sample", "--operator", "ada",
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    told, complained = await child.communicate()
    return child.returncode, told.decode(), complained.decode()


async def test_the_command_line(bed, handler):
    async with running(bed, handler):
        thing = await dead_with_a_queue(bed, handler)
        handler.broken.clear()
        position = str((await bed.parked())[0]["position"])
        code, told, _ = await kontor(bed, "list", "--consumer", bed.name, "--state", "dead")
        header, line = told.splitlines()
        assert code == 0
        assert header.split()[:4] == ["position", "state", "attempt", "reason"]
        assert line.split()[:6] == [
            position, "dead", "4", "handler_failed", "sample.thing.created.v1", str(thing.id),
        ]  # fmt: skip
        code, told, _ = await kontor(bed, "show", position)
        assert orjson.loads(told)["error"] == "RuntimeError"
        code, told, _ = await kontor(bed, "lag", "--consumer", bed.name, "--json")
        assert [orjson.loads(one)["behind"] for one in told.splitlines()] == [0, 0, 0, 0]
        code, _, complained = await kontor(bed, "replay", "0")
        assert (code, complained) == (1, "parked_fact_unknown {'position': 0}\n")
        code, _, _ = await kontor(bed, "replay", position)
        assert code == 0
        await no_parked(bed)
    assert [version for _, version in handler.applied] == [1, 2, 3]
    assert [action for _, action, _ in await acts(bed)] == ["events.show", "events.replay"]
