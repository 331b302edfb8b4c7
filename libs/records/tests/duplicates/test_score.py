"""The score table, exactly; the same from both sides and in any order of what a record holds."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor_records.duplicates.cards import Card, card_of
from kontor_records.duplicates.plan import Contrary, Identifier, MatchPlan
from kontor_records.duplicates.score import Term, score

PERSON = MatchPlan(
    subject="person",
    name=("given_name", "family_name"),
    family="family_name",
    mails="emails",
    phones="phones",
    addresses="addresses",
    together="memberships.body",
    born_on="birth_on",
    contrary=Contrary(field="salutation", values=frozenset({"mr", "ms"})),
)
BODY = MatchPlan(
    subject="body",
    name=("name",),
    mails="emails",
    phones="phones",
    addresses="addresses",
    identifiers=(Identifier(field="vat_id"), Identifier(field="register", tells_apart=False)),
    domain="domain",
    legal_form="legal_form",
)
MOBILE, SWITCHBOARD = "+491712345678", "+4930123456"
HOME = {"line1": "Lindenstraße 4", "postal_code": "10115", "city": "Berlin", "country": "DE"}


def person(given_name: str, family_name: str, **fields: Any) -> Card:
    return card_of(PERSON, {"given_name": given_name, "family_name": family_name, **_lists(fields)})


def body(name: str, **fields: Any) -> Card:
    return card_of(BODY, {"name": name, **_lists(fields)})


def _lists(fields: dict[str, Any]) -> dict[str, Any]:
    found = dict(fields)
    for name, key in (("mail", "emails"), ("phone", "phones"), ("place", "addresses")):
        if name in found:
            value = found.pop(name)
            part = {"mail": {"normal": value}, "phone": {"e164": value}, "place": value}[name]
            found[key] = [part]
    if "firm" in found:
        found["memberships"] = [{"body": found.pop("firm")}]
    return found


TABLE = [
    (
        person("Hans", "Müller", mail="hans@nord.example", phone=MOBILE),
        person("Hans", "Mueller", mail="hans@nord.example", phone=MOBILE),
        {"name": 40, "sound": 5, "personal_mail": 50, "mobile": 40},
        100,
        "certain",
    ),
    (
        person("Dr. Thomas", "Weiß", mail="weiss@nord.example"),
        card_of(
            PERSON, {"given_name": "Weiss, Thomas", "emails": [{"normal": "weiss@nord.example"}]}
        ),
        {"name": 40, "sound": 5, "personal_mail": 50},
        95,
        "certain",
    ),
    (
        person("Stefan", "Özdemir", firm="b1", phone=MOBILE),
        person("Stephan", "Oezdemir", firm="b1", phone=MOBILE),
        {"name": 27, "sound": 5, "mobile": 40, "together": 10},
        82,
        "probable",
    ),
    (
        person("Anna", "Schmidt", firm="b1", phone=SWITCHBOARD),
        person("Anna", "Schmitt", firm="b1", phone=SWITCHBOARD),
        {"name": 29, "sound": 5, "phone": 20, "together": 10},
        64,
        "possible",
    ),
    (
        person("Jürgen", "Meyer", phone=MOBILE),
        person("Jurgen", "Maier", phone=MOBILE),
        {"name": 18, "sound": 5, "mobile": 40},
        63,
        "possible",
    ),
    (
        person("Peter", "Schulz", salutation="mr", place=HOME, phone=SWITCHBOARD),
        person("Petra", "Schulz", salutation="ms", place=HOME, phone=SWITCHBOARD),
        {"name": 29, "sound": 5, "phone": 20, "place": 10, "contrary": -20},
        44,
        "no",
    ),
    (
        person("Karl", "Berger", place=HOME, phone=SWITCHBOARD, birth_on="1951-02-03"),
        person("Karl", "Berger", place=HOME, phone=SWITCHBOARD, birth_on="1984-05-06"),
        {"name": 40, "sound": 5, "phone": 20, "place": 10, "birth": -40},
        35,
        "no",
    ),
    (
        person("Hans", "Müller", mail="info@nord.example", firm="b1"),
        person("Karin", "Vogt", mail="info@nord.example", firm="b1"),
        {"role_mail": 15, "together": 10},
        25,
        "no",
    ),
    (
        body("Müller Maschinenbau GmbH & Co. KG", domain="mueller.example"),
        body("Mueller Maschinenbau", domain="www.mueller.example"),
        {"name": 40, "sound": 5, "domain": 35},
        80,
        "probable",
    ),
    (
        body("Nordwind Energie GmbH", domain="nordwind.example", place=HOME),
        body("Nordwind Energy GmbH", domain="nordwind.example", place=HOME),
        {"name": 27, "sound": 5, "place": 10, "domain": 35},
        77,
        "probable",
    ),
    (
        body("Deutsche Telekom AG", vat_id="DE123475223"),
        body("Telekom Deutschland GmbH", vat_id="DE122265872"),
        {"name": 21, "other_identifier": -60, "other_legal_form": -10},
        0,
        "no",
    ),
]


@pytest.mark.parametrize(("one", "other", "terms", "points", "band"), TABLE)
def test_each_pair_has_its_terms_and_its_score(
    one: Card, other: Card, terms: dict[str, int], points: int, band: str
) -> None:
    found = score(one, other)
    assert {term.name: term.points for term in found.terms} == terms
    assert (found.points, found.band) == (points, band)
    assert score(other, one) == found


def test_two_of_one_name_whose_numbers_differ_may_belong_together() -> None:
    one, other, *_ = TABLE[-1]
    assert score(one, other).suggests == "hierarchy"
    assert score(TABLE[0][0], TABLE[0][1]).suggests == ""


@pytest.mark.parametrize(
    ("one", "other", "points"),
    [
        (
            body("A", vat_id="DE 136 695 976"),
            body("B", vat_id="de136695976"),
            [Term("identifier", 60)],
        ),
        (
            body("A", register={"court": "Köln", "number": "1"}),
            body("B", register={"court": "Köln", "number": "2"}),
            [],
        ),
        (
            body("A", register={"court": "Köln", "number": "1"}, vat_id="DE1"),
            body("B", register={"court": "Köln", "number": "1"}, vat_id="DE2"),
            [Term("identifier", 60)],
        ),
        (body("A", legal_form="gmbh_co_kg"), body("B GmbH & Co. KG"), []),
        (body("A", mail="a@gmail.com"), body("B", mail="b@gmail.com"), []),
        (body("A", mail="a@own.example"), body("B", domain="own.example"), [Term("domain", 35)]),
        (
            person("A", "B", birth_on="1990-01-01"),
            person("C", "D", birth_on="1990-01-01"),
            [Term("birth", 15)],
        ),
        (person("A", "B", salutation="mx"), person("C", "D", salutation="ms"), []),
        (
            person("A", "B", place={**HOME, "line1": "Lindenstr. 4"}),
            person("C", "D", place=HOME),
            [Term("place", 10)],
        ),
        (
            person("A", "B", place={**HOME, "line1": "Lindenstr. 5"}),
            person("C", "D", place=HOME),
            [],
        ),
        (person("", ""), person("", ""), []),
    ],
)
def test_what_else_agrees_or_contradicts(one: Card, other: Card, points: list[Term]) -> None:
    assert [
        term for term in score(one, other).terms if term.name not in {"name", "sound"}
    ] == points


def test_a_mobile_counts_whatever_it_is_called() -> None:
    one = card_of(PERSON, {"phones": [{"e164": MOBILE, "kind": "work"}]})
    other = card_of(PERSON, {"phones": [{"e164": "+4930999", "kind": "mobile"}, {"e164": MOBILE}]})
    assert [term.name for term in score(one, other).terms] == ["mobile"]
    assert one.mobiles == {MOBILE}
    assert other.mobiles == {MOBILE, "+4930999"}


WORDS = st.sampled_from(
    "Hans Müller Mueller Karl-Heinz Weiß Özdemir Anna Schmidt Dr. Łukasz".split()
)
PERSONS = st.fixed_dictionaries(
    {
        "given_name": WORDS,
        "family_name": WORDS,
        "salutation": st.sampled_from(["mr", "ms", "none"]),
        "birth_on": st.sampled_from([None, "1990-01-01", "1991-01-01"]),
        "emails": st.lists(
            st.sampled_from([{"normal": f"{local}@n.example"} for local in ("a", "b", "info")])
        ),
        "phones": st.lists(st.sampled_from([{"e164": MOBILE}, {"e164": SWITCHBOARD}])),
        "addresses": st.lists(st.sampled_from([HOME, {**HOME, "postal_code": "20095"}])),
        "memberships": st.lists(st.sampled_from([{"body": "b1"}, {"body": "b2"}])),
    }
)


@given(PERSONS, PERSONS, st.randoms(use_true_random=False))
def test_a_score_is_symmetric_and_no_order_matters(
    one: dict[str, Any], other: dict[str, Any], shuffled: random.Random
) -> None:
    there, back = card_of(PERSON, one), card_of(PERSON, other)
    found = score(there, back)
    assert found == score(back, there)
    assert 0 <= found.points <= 100
    items = list(one.items())
    shuffled.shuffle(items)
    turned = {
        name: shuffled.sample(value, len(value)) if isinstance(value, list) else value
        for name, value in items
    }
    assert score(card_of(PERSON, turned), back) == found


@given(PERSONS)
def test_a_record_is_certainly_itself_if_it_can_be_reached(one: dict[str, Any]) -> None:
    card = card_of(PERSON, one)
    if card.personal_mails:
        assert score(card, card).band == "certain"
