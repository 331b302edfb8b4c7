"""Sharing rules: sound when written, told while active, and gone when not."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from kontor_chassis.clock import SetClock
from kontor_chassis.testing.bench import Bench
from kontor_identity.records.grant import queries as grant_queries
from services.identity.tests.records.group.factory import a_group
from services.identity.tests.records.role.factory import a_role
from services.identity.tests.records.tenant.factory import Office
from services.identity.tests.records.user.factory import a_user, signed_in
from services.identity.tests.unchanged import refused

LEAD = "contacts.lead"
WON = {"field": "stage", "op": "eq", "value": "working"}


@pytest.fixture
async def rule(bench: Bench, office: Office) -> dict[str, Any]:
    """A body that is accepted: a role's leads for a group."""
    role, member = await a_role(bench), await a_user(bench)
    await a_user(bench, role=role.id)
    group = await a_group(bench, members=[member.id])
    return {
        "name": "Sales South shares qualified leads with Finance",
        "record": LEAD,
        "source": {"kind": "role_below", "id": str(role.id)},
        "target": {"kind": "group", "id": str(group.id)},
        "condition": WON,
    }


async def made(bench: Bench, rule: dict[str, Any], **fields: Any) -> str:
    async with bench.client() as client:
        answer = await client.post("/api/v1/sharing_rules", json={**rule, **fields})
    assert answer.status_code == 201, answer.text
    path: str = answer.headers["location"].removeprefix("/api/v1")
    return path


async def told(bench: Bench, path: str) -> Any:
    """Return what every service knows of a rule."""
    rules = (await grant_queries.world(bench.reading())).rules(LEAD)
    return next((rule for key, rule in rules if path.endswith(str(key))), None)


async def test_a_rule_opens_only_while_it_is_active(bench: Bench, rule: dict[str, Any]) -> None:
    before = len(await bench.facts())
    path = await made(bench, rule)
    assert await told(bench, path) is None
    async with bench.client() as client:
        activated = await client.post(f"/api/v1{path}/activate")
        assert activated.json()["is_active"] is True
        changed = await client.patch(f"/api/v1{path}", json={"level": "write"})
        assert changed.json()["level"] == "write"
        await client.patch(f"/api/v1{path}", json={"description": "why"})
        await client.post(f"/api/v1{path}/deactivate")
        await client.patch(f"/api/v1{path}", json={"level": "read"})
        assert (await client.delete(f"/api/v1{path}")).status_code == 204
    facts = (await bench.facts())[before:]
    assert [fact.type.split(".")[1:3] for fact in facts] == [
        ["sharing_rule", "created"],
        ["sharing_rule", "updated"],
        ["sharing_rule", "activated"],
        ["grant", "changed"],
        ["sharing_rule", "updated"],
        ["grant", "changed"],
        ["sharing_rule", "updated"],
        ["sharing_rule", "updated"],
        ["sharing_rule", "deactivated"],
        ["grant", "changed"],
        ["sharing_rule", "updated"],
        ["sharing_rule", "deleted"],
    ]
    grants = [fact.data for fact in facts if fact.type == "identity.grant.changed.v1"]
    assert [grant["sharing_rule"] and grant["sharing_rule"]["level"] for grant in grants] == [
        "read",
        "write",
        None,
    ]
    assert grants[0]["sharing_rule"] == {
        "record": LEAD,
        "source": rule["source"],
        "target": rule["target"],
        "level": "read",
        "condition": WON,
        "until": None,
    }


