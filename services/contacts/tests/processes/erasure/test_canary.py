"""A person who came in by every door and was forgotten is nowhere any more.

The outbox and the stored answers may not be rewritten: they age out, which is tried as well.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from kontor_chassis.actor import Actor, Principal
from kontor_chassis.clock import SetClock
from kontor_chassis.ids import new_id
from kontor_chassis.jobs import timers, upkeep
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.canaries import TRACED, Traced, Written, leaks, stored
from kontor_contacts.app import APP
from kontor_records.testing.realm import Realm
from services.contacts.tests.files import bulk_done, export_done, imported
from services.contacts.tests.processes.privacy.people import requested, said, second

AGED = {"outbox", "idempotency"}
"""What may still name the person, until its clock has run out."""


@pytest.fixture
def canary() -> str:
    """A word that no other test knows; letters alone, since phones are found by digits."""
    return "zq" + "".join(chr(ord("g") + int(digit, 16)) for digit in new_id().hex[-16:])


@pytest.fixture
async def client(bench: Bench) -> AsyncIterator[httpx.AsyncClient]:
    async with bench.client(**TRACED) as client:
        yield client


async def made(client: httpx.AsyncClient, plural: str, **fields: Any) -> dict[str, Any]:
    headers = {"Idempotency-Key": str(new_id())}
    answer = await client.post(f"/api/v1/{plural}", json=fields, headers=headers)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def a_person(word: str, number: int) -> dict[str, Any]:
    """Return a person whose every field says the word."""
    return {
        "given_name": f"{word} g", "family_name": f"{word} f", "academic_title": word,
        "job_title": word, "description": f"about {word}", "links": [f"https://{word}.example"],
        "emails": [{"value": f"p{number}@{word}.example"}],
        "phones": [{"raw": f"{word} 030 123456{number}"}],
        "addresses": [{"line1": word, "city": word, "country": "DE", "kind": "home"}],
        "birth_on": "1980-05-05",
    }  # fmt: skip


async def planted(bench: Bench, client: httpx.AsyncClient, word: str) -> str:
    """Let a person come in by every door, and return their id."""
    field = {"key": "c_note", "type": "text", "label": {"en": "Note"}, "is_indexed": True}
    answer = await client.post("/api/v1/contacts/custom_fields", json=field)
    assert answer.status_code == 201, answer.text
    person = a_person(word, 1)
    contact = await made(client, "contacts", **person, custom={"c_note": word})
    path = f"/api/v1/contacts/{contact['id']}"
    for body in ({"description": f"{word} two"}, {"given_name": f"{word} h"}):
        assert (await client.patch(path, json=body)).status_code == 200
    # Refused: the body, the candidates that are told, and what cannot be read at all.
    for body in (person, {**person, "birth_on": "2999-01-01"}, {"family_name": [word]}):
        refused = await client.post(
            "/api/v1/contacts", json=body, headers={"Idempotency-Key": str(new_id())}
        )
        assert refused.status_code in {409, 422}
    await client.get(f"/api/v1/contacts/search?q={word}")
    await client.get(f"/api/v1/contacts?q={word}")
    await _merged(client, contact["id"], word)
    await _converted(client, contact["id"], word)
    await _related(client, contact["id"], word)
    await _filed(bench, client, contact["id"], word)
    await client.post(f"{path}/tag", json={"name": "vip", "scope": "private"})
    bulk = await bulk_done(
        bench, client, "contacts", action="update", ids=[contact["id"]],
        values={"job_title": f"asks as p1@{word}.example", "description": "short"},
    )  # fmt: skip
    assert bulk["done"] == 1, bulk
    named = {"field": "emails.value", "op": "contains", "value": f"p1@{word}.example"}
    view = await client.post("/api/v1/contacts/views", json={"name": "hers", "filter": named})
    assert view.status_code == 201, view.text
    await _requested_before(bench, client, contact["id"], word)
    await _parked(bench, contact["id"], word)
    return str(contact["id"])


async def _merged(client: httpx.AsyncClient, survivor: str, word: str) -> None:
    loser = await made(client, "contacts", **a_person(word, 2))
    other = await made(client, "contacts", **a_person(word, 3))
    path = f"/api/v1/contacts/{survivor}"
    said_apart = await client.post(f"{path}/not_duplicate", json={"other": other["id"]})
    assert said_apart.status_code == 204, said_apart.text
    versions = {survivor: (await client.get(path)).json()["version"], loser["id"]: 1}
    merged = await client.post(
        f"{path}/merge", json={"losers": [loser["id"]], "versions": versions}
    )
    assert merged.status_code == 200, merged.text
    versions = {survivor: merged.json()["version"], other["id"]: 1}
    merged = await client.post(
        f"{path}/merge", json={"losers": [other["id"]], "versions": versions}
    )
    assert merged.status_code == 200, merged.text


async def _converted(client: httpx.AsyncClient, contact: str, word: str) -> None:
    person = a_person(word, 4)
    for name in ("birth_on", "links", "description"):
        del person[name]
    lead = await made(
        client, "leads", **person, company=word, need=word, timeframe="3-6m", authority="uses",
        utm={"utm_source": word}, next_step=word,
    )  # fmt: skip
    path = f"/api/v1/leads/{lead['id']}"
    for verb, body in (
        ("qualify_marketing", {}), ("accept", {}), ("convert", {"contact": {"link": contact}}),
    ):  # fmt: skip
        answer = await client.post(f"{path}/{verb}", json=body)
        assert answer.status_code in {200, 201}, answer.text


async def _related(client: httpx.AsyncClient, contact: str, word: str) -> None:
    accounts = (await client.get(f"/api/v1/accounts?contact={contact}")).json()["items"]
    assert [one["status"] for one in accounts] == ["prospect"]
    address = {"line1": word, "city": word, "country": "DE"}
    changed = await client.patch(
        f"/api/v1/accounts/{accounts[0]['id']}",
        json={"billing_address": address, "billing_email": f"b@{word}.example"},
    )
    assert changed.status_code == 200, changed.text
    stays = await made(client, "contacts", family_name="Stays", referred_by=contact)
    for kind, is_binned in (("advisor_of", False), ("assistant_of", True)):
        related = await made(
            client, "relationships", kind=kind, from_contact=contact, to_contact=stays["id"],
            remark=f"{word} knows",
        )  # fmt: skip
        if is_binned:
            await client.delete(f"/api/v1/relationships/{related['id']}")


async def _filed(bench: Bench, client: httpx.AsyncClient, contact: str, word: str) -> None:
    rows = f"name;mail;born\n{word} imported;i@{word}.example;1980-01-01\n{word};;2999-01-01\n"
    columns = {"name": "family_name", "mail": "emails_1", "born": "birth_on"}
    run = await imported(bench, client, "contacts", rows, columns)
    assert (run["counts"]["created"], run["counts"]["failed"]) == (1, 1), run
    found = (await client.get(f"/api/v1/contacts?q={word}&limit=200")).json()["items"]
    (created,) = [one["id"] for one in found if "imported" in one["family_name"]]
    path = f"/api/v1/contacts/{contact}"
    version = (await client.get(path)).json()["version"]
    merged = await client.post(
        f"{path}/merge", json={"losers": [created], "versions": {contact: version, created: 1}}
    )
    assert merged.status_code == 200, merged.text
    for wanted in ({"format": "csv"}, {"format": "jsonl"}):
        asked = {**wanted, "filter": {"field": "given_name", "op": "eq", "value": f"{word} h"}}
        answer = await client.post("/api/v1/contacts/exports", json=asked)
        assert answer.status_code in {200, 202}, answer.text
    await export_done(bench)


async def _requested_before(
    bench: Bench, client: httpx.AsyncClient, contact: str, word: str
) -> None:
    path = await requested(client, "portability", contact=contact)
    await said(client, path, "start")
    service = Principal(subject=Actor("service", "mail"), tenant=bench.tenant)
    async with bench.client(service) as other:
        part = {"service": "mail", "content": {"mails": [word]}}
        answer = await other.post(
            f"{path}/add_part", json=part, headers={"Idempotency-Key": str(new_id())}
        )
        assert answer.status_code == 200, answer.text
    assert word in (await client.get(f"{path}/packet")).text


async def _parked(bench: Bench, contact: str, word: str) -> None:
    await bench.runtime.worker_pool.execute(
        "INSERT INTO parked (consumer, topic, key, tenant_id, headers, payload, reason)"
        " VALUES ('contacts', 't', $1, $2, '{}', $3, 'why')",
        contact,
        bench.tenant,
        word.encode(),
    )


async def test_a_forgotten_person_is_nowhere(
    bench: Bench, client: httpx.AsyncClient, canary: str, written: Written, spans: Traced,
    clock: SetClock,
) -> None:  # fmt: skip
    contact = await planted(bench, client, canary)
    everywhere = leaks(canary, await stored(bench))
    # The doors were doors: without this, nothing would be found because nothing was there.
    assert everywhere >= {
        "account", "bulk_chunk", "bulk_job", "contact", "conversion", "custom_key", "history", "idempotency",
        "import_part", "import_row", "import_run", "lead", "merged_record", "outbox", "parked",
        "privacy_part", "record_key", "relationship", "saved_view", "search_document", "search_lexicon",
        "search_typo", "search_word",
    }  # fmt: skip
    path = await requested(client, "erasure", contact=contact)
    plan = (await client.get(f"{path}/erasure_plan")).json()
    assert canary not in str(plan)
    # Three merged and their survivor, the lead, the account, two relationships.
    assert len(plan["records"]) == 8
    assert (await said(client, path, "start")).status_code == 200
    async with bench.client(await second(Realm(bench))) as confirming:
        done = await said(confirming, path, "confirm")
    assert (done.status_code, done.json()["state"]) == (200, "done"), done.text
    await timers._fire_due(bench.runtime, APP.timers)
    for job in APP.jobs:
        await job.run(bench.runtime)
    assert leaks(canary, await stored(bench)) <= AGED
    assert canary not in written.text()
    assert canary not in "".join(spans.texts())
    proof = (await client.get(f"{path}/certificate")).json()
    await _aged(bench, clock, proof)
    assert leaks(canary, await stored(bench)) == set()


async def _aged(bench: Bench, clock: SetClock, proof: dict[str, Any]) -> None:
    """Let the time pass that the proof names, by the clocks of the database's own rows."""
    assert timedelta(hours=48) == upkeep.ANSWERS_KEPT
    async with bench.client() as client:
        assert proof["answers_until"] > proof["outbox_until"]
        assert (await client.get("/api/v1/privacy_requests")).status_code == 200
    clock.advance(timedelta(days=3650))
    await upkeep.forget_answers(bench.runtime)
    facts = await bench.runtime.worker_pool.fetch(
        "SELECT shard, max(seq) AS seq FROM outbox GROUP BY 1"
    )
    for row in facts:
        await bench.runtime.worker_pool.execute(
            "INSERT INTO relay_cursor (shard, xid, seq) VALUES ($1, pg_current_xact_id(), $2)"
            " ON CONFLICT (shard) DO UPDATE SET xid = excluded.xid, seq = excluded.seq",
            row["shard"],
            row["seq"],
        )
    await upkeep.keep_partitions(bench.runtime)


