"""The exits that write: what they refuse changes nothing, and tells nothing of what is hidden."""

from typing import Any
from uuid import UUID, uuid4

import httpx

from kontor_records.declaration.record_type import RecordType
from libs.records.tests.oracle.exits import leaves_by, outcome, refused_at
from libs.records.tests.oracle.trial import Kept, Trial
from libs.records.tests.oracle.world import FIELDS

_GIVEN: dict[str, dict[str, Any]] = {
    "sample.harbour": {"name": "Neuer Hafen", "country": "FR", "code": None},
    "sample.boat": {"name": "Neues Boot", "length": None, "notes": "neu", "skipper": "neu"},
    "sample.sailor": {"family_name": "Neuling", "birth_on": "1991-02-03", "given_name": "Neu"},
}
"""What a create gives, and of which a change takes one field; none is named by a condition."""
_CHANGED = {
    "sample.harbour": ("code", "name"),
    "sample.boat": ("length", "notes", "skipper"),
    "sample.sailor": ("birth_on", "given_name"),
}


def refused_field(trial: Trial, user: UUID, record_type: RecordType[Any], names: Any) -> str:
    """Return how a write of fields is refused, or nothing where it is not."""
    levels = {trial.level(user, record_type, name) for name in names}
    if "none" in levels:
        return "422 field_unknown"
    return "" if levels <= {"edit"} else "403 field_forbidden"


