"""What hypothesis draws: trees over every type of field, states to ask of, moments to ask in."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from kontor_records.conditions.moment import Moment
from libs.records.tests.conditions import naive
from libs.records.tests.conditions.sample import ANNA, BEN, CARLA, TYPES

ZONES = ("Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Beirut", "UTC")
INSTANTS = tuple(
    datetime.fromisoformat(text).replace(tzinfo=UTC)
    for text in (
        "2026-03-28T23:30:00",
        "2026-03-29T00:59:59.999999",
        "2026-03-29T01:00:00",
        "2026-10-25T00:30:00",
        "2026-10-25T01:30:00",
        "2025-12-31T22:59:59",
        "2026-01-01T00:00:00",
        "2024-02-29T12:00:00",
    )
)
TEXTS = ("Ärger", "aerger", "AERGER", "Öhler", "Ohm", "Straße", "strasse", "ö", "e", "Łódź", "a b")
WORDS = (
    "now today yesterday tomorrow this_week last_week next_week this_month last_month next_month "
    "this_quarter last_quarter next_quarter this_year last_year next_year -7d +1d 0d 3d -1w 2w "
    "-1mo 1mo -13mo -1q 1q -1y 4y -2h 36h +90min -1min"
).split()
DATE_WORDS = tuple(w for w in WORDS if w != "now" and not w.endswith(("h", "min")))

texts = st.sampled_from(TEXTS)
instants = st.builds(
    lambda base, seconds: base + timedelta(seconds=seconds),
    st.sampled_from(INSTANTS),
    st.sampled_from((0, 0, 1, -1, 3600, -3600, 86400, -86400, -7 * 86400, 40 * 86400)),
)
dates = instants.map(datetime.date)
numbers = st.sampled_from((0, 1, -1, Decimal("0.1"), Decimal("2.50"), Decimal("2.5"), 10))
integers = st.sampled_from((0, 1, -1, 100, 119000))
people = st.sampled_from((ANNA, BEN, CARLA))
stages = st.sampled_from(("new", "won", "lost"))
mailboxes = st.builds(
    lambda value, kind: {"value": value, "kind": kind}, texts, st.sampled_from(("work", "private"))
)


def either(*forms):
    """Give a value as JSON has it or as Python has it."""
    return lambda value: st.sampled_from([form(value) for form in forms])


def maybe(values):
    return st.one_of(st.none(), values, values, values)


FIELDS = {
    "name": maybe(st.one_of(texts, st.just(""))),
    "score": maybe(numbers.flatmap(either(str, Decimal, float))),
    "employees": maybe(integers),
    "is_hot": maybe(st.booleans()),
    "due_on": maybe(dates.flatmap(either(str, lambda day: day))),
    "seen_at": maybe(instants.flatmap(either(datetime.isoformat, lambda instant: instant))),
    "owner": maybe(people.flatmap(either(str, lambda person: person))),
    "stage": maybe(stages),
    "budget": maybe(
        st.builds(
            lambda minor, currency: {"minor": minor, "currency": currency},
            integers,
            st.sampled_from(("EUR", "CHF")),
        )
    ),
    "place": maybe(st.builds(lambda city: {"city": city}, maybe(texts))),
    "emails": st.lists(mailboxes, max_size=2),
    "tags": st.lists(texts, max_size=3),
    "watchers": st.lists(people.map(str), max_size=2),
}
# A missing key reads like null.
states = st.fixed_dictionaries({}, optional=FIELDS)
changes = st.fixed_dictionaries(
    {},
    optional={
        name: st.tuples(FIELDS[name], FIELDS[name])
        for name in ("name", "employees", "stage", "budget", "place", "seen_at", "owner", "tags")
    },
)
moments = st.builds(
    lambda now, zone, user: Moment(
        now=now, zone=ZoneInfo(zone), user=user, team=frozenset({ANNA, BEN})
    ),
    instants,
    st.sampled_from(ZONES),
    st.sampled_from((None, ANNA, CARLA)),
)


def relative(words):
    return st.sampled_from(words).map(lambda word: {"relative": word})


VALUES = {
    "text": texts,
    "number": numbers.flatmap(either(str, float)),
    "integer": integers,
    "boolean": st.booleans(),
    "date": st.one_of(dates.map(date.isoformat), relative(DATE_WORDS)),
    "datetime": st.one_of(
        instants.map(datetime.isoformat), dates.map(date.isoformat), relative(tuple(WORDS))
    ),
    "reference": st.one_of(people.map(str), st.just({"current": "user"})),
    "choice": st.nothing(),
}
ORDER = ("lt", "lte", "gt", "gte", "between")
OPS = {
    "text": ("eq", "ne", "in", "not_in", *ORDER, "contains", "starts_with"),
    "number": ("eq", "ne", "in", "not_in", *ORDER),
    "boolean": ("eq", "ne"),
    "reference": ("eq", "ne", "in", "not_in"),
    "list": ("contains", "contains_any", "contains_all"),
}
OPS |= dict.fromkeys(("integer", "date", "datetime"), OPS["number"])
OPS |= {"choice": OPS["reference"]}


def values_of(path, kind):
    if path == "emails.kind":
        return st.sampled_from(("work", "private"))
    kind = kind.removeprefix("list of ")
    return stages if kind == "choice" else VALUES[kind]


@st.composite
def leaves(draw, types=TYPES, *, has_changes=True):
    path = draw(st.sampled_from(sorted(types)))
    kind, value = types[path], values_of(path, types[path])
    is_list = kind.startswith("list of ")
    over_changes = ("changed",) if is_list else ("changed", "changed_to", "changed_from")
    over_changes = over_changes if has_changes else ()
    ops = OPS["list" if is_list else kind]
    op = draw(st.sampled_from((*ops, *ops, "is_empty", "is_set", *over_changes)))
    leaf = {"field": path, "op": op}
    if op in ("is_empty", "is_set", "changed"):
        return leaf
    if op in ("changed_to", "changed_from"):
        return leaf | {"value": draw(st.one_of(st.none(), value))}
    if op == "between":
        return leaf | {"value": pair(draw(value), draw(value), kind)}
    if op in ("in", "not_in", "contains_any", "contains_all"):
        if kind == "reference" and draw(st.booleans()):
            return leaf | {"value": {"current": "team"}}
        return leaf | {"value": draw(st.lists(value, min_size=1, max_size=3))}
    return leaf | {"value": draw(value)}


def pair(low, high, kind):
    """Put two fixed values in order; what is relative stays as drawn."""
    if isinstance(low, dict) or isinstance(high, dict):
        return [low, high]
    keys = {"text": naive.folded, "number": lambda one: Decimal(str(one))}
    return sorted((low, high), key=keys.get(kind))


def trees(types=TYPES, *, has_changes=True):
    return st.recursive(
        leaves(types, has_changes=has_changes),
        lambda parts: st.one_of(
            st.lists(parts, max_size=3).map(lambda found: {"all": found}),
            st.lists(parts, max_size=3).map(lambda found: {"any": found}),
            parts.map(lambda part: {"not": part}),
        ),
        max_leaves=4,
    )
