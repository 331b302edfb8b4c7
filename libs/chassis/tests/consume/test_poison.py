"""Poison: whatever a message holds, it parks its own key, and nothing else is held up."""

from uuid import uuid4

import orjson
import pytest

from kontor_chassis.testing import sample
from kontor_chassis.testing.sample import Message
from kontor_chassis.testing.stream import until
from kontor_schemas.dead_letter import from_headers


def _value(one: Message, value: bytes | None) -> Message:
    return Message(key=one.key, value=value, headers=one.headers)


def _field(one: Message, name: str, raw: bytes) -> Message:
    """Write raw JSON into a field of the state, past everything that would refuse it."""
    state = orjson.loads(one.value)["state"]
    state[name] = "@@"
    value = orjson.dumps({"state": state}).replace(b'"@@"', raw)
    return _value(one, value)


POISON = {
    "bad_json": lambda one: _value(one, b'{"state": {'),
    "no_json": lambda one: _value(one, b"\x00\xff\xfe"),
    "empty": lambda one: _value(one, b""),
    "null": lambda one: _value(one, None),
    "nul": lambda one: _field(one, "name", b'"a\\u0000b"'),
    "raw_nul": lambda one: _field(one, "name", b'"a\x00b"'),
    "lone_surrogate": lambda one: _field(one, "name", b'"a\\ud800b"'),
    "not_utf8": lambda one: _field(one, "name", b'"a\xffb"'),
    "long_string": lambda one: _field(one, "name", b'"' + b"x" * 1_000_000 + b'"'),
    "half_long_string": lambda one: _field(one, "name", b'"' + b"x" * 400_000 + b'"'),
    "nan": lambda one: _field(one, "amount", b"NaN"),
    "infinity": lambda one: _field(one, "amount", b"1e999"),
    "deep": lambda one: _field(one, "labels", b"[" * 100_000 + b"]" * 100_000),
    "wrong_type": lambda one: _field(one, "amount", b'"many"'),
    "wrong_shape": lambda one: _value(one, b'["state"]'),
    "empty_key": lambda one: Message(key=b"", value=one.value, headers=one.headers),
    "no_key": lambda one: Message(key=None, value=one.value, headers=one.headers),
    "key_not_utf8": lambda one: Message(key=b"\xff\x00k", value=one.value, headers=one.headers),
    "no_headers": lambda one: Message(key=one.key, value=one.value, headers=[]),
    "no_tenant": lambda one: sample.with_headers(one, {"ce_tenantid": None}),
    "id_wrong": lambda one: sample.with_headers(one, {"ce_id": b"17"}),
    "header_not_utf8": lambda one: sample.with_headers(one, {"ce_actor": b"user:\xff\xfe"}),
    "header_repeated": lambda one: Message(
        key=one.key, value=one.value, headers=[*one.headers, ("ce_type", b"x.y.z.v1")]
    ),
    "other_spec": lambda one: sample.with_headers(one, {"ce_specversion": b"2.0"}),
    "type_malformed": lambda one: sample.with_headers(one, {"ce_type": b"\x00"}),
    "version_huge": lambda one: sample.with_headers(one, {"ce_recordversion": b"9" * 400}),
    "major_unknown": lambda one: sample.with_headers(one, {"ce_type": b"sample.thing.created.v9"}),
}
REFUSED_BY_THE_DATABASE = {
    "digits": lambda one: _field(one, "amount", b"9" * 4000),
    "over_int64": lambda one: _field(one, "amount", b"9223372036854775808"),
}
HARMLESS = {
    "stranger_header_not_utf8": lambda one: sample.with_headers(one, {"x-odd": b"\xff\x00"}),
    "unknown_field": lambda one: _value(
        one, one.value.replace(b'{"state":{', b'{"more":[1],"state":{"unheard_of":{"a":1},')
    ),
    "unknown_choice": lambda one: _field(one, "status", b'"frozen"'),
    "type_unknown": lambda one: sample.with_headers(one, {"ce_type": b"sample.thing.moved.v1"}),
    "type_unknown_and_broken": lambda one: sample.with_headers(
        one, {"ce_type": b"sample.thing.moved.v1", "ce_tenantid": None}
    ),
    "broken_trace": lambda one: sample.with_headers(one, {"ce_traceparent": b"zz"}),
}