async def test_counts_stay_and_papers_keep_their_number(bench: Bench, realm: Realm) -> None:
    async with bench.client() as client, bench.client(await second(realm)) as confirming:
        contact = await made(client, "contacts", family_name="Weiß")
        account = await made(client, "accounts", contact=contact["id"])
        path = f"/api/v1/accounts/{account['id']}"
        await bench.runtime.api_pool.execute("SELECT 1")
        async with bench.writing() as ctx:
            await _becomes_customer(ctx, account["id"])
        request = await requested(client, "erasure", contact=contact["id"])
        plan = (await client.get(f"{request}/erasure_plan")).json()
        assert {one["record"]: one["action"] for one in plan["records"]} == {
            "contacts.contact": "delete", "contacts.account": "anonymise",
        }  # fmt: skip
        await said(client, request, "start")
        assert (await said(confirming, request, "confirm")).status_code == 200
        kept = (await client.get(path)).json()
        assert (kept["number"], kept["name"], kept["status"]) == (
            account["number"], account["number"], "customer",
        )  # fmt: skip
        history = (await client.get(f"{path}/history")).json()["items"]
        assert len(history) == 1
        assert "Weiß" not in str(history)
    told = [fact for fact in await bench.facts() if fact.type == "contacts.account.updated.v1"]
    assert "Weiß" not in str(told[-1].data)


