"""Plans: each statement of search finds its rows by index, as the api role under row security."""

import json
from dataclasses import replace

import pytest

from kontor_records.access.rights import rights_of
from kontor_records.search.finding import FREQUENCIES, NEIGHBOURS, Shape, Start
from kontor_records.search.searching import search
from kontor_records.search.views import view_of
from libs.records.tests.search.sample import PERSON, a_person

FIRST = {
    Start.WORD: ("search_word", ["tenant_id", "record_type", "word"]),
    Start.RANGES: ("search_word", ["tenant_id", "record_type", "word", "word"]),
    Start.BOTH: ("search_word", ["tenant_id", "record_type", "word", "word"]),
    Start.NEWEST: ("search_document", ["tenant_id", "record_type"]),
}


async def scans(bench, statement, **values):
    """Return the tables a plan reads, each with its kind of scan and the columns of its index."""
    async with bench.runtime.api_pool.acquire() as connection, connection.transaction():
        # The tables of a test are so small that reading them whole would be right.
        await connection.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off"
        )
        arguments = statement.arguments({"tenant": bench.tenant, **values})
        found = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {statement.sql}", *arguments)
    return {table: rest for table, *rest in _scans(json.loads(found)[0]["Plan"])}


def _scans(node):
    if "Relation Name" in node:
        condition = node.get("Index Cond", "")
        columns = [
            name
            for part in condition.split(" AND ")
            for name in ("tenant_id", "record_type", "word", "record", "left_over", "id")
            if part.strip("( ").startswith(f"{name} ")
        ]
        yield node["Relation Name"], node["Node Type"], columns
    for child in node.get("Plans", ()):
        yield from _scans(child)


@pytest.mark.parametrize("has_hidden", [False, True])
@pytest.mark.parametrize("tokens", [0, 3])
@pytest.mark.parametrize("start", Start)
@pytest.mark.parametrize("is_limited", [False, True])
async def test_records_are_found_by_index(bench, realm, start, tokens, has_hidden, is_limited):
    who = bench.principal
    if is_limited:
        who = realm.principal(await realm.user(profiles=[await realm.profile()]))
    reading = bench.reading(who)
    view = await view_of(reading, await rights_of(reading), PERSON)
    assert view is not None
    assert (view.rows is not None) == is_limited
    statement = view.statement(Shape(start=start, tokens=tokens, has_hidden=has_hidden))
    values = {"word": "a", "lows": ["a"], "highs": ["b"], "hidden": "x", "rows": 20}
    values |= {"other_lows": ["a"], "other_highs": ["b"]}
    values |= {f"pieces_{place}": [" a "] for place in range(tokens)}
    plan = await scans(bench, statement, **values, **(view.rows.values() if view.rows else {}))
    table, columns = FIRST[start]
    expected = {table: columns, "person": ["tenant_id", "id"]}
    if tokens and start is not Start.NEWEST:
        expected["search_document"] = ["tenant_id", "record_type", "record"]
    assert {name: columns for name, (_, columns) in plan.items() if name in expected} == expected
    assert {kind for kind, _ in plan.values()} <= {"Index Scan", "Index Only Scan"}


async def test_words_are_counted_and_corrected_by_index(bench):
    counting = {"record_types": ["x"], "places": [0], "lows": ["a"], "highs": ["b"], "most": [9]}
    assert await scans(bench, FREQUENCIES, **counting) == {
        "search_word": ["Index Only Scan", ["tenant_id", "record_type", "word", "word"]]
    }
    assert await scans(bench, NEIGHBOURS, places=[0], left_overs=["a"]) == {
        "search_typo": ["Index Only Scan", ["tenant_id", "left_over"]],
        "search_lexicon": ["Index Only Scan", ["tenant_id", "word"]],
    }


class _NoUnit:
    """What a query that holds no word asks of the database: nothing."""

    async def all(self, *_: object, **__: object):
        raise AssertionError("the database was asked")


@pytest.mark.parametrize("query", ["%%%", "__", "a b c", "é ô", "' \\", "!?", "x " * 100])
async def test_a_query_without_a_word_of_two_letters_asks_nothing(bench, query):
    async with bench.writing() as ctx:
        a_person(ctx, "a b c")
    context = replace(bench.reading(), unit=_NoUnit())
    assert await search(context, (PERSON,), query, 20) == []