async def test_a_deleted_active_rule_is_gone(bench: Bench, rule: dict[str, Any]) -> None:
    path = await made(bench, rule)
    async with bench.client() as client:
        await client.post(f"/api/v1{path}/activate")
        await client.delete(f"/api/v1{path}")
    last = (await bench.facts())[-1]
    assert (last.type, last.data["sharing_rule"]) == ("identity.grant.changed.v1", None)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"record": "contacts.invented"}, (422, "choice_unknown")),
        ({"record": "identity.grant"}, (422, "choice_unknown")),
        ({"source": {"kind": "user", "id": str(uuid4())}}, (422, "choice_unknown")),
        ({"source": {"kind": "role", "id": str(uuid4())}}, (404, "reference_unknown")),
        ({"target": {"kind": "user", "id": str(uuid4())}}, (404, "reference_unknown")),
        ({"condition": {"field": "invented", "op": "eq", "value": 1}}, (422, "field_unknown")),
        ({"condition": {"field": "stage", "op": "gt", "value": "x"}}, (422, "op_not_allowed")),
        ({"condition": {"field": "stage", "op": "eq"}}, (422, "condition_invalid")),
        ({"condition": {"field": "stage", "op": "changed"}}, (422, "op_not_allowed")),
        ({"until": "2001-01-01T00:00:00Z"}, (422, "until_past")),
        ({"level": "delete"}, (422, "choice_unknown")),
        ({"is_active": True}, (422, "field_unknown")),
    ],
)
async def test_an_unsound_rule_is_refused(
    bench: Bench, rule: dict[str, Any], fields: dict[str, Any], expected: tuple[int, str]
) -> None:
    await refused(bench, ("POST", "/sharing_rules", {**rule, **fields}), expected)
    path = await made(bench, rule)
    if "record" not in fields:
        await refused(bench, ("PATCH", path, fields), expected)


async def test_a_rule_to_its_own_source_is_refused(bench: Bench, rule: dict[str, Any]) -> None:
    for party in (rule["source"], rule["target"]):
        body = {**rule, "source": party, "target": party}
        await refused(bench, ("POST", "/sharing_rules", body), (422, "sharing_rule_self"))


async def test_a_rule_that_is_over_is_not_begun(
    bench: Bench, rule: dict[str, Any], clock: SetClock
) -> None:
    path = await made(bench, rule, until=(clock.now() + timedelta(hours=1)).isoformat())
    clock.advance(timedelta(hours=1))
    await refused(bench, ("POST", f"{path}/activate", None), (422, "until_past"))


async def test_steps_that_lead_nowhere_are_refused(bench: Bench, rule: dict[str, Any]) -> None:
    path = await made(bench, rule)
    await refused(bench, ("POST", f"{path}/deactivate", None), (409, "transition_not_allowed"))
    async with bench.client() as client:
        await client.post(f"/api/v1{path}/activate")
    await refused(bench, ("POST", f"{path}/activate", None), (409, "transition_not_allowed"))


async def test_a_preview_says_who_gains(bench: Bench, rule: dict[str, Any]) -> None:
    path = await made(bench, rule)
    empty = await a_group(bench)
    nobody = {"target": {"kind": "group", "id": str(empty.id)}, "name": "To nobody"}
    other = await made(bench, rule, **nobody)
    async with bench.client() as client:
        group = (await client.get(f"/api/v1/groups/{rule['target']['id']}")).json()
        assert (await client.get(f"/api/v1{path}/preview")).json() == {
            "owners": 1,
            "gaining": 1,
            "gaining_users": group["members"],
            "warnings": [],
        }
        preview = (await client.get(f"/api/v1{other}/preview")).json()
        assert (preview["gaining"], preview["warnings"]) == (0, ["target_empty"])
    user = signed_in(bench, await a_user(bench))
    async with bench.client(user) as client:
        assert (await client.get(f"/api/v1{path}/preview")).status_code == 403


async def test_only_administrators_touch_rules(bench: Bench, rule: dict[str, Any]) -> None:
    path = await made(bench, rule)
    user = signed_in(bench, await a_user(bench))
    for request in (
        ("POST", "/sharing_rules", {**rule, "name": "Mine"}),
        ("PATCH", path, {"level": "write"}),
        ("DELETE", path, None),
        ("POST", f"{path}/activate", None),
        ("POST", f"{path}/deactivate", None),
    ):
        await refused(bench, request, (403, "action_forbidden"), user)
