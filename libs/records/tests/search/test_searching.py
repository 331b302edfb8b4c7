"""Searching: what is found, in which order, by whom."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontor_chassis.actor import Actor, Principal
from kontor_chassis.errors import Faults
from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench
from kontor_records.search.errors import QueryTooShort
from kontor_records.search.folding import words_of
from kontor_records.search.hits import Rank
from kontor_records.search.searching import search
from kontor_records.storage import derived
from kontor_records.storage.derived import Step
from kontor_records.storage.participants import PARTICIPANTS
from kontor_records.testing.realm import Realm
from kontor_schemas.values import Address, Email, Phone
from libs.records.tests.search.sample import COMPANY, PERSON, a_company, a_person, change
from libs.records.tests.search.test_typos import edits


async def found(bench, query, types=(PERSON,), limit=20):
    """Return the hits of somebody who may see everything."""
    return await search(bench.reading(), types, query, limit)


async def titles(bench, query, types=(PERSON,), limit=20):
    return [hit.title for hit in await found(bench, query, types, limit)]


@pytest.fixture
async def people(bench):
    async with bench.writing() as ctx:
        nordwind = a_company(ctx, "Nordwind Handel GmbH", number="O-000007")
        a_person(
            ctx,
            "Jürgen Müller",
            number="K-000123",
            company=nordwind.id,
            phones=[Phone(raw="030-0074321", e164="+49300074321")],
            addresses=[Address(line1="Lange Straße 5", city="Köln", country="DE")],
        )
        a_person(ctx, "Karl Weiß", emails=[Email(value="karl.weiss@suedwind.example")])
        a_person(ctx, "Kim Beck", description="Fragt nach der Rechnung, two invoices late.")
        a_person(ctx, "Maria Anders", secret="Nebelhorn")
    return bench


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Müller", ["Jürgen Müller"]),
        ("muller", ["Jürgen Müller"]),
        ("MUELLER", ["Jürgen Müller"]),
        ("Müler Nordwnd", ["Jürgen Müller"]),
        ("nordwind", ["Jürgen Müller"]),
        ("weiss", ["Karl Weiß"]),
        ("Weiß", ["Karl Weiß"]),
        ("strasse", ["Jürgen Müller"]),
        ("Straße köln", ["Jürgen Müller"]),
        ("K-000123", ["Jürgen Müller"]),
        ("k000123", ["Jürgen Müller"]),
        ("123", ["Jürgen Müller"]),
        ("49300", ["Jürgen Müller"]),
        ("030 0074321", ["Jürgen Müller"]),
        ("+49 (30) 007-4321", ["Jürgen Müller"]),
        *((digits, ["Jürgen Müller"]) for digits in ("03000", "30007", "00074", "00743", "07432")),
        *((digits, ["Jürgen Müller"]) for digits in ("74321", "300074", "0074321", "4930007")),
        ("k-000123 jurgen m", ["Jürgen Müller"]),
        ("jurgen x", []),
        ("0743", []),
        ("00744", []),
        ("0743219", []),
        ("99999", []),
        ("Rechnungen", ["Kim Beck"]),
        ("invoice", ["Kim Beck"]),
        ("rechn", ["Kim Beck"]),
        ("echnung", ["Kim Beck"]),
        ("rechn frag", []),
        ("frag rechn", ["Kim Beck"]),
        ("fragt rechn", ["Kim Beck"]),
        ("karl.weiss@suedwind.example", ["Karl Weiß"]),
        ("suedwind", ["Karl Weiß"]),
        ("sudwind", ["Karl Weiß"]),
        ("wiess karl", ["Karl Weiß"]),
        ("karl mueller", []),
        ("Kin", []),
        ("Ki", ["Kim Beck"]),
        ("bekc", ["Kim Beck"]),
        ("nebelhorn", ["Maria Anders"]),
        ("%%%", []),
        ("_%", []),
        ("x y", []),
        ("' OR 1=1 --", []),
    ],
)
async def test_what_is_found(people, query, expected):
    assert await titles(people, query) == expected


async def test_the_order_is_exact_then_beginning_then_words_then_typos_the_newest_first(bench):
    async with bench.writing() as ctx:
        for name in (
            "Anna Berger", "Berger", "Berger Carl", "Merger", "Bergers Sohn", "Berger", "Dora Berger",
        ):  # fmt: skip
            a_person(ctx, name)
    hits = await found(bench, "berger")
    assert [(hit.rank, hit.title) for hit in hits] == [
        (Rank.EXACT, "Berger"),
        (Rank.EXACT, "Berger"),
        (Rank.PREFIX, "Bergers Sohn"),
        (Rank.PREFIX, "Berger Carl"),
        (Rank.WORDS, "Dora Berger"),
        (Rank.WORDS, "Anna Berger"),
        (Rank.GUESS, "Merger"),
    ]
    assert hits[0].id > hits[1].id
    for limit in range(1, 8):
        assert await found(bench, "berger", limit=limit) == hits[:limit]


async def test_words_that_nothing_has_are_corrected_before_those_that_something_has(bench):
    async with bench.writing() as ctx:
        for name in ("Marie Berger", "Maria Berger", "Mario Verger", "Marie Kran"):
            a_person(ctx, name)
    hits = await found(bench, "marie bergr")
    assert [(hit.rank, hit.title) for hit in hits] == [
        (Rank.TYPO, "Marie Berger"),
        (Rank.GUESS, "Maria Berger"),
    ]


async def test_a_number_as_asked_comes_before_all_words(bench):
    async with bench.writing() as ctx:
        a_person(ctx, "Anna", number="K-000123")
        a_person(ctx, "Berta", number="K-0001234")
        a_person(ctx, "Carla", description="see K-000123")
    hits = await found(bench, "k-000123")
    assert [(hit.rank, hit.title) for hit in hits] == [
        (Rank.EXACT, "Anna"),
        (Rank.PREFIX, "Berta"),
        (Rank.WORDS, "Carla"),
    ]


async def test_several_types_each_have_their_limit(people):
    hits = await found(people, "nordwind", (COMPANY, PERSON), limit=1)
    assert [(hit.record, hit.title, hit.rank) for hit in hits] == [
        ("finding.company", "Nordwind Handel GmbH", Rank.PREFIX),
        ("finding.person", "Jürgen Müller", Rank.WORDS),
    ]


async def test_a_hit_shows_where_its_words_stand(people):
    [hit] = await found(people, "rechnung")
    assert [(excerpt.field, excerpt.text) for excerpt in hit.excerpts] == [
        ("description", "Fragt nach der Rechnung, two invoices late.")
    ]
    [hit] = await found(people, "74321")
    assert [(excerpt.field, excerpt.text) for excerpt in hit.excerpts] == [
        ("phones", "030-0074321")
    ]
    [hit] = await found(people, "koeln mueller")
    assert [(excerpt.field, excerpt.text) for excerpt in hit.excerpts] == [
        ("family_name", "Müller"),
        ("addresses", "Köln"),
    ]


async def test_a_long_text_is_cut_around_the_word(bench):
    async with bench.writing() as ctx:
        a_person(ctx, "Anna", description="lorem ipsum " * 200 + "Nebelhorn " + "dolor " * 100)
    [hit] = await found(bench, "nebelhorn")
    [excerpt] = hit.excerpts
    assert "Nebelhorn" in excerpt.text
    assert excerpt.text.startswith("… ipsum") or excerpt.text.startswith("… lorem")
    assert len(excerpt.text) <= 164


async def test_what_was_changed_or_binned_is_found_as_it_is_now(bench):
    async with bench.writing() as ctx:
        person = a_person(ctx, "Anna Kran")
    async with bench.writing() as ctx:
        await ctx.unit.lock(person.id)
        person = change(ctx, person, family_name="Storch", display_name="Anna Storch")
    assert await titles(bench, "kran") == []
    assert await titles(bench, "storch") == ["Anna Storch"]
    async with bench.writing() as ctx:
        await ctx.unit.lock(person.id)
        step = Step(record_type=PERSON, record=person.id, before=person, after=None, is_binned=True)
        derived.stage(ctx.unit, PARTICIPANTS, [step])
    assert await titles(bench, "storch") == []


async def test_another_tenant_finds_nothing(people):
    who = Principal(subject=Actor("service", "finding"), tenant=new_id())
    assert await search(people.reading(who), (PERSON,), "mueller", 20) == []


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(word=st.text(st.sampled_from("abcdeinrstäöüß"), min_size=4, max_size=10))
async def test_every_edit_of_a_word_finds_it(runtime, word):
    bench = Bench(runtime)
    await Realm(bench).administrator(bench.user)
    async with bench.writing() as ctx:
        a_company(ctx, f"Xx {word}")
    key = words_of(word)[0][0]
    for edited in sorted(set(edits(key)))[:60]:
        assert await titles(bench, edited, (COMPANY,)) == [f"Xx {word}"], edited


@pytest.mark.parametrize("query", ["", "a", " ", " ä "])
async def test_a_query_under_two_characters_is_refused(bench, query):
    with pytest.raises(QueryTooShort):
        await found(bench, query)


async def test_a_query_over_two_hundred_characters_is_refused(bench):
    assert await titles(bench, "x" * 200) == []
    with pytest.raises(Faults) as refused:
        await found(bench, "x" * 201)
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [
        ("/q", "value_too_long")
    ]
