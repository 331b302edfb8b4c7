"""The clause in SQL says what the predicate in memory says, and what the naive evaluator says."""

import unicodedata
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from kontor_chassis.database.statements import TENANT, compiled
from kontor_chassis.ids import new_id
from kontor_records.conditions import sql
from kontor_records.conditions.binding import Opposite, bind
from kontor_records.conditions.fields import Field, FieldType, Vocabulary
from kontor_records.conditions.parameters import values
from kontor_records.conditions.predicate import Predicate
from kontor_records.conditions.text_order import text_key
from libs.records.tests.conditions import drawing, naive
from libs.records.tests.conditions.database import FIRM, SAMPLE, Database
from libs.records.tests.conditions.sample import (
    LISTED,
    LISTED_TYPES,
    MOMENT,
    FirmState,
    SampleState,
)

BEHIND = {"organization": sql.Behind(FIRM), "organization.parent": sql.Behind(FIRM)}
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
STAMPS = {
    "version": 1,
    "created_at": BEFORE,
    "created_by": "service:test",
    "updated_at": BEFORE,
    "updated_by": "service:test",
}
FIRMS = [
    {"id": new_id(), "country": "AT", "place": {"city": "Öhler"}},
    {"id": new_id(), "country": "Łódź", "place": None},
    {"id": new_id(), "country": None, "place": {"city": None}},
]
FIRMS += [{"id": new_id(), "country": "ö", "parent": firm["id"]} for firm in FIRMS]
BY_ID = {str(firm["id"]): firm for firm in FIRMS}

words = st.text(
    # What this Python's tables do not know, the database's newer ones may.
    st.characters(exclude_categories=["Cs", "Cn", "Co"], exclude_characters="\x00"),
    max_size=6,
)
marked = st.text(st.sampled_from("aouxÄÖÜßẞŁøæœİ\u0131Σς \u0301\u0304\u0308\u0323"), max_size=8)
texts = st.one_of(drawing.texts, drawing.texts, words)
own = {
    "c_text": st.one_of(texts, st.just("")),
    "c_number": drawing.numbers.flatmap(drawing.either(str, float)),
    "c_count": drawing.integers,
    "c_flag": st.booleans(),
    "c_on": drawing.dates.map(str),
    "c_at": drawing.instants.map(datetime.isoformat),
    "c_who": drawing.people.map(str),
    "c_dates": st.lists(drawing.dates.map(str), max_size=2),
    "c_choices": st.lists(drawing.stages, max_size=2),
}
STALE = (7, 2.5, "x", "", "3", "true", "2026-02-31", "1e3", True, [], {}, ["x"], {"a": 1}, None)


def states_with(own):
    return st.fixed_dictionaries(
        {},
        optional={
            **drawing.FIELDS,
            "name": drawing.maybe(st.one_of(texts, st.just(""))),
            "organization": st.sampled_from([None, *BY_ID, str(new_id())]),
            "custom": st.fixed_dictionaries({}, optional=own),
        },
    )


states = states_with({key: drawing.maybe(one) for key, one in own.items()})
# What a field of the tenant held before its type was changed.
stale = states_with({key: st.one_of(one, st.sampled_from(STALE)) for key, one in own.items()})
trees = drawing.trees(LISTED_TYPES, has_changes=False)
RUN = {"deadline": None, "suppress_health_check": list(HealthCheck)}
FLAT = {
    path: path.replace("organization.", "behind_").replace(".", "_")
    for path in LISTED_TYPES
    if path.startswith("organization.")
}
NAIVE_TYPES = {FLAT.get(path, path): kind for path, kind in LISTED_TYPES.items()}


@pytest.fixture(scope="module")
def tenant(database: Database):
    """A tenant whose firms stand in their table."""
    made = new_id()
    database.insert(FIRM, made, [FirmState.model_validate({**STAMPS, **one}) for one in FIRMS])
    return made


def kept(database, tenant, bound, moment, behind=BEHIND):
    """Give the ids of those rows that the clause keeps."""
    statement = compiled(
        select(SAMPLE.c.id).where(
            SAMPLE.c.tenant_id == TENANT, sql.clause(bound, SAMPLE, behind=behind)
        )
    )
    arguments = statement.arguments({"tenant": tenant, **values(bound, moment)})
    return {row["id"] for row in database.rows(statement.sql, *arguments)}


def kept_of(database, tenant, bound, found, moment, behind=BEHIND):
    """Give the ids of those states that the clause keeps, which stand in the table only now."""
    with database.undone():
        database.insert(SAMPLE, tenant, found)
        return kept(database, tenant, bound, moment, behind)


def made(drawn):
    return [SampleState.model_validate({**STAMPS, **one, "id": new_id()}) for one in drawn]


def as_read(state):
    """Give the state as a fact carries it, and the firms behind its reference."""
    wire = orjson.loads(state.model_dump_json())
    firm = BY_ID.get(wire["organization"] or "", {})
    return wire, {
        "organization": firm,
        "organization.parent": BY_ID.get(str(firm.get("parent")), {}),
    }


def flat(tree):
    """Give the tree with the names under which the naive evaluator finds related fields."""
    if "field" in tree:
        return {**tree, "field": FLAT.get(tree["field"], tree["field"])}
    if "not" in tree:
        return {"not": flat(tree["not"])}
    return {word: [flat(part) for part in parts] for word, parts in tree.items()}


def flattened(wire, related):
    firm, above = related["organization"], related["organization.parent"]
    place = above.get("place") or {}
    return {
        **wire,
        "behind_country": firm.get("country"),
        "behind_parent": firm.get("parent"),
        "behind_parent_country": above.get("country"),
        "behind_parent_place_city": place.get("city"),
    }


