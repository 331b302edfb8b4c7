"""The exits by which access is given, and by which it is told who has it."""

from typing import Any
from uuid import UUID

import httpx

from kontor_records.declaration.record_type import RecordType
from libs.records.tests.oracle.exits import leaves_by, outcome
from libs.records.tests.oracle.trial import Trial


@leaves_by(
    "POST /api/v1/{plural}/{record_id}/share",
    "POST /api/v1/{plural}/{record_id}/unshare",
    "POST /api/v1/{plural}/{record_id}/add_co_owner",
    "POST /api/v1/{plural}/{record_id}/remove_co_owner",
)
async def giving(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare gifts that must not be made: of what one does not see, of more than one has."""
    principal = {"kind": "user", "id": str(trial.bench.user)}
    whom = {"user": str(trial.bench.user)}
    for one in trial.live(record_type.record):
        if trial.may(user, "update", one):
            continue
        gifts: dict[str, dict[str, Any]] = {
            "share": {"principal": principal, "level": "write"},
            "add_co_owner": whom,
        }
        gifts["remove_co_owner"] = whom
        gifts["unshare"] = {"principal": principal}
        refused = "403 grant_exceeds_own" if trial.sees(user, one) else "404 record_unknown"
        for verb, body in gifts.items():
            path = f"/api/v1/{record_type.plural}/{one.id}/{verb}"
            got = outcome(await client.post(path, json=body))
            trial.cell(f"giving: {verb}", user, one, refused, got)
        await trial.stands(user, one)


@leaves_by("GET /api/v1/{plural}/{record_id}/explain")
async def explaining(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare what one is told of one's own rights: a path for what one may do, and none else."""
    for one in trial.live(record_type.record):
        answer = await client.get(f"/api/v1/{record_type.plural}/{one.id}/explain")
        expected = "200" if trial.sees(user, one) else "404 record_unknown"
        trial.cell("explaining", user, one, expected, outcome(answer))
        if answer.status_code == 200:
            for action in ("read", "update", "delete"):
                may = trial.may(user, action, one)
                trial.cell(f"explaining {action}", user, one, may, bool(answer.json()[action]))


@leaves_by("GET /api/v1/{plural}/{record_id}/access")
async def telling_access(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare who is told to whom a record is given: those who may change it, and no others."""
    for one in trial.live(record_type.record):
        answer = await client.get(f"/api/v1/{record_type.plural}/{one.id}/access")
        expected = "200" if trial.may(user, "update", one) else "403 action_forbidden"
        if not trial.sees(user, one):
            expected = "404 record_unknown"
        trial.cell("access", user, one, expected, outcome(answer))
        if answer.status_code == 200:
            told = one.fields["access"].model_dump(mode="json")
            owners = {name: str(one.fields[name]) if one.fields[name] else None
                      for name in ("owner", "owner_group")}  # fmt: skip
            trial.cell("access", user, one, {**owners, **told}, answer.json())


@leaves_by("GET /api/v1/{plural}/{record_id}/who_sees")
async def telling_who_sees(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare who is told to see a record, with whoever the oracle lets see it."""
    may_ask = trial.world.users[user].is_administrator and trial.world.users[user].is_active
    for one in trial.live(record_type.record):
        path = f"/api/v1/{record_type.plural}/{one.id}/who_sees"
        answer = await client.get(path)
        expected = "200" if may_ask else "403 action_forbidden"
        if not trial.sees(user, one):
            expected = "404 record_unknown"
        trial.cell("who sees", user, one, expected, outcome(answer))
        if answer.status_code != 200:
            continue
        told = {UUID(item["user"]): item for item in answer.json()["items"]}
        for each in trial.world.users:
            trial.cell("who sees", each, one, trial.sees(each, one), each in told)
            for action in ("update", "delete") if each in told else ():
                may = trial.may(each, action, one)
                trial.cell(f"who may {action}", each, one, may, bool(told[each][action]))
        first = await client.get(path, params={"limit": 1})
        trial.cell("who sees", user, one, list(told)[:1],
                   [UUID(item["user"]) for item in first.json()["items"]])  # fmt: skip


@leaves_by("POST /api/v1/{plural}/{record_id}/share")
async def telling_access_by_facts(
    trial: Trial, user: UUID, client: httpx.AsyncClient, record_type: RecordType[Any]
) -> None:
    """Compare the access block of facts: it is the whole of what decides in other services."""
    facts = {
        (fact.data["state"]["id"], fact.data["state"]["version"]): fact.data["state"]
        for fact in await trial.bench.facts()
        if fact.type.startswith(f"{record_type.record}.") and "state" in fact.data
    }
    for one in trial.live(record_type.record):
        state = facts.get((str(one.id), one.version), {})
        told = one.fields["access"].model_dump(mode="json")
        trial.cell("access in facts", user, one, told, state.get("access"))
        for name in ("owner", "owner_group"):
            owner = one.fields[name] and str(one.fields[name])
            trial.cell("owners in facts", user, one, owner, state.get(name))
