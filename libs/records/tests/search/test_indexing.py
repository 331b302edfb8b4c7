"""The rows of search: written with their record, by difference, and by many at once."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench
from kontor_records.search.errors import QueryTooShort
from kontor_records.search.folding import words_of
from kontor_records.search.jobs import forget_words
from kontor_records.search.typos import neighbours
from kontor_records.storage import derived
from kontor_records.storage.derived import Step
from kontor_records.storage.participants import PARTICIPANTS
from libs.records.tests.search.sample import COMPANY, PERSON, a_company, a_person, change

CHANGED = (
    "\ngiven_name: anna \nfamily_name: kran \ndisplay_name: anna kran "
    "\nsecret: kran \ndescription: rechnung \n=display_name=anna kran\n"
)


async def rows(bench, table, columns):
    """Return the rows of a table of this test's tenant, as the api role sees them."""
    async with bench.runtime.api_pool.acquire() as connection, connection.transaction():
        await connection.execute(f"SET LOCAL kontor.tenant = '{bench.tenant}'")
        found = await connection.fetch(f"SELECT {columns} FROM {table} ORDER BY 1, 2")
    return [tuple(row) for row in found]


async def words(bench):
    return [word for word, _ in await rows(bench, "search_word", "word, spelled")]


async def test_a_record_brings_its_words_and_each_new_one_its_typos(bench):
    async with bench.writing() as ctx:
        company = a_company(ctx, "Abba 7")
    assert await rows(bench, "search_word", "word, spelled, record_type, record") == [
        ("=name=abba 7", False, "finding.company", company.id),
        ("abba", True, "finding.company", company.id),
    ]
    assert await rows(bench, "search_document", "record_type, words") == [
        ("finding.company", "\nname: abba 7 \n=name=abba 7\n")
    ]
    assert await rows(bench, "search_lexicon", "word, 1") == [("abba", 1)]
    assert await rows(bench, "search_typo", "left_over, word") == [
        ("aba", "abba"),
        ("abb", "abba"),
        ("bba", "abba"),
    ]


async def test_a_change_writes_the_words_that_came_and_went(bench):
    async with bench.writing() as ctx:
        person = a_person(ctx, "Anna Kran", description="Die Rechnungen")
    async with bench.writing() as ctx:
        await ctx.unit.lock(person.id)
        person = change(ctx, person, description="Rechnung", secret="Kran")
    assert await rows(bench, "search_word", "word, spelled") == [
        ("=display_name=anna kran", False),
        ("anna", True),
        ("kran", True),
        ("rechnung", True),
    ]
    assert await rows(bench, "search_document", "words, 1") == [(CHANGED, 1)]
    assert [word for word, _ in await rows(bench, "search_lexicon", "word, 1")] == [
        "anna", "die", "kran", "rechnung", "rechnungen",
    ]  # fmt: skip


async def test_a_binned_record_has_no_words_and_has_them_again_when_restored(bench):
    async with bench.writing() as ctx:
        person = a_person(ctx, "Anna Kran")
    before = await words(bench)
    async with bench.writing() as ctx:
        await ctx.unit.lock(person.id)
        step = Step(record_type=PERSON, record=person.id, before=person, after=None, is_binned=True)
        derived.stage(ctx.unit, PARTICIPANTS, [step])
    assert await words(bench) == []
    assert await rows(bench, "search_document", "words, 1") == []
    async with bench.writing() as ctx:
        await ctx.unit.lock(person.id)
        step = Step(record_type=PERSON, record=person.id, before=None, after=person)
        derived.stage(ctx.unit, PARTICIPANTS, [step])
    assert await words(bench) == before


async def test_what_is_refused_leaves_no_word(bench):
    async def refused():
        async with bench.writing() as ctx:
            a_company(ctx, "Abba")
            raise QueryTooShort

    with pytest.raises(QueryTooShort):
        await refused()
    assert await words(bench) == []
    assert await rows(bench, "search_lexicon", "word, 1") == []
    assert await bench.facts() == []