@leaves_by("POST /api/v1/{plural}")
async def creating(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare creates: one field at a time beside the required one."""
    required = record_type.title
    for name in _GIVEN[record_type.record]:
        given = {each: _GIVEN[record_type.record][each] for each in (required, name)}
        answer = await client.post(f"/api/v1/{record_type.plural}", json=given)
        may = trial.oracle.has_action(user, "create", record_type.record)
        field = refused_field(trial, user, record_type, given)
        got = refused_at(answer)
        if may and not field:
            trial.cell("creating", user, record_type.name, "201", got)
        elif may:
            trial.cell("creating", user, (record_type.name, name), field, got)
        else:
            # Whoever may not create at all may be told so before or after a field is looked at.
            known = {"403 action_forbidden", "403 field_forbidden", "422 field_unknown"}
            trial.cell("creating", user, record_type.name, True, got in known)
        if answer.status_code == 201:
            shown = answer.json()
            hidden = [each for each in FIELDS[record_type.record]
                      if trial.level(user, record_type, each) == "none" and each in shown]  # fmt: skip
            trial.cell("created", user, record_type.name, [], hidden)
            await trial.forget(record_type, UUID(shown["id"]))


@leaves_by("PATCH /api/v1/{plural}/{record_id}")
async def changing(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare changes of one drawn field; what is refused is refused whole."""
    for one in trial.kept[record_type.record].values():
        name = trial.drawn.choice(_CHANGED[record_type.record])
        value = _value(name, one)
        other = trial.drawn.choice(_CHANGED[record_type.record])
        given = {other: _value(other, one), name: value}
        answer = await client.patch(f"/api/v1/{record_type.plural}/{one.id}", json=given)
        expected = _refused(trial, user, one, "update")
        if not expected and one.is_binned:
            expected = "409 record_in_bin"
        expected = expected or refused_field(trial, user, record_type, given) or "200"
        trial.cell("changing", user, one, expected, refused_at(answer))
        if answer.status_code == 200:
            trial.note(one, given)
            trial.cell("changed", user, one, [], trial.troubles(user, one, answer.json()))
        await trial.stands(user, one)


def _refused(trial: Trial, user: UUID, one: Kept, action: str) -> str:
    if not trial.sees(user, one):
        return "404 record_unknown"
    return "" if trial.may(user, action, one) else "403 action_forbidden"


def _value(name: str, one: Kept) -> Any:
    if name == "length":
        return (one.json["length"] or 0) + 7
    if name == "birth_on":
        return f"1992-01-{one.version % 28 + 1:02}"
    if name == "code":
        return f"X{uuid4().hex[:10].upper()}"
    return f"{(one.json[name] or '').partition(' v')[0]} v{one.version}"


@leaves_by("DELETE /api/v1/{plural}/{record_id}", "POST /api/v1/{plural}/{record_id}/restore")
async def deleting(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare the way into the bin, and the way back."""
    for one in trial.kept[record_type.record].values():
        path = f"/api/v1/{record_type.plural}/{one.id}"
        refused = _refused(trial, user, one, "delete")
        if one.is_binned:
            expected = refused or "409 record_in_bin"
            trial.cell("deleting", user, one, expected, outcome(await client.delete(path)))
            if refused:
                back = await client.post(f"{path}/restore")
                trial.cell("restoring", user, one, refused, outcome(back))
            continue
        back = await client.post(f"{path}/restore")
        trial.cell("restoring", user, one, refused or "409 not_in_bin", outcome(back))
        gone = await client.delete(path)
        trial.cell("deleting", user, one, refused or "204", outcome(gone))
        if gone.status_code == 204:
            back = await client.post(f"{path}/restore")
            trial.cell("restoring", user, one, "200", outcome(back))
            one.version += 2
            trial.cell("restored", user, one, [], trial.troubles(user, one, back.json()))
        await trial.stands(user, one)


@leaves_by("POST /api/v1/{plural}/{record_id}/tag", "POST /api/v1/{plural}/{record_id}/untag")
async def tagging(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare tags that must not be put on or taken off: of what one may not change."""
    for one in trial.live(record_type.record):
        refused = _refused(trial, user, one, "update")
        if not refused:
            continue
        path = f"/api/v1/{record_type.plural}/{one.id}"
        put = await client.post(f"{path}/tag", json={"name": "Alle"})
        trial.cell("tagging", user, one, refused, outcome(put))
        taken = await client.post(f"{path}/untag", json={"tag": str(trial.tag)})
        trial.cell("untagging", user, one, refused, outcome(taken))
        await trial.stands(user, one)


@leaves_by("POST /api/v1/{plural}/{record_id}/purge")
async def purging(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare purges that must not happen: of what one may not delete, and of what is live."""
    for one in trial.kept[record_type.record].values():
        refused = _refused(trial, user, one, "delete")
        if one.is_binned and not refused:
            continue
        answer = await client.post(f"/api/v1/{record_type.plural}/{one.id}/purge")
        trial.cell("purging", user, one, refused or "409 not_in_bin", outcome(answer))


@leaves_by("POST /api/v1/{plural}/{record_id}/merge")
async def merging(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare merges, each with a version that is none: what is allowed is refused as stale."""
    live = trial.live(record_type.record)
    for one, loser in zip(live, [*live[1:], live[0]], strict=True):
        body = {
            "losers": [str(loser.id)],
            "versions": {str(one.id): one.version, str(loser.id): loser.version + 1},
        }
        answer = await client.post(f"/api/v1/{record_type.plural}/{one.id}/merge", json=body)
        expected = (
            _refused(trial, user, one, "update") or _refused(trial, user, loser, "delete")
            or "412 stale_version"
        )  # fmt: skip
        if not trial.oracle.has_tool(user, "merge", record_type.record):
            expected = "403 action_forbidden"
        elif not (trial.sees(user, one) and trial.sees(user, loser)):
            allowed = {"404 record_unknown", expected}
            expected = outcome(answer) if outcome(answer) in allowed else expected
        trial.cell("merging", user, one, expected, outcome(answer))
        await _merging_another_kind(trial, user, client, one)


async def _merging_another_kind(
    trial: Trial, user: UUID, client: httpx.AsyncClient, one: Kept
) -> None:
    """Compare a merge with a record of another type: one out of sight is unknown, not of a kind."""
    others = [record for record in FIELDS if record != one.record_type.record]
    other = trial.drawn.choice(trial.live(trial.drawn.choice(others)))
    body = {
        "losers": [str(other.id)],
        "versions": {str(one.id): one.version, str(other.id): other.version},
    }
    path = f"/api/v1/{one.record_type.plural}/{one.id}/merge"
    got = outcome(await client.post(path, json=body))
    has_tool = trial.oracle.has_tool(user, "merge", one.record_type.record)
    if has_tool and not trial.sees(user, other):
        refused = {"404 record_unknown", _refused(trial, user, one, "update")}
        trial.cell("merging kinds", user, other, True, got in refused)


@leaves_by("POST /api/v1/{plural}/{record_id}/unmerge")
async def unmerging(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare the separation of what was never merged: out of sight it is unknown."""
    for one in trial.live(record_type.record):
        answer = await client.post(f"/api/v1/{record_type.plural}/{one.id}/unmerge", json={})
        got = outcome(answer)
        if not trial.oracle.has_tool(user, "merge", record_type.record):
            known = {"403 action_forbidden", "404 record_unknown"}
            trial.cell("unmerging", user, one, True, got in known)
        else:
            trial.cell(
                "unmerging", user, one, not trial.sees(user, one), got == "404 record_unknown"
            )


@leaves_by(
    "GET /api/v1/sailors/{record_id}/duplicates",
    "POST /api/v1/sailors/duplicates",
    "POST /api/v1/sailors/{record_id}/not_duplicate",
)
async def duplicates(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare who is told to be a duplicate: nobody out of sight, nothing by a hidden field."""
    if record_type.matching is None:
        return
    kept = trial.kept[record_type.record]
    for one in trial.live(record_type.record):
        path = f"/api/v1/{record_type.plural}/{one.id}"
        answer = await client.get(f"{path}/duplicates")
        expected = "200" if trial.sees(user, one) else "404 record_unknown"
        trial.cell("duplicates", user, one, expected, outcome(answer))
        if answer.status_code == 200:
            for item in answer.json()["candidates"]:
                other = kept[UUID(item["id"])]
                is_titled = trial.level(user, record_type, record_type.title) in ("read", "edit")
                title = other.json[record_type.title] if is_titled else None
                trial.cell("duplicates", user, other, True, trial.sees(user, other))
                trial.cell(
                    "duplicate titles",
                    user,
                    other,
                    True,
                    (item["title"] or "").startswith(title) if title else item["title"] is None,
                )
        hidden = [
            other for other in kept.values() if other is not one and not trial.sees(user, other)
        ]
        for other in hidden[:1]:
            told = await client.post(f"{path}/not_duplicate", json={"other": str(other.id)})
            trial.cell("not duplicate", user, other, "404 record_unknown", outcome(told))
        draft = {"family_name": one.json["family_name"], "emails": [{"value": "x@example.test"}]}
        answer = await client.post(f"/api/v1/{record_type.plural}/duplicates", json=draft)
        for item in answer.json().get("candidates", ()):
            trial.cell(
                "draft duplicates", user, one, True, trial.sees(user, kept[UUID(item["id"])])
            )


@leaves_by("POST /api/v1/boats/bulk", "POST /api/v1/sailors/bulk")
async def ordering(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare orders of bulk jobs: the tool, the fields, and how many records they reach."""
    if record_type.name == "harbour":
        return
    name = trial.drawn.choice(_CHANGED[record_type.record])
    seen = sum(trial.sees(user, one) for one in trial.live(record_type.record))
    body = {
        "action": "update",
        "values": {name: None},
        "condition": {"all": []},
        "expected_count": seen,
    }
    answer = await client.post(f"/api/v1/{record_type.plural}/bulk", json=body)
    expected = refused_field(trial, user, record_type, [name]) or "202"
    if not trial.oracle.has_tool(user, "bulk", record_type.record):
        expected = "403 action_forbidden"
    got = refused_at(answer)
    if trial.oracle.has_action(user, "read", record_type.record):
        trial.cell("bulk", user, (record_type.name, name, answer.text), expected, got)
    else:
        trial.cell("bulk", user, record_type.name, True, answer.status_code in {403, 422})
    if answer.status_code == 202:
        trial.cell("bulk", user, record_type.name, seen, answer.json()["total"])
        await client.post(f"/api/v1/{record_type.plural}/bulk/{answer.json()['id']}/cancel")
