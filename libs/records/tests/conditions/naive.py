"""A second evaluator of conditions that shares no code with the first: slow, and plain to read.

It works on the wire form, by the local date of an instant instead of by spans in UTC, with a
fold of its own and a walk over the calendar day by day.
"""

import unicodedata
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

DAY = timedelta(days=1)


def holds(tree, types, state, moment, changed=None):
    """Answer a condition; `types` maps a path to text, number, date … or `list of …`."""
    if "all" in tree:
        return all(holds(part, types, state, moment, changed) for part in tree["all"])
    if "any" in tree:
        return any(holds(part, types, state, moment, changed) for part in tree["any"])
    if "not" in tree:
        return not holds(tree["not"], types, state, moment, changed)
    return _leaf(tree, types[tree["field"]], state, moment, changed or {})


def _leaf(leaf, kind, state, moment, changed):  # noqa: PLR0911 - one line a case reads best
    op, value = leaf["op"], leaf.get("value")
    if op == "ne":
        return not _leaf({**leaf, "op": "eq"}, kind, state, moment, changed)
    if op == "not_in":
        return not _leaf({**leaf, "op": "in"}, kind, state, moment, changed)
    if op.startswith("changed"):
        return _change(leaf, kind, moment, changed)
    found = _look(state, leaf["field"].split("."))
    if op == "is_empty":
        return found in (None, "", [])
    if op == "is_set":
        return found not in (None, "", [])
    if kind.startswith("list of "):
        wanted = [value] if op == "contains" else value
        hits = [
            any(_compare("eq", one, want, kind[8:], moment) for one in found or [])
            for want in wanted
        ]
        return all(hits) if op == "contains_all" else any(hits)
    return _compare(op, found, value, kind, moment)


def _look(value, keys):
    for at, key in enumerate(keys):
        if isinstance(value, list):
            return [one for each in value if (one := _look(each, keys[at:])) is not None]
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def _change(leaf, kind, moment, changed):
    first, *rest = leaf["field"].split(".")
    if first not in changed:
        return False
    old, new = (_look(side, rest) if rest else side for side in changed[first])
    old, new = (None if side in ("", []) else side for side in (old, new))
    if old == new:
        return False
    if leaf["op"] == "changed":
        return True
    side = old if leaf["op"] == "changed_from" else new
    if leaf["value"] is None:
        return side is None
    return _compare("eq", side, leaf["value"], kind, moment)


def _compare(op, found, value, kind, moment):  # noqa: C901, PLR0911 - one line a case reads best
    if found is None or found == "":
        return False
    if op == "in":
        if value == {"current": "team"}:
            return str(found) in {str(user) for user in moment.team}
        return any(_compare("eq", found, each, kind, moment) for each in value)
    if op == "between":
        low = _compare("gte", found, value[0], kind, moment)
        return low and _compare("lte", found, value[1], kind, moment)
    if kind in ("date", "datetime"):
        return _compare_time(op, found, value, kind, moment)
    if kind == "reference":
        wanted = moment.user if value == {"current": "user"} else value
        return wanted is not None and str(found) == str(wanted).lower()
    if kind == "text":
        left, right = folded(found), folded(value)
        if op == "contains":
            return right in left
        if op == "starts_with":
            return left[: len(right)] == right
    elif kind == "number":
        left, right = Decimal(str(found)), Decimal(str(value))
    else:
        left, right = found, value
    return _ordered(op, left, right)


def _ordered(op, left, right):
    return {
        "eq": left == right,
        "lt": left < right,
        "lte": left <= right,
        "gt": left > right,
        "gte": left >= right,
    }[op]


def _compare_time(op, found, value, kind, moment):
    if kind == "datetime":
        found = datetime.fromisoformat(found) if isinstance(found, str) else found
        if (instant := _instant(value, moment)) is not None:
            return _ordered(op, found.timestamp(), instant.timestamp())
        found = found.astimezone(moment.zone).date()
    elif isinstance(found, str):
        found = date.fromisoformat(found)
    first, last = _days(value, moment.now.astimezone(moment.zone).date())
    return {
        "eq": first <= found <= last,
        "lt": found < first,
        "lte": found <= last,
        "gt": found > last,
        "gte": found >= first,
    }[op]


def _instant(value, moment):
    if isinstance(value, str):
        return datetime.fromisoformat(value) if "T" in value else None
    word = value["relative"]
    if word == "now":
        return moment.now
    if word.endswith("min"):
        return moment.now.astimezone(UTC) + timedelta(minutes=int(word[:-3]))
    if word.endswith("h") and word[-2].isdigit():
        return moment.now.astimezone(UTC) + timedelta(hours=int(word[:-1]))
    return None


def _days(value, today):
    if isinstance(value, str):
        day = date.fromisoformat(value)
        return day, day
    word = value["relative"]
    if word in ("yesterday", "today", "tomorrow"):
        day = today + DAY * (("yesterday", "today", "tomorrow").index(word) - 1)
        return day, day
    which, _, period = word.partition("_")
    if period:
        return _period(today, period, ("last", "this", "next").index(which) - 1)
    for unit, days in (("d", 1), ("w", 7)):
        if word.endswith(unit):
            day = today + DAY * days * int(word[: -len(unit)])
            return day, day
    for unit, months in (("mo", 1), ("q", 3), ("y", 12)):
        if word.endswith(unit):
            day = _months_away(today, months * int(word[: -len(unit)]))
            return day, day
    raise AssertionError(word)


def _period(today, period, shift):
    def label(day):
        return {
            "week": day.isocalendar()[:2],
            "month": (day.year, day.month),
            "quarter": (day.year, (day.month + 2) // 3),
            "year": day.year,
        }[period]

    day = today
    for _ in range(abs(shift)):
        here = label(day)
        while label(day) == here:
            day += DAY if shift > 0 else -DAY
    first = last = day
    while label(first - DAY) == label(day):
        first -= DAY
    while label(last + DAY) == label(day):
        last += DAY
    return first, last


def _months_away(day, months):
    step = 1 if months > 0 else -1
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += step
        if month in (0, 13):
            year, month = year + step, 12 if step < 0 else 1
    for number in range(day.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError(day)


_ALONE = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ħ": "h",
    "ł": "l",
    "ŧ": "t",
    "\u0131": "i",
    "\u03c2": "\u03c3",
}


def folded(text):
    """Fold letter by letter: a base, and the marks that follow it."""
    letters = []
    for char in unicodedata.normalize("NFD", text.lower()):
        if "\u0300" <= char <= "\u036f":
            if letters:
                letters[-1][1].append(char)
        else:
            letters.append((char, []))
    return "".join(
        base + "e" if base in "aou" and "\u0308" in marks else _ALONE.get(base, base)
        for base, marks in letters
    )