async def test_sixteen_writers_of_the_same_words_lose_none_and_stop_nobody(bench):
    names = ["Quitte", "Rhabarber", "Sanddorn", "Tamarinde"]

    async def write(number):
        # Each in another order, several in one unit of work.
        turned = names[number % 4 :] + names[: number % 4]
        for round_ in range(5):
            async with bench.writing() as ctx:
                for place, name in enumerate(turned):
                    a_company(ctx, f"{name} {name}{chr(97 + number)}{chr(97 + round_)} {place}")

    await asyncio.gather(*(write(number) for number in range(16)))
    lexicon = [word for word, _ in await rows(bench, "search_lexicon", "word, 1")]
    expected = {name.lower() for name in names} | {
        f"{name.lower()}{chr(97 + number)}{chr(97 + round_)}"
        for name in names
        for number in range(16)
        for round_ in range(5)
    }
    assert set(lexicon) == expected
    typos = await rows(bench, "search_typo", "word, left_over")
    assert set(typos) == {(word, left) for word in expected for left in neighbours(word) - {word}}
    found = await rows(bench, "search_word", "word, record")
    assert sum(word == "quitte" for word, _ in found) == 16 * 5


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(word=st.text(st.characters(categories=["Ll"]), min_size=4, max_size=12))
async def test_the_database_takes_away_the_letters_that_a_query_does(runtime, word):
    bench = Bench(runtime)
    async with bench.writing() as ctx:
        a_company(ctx, word)
    known = {form for forms in words_of(word) for form in forms if len(form) >= 4}
    typos = await rows(bench, "search_typo", "word, left_over")
    assert set(typos) == {(word, left) for word in known for left in neighbours(word) - {word}}


async def test_tenants_share_no_word(bench):
    other = bench.another_tenant()
    async with bench.writing(other) as ctx:
        a_company(ctx, "Abba")
    assert await words(bench) == []
    assert await rows(bench, "search_lexicon", "word, 1") == []
    assert await rows(bench, "search_typo", "word, left_over") == []


async def test_a_word_is_forgotten_when_the_last_record_that_had_it_is_gone(bench):
    async with bench.writing() as ctx:
        anna, _ = a_person(ctx, "Anna Kran"), a_person(ctx, "Berta Kran")
    async with bench.writing() as ctx:
        await ctx.unit.lock(anna.id)
        step = Step(record_type=PERSON, record=anna.id, before=anna, after=None, is_binned=True)
        derived.stage(ctx.unit, PARTICIPANTS, [step])
    dropped = await rows(bench, "search_dropped", "word, 1")
    assert dropped == [("anna", 1), ("kran", 1)]
    await forget_words(bench.runtime)
    assert await rows(bench, "search_dropped", "word, 1") == []
    assert await rows(bench, "search_lexicon", "word, 1") == [("berta", 1), ("kran", 1)]
    typos = await rows(bench, "search_typo", "word, left_over")
    assert set(typos) == {
        (word, left) for word in ("berta", "kran") for left in neighbours(word) - {word}
    }


async def test_a_word_that_comes_while_it_is_forgotten_keeps_its_typos(bench):
    async with bench.writing() as ctx:
        company = a_company(ctx, "Eisvogel")
    async with bench.writing() as ctx:
        await ctx.unit.lock(company.id)
        step = Step(record_type=COMPANY, record=company.id, before=company, after=None)
        derived.stage(ctx.unit, PARTICIPANTS, [step])
    async with bench.runtime.api_pool.acquire() as writer:
        transaction = writer.transaction()
        await transaction.start()
        await writer.execute(f"SET LOCAL kontor.tenant = '{bench.tenant}'")
        await writer.execute(
            "INSERT INTO search_word VALUES ($1, 'finding.person', 'eisvogel', $2, true)",
            bench.tenant,
            new_id(),
        )
        forgetting = asyncio.create_task(forget_words(bench.runtime))
        while not forgetting.done() and not await waiting(writer):
            await asyncio.sleep(0.01)
        assert not forgetting.done()
        await transaction.commit()
    await forgetting
    assert await rows(bench, "search_dropped", "word, 1") == []
    assert await rows(bench, "search_lexicon", "word, 1") == [("eisvogel", 1)]
    assert {left for left, _ in await rows(bench, "search_typo", "left_over, word")} == (
        neighbours("eisvogel") - {"eisvogel"}
    )


async def waiting(connection):
    """Say whether somebody waits for the lock on the lexicon."""
    return await connection.fetchval(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    )
