"""Finding records by a tenant's own fields: every operator, with and without an index, and its plan."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from kontor_chassis.testing.bench import Bench
from kontor_records.conditions.binding import bind
from kontor_records.conditions.moment import Moment
from kontor_records.conditions.predicate import Predicate
from kontor_records.customizing.world import definitions_of
from libs.records.tests.customizing.calls import FIELDS, PIERS, defined, followed, listed, made
from libs.records.tests.sample.types import PIER

ZONE = __import__("zoneinfo").ZoneInfo("Europe/Berlin")

KINDS: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "text": ({}, ["Öhler", "oehler", "Adler", "x" * 250, None]),
    "number": ({}, [-3, 0, 0.5, 7, 1e15, None]),
    "date": ({}, ["2026-03-01", "2026-03-02", None]),
    "datetime": ({}, ["2026-03-01T22:59:59.5Z", "2026-03-01T23:30:00Z", None]),
    "boolean": ({}, [True, False, None]),
    "choice": ({"choice_list": "region"}, ["north", "south", None]),
    "multi_choice": ({"choice_list": "region"}, [["north"], ["north", "south"], None]),
}
ASKED: dict[str, list[tuple[str, Any]]] = {
    "text": [
        ("eq", "OEHLER"), ("ne", "adler"), ("in", ["Adler", "Öhler"]), ("gt", "b"), ("lte", "oehler"),
        ("between", ["a", "b"]), ("starts_with", "oe"), ("contains", "dl"), ("is_empty", None),
        ("eq", "x" * 250),
    ],
    "number": [
        ("eq", 0.5), ("lt", 0), ("lte", 0), ("gt", 0), ("gte", 7), ("between", [-3, 0.5]),
        ("in", [7, -3]), ("not_in", [7]), ("ne", 0), ("is_set", None),
    ],
    "date": [("eq", "2026-03-01"), ("gt", "2026-03-01"), ("lte", "2026-03-01"),
             ("between", ["2026-03-01", "2026-03-02"]), ("in", ["2026-03-02"])],
    "datetime": [("eq", "2026-03-02"), ("lt", "2026-03-02"), ("gte", "2026-03-01T23:30:00Z"),
                 ("lte", "2026-03-01")],
    "boolean": [("eq", True), ("eq", False), ("ne", True)],
    "choice": [("eq", "north"), ("in", ["north", "south"]), ("not_in", ["north"])],
    "multi_choice": [("contains", "south"), ("contains_any", ["north", "south"]),
                     ("contains_all", ["north", "south"]), ("is_empty", None)],
}  # fmt: skip


@pytest.mark.parametrize("is_indexed", [False, True])
@pytest.mark.parametrize("kind", list(KINDS))
async def test_lists_find_what_memory_finds(bench: Bench, kind: str, is_indexed: bool) -> None:
    said, values = KINDS[kind]
    async with bench.client() as client:
        if "choice_list" in said:
            await listed(bench, client, "region", "north", "south")
        await defined(bench, client, "c_it", kind, is_indexed=is_indexed, **said)
        piers = [
            await made(client, custom={} if value is None else {"c_it": value}) for value in values
        ]
        own = (await definitions_of(bench.reading())).of(PIER)
        assert bool(own.vocabulary.fields["custom.c_it"].indexed) is is_indexed
        moment = Moment(now=datetime.now(UTC), zone=ZONE)
        for op, value in ASKED[kind]:
            leaf = {"field": "custom.c_it", "op": op, "value": value}
            if value is None:
                del leaf["value"]
            answer = await client.get(PIERS, params={"filter": orjson.dumps(leaf).decode()})
            assert answer.status_code == 200, answer.text
            predicate = Predicate(bind(leaf, own.vocabulary))
            wanted = {pier["id"] for pier in piers if predicate(pier, moment)}
            # The tenant of the bench counts its days in UTC or Berlin; days differ in datetimes.
            if kind != "datetime":
                assert {item["id"] for item in answer.json()["items"]} == wanted, (op, value)


async def test_a_field_indexed_later_is_filled_first(bench: Bench) -> None:
    leaf = {"field": "custom.c_it", "op": "eq", "value": "a"}
    async with bench.client() as client:
        field = await defined(bench, client, "c_it")
        pier = await made(client, custom={"c_it": "A"})
        await client.patch(f"{FIELDS}/{field['id']}", json={"is_indexed": True})
        for is_filled in (False, True):
            from kontor_records.customizing.world import KEPT

            KEPT.forget(bench.tenant)
            own = (await definitions_of(bench.reading())).of(PIER)
            assert bool(own.vocabulary.fields["custom.c_it"].indexed) is is_filled
            answer = await client.get(PIERS, params={"filter": orjson.dumps(leaf).decode()})
            assert [item["id"] for item in answer.json()["items"]] == [pier["id"]]
            await followed(bench)
        assert (await client.get(f"{PIERS}/{pier['id']}")).json()["version"] == 1