def three_agree(database, tenant, tree, found, moment):
    bound = bind(tree, LISTED)
    ids = kept(database, tenant, bound, moment)
    ask = Predicate(bound)
    for state in found:
        wire, related = as_read(state)
        expected = naive.holds(flat(tree), NAIVE_TYPES, flattened(wire, related), moment)
        assert ask(wire, moment, related=related) is expected, wire
        assert (state.id in ids) is expected, wire


@settings(max_examples=2_000, **RUN)
@given(trees, st.lists(states, min_size=1, max_size=4), drawing.moments)
def test_sql_memory_and_the_naive_evaluator_agree(database, tenant, tree, drawn, moment):
    found = made(drawn)
    with database.undone():
        database.insert(SAMPLE, tenant, found)
        three_agree(database, tenant, tree, found, moment)


@pytest.mark.long
@pytest.mark.timeout(7_200)
def test_they_agree_on_a_million_pairs(database, tenant):
    """Each of 50,000 trees is asked of twenty records."""
    asked = []

    @settings(max_examples=10_000, **RUN)
    @given(
        st.lists(st.tuples(trees, drawing.moments), min_size=5, max_size=5),
        st.lists(states, min_size=20, max_size=20),
    )
    def agree(questions, drawn):
        found = made(drawn)
        with database.undone():
            database.insert(SAMPLE, tenant, found)
            for tree, moment in questions:
                three_agree(database, tenant, tree, found, moment)
                asked.append(len(found))

    agree()
    assert len(asked) >= 50_000
    assert sum(asked) >= 1_000_000


@settings(max_examples=500, **RUN)
@given(trees, st.lists(stale, min_size=1, max_size=8), drawing.moments)
def test_values_of_a_type_that_a_field_no_longer_has_break_nothing(
    database, tenant, tree, drawn, moment
):
    bound, found = bind(tree, LISTED), made(drawn)
    ids = kept_of(database, tenant, bound, found, moment)
    ask = Predicate(bound)
    for state in found:
        wire, related = as_read(state)
        assert (state.id in ids) is ask(wire, moment, related=related), wire


@settings(max_examples=300, **RUN)
@given(trees, trees)
def test_conditions_of_one_shape_share_one_clause(tree, other):
    """What a statement is cached by decides all of its text and the names of its parameters."""
    first, second = bind(tree, LISTED), bind(other, LISTED)
    texts = [
        compiled(select(SAMPLE.c.id).where(sql.clause(one, SAMPLE, behind=BEHIND)))
        for one in (first, second)
    ]
    if sql.shape(first) == sql.shape(second):
        assert texts[0] == texts[1]
    for one, text in zip((first, second), texts, strict=True):
        assert set(values(one, MOMENT)) | {"tenant"} >= set(text.names)


@pytest.mark.parametrize("values_", [(["Ohm", "a"], ["b"]), (["Ohm"], ["Ohm", "b", "c"])])
def test_another_value_is_another_parameter_and_no_other_text(values_):
    one, two = (bind({"field": "name", "op": "in", "value": value}, LISTED) for value in values_)
    assert sql.shape(one) == sql.shape(two)
    assert values(one, MOMENT) != values(two, MOMENT)


def test_a_record_the_reader_may_not_see_reads_as_empty(database, tenant):
    found = made([{"organization": firm["id"]} for firm in FIRMS])
    hidden = FIRMS[0]["id"]
    seen = {"organization": sql.Behind(FIRM, lambda table: table.c.id != hidden)}
    bound = bind({"field": "organization.country", "op": "eq", "value": "at"}, LISTED)
    assert kept_of(database, tenant, bound, found, MOMENT, seen) == set()
    turned = Opposite(part=bound)
    assert kept_of(database, tenant, turned, found, MOMENT, seen) == {one.id for one in found}


def test_the_empty_text_is_no_choice(database, tenant):
    open_choice = Vocabulary(fields={"name": Field(type=FieldType.CHOICE, keys=("name",))})
    found = made([{"name": ""}, {"name": "x"}, {}])
    for op, value in (("eq", ""), ("in", ["", "x"])):
        bound = bind({"field": "name", "op": op, "value": value}, open_choice)
        ask = Predicate(bound)
        expected = {one.id for one in found if ask(one.model_dump(), MOMENT)}
        assert kept_of(database, tenant, bound, found, MOMENT) == expected
        assert expected == ({found[1].id} if op == "in" else set())


def test_a_text_of_the_last_characters_has_nothing_behind_it(database, tenant):
    last = "\U0010ffff" * 2
    found = made([{"name": last + "x"}, {"name": "\U0010ffff"}, {"name": "z"}])
    bound = bind({"field": "name", "op": "starts_with", "value": last}, LISTED)
    assert kept_of(database, tenant, bound, found, MOMENT) == {found[0].id}


def test_every_character_has_the_same_key_in_the_database(database):
    known = [
        chr(code)
        for code in range(1, 0x110000)
        if unicodedata.category(chr(code)) not in {"Cn", "Cs", "Co"}
    ]
    rows = database.rows("SELECT c, kontor_sort(c) AS key FROM unnest($1::text[]) c", known)
    assert len(rows) == len(known) > 140_000
    assert {row["c"]: row["key"] for row in rows} == {c: text_key(c) for c in known}


@settings(max_examples=100, **RUN)
@given(st.lists(st.one_of(words, marked), min_size=50, max_size=200))
def test_the_key_and_its_order_are_the_same_in_the_database(database, drawn):
    rows = database.rows(
        "SELECT t, kontor_sort(t) AS key FROM unnest($1::text[]) t ORDER BY kontor_sort(t), t",
        drawn,
    )
    assert [(row["t"], row["key"]) for row in rows] == sorted(
        ((text, text_key(text)) for text in drawn), key=lambda pair: (pair[1], pair[0])
    )
