"""The exits: every way by which a record, or a word about it, leaves the service.

Each exit asks as one user about all records of one type and compares every cell with the oracle.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from kontor_records.declaration.record_type import RecordType
from libs.records.tests.oracle.trial import READABLE, WORDS, Kept, Trial
from libs.records.tests.oracle.world import FIELDS

Ask = Callable[[Trial, UUID, httpx.AsyncClient, RecordType[Any]], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Exit:
    """A way out.

    Attributes:
        name: What it is called in a difference.
        routes: The routes it covers, `{plural}` standing for each type's.
        ask: Asks, and compares.
    """

    name: str
    routes: tuple[str, ...]
    ask: Ask


EXITS: list[Exit] = []


def leaves_by(*routes: str) -> Callable[[Ask], Ask]:
    """Enter a function into the register of exits, with the routes it covers."""

    def enter(ask: Ask) -> Ask:
        EXITS.append(Exit(name=ask.__name__, routes=routes, ask=ask))
        return ask

    return enter


def outcome(answer: httpx.Response) -> str:
    """Return the status of an answer, with the code of a refusal."""
    code = answer.json().get("code", "") if answer.content and answer.status_code >= 400 else ""
    return f"{answer.status_code} {code}".strip()


def refused_at(answer: httpx.Response) -> str:
    """Return the one code that a refused request was refused by."""
    faults = answer.json().get("errors") or answer.json().get("faults") or []
    return outcome(answer) if not faults else f"{answer.status_code} {faults[0]['code']}"


def _rows(trial: Trial, user: UUID, record_type: RecordType[Any]) -> bool:
    return trial.oracle.has_action(user, "read", record_type.record)


@leaves_by("GET /api/v1/{plural}")
async def listing(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare who is in the list, what is shown of them, and how many they are said to be."""
    live = trial.live(record_type.record)
    answer = await client.get(
        f"/api/v1/{record_type.plural}", params={"limit": 200, "count": "true"}
    )
    if not _rows(trial, user, record_type):
        for one in live:
            trial.cell("listing", user, one, "403 action_forbidden", outcome(answer))
        return
    items = {item["id"]: item for item in answer.json()["items"]}
    for one in live:
        item = items.get(str(one.id))
        trial.cell("listing", user, one, trial.sees(user, one), item is not None)
        if item is not None:
            trial.cell("listed fields", user, one, [], trial.troubles(user, one, item))
            trial.cell("listed access", user, one, False, "access" in item)
    seen = sum(trial.sees(user, one) for one in live)
    trial.cell("count", user, record_type.name, seen, answer.json()["count"])


