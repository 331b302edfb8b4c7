"""The exits of many records at once: files out and in, bulk jobs that are done, and saved views."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import orjson

from kontor_records.bulk.running import run_once
from kontor_records.declaration.record_type import RecordType
from libs.records.tests.oracle.exits import leaves_by, outcome, refused_at
from libs.records.tests.oracle.trial import READABLE, WORDS, Kept, Trial
from libs.records.tests.oracle.world import FIELDS
from libs.records.tests.oracle.writing_exits import refused_field
from libs.records.tests.sample.sailors import BULK

_TEXTS = {"sample.boat": ("notes", "skipper"), "sample.sailor": ("given_name",)}
"""Fields that bulk jobs change here, none of them named by a condition."""


@leaves_by("POST /api/v1/{plural}/exports")
async def exporting(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare the lines of a file with what the list shows: no row more, no field more."""
    answer = await client.post(f"/api/v1/{record_type.plural}/exports", json={"format": "jsonl"})
    may = trial.oracle.has_tool(user, "export", record_type.record)
    reads = trial.oracle.has_action(user, "read", record_type.record)
    expected = "200" if may and reads else "403 action_forbidden"
    trial.cell("exporting", user, record_type.name, expected, outcome(answer))
    if answer.status_code != 200:
        return
    lines = {line["id"]: line for line in map(orjson.loads, answer.content.splitlines())}
    for one in trial.kept[record_type.record].values():
        line = lines.get(str(one.id))
        is_there = trial.sees(user, one) and not one.is_binned
        trial.cell("exported", user, one, is_there, line is not None)
        if line is not None:
            trial.cell("exported fields", user, one, [], trial.troubles(user, one, line))
    for name in FIELDS[record_type.record]:
        body = {"format": "csv", "fields": [name]}
        named = await client.post(f"/api/v1/{record_type.plural}/exports", json=body)
        is_hidden = trial.level(user, record_type, name) == "none"
        got = named.status_code == 422 and refused_at(named) == "422 field_unknown"
        trial.cell("exporting hidden", user, name, is_hidden, got)


@leaves_by(
    "POST /api/v1/{plural}/imports",
    "PUT /api/v1/{plural}/imports/{import_id}/parts/{part}",
    "POST /api/v1/{plural}/imports/{import_id}/analyse",
    "POST /api/v1/{plural}/imports/{import_id}/map",
)
async def importing(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare into which fields a file may go, and that none is proposed that is hidden."""
    path = f"/api/v1/{record_type.plural}/imports"
    begun = await client.post(path, json={"file_name": "rows.csv"})
    may = trial.oracle.has_tool(user, "import", record_type.record)
    if not may:
        trial.cell("importing", user, record_type.name, "403 action_forbidden", outcome(begun))
        return
    if begun.status_code != 201:
        writes = trial.oracle.has_action(user, "create", record_type.record)
        trial.cell("importing", user, record_type.name, False, writes)
        return
    one, names = f"{path}/{begun.json()['id']}", FIELDS[record_type.record]
    rows = ";".join(names) + "\n" + ";".join("x" for _ in names) + "\n"
    kind = {"content-type": "application/octet-stream"}
    await client.put(f"{one}/parts/0", content=rows.encode(), headers=kind)
    analysed = (await client.post(f"{one}/analyse", json={})).json()
    proposed = {*analysed["mapping"]["columns"].values()}
    for name in names:
        if trial.level(user, record_type, name) != "edit":
            trial.cell("proposing", user, name, False, name in proposed)
    for name in names:
        if record_type.owned_by_verb.get(name) or "." in name:
            continue
        title = record_type.title
        columns = {each: each if each in {name, title} else None for each in names}
        mapped = await client.post(f"{one}/map", json={"columns": columns})
        refused = refused_field(trial, user, record_type, {name, title})
        if refused:
            trial.cell("mapping", user, name, refused, refused_at(mapped))


@leaves_by(
    "GET /api/v1/boats/bulk/{job_id}",
    "GET /api/v1/sailors/bulk/{job_id}",
    "GET /api/v1/boats/bulk/{job_id}/failures",
    "GET /api/v1/sailors/bulk/{job_id}/failures",
)
async def doing_in_bulk(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare what a job does with each record it was given: as the single change would."""
    names = [
        name for name in _TEXTS.get(record_type.record, ())
        if trial.level(user, record_type, name) == "edit"
    ]  # fmt: skip
    if not names or not trial.oracle.has_tool(user, "bulk", record_type.record):
        return
    # The word by which the field is searched stays in it.
    value = f"{WORDS[names[0]].title()} v{uuid4().hex[:8]}"
    kept = list(trial.kept[record_type.record].values())
    body = {
        "action": "update",
        "values": {names[0]: value},
        "ids": [str(one.id) for one in kept],
    }
    path = f"/api/v1/{record_type.plural}/bulk"
    ordered = await client.post(path, json=body)
    trial.cell("ordering bulk", user, record_type.name, "202", outcome(ordered))
    job = f"{path}/{ordered.json()['id']}"
    while (await client.get(job)).json()["finished_at"] is None:
        assert await run_once(trial.bench.runtime, BULK)
    failed = (await client.get(f"{job}/failures")).json()["items"]
    codes = {item["id"]: item["code"] for item in failed}
    for one in kept:
        trial.cell("bulk done", user, one, _refused(trial, user, one), codes.get(str(one.id)))
        if str(one.id) not in codes:
            trial.note(one, {names[0]: value})
        await trial.stands(user, one)
    other = next(each for each in trial.world.users if each != user)
    async with trial.client(other) as stranger:
        for place in (job, f"{job}/failures"):
            got = outcome(await stranger.get(place))
            trial.cell("another's job", other, place, "404 record_unknown", got)


def _refused(trial: Trial, user: UUID, one: Kept) -> str | None:
    if not trial.sees(user, one):
        return "record_unknown"
    if one.is_binned:
        return "record_in_bin"
    return None if trial.may(user, "update", one) else "action_forbidden"


@leaves_by("GET /api/v1/{plural}/views", "POST /api/v1/{plural}/views")
async def viewing(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare what a shared view shows: it opens nothing, and names what of it is broken."""
    path = f"/api/v1/{record_type.plural}"
    if not trial.oracle.has_action(user, "read", record_type.record):
        return
    name = trial.drawn.choice([each for each in record_type.marked("searchable")
                               if each in FIELDS[record_type.record]])  # fmt: skip
    shown = {"kind": "user", "id": str(user)}
    condition = {"field": name, "op": "is_set"}
    body = {"name": f"View {uuid4().hex[:8]}", "filter": condition, "columns": [name]}
    async with trial.client(trial.bench.user) as owner:
        view = (await owner.post(f"{path}/views", json=body)).json()["id"]
        await owner.post(f"{path}/views/{view}/share", json={"shared_with": [shown]})
    is_open = trial.level(user, record_type, name) in READABLE
    views = {each["id"]: each for each in (await client.get(f"{path}/views")).json()["items"]}
    trial.cell("views", user, record_type.name, True, view in views)
    trial.cell("broken views", user, name, is_open, not views[view]["broken"])
    answer = await client.get(path, params={"view": view, "limit": 200})
    trial.cell("running views", user, name, "200" if is_open else "409 view_broken",
               outcome(answer))  # fmt: skip
    got = {item["id"] for item in answer.json().get("items", ())}
    for one in trial.live(record_type.record) if is_open else ():
        expected = trial.sees(user, one) and one.json[name] is not None
        trial.cell("viewed", user, one, expected, str(one.id) in got)
