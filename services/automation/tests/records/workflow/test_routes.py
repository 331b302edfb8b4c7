"""Workflows at the edge."""

from typing import Any

import pytest

from services.automation.tests.bed import Bed, mail, update

PATH = "/api/v1/workflows"


async def rows(bed: Bed) -> tuple[int, int, int]:
    """Count what a refused request must leave alone: workflows, those in force, facts."""
    found = await bed.pool.fetchval(
        "SELECT count(*) FROM active_rule WHERE tenant_id = $1", bed.tenant
    )
    async with bed.bench.client() as client:
        listed = (await client.get(PATH)).json()["items"]
    return len(listed), found, len(await bed.bench.facts())


async def test_a_workflow_is_created_read_changed_paused_activated_and_deleted(bed: Bed) -> None:
    workflow_id = await bed.workflow(update(stage="working"), mail())
    path = f"{PATH}/{workflow_id}"
    async with bed.bench.client() as client:
        got = await client.get(path)
        assert got.headers["etag"] == '"1"'
        assert got.json()["owner"] == str(bed.bench.user)
        assert [step["kind"] for step in got.json()["steps"]] == ["update_record", "send_mail"]

        condition = {"not": {"field": "stage", "op": "eq", "value": "mql"}}
        changed = await client.patch(path, json={"condition": condition})
        assert changed.status_code == 200, changed.text
        assert (changed.json()["condition"]["not"]["op"], changed.json()["version"]) == ("eq", 2)
        same = await client.patch(path, json={"condition": condition})
        assert same.json()["version"] == 2
        none = await client.patch(path, json={"condition": None})
        assert (none.json()["condition"], none.json()["version"]) == (None, 3)

        assert (await client.post(f"{path}/pause")).json()["is_active"] is False
        assert (await client.post(f"{path}/pause")).json()["version"] == 4
        assert (await client.post(f"{path}/activate")).json()["is_active"] is True
        listed = await client.get(PATH, params={"on": "contacts.lead.created.v1"})
        assert [item["id"] for item in listed.json()["items"]] == [str(workflow_id)]
        assert (await client.delete(path)).status_code == 204
        assert (await client.get(path)).status_code == 404
        assert (await client.post(f"{path}/pause")).json()["code"] == "record_in_bin"
    verbs = "created updated updated updated paused updated activated deleted".split()
    assert await bed.bench.fact_types() == [f"automation.workflow.{verb}.v1" for verb in verbs]


@pytest.mark.parametrize(
    ("fields", "code", "pointer"),
    [
        ({"on": "sales.deal.created.v1"}, "record_type_unknown", "/on"),
        ({"on": "created"}, "value_format", "/on"),
        ({"steps": []}, "value_format", "/steps"),
        ({"steps": [{"name": "x", "kind": "dance"}]}, "choice_unknown", "/steps/0/kind"),
        ({"steps": [update(shoe_size=1)]}, "field_unknown", "/steps/0/values/shoe_size"),
        ({"steps": [update(stage="newish")]}, "step_type", "/steps/0/values/stage"),
        ({"steps": [mail(to="x")]}, "field_unknown", "/steps/0/to"),
        ({"steps": [mail(to="../etc")]}, "value_format", "/steps/0/to"),
        ({"steps": [{**mail(), "html": "<b>"}]}, "field_unknown", "/steps/0/html"),
        ({"condition": {"field": "stage", "op": "changed"}}, "op_not_allowed", "/condition/op"),
        ({"condition": {"not": {"not": 7}}}, "condition_invalid", "/condition/not/not"),
        ({"owner": "me"}, "value_format", "/owner"),
    ],
)
async def test_what_is_refused_changes_nothing(
    bed: Bed, fields: dict[str, Any], code: str, pointer: str
) -> None:
    workflow_id = await bed.workflow()
    before = await rows(bed)
    body = {
        "name": "W",
        "on": "contacts.lead.created.v1",
        "steps": [update(source="web")],
        **fields,
    }
    created = await bed.post("workflows", body)
    async with bed.bench.client() as client:
        changed = await client.patch(f"{PATH}/{workflow_id}", json=fields)
    for answer in (created, changed):
        found = answer.json()
        assert (answer.status_code, found["code"]) == (422, code), answer.text
        assert found["errors"][0]["pointer"] == pointer
        assert found["title"] != code, "every refusal has its text"
    assert await rows(bed) == before


async def test_a_workflow_is_activated_and_paused_by_its_verbs_only(bed: Bed) -> None:
    workflow_id = await bed.workflow()
    async with bed.bench.client() as client:
        answer = await client.patch(f"{PATH}/{workflow_id}", json={"is_active": False})
    assert (answer.status_code, answer.json()["code"]) == (422, "field_unknown")


async def test_the_body_is_bounded_and_json(bed: Bed) -> None:
    async with bed.bench.client() as client:
        deep = '{"condition":' + '{"not":' * 10_000 + "null" + "}" * 10_001
        for content, media, status, code in (
            (deep, "application/json", 400, "depth_exceeded"),
            ("{", "application/json", 400, "json_malformed"),
            (b"\xff", "application/json", 400, "text_not_utf8"),
            ('{"name": "' + "x" * 2_000_000 + '"}', "application/json", 413, "body_too_large"),
            ("name=x", "application/x-www-form-urlencoded", 415, "media_type"),
        ):
            answer = await client.post(PATH, content=content, headers={"Content-Type": media})
            assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await rows(bed) == (0, 0, 0)
