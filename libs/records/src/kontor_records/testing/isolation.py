"""Tenant isolation at every route of a type, out of the route table: none can be forgotten."""

import re
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

import httpx
from fastapi.routing import APIRoute

from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench
from kontor_records.declaration.record_type import RECORD_TYPES
from kontor_records.testing.realm import Realm
from kontor_records.testing.subject import Subject

_PLACE: Final = re.compile(r"\{(\w+)\}")
_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
_FIELD: Final[dict[str, Any]] = {"key": "c_mine", "type": "text", "label": {"en": "Mine"}}


async def no_route_leads_into_another_tenant(subject: Subject) -> None:
    """Whatever is asked of a foreign id is answered as of one that is nobody's."""
    mine = await _filled(subject)
    before = [fact.subject for fact in await subject.bench.facts()]
    other = Bench(subject.bench.runtime)
    await Realm(other).administrator(other.user)
    tried = 0
    async with other.client() as client:
        for method, path in _routes(subject):
            unknown = {name: str(new_id()) for name in mine}
            foreign = await _asked(client, method, path, mine, other.user)
            nobody = await _asked(client, method, path, unknown, other.user)
            place = f"{method} {path}"
            assert _plain(foreign) == _plain(nobody), place
            assert not any(each in foreign.text for each in _told_only(mine, path)), place
            assert foreign.status_code < 500, f"{place}: {foreign.text}"
            tried += 1
    assert tried > 0
    assert [fact.subject for fact in await subject.bench.facts()] == before
    assert await subject.got(mine["record_id"]) == subject.seen
    named = {str(fact.subject) for fact in await other.facts()}
    assert not named & set(mine.values())


async def _filled(subject: Subject) -> dict[str, str]:
    """Make one of everything that has an id in a path, and return the ids by their names."""
    record = await subject.created()
    mine, path = {"record_id": str(record["id"])}, subject.path
    made: dict[str, tuple[str, dict[str, Any]]] = {
        "view_id": (f"{path}/views", {"name": "Mine"}),
        "job_id": (f"{path}/bulk", {"action": "tag", "ids": [record["id"]],
                                    "values": {"tags": [str(new_id())]}}),
        "import_id": (f"{path}/imports", {"file_name": "mine.csv"}),
        "field_id": (f"{path}/custom_fields", _FIELD),
    }  # fmt: skip
    for name, (place, body) in made.items():
        answer = await subject.client.post(place, json=body)
        # A type without the capability has no such route.
        if answer.status_code not in {404, 405}:
            assert answer.is_success, answer.text
            mine[name] = str(answer.json()["id"])
    if subject.record_type.has("tags"):
        one = f"{path}/{record['id']}"
        tagged = await subject.client.post(f"{one}/tag", json={"name": "Mine"})
        mine["tag_id"] = str(tagged.json()["tags"][0])
    subject.seen = await subject.got(mine["record_id"])
    return mine


def _routes(subject: Subject) -> Iterator[tuple[str, str]]:
    """Give the routes of the type, and those of the service that are no other type's."""
    others = {each.plural for each in RECORD_TYPES.values()} - {subject.record_type.plural}
    for router in subject.bench.runtime.definition.routers:
        for route in router.routes:
            if not isinstance(route, APIRoute):
                continue
            path = route.path.removeprefix("/api/v1")
            if path.split("/")[1] not in others:
                yield from ((method, path) for method in sorted(route.methods or ()))


async def _asked(
    client: httpx.AsyncClient, method: str, path: str, ids: dict[str, str], user: UUID
) -> httpx.Response:
    # A place that is no record's is tried with the record's id: it must be as unknown.
    filled = _PLACE.sub(lambda found: ids.get(found[1], ids["record_id"]), path)
    filled = filled.replace("/parts/" + ids["record_id"], "/parts/0")
    if method in {"GET", "DELETE"}:
        query = {"q": "probe"} if path.endswith("/search") else {}
        return await client.request(method, f"/api/v1{filled}", params=query)
    if method == "PUT":
        kind = {"content-type": "application/octet-stream"}
        return await client.put(f"/api/v1{filled}", content=b"a;b\n1;2\n", headers=kind)
    body = _body(path, ids, user)
    return await client.request(method, f"/api/v1{filled}", json=body)


def _body(path: str, ids: dict[str, str], user: UUID) -> dict[str, Any]:
    """Return what a verb takes, with foreign ids wherever it names one."""
    record, tag = ids["record_id"], ids.get("tag_id", ids["record_id"])
    principal, held = {"kind": "user", "id": str(user)}, {"name": "approval", "holder": record}
    bodies: dict[str, dict[str, Any]] = {
        "tag": {"name": "Mine"},
        "untag": {"tag": tag},
        "views/{view_id}/share": {"shared_with": [principal]},
        "share": {"principal": principal},
        "unshare": {"principal": principal},
        "add_co_owner": {"user": str(user)},
        "remove_co_owner": {"user": str(user)},
        "tags/{tag_id}/merge": {"into": tag},
        "merge": {"losers": [record], "versions": {record: 1}},
        "not_duplicate": {"other": record},
        "hold": held,
        "release": held,
        "choice_lists/{list_id}/replace": {"key": "one", "by": "other"},
        "rename": {"name": "Theirs"},
        "copy": {"name": "Theirs"},
        "bulk": {"action": "delete", "ids": [record]},
        "exports": {"format": "jsonl", "filter": {"field": "id", "op": "eq", "value": record}},
        "views": {"name": record},
    }
    return next((body for verb, body in bodies.items() if path.endswith(f"/{verb}")), {})


def _plain(answer: httpx.Response) -> tuple[int, str]:
    """Return what an answer says, whichever ids and moments it names."""
    return answer.status_code, _MOMENT.sub("<at>", _ID.sub("<id>", answer.text))


def _told_only(mine: dict[str, str], path: str) -> list[str]:
    """Return the ids that an answer can have from nowhere but the other tenant."""
    asked = {mine.get(name, mine["record_id"]) for name in _PLACE.findall(path)}
    return [each for each in mine.values() if each not in asked | {mine["record_id"]}]