async def _becomes_customer(ctx: Any, account: str) -> None:
    from uuid import UUID

    from kontor_contacts.records.account.record import ACCOUNT
    from kontor_records.storage import records

    locked = await records.lock(ctx, ACCOUNT, UUID(account))
    await records.change(ctx, locked, {"status": "customer"})


async def test_whoever_comes_again_is_somebody_new(bench: Bench, realm: Realm) -> None:
    person = {"family_name": "Weiß", "emails": [{"value": "t@weiss.example"}]}
    async with bench.client() as client, bench.client(await second(realm)) as confirming:
        contact = await made(client, "contacts", **person)
        path = await requested(client, "erasure", contact=contact["id"])
        await said(client, path, "start")
        await said(confirming, path, "confirm")
        again = await made(client, "contacts", **person)
        assert again["id"] != contact["id"]
        history = (await client.get(f"/api/v1/contacts/{again['id']}/history")).json()["items"]
        assert [entry["version"] for entry in history] == [1]


async def test_a_lead_is_forgotten_alone(bench: Bench, realm: Realm) -> None:
    async with bench.client() as client, bench.client(await second(realm)) as confirming:
        lead = await made(client, "leads", family_name="Weiß")
        path = await requested(client, "erasure", lead=lead["id"])
        await said(client, path, "start")
        done = await said(confirming, path, "confirm")
        assert done.status_code == 200, done.text
        gone = await client.post(f"/api/v1/leads/{lead['id']}/engage")
        assert (gone.status_code, gone.json()["code"]) == (404, "record_erased")
    (told,) = [fact for fact in await bench.facts() if fact.type == "contacts.lead.erased.v1"]
    assert told.data == {"id": lead["id"], "version": 2, "request": path.rpartition("/")[2]}