@pytest.mark.parametrize("kind", POISON)
async def test_poison_parks_its_key_alone(bed, kind):
    before, after = sample.a_thing(), sample.a_thing()
    planted = sample.a_thing()
    poison = POISON[kind](bed.message(sample.created(planted)))
    later = bed.message(sample.updated(planted.model_copy(update={"version": 2})))
    same_key = poison.key == later.key
    async with bed.running():
        await bed.send(
            bed.message(sample.created(before)),
            poison,
            later,
            bed.message(sample.created(after)),
            partition=0,
        )
        await bed.drained()
        parked = await bed.parked()
        mirrored = await bed.mirrored()
    assert [row["state"] for row in parked] == (["dead", "waiting"] if same_key else ["dead"])
    assert set(mirrored) == {before.id, after.id} | (set() if same_key else {planted.id})
    assert parked[0]["payload"] == (poison.value or b"")
    letters = await bed.letters()
    assert len(letters) == 1
    headers = orjson.loads(letters[0]["headers"])
    cause = from_headers((name, value.encode()) for name, value in headers.items())
    assert cause is not None
    assert (cause.consumer, cause.topic, cause.partition) == (bed.name, bed.topic, 0)
    assert cause.reason == parked[0]["reason"]
    assert "x" * 100 not in letters[0]["headers"]


@pytest.mark.parametrize("kind", REFUSED_BY_THE_DATABASE)
async def test_what_the_database_refuses_is_narrowed_down_to_its_fact(bed, kind):
    before, planted, after = sample.a_thing(), sample.a_thing(), sample.a_thing()
    poison = REFUSED_BY_THE_DATABASE[kind](bed.message(sample.created(planted)))
    healthy = [bed.message(sample.created(thing)) for thing in (before, after)]
    async with bed.running():
        await bed.send(healthy[0], poison, healthy[1], partition=0)
        await bed.drained()
    (parked,) = await bed.parked()
    assert (parked["state"], parked["reason"]) == ("waiting", "handler_failed")
    assert orjson.loads(parked["headers"])["parked_error"] == "DataError"
    assert set(await bed.mirrored()) == {before.id, after.id}


@pytest.mark.parametrize("kind", HARMLESS)
async def test_what_is_only_unknown_is_no_poison(bed, kind):
    thing = sample.a_thing()
    async with bed.running():
        await bed.send(HARMLESS[kind](bed.message(sample.created(thing))), partition=0)
        await bed.drained()
    assert await bed.parked() == []
    is_asked_for = not kind.startswith("type_unknown")
    assert set(await bed.mirrored()) == ({thing.id} if is_asked_for else set())
    if kind == "unknown_choice":
        assert (await bed.mirrored())[thing.id]["status"] == "other"


@pytest.mark.parametrize("size", [1000, pytest.param(20_000, marks=pytest.mark.long)])
async def test_one_percent_of_poison(bed, size):
    corpus = POISON | REFUSED_BY_THE_DATABASE
    # What has no key of its own waits behind each other.
    shared = {"empty_key", "no_key", "key_not_utf8", "long_string"}
    kinds = [kind for kind in corpus if kind not in shared]
    things = bed.things(size)
    messages = [bed.message(sample.created(thing)) for thing in things]
    planted = range(7, size, 100)
    for turn, place in enumerate(planted):
        messages[place] = corpus[kinds[turn % len(kinds)]](messages[place])
    healthy = {thing.id for place, thing in enumerate(things) if place not in planted}
    async with bed.running():
        await bed.send(*messages)
        await bed.drained(within=60)
    assert set(await bed.mirrored()) == healthy
    assert len(await bed.parked()) == len(planted)
    dead = [row for row in await bed.parked() if row["state"] == "dead"]
    assert len(dead) == len(await bed.letters())
    waiting = sum(
        kinds[turn % len(kinds)] in REFUSED_BY_THE_DATABASE for turn in range(len(planted))
    )
    assert len(dead) == len(planted) - waiting


async def test_a_repeated_poison_is_one_dead_letter(bed):
    poison = POISON["bad_json"](bed.message(sample.created(sample.a_thing())))
    async with bed.running():
        await bed.send(poison, poison, poison, partition=0)
        await bed.drained()
    assert len(await bed.parked()) == 1
    assert len(await bed.letters()) == 1


async def test_both_majors_of_a_fact_are_one_fact(bed):
    """While a form changes both majors are sent under one id; an older consumer takes its own."""
    thing = sample.a_thing()
    old = bed.message(sample.created(thing), id=uuid4())
    new = sample.with_headers(old, {"ce_type": b"sample.thing.created.v2"})
    async with bed.running():
        await bed.send(old, new, partition=0)
        await bed.drained()
    assert await bed.parked() == []
    assert set(await bed.mirrored()) == {thing.id}


async def test_the_others_of_the_partition_go_on_within_a_second(bed):
    async with bed.running():
        await bed.send(bed.message(sample.created(sample.a_thing())), partition=0)
        await bed.drained()
        healthy = sample.a_thing()
        poison = POISON["wrong_type"](bed.message(sample.created(sample.a_thing())))
        await bed.send(poison, bed.message(sample.created(healthy)), partition=0)

        async def arrived():
            return healthy.id in await bed.mirrored()

        await until(arrived, within=1.0)