@leaves_by("GET /api/v1/{plural}")
async def sorting(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare the order by each sortable field; hidden and masked ones order nothing."""
    if not _rows(trial, user, record_type):
        return
    live = trial.live(record_type.record)
    for name in record_type.marked("sortable"):
        if name not in FIELDS[record_type.record]:
            continue
        answer = await client.get(
            f"/api/v1/{record_type.plural}", params={"limit": 200, "sort": name}
        )
        if trial.level(user, record_type, name) not in READABLE:
            for one in live:
                trial.cell("sorting", user, one, "422 field_unknown", refused_at(answer))
            continue
        order = sorted(
            (one for one in live if trial.sees(user, one)),
            key=lambda one: (one.fields[name] is None, _place(record_type, name, one), one.id),
        )
        got = [item["id"] for item in answer.json()["items"]]
        for place, one in enumerate(order):
            found = got[place] if place < len(got) else None
            trial.cell(f"sorting {name}", user, one, str(one.id), found)
        trial.cell("sorting", user, record_type.name, len(order), len(got))


def _place(record_type: RecordType[Any], name: str, one: Kept) -> Any:
    """Return what orders a record: choices stand in the order in which they are declared."""
    choices = record_type.fields[name].choices
    return choices.index(one.fields[name]) if choices else one.fields[name]


@leaves_by("GET /api/v1/{plural}")
async def filtering(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare what a filter finds by each field; hidden and masked ones are refused."""
    if not _rows(trial, user, record_type):
        return
    live = trial.live(record_type.record)
    for name in FIELDS[record_type.record]:
        if name in {"price", "emails"}:
            continue
        value = trial.drawn.choice(live).json[name]
        leaf = {"field": name, "op": "is_empty"}
        if value is not None:
            leaf = {"field": name, "op": "eq", "value": value}
        answer = await client.get(
            f"/api/v1/{record_type.plural}", params={"limit": 200, "filter": json.dumps(leaf)}
        )
        if trial.level(user, record_type, name) not in READABLE:
            for one in live:
                trial.cell("filtering", user, one, "422 field_unknown", refused_at(answer))
            continue
        got = {item["id"] for item in answer.json().get("items", ())}
        for one in live:
            expected = trial.sees(user, one) and one.json[name] == value
            trial.cell("filtering", user, one, expected, str(one.id) in got)


@leaves_by("GET /api/v1/{plural}")
async def filtering_through(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare what a filter finds by a field of the harbour: one out of sight has no fields."""
    harbours = trial.kept["sample.harbour"]
    if record_type.name != "boat" or not _rows(trial, user, record_type):
        return
    wanted = trial.drawn.choice(list(harbours.values())).json["name"]
    leaf = json.dumps({"field": "harbour.name", "op": "eq", "value": wanted})
    answer = await client.get("/api/v1/boats", params={"limit": 200, "filter": leaf})
    behind = trial.kept["sample.harbour"][next(iter(harbours))].record_type
    is_open = (
        trial.level(user, record_type, "harbour") in READABLE
        and _rows(trial, user, behind)
        and trial.level(user, behind, "name") in READABLE
    )
    got = {item["id"] for item in answer.json().get("items", ())}
    for one in trial.live("sample.boat"):
        if not is_open:
            trial.cell("filtering through", user, one, "422 field_unknown", refused_at(answer))
            continue
        harbour = harbours.get(one.fields["harbour"])
        expected = (
            trial.sees(user, one)
            and harbour is not None
            and trial.sees(user, harbour)
            and harbour.json["name"] == wanted
        )
        if harbour is None or not harbour.is_binned:
            trial.cell("filtering through", user, one, expected, str(one.id) in got)


@leaves_by("GET /api/v1/{plural}/board")
async def board(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare cards, counts and sums of the board; a hidden field makes neither columns nor sums."""
    if record_type.board is None:
        return
    live = trial.live(record_type.record)
    path = f"/api/v1/{record_type.plural}/board"
    for group_by in record_type.board.group_by:
        answer = await client.get(path, params={"group_by": group_by, "sum": "price"})
        if not _rows(trial, user, record_type):
            for one in live:
                trial.cell("board", user, one, "403 action_forbidden", outcome(answer))
            continue
        levels = {trial.level(user, record_type, name) for name in (group_by, "price")}
        if levels - {*READABLE}:
            for one in live:
                trial.cell("board", user, one, "422 field_unknown", refused_at(answer))
            continue
        columns = {column["key"]: column for column in answer.json()["columns"]}
        for one in live:
            column = columns.get(one.json[group_by], {"cards": ()})
            cards = {card["id"]: card for card in column["cards"]}
            card = cards.get(str(one.id))
            trial.cell("board", user, one, trial.sees(user, one), card is not None)
            hidden = [
                name for name in FIELDS[record_type.record]
                if trial.level(user, record_type, name) == "none" and name in (card or {})
            ]  # fmt: skip
            trial.cell("cards", user, one, [], hidden)
        for key, column in columns.items():
            inside = [one for one in live if one.json[group_by] == key and trial.sees(user, one)]
            total = sum(one.json["price"]["minor"] for one in inside)
            sums = column["sums"].get("price", {}).get("EUR", 0)
            trial.cell("board", user, key, (len(inside), total), (column["count"], sums))


@leaves_by("GET /api/v1/{plural}")
async def labels(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare what the records behind references are called."""
    reference = {"boat": "harbour", "sailor": "boat"}.get(record_type.name)
    if reference is None or not _rows(trial, user, record_type):
        return
    answer = (await client.get(f"/api/v1/{record_type.plural}", params={"limit": 200})).json()
    told = trial.level(user, record_type, reference) in READABLE
    shown = {
        one.fields[reference] for one in trial.live(record_type.record) if trial.sees(user, one)
    }
    for one in trial.kept[f"sample.{reference}"].values():
        title = one.record_type.title
        is_titled = trial.level(user, one.record_type, title) in READABLE
        expected: dict[str, Any] | None = {"title": one.json[title] if is_titled else None}
        if one.is_binned:
            expected = {**(expected or {}), "binned": True}
        if not trial.sees(user, one):
            expected = {"hidden": True}
        if not told or one.id not in shown:
            expected = None
        got = answer["refs"].get(f"{one.record_type.record}:{one.id}")
        trial.cell("labels", user, one, expected, got)


@leaves_by("GET /api/v1/{plural}/search")
async def searching(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare what each field's own word finds, and that no excerpt shows what is hidden."""
    for name in record_type.marked("searchable"):
        if name not in WORDS or name not in FIELDS[record_type.record]:
            continue
        answer = await client.get(
            f"/api/v1/{record_type.plural}/search", params={"q": WORDS[name], "limit": 100}
        )
        items = {item["id"]: item for item in answer.json().get("items", ())}
        is_open = trial.level(user, record_type, name) in READABLE
        for one in trial.live(record_type.record):
            item = items.get(str(one.id))
            trial.cell("searching", user, one, is_open and trial.sees(user, one), item is not None)
            if item is not None:
                trial.cell("found", user, one, [], _found_troubles(trial, user, one, item))


def _found_troubles(trial: Trial, user: UUID, one: Kept, item: dict[str, Any]) -> list[str]:
    title = one.record_type.title
    level = trial.level(user, one.record_type, title)
    found = []
    if level in READABLE and item["title"] != one.json[title]:
        found.append(f"title is {item['title']!r}")
    if level not in READABLE and item["title"] == one.json[title]:
        found.append("title is shown")
    found += [
        f"excerpt of {each['field']}"
        for each in item["excerpts"]
        if trial.level(user, one.record_type, each["field"]) not in READABLE
    ]
    found += [
        f"subtitle {name}"
        for name in item["subtitle"]
        if trial.level(user, one.record_type, name) == "none"
    ]
    return found


@leaves_by("GET /api/v1/{plural}/bin", "GET /api/v1/sample_bin")
async def bin_listing(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare what lies in the bin of the type, and of it in the one over all types."""
    title = record_type.title
    for path in (f"{record_type.plural}/bin", "sample_bin"):
        answer = await client.get(f"/api/v1/{path}", params={"limit": 200})
        items = {item["id"]: item for item in answer.json().get("items", ())}
        for one in trial.kept[record_type.record].values():
            item = items.get(str(one.id))
            expected = one.is_binned and trial.sees(user, one)
            trial.cell(f"bin: {path}", user, one, expected, item is not None)
            if item is not None and trial.level(user, record_type, title) not in READABLE:
                trial.cell("bin titles", user, one, False, item["title"] == one.json[title])


@leaves_by("GET /api/v1/{plural}/{record_id}")
async def getting(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare each record got by its id."""
    for one in trial.kept[record_type.record].values():
        answer = await client.get(f"/api/v1/{record_type.plural}/{one.id}")
        is_there = trial.sees(user, one) and not one.is_binned
        trial.cell(
            "getting", user, one, "200" if is_there else "404 record_unknown", outcome(answer)
        )
        if answer.status_code == 200:
            trial.cell("got fields", user, one, [], trial.troubles(user, one, answer.json()))


@leaves_by("GET /api/v1/{plural}/{record_id}/history")
async def telling_history(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare which changes a history tells, and how."""
    for one in trial.kept[record_type.record].values():
        answer = await client.get(f"/api/v1/{record_type.plural}/{one.id}/history")
        expected = "200" if trial.sees(user, one) else "404 record_unknown"
        trial.cell("history", user, one, expected, outcome(answer))
        if answer.status_code != 200:
            continue
        told = {
            (change["field"], json.dumps(value, sort_keys=True))
            for entry in answer.json()["items"]
            for change in entry["changes"]
            for value in (change["old"], change["new"])
        }
        found = []
        for name in FIELDS[record_type.record]:
            level = trial.level(user, record_type, name)
            values = [json.loads(value) for field, value in told if field == name]
            if level == "none" and values:
                found.append(f"{name} is told")
            elif level == "masked" and one.json[name] in [v for v in values if v is not None]:
                found.append(f"{name} is told unmasked")
            elif level in READABLE and one.json[name] is not None and one.json[name] not in values:
                found.append(f"{name} is not told")
        empty = [entry["version"] for entry in answer.json()["items"]
                 if entry["kind"] == "updated" and not entry["changes"]]  # fmt: skip
        trial.cell("told fields", user, one, ([], []), (found, empty))


@leaves_by("GET /api/v1/tags/{tag_id}/records", "GET /api/v1/{plural}/{record_id}/tags")
async def lying_under_a_tag(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare which records a tag leads to, what they are called, and who is told their tags."""
    answer = (await client.get(f"/api/v1/tags/{trial.tag}/records")).json()
    found = [each for each in answer.get("records", ()) if each["record"] == record_type.record]
    items = {item["id"]: item["title"] for each in found for item in each["items"]}
    is_titled = trial.level(user, record_type, record_type.title) in READABLE
    live = trial.live(record_type.record)
    for one in live:
        trial.cell("tagged", user, one, trial.sees(user, one), str(one.id) in items)
        if str(one.id) in items:
            told = items[str(one.id)] == one.json[record_type.title]
            trial.cell("tagged titles", user, one, is_titled, told)
        own = await client.get(f"/api/v1/{record_type.plural}/{one.id}/tags")
        expected = "200" if trial.sees(user, one) else "404 record_unknown"
        trial.cell("tags", user, one, expected, outcome(own))
    seen = sum(trial.sees(user, one) for one in live)
    trial.cell("tagged", user, record_type.name, seen, sum(each["count"] for each in found))


@leaves_by("GET /api/v1/catalogue")
async def reading_the_catalogue(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare which types and fields the catalogue tells, and how far it says they are open."""
    answer = (await client.get("/api/v1/catalogue")).json()
    entries = {entry["record"]: entry for entry in answer.get("records", ())}
    entry = entries.get(record_type.record)
    is_told = _rows(trial, user, record_type)
    trial.cell("catalogue", user, record_type.name, is_told, entry is not None)
    if entry is None:
        return
    fields = {each["name"]: each for each in entry["fields"]}
    for name in FIELDS[record_type.record]:
        level = trial.level(user, record_type, name)
        trial.cell("catalogue", user, name, level != "none", name in fields)
        if name in fields and not fields[name]["derived"]:
            trial.cell("catalogue rights", user, name, level, fields[name]["right"])
    for action in ("create", "update", "delete"):
        may = trial.oracle.has_action(user, action, record_type.record)
        trial.cell("catalogue", user, (record_type.name, action), may, entry["can"][action])
    screens = ("title", "subtitle", "quick_create", "list", "board", "sections")
    text = json.dumps([entry[part] for part in screens])
    for name in FIELDS[record_type.record]:
        if trial.level(user, record_type, name) == "none":
            trial.cell("catalogue words", user, name, False, f'"{name}"' in text)
