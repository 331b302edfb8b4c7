"""What every record type does alike, tried over HTTP from its declaration alone.

A service runs it with one line: `test_conformance = conformance(RECORDS)`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import httpx
import pytest

from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench
from kontor_records.declaration.record_type import RecordType
from kontor_records.testing.isolation import no_route_leads_into_another_tenant
from kontor_records.testing.realm import Realm
from kontor_records.testing.subject import Brings, Subject

_RACERS = 16


Rule = Callable[[Subject], Awaitable[None]]


def conformance(
    records: Sequence[RecordType[Any]], brings: Mapping[str, Brings] | None = None
) -> Callable[..., Any]:
    """Return the test of all rules over the record types of a service.

    Args:
        records: The types, as the service declares them.
        brings: By name of a type: what a create must bring that no field alone demands.
    """
    found = brings or {}
    cases = [
        pytest.param(record_type, rule, id=f"{record_type.name}-{rule.__name__}")
        for record_type in records
        for rule in RULES
    ]

    @pytest.mark.parametrize(("record_type", "rule"), cases)
    async def test_conformance(bench: Bench, record_type: RecordType[Any], rule: Rule) -> None:
        async with bench.client() as client:
            await rule(Subject(bench, record_type, client, found.get(record_type.name)))

    tried: Callable[..., Any] = test_conformance
    return tried


def _refused(answer: httpx.Response) -> tuple[int, str]:
    problem = answer.json()
    errors = problem.get("errors") or [problem]
    return answer.status_code, errors[0]["code"]


async def a_life_is_told_by_facts_without_a_hole(subject: Subject) -> None:
    """Create, change, delete, restore and purge: each a version, a fact, and what a read shows."""
    first = await subject.created()
    path = f"{subject.path}/{first['id']}"
    assert await subject.got(first["id"]) == first
    assert first["version"] == 1
    changed = await subject.client.patch(path, json=subject.change())
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert await subject.got(first["id"]) == changed.json()
    again = await subject.client.patch(path, json=subject.change())
    assert (again.status_code, again.json()) == (200, changed.json())
    told: list[tuple[str, int]] = [("created", 1), ("updated", 2)]
    if subject.record_type.has("bin"):
        assert (await subject.client.delete(path)).status_code == 204
        assert (await subject.client.get(path)).status_code == 404
        assert _refused(await subject.client.patch(path, json={})) == (409, "record_in_bin")
        restored = await subject.client.post(f"{path}/restore")
        assert (restored.status_code, restored.json()["version"]) == (200, 4)
        assert (await subject.client.delete(path)).status_code == 204
        assert (await subject.client.post(f"{path}/purge")).status_code == 204
        assert (await subject.client.get(path)).status_code == 404
        told += [("deleted", 3), ("restored", 4), ("deleted", 5), ("purged", 5)]
    facts = await subject.facts(first["id"])
    assert [(verb, version) for verb, version, _ in facts] == told
    for verb, version, data in facts:
        if verb in {"created", "updated", "restored"}:
            assert set(subject.record_type.fields) <= set(data["state"])
            assert (data["state"]["id"], data["state"]["version"]) == (first["id"], version)


async def another_tenant_reaches_nothing(subject: Subject) -> None:
    """Everything of one tenant is unknown in another, whoever asks there."""
    first = await subject.created()
    other = Bench(subject.bench.runtime)
    await Realm(other).administrator(other.user)
    path = f"{subject.path}/{first['id']}"
    has = subject.record_type.has
    async with other.client() as client:
        answers = [await client.get(path), await client.patch(path, json=subject.change())]
        answers.append(await client.delete(path))
        if has("history"):
            answers.append(await client.get(f"{path}/history"))
        if has("bin"):
            answers += [await client.post(f"{path}/{verb}") for verb in ("restore", "purge")]
            assert (await client.get(f"{subject.path}/bin")).json()["items"] == []
        if has("list"):
            listed = await client.get(subject.path, params={"count": "true"})
            assert (listed.json()["items"], listed.json()["count"]) == ([], 0)
        if has("search"):
            found = await client.get(f"{subject.path}/search", params={"q": "probe"})
            assert found.json()["items"] == []
    assert {_refused(answer) for answer in answers} == {(404, "record_unknown")}
    assert await subject.got(first["id"]) == first
    assert await other.facts() == []


async def a_repeated_key_writes_once(subject: Subject) -> None:
    """Twins and replays of a request are answered alike; another body is refused."""
    body, key = await subject.body(), {"Idempotency-Key": str(new_id())}
    answers = await asyncio.gather(
        *(subject.client.post(subject.path, json=body, headers=key) for _ in range(4))
    )
    replay = await subject.client.post(subject.path, json=body, headers=key)
    assert {answer.status_code for answer in (*answers, replay)} == {201}
    assert {answer.content for answer in answers} == {replay.content}
    assert replay.headers["idempotent-replayed"] == "true"
    other = await subject.client.post(subject.path, json={**body, **subject.change()}, headers=key)
    assert _refused(other) == (422, "key_reused")
    record = replay.json()["id"]
    assert [verb for verb, _, _ in await subject.facts(record)] == ["created"]
    created = f"{subject.record_type.record}.created.v1"
    assert (await subject.bench.fact_types()).count(created) == 1 + _own_parents(subject)


def _own_parents(subject: Subject) -> int:
    """Return how many records of the type itself a create must refer to: none, for most."""
    return sum(
        spec.target == subject.record_type.record and spec.required
        for spec in subject.record_type.fields.values()
    )


async def a_stale_version_changes_nothing(subject: Subject) -> None:
    """A change or deletion that was decided on another version is refused."""
    first = await subject.created()
    path, stale = f"{subject.path}/{first['id']}", {"If-Match": '"7"'}
    changed = await subject.client.patch(path, json=subject.change(), headers=stale)
    deleted = await subject.client.delete(path, headers=stale)
    assert [_refused(answer) for answer in (changed, deleted)] == [(412, "stale_version")] * 2
    assert await subject.got(first["id"]) == first
    assert len(await subject.facts(first["id"])) == 1


async def one_of_many_racers_wins(subject: Subject) -> None:
    """Of sixteen changes decided on the same version one is done; the others are stale."""
    first = await subject.created()
    path, at_first = f"{subject.path}/{first['id']}", {"If-Match": '"1"'}
    answers = await asyncio.gather(
        *(
            subject.client.patch(path, json=subject.change(901 + racer), headers=at_first)
            for racer in range(_RACERS)
        )
    )
    won = [answer.json() for answer in answers if answer.status_code == 200]
    lost = [_refused(answer) for answer in answers if answer.status_code != 200]
    assert (len(won), lost) == (1, [(412, "stale_version")] * (_RACERS - 1))
    for told in (answer.json() for answer in answers if answer.status_code == 412):
        assert (told["base_version"], told["version"]) == (1, 2)
        assert (told["by"], told["at"]) == (won[0]["updated_by"], won[0]["updated_at"])
        if subject.record_type.has("history"):
            named = subject.change()
            assert {name: told["current"][name] for name in named} == {
                name: won[0][name] for name in named
            }
    assert await subject.got(first["id"]) == won[0]
    assert [version for _, version, _ in await subject.facts(first["id"])] == [1, 2]


async def what_is_unknown_or_no_value_is_refused_whole(subject: Subject) -> None:
    """An unknown field, and a value of no type, are refused; beside them nothing is written."""
    first, body = await subject.created(), await subject.body()
    before, change = await subject.bench.fact_types(), subject.change()
    path = f"{subject.path}/{first['id']}"
    unknown = [
        await subject.client.post(subject.path, json={**body, "nonsense": 1}),
        await subject.client.patch(path, json={**change, "nonsense": 1}),
    ]
    if subject.record_type.has("list"):
        unknown += [
            await subject.client.get(subject.path, params={name: "nonsense"})
            for name in ("sort", "fields", "nonsense")
        ]
    assert {_refused(answer) for answer in unknown} == {(422, "field_unknown")}
    wrong = await subject.client.patch(path, json={name: {"x": 1} for name in change})
    assert wrong.status_code == 422
    assert await subject.got(first["id"]) == first
    assert await subject.bench.fact_types() == before


async def every_declared_order_is_paged_to_its_end(subject: Subject) -> None:
    """Each order gives every record once, in both directions, the one the reverse of the other."""
    if not subject.record_type.has("list"):
        return
    made = {(await subject.created())["id"] for _ in range(7)}
    for name in (*subject.record_type.marked("sortable"), "created_at"):
        seen: list[str] = []
        query: dict[str, Any] = {"sort": name, "limit": 3}
        while query.get("cursor", "") is not None:
            answer = await subject.client.get(subject.path, params=query)
            assert answer.status_code == 200, answer.text
            seen += [item["id"] for item in answer.json()["items"]]
            query["cursor"] = answer.json()["next"]
        assert len(seen) == len(set(seen))
        assert made <= set(seen)


async def history_replays_to_the_current_state(subject: Subject) -> None:
    """What the entries tell, from the first on, gives the record as it stands."""
    if not subject.record_type.has("history"):
        return
    first = await subject.created()
    path = f"{subject.path}/{first['id']}"
    for number in (910, 911):
        await subject.client.patch(path, json=subject.change(number))
    entries = (await subject.client.get(f"{path}/history")).json()["items"]
    assert [entry["version"] for entry in entries] == [3, 2, 1]
    replayed: dict[str, Any] = {}
    for entry in reversed(entries):
        for change in entry["changes"]:
            assert replayed.get(change["field"]) == change["old"]
            replayed[change["field"]] = change["new"]
    now = await subject.got(first["id"])
    assert {name: now[name] for name in replayed} == replayed
    untold = {"id", "version", "created_at", "created_by", "updated_at", "updated_by"}
    assert {name for name in now if not _is_empty(now[name])} - untold <= set(replayed)


def _is_empty(value: object) -> bool:
    if isinstance(value, dict):
        return all(map(_is_empty, value.values()))
    return value is None or value in ([], "")


async def what_is_switched_off_has_no_route(subject: Subject) -> None:
    """A capability that a type does not have is a route that does not exist."""
    first = await subject.created()
    of_type = {"board": "board", "search": "search", "bin": "bin"}
    for capability in subject.record_type.off & set(of_type):
        answer = await subject.client.get(f"{subject.path}/{of_type[capability]}")
        # Where there is no such route, the word is read as the id of a record.
        assert answer.status_code in {404, 422}
    if not subject.record_type.has("history"):
        answer = await subject.client.get(f"{subject.path}/{first['id']}/history")
        assert _refused(answer) == (404, "route_unknown")
    written = await subject.client.post(f"{subject.path}/{first['id']}/history", json={})
    assert _refused(written) == (404, "route_unknown")


RULES: tuple[Rule, ...] = (
    a_life_is_told_by_facts_without_a_hole,
    another_tenant_reaches_nothing,
    no_route_leads_into_another_tenant,
    a_repeated_key_writes_once,
    a_stale_version_changes_nothing,
    one_of_many_racers_wins,
    what_is_unknown_or_no_value_is_refused_whole,
    every_declared_order_is_paged_to_its_end,
    history_replays_to_the_current_state,
    what_is_switched_off_has_no_route,
)
"""What every record type does alike."""
