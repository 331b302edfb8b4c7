"""Answering what persons ask for."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from kontor_chassis.actor import Actor, Principal
from kontor_chassis.clock import SetClock
from kontor_chassis.errands import itself
from kontor_chassis.ids import new_id
from kontor_chassis.jobs import timers
from kontor_chassis.testing.bench import Bench
from kontor_contacts.app import APP
from kontor_contacts.processes.privacy import commands
from kontor_records.testing.realm import Realm
from services.contacts.tests.processes.privacy.people import requested, said, second

PERSON = {"given_name": "Hans", "family_name": "Müller", "emails": [{"value": "h@m.example"}]}


async def a_contact(client: Any, **fields: Any) -> dict[str, Any]:
    answer = await client.post("/api/v1/contacts", json={**PERSON, **fields})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def verbs(bench: Bench) -> list[str]:
    return [f.type.split(".")[2] for f in await bench.facts() if "privacy_request" in f.type]


async def test_an_access_request_goes_its_way_to_a_packet(bench: Bench) -> None:
    async with bench.client() as client:
        contact = await a_contact(client)
        await client.patch(f"/api/v1/contacts/{contact['id']}", json={"family_name": "Mayer"})
        path = await requested(client, "access", contact=contact["id"])
        request = (await client.get(path)).json()
        assert (request["number"], request["due_on"]) == ("P-000001", "2026-02-28")
        assert (await client.get(f"{path}/packet")).status_code == 404
        started = await said(client, path, "start")
        assert (started.status_code, started.json()["state"]) == (200, "review"), started.text
        assert [part["service"] for part in started.json()["parts"]] == ["contacts"]
        packet = await client.get(f"{path}/packet")
        assert packet.headers["content-disposition"].startswith("attachment")
        told = packet.json()
        (record,) = told["records"]
        assert record["state"]["emails"][0]["value"] == "h@m.example"
        assert [entry["kind"] for entry in told["history"]] == ["created", "updated"]
        assert told["purposes"] == ["legitimate_interest"]
        done = await said(client, path, "complete")
        assert (done.status_code, done.json()["state"]) == (200, "done")
        again = await said(client, path, "complete")
        assert (again.status_code, again.json()["code"]) == (409, "transition_not_allowed")
        patched = await client.patch(path, json={"state": "verified"})
        assert (patched.status_code, patched.json()["code"]) == (422, "use_verb")
    assert await verbs(bench) == [
        "created", "updated", "updated", "collecting", "updated", "done",
    ]  # fmt: skip


async def test_nothing_is_begun_before_somebody_knows_who_asks(bench: Bench) -> None:
    async with bench.client() as client:
        contact = await a_contact(client)
        body = {"kind": "access", "contact": contact["id"], "received_on": "2026-01-31"}
        path = (await client.post("/api/v1/privacy_requests", json=body)).headers["location"]
        before = await bench.facts()
        for verb in ("start", "complete"):
            refused = await said(client, path, verb)
            assert (refused.status_code, refused.json()["code"]) == (409, "identity_unverified")
        for wrong, code in (
            ({**body, "lead": new_id()}, "reference_unknown"),
            ({"kind": "access", "received_on": "2026-01-31"}, "privacy_subject"),
            ({**body, "contact": str(new_id())}, "reference_unknown"),
        ):
            refused = await client.post(
                "/api/v1/privacy_requests", json={k: str(v) for k, v in wrong.items()}
            )
            assert refused.json()["code"] == code
        assert await bench.facts() == before


async def test_only_who_is_trusted_answers(bench: Bench, realm: Realm) -> None:
    user = await realm.user(profiles=[await realm.profile()])
    await realm.open("contacts.contact", "read_write")
    await realm.open("contacts.privacy_request", "read_write")
    async with bench.client() as client:
        contact = await a_contact(client)
        path = await requested(client, "access", contact=contact["id"])
        await said(client, path, "start")
    before = await bench.facts()
    async with bench.client(realm.principal(user)) as client:
        for verb in ("verify", "extend", "start", "complete", "confirm"):
            refused = await said(client, path, verb)
            assert (refused.status_code, refused.json()["code"]) == (403, "action_forbidden")
        refused = await said(client, path, "refuse", reason="no")
        assert refused.status_code == 403
        for page in ("packet", "erasure_plan"):
            assert (await client.get(f"{path}/{page}")).status_code == 403
        body = {"kind": "access", "contact": contact["id"], "received_on": "2026-01-31"}
        assert (await client.post("/api/v1/privacy_requests", json=body)).status_code == 403
        refused = await said(client, path, "add_part", service="mail")
        assert refused.status_code == 403
    assert await bench.facts() == before


async def test_another_service_adds_its_part(bench: Bench) -> None:
    service = Principal(subject=Actor("service", "mail"), tenant=bench.tenant)
    async with bench.client() as client:
        contact = await a_contact(client)
        path = await requested(client, "portability", contact=contact["id"])
        await said(client, path, "start")
        headers = {"Idempotency-Key": "k"}
        part = {"service": "mail", "counts": {"mail": 2}, "content": {"mails": ["x"]}}
        async with bench.client(service) as other:
            for _ in range(2):
                added = await other.post(f"{path}/add_part", json=part, headers=headers)
                assert added.status_code == 200, added.text
        assert [one["service"] for one in added.json()["parts"]] == ["contacts", "mail"]
        assert (await client.get(f"{path}/packet")).json()["parts"] == {"mail": {"mails": ["x"]}}


async def test_a_restriction_takes_hold_and_a_refusal_does_not(bench: Bench) -> None:
    async with bench.client() as client:
        contact = await a_contact(client)
        path = await requested(client, "restriction", contact=contact["id"])
        await said(client, path, "start")
        found = (await client.get(f"/api/v1/contacts/{contact['id']}")).json()
        assert found["processing"] == "normal"
        await said(client, path, "complete")
        found = (await client.get(f"/api/v1/contacts/{contact['id']}")).json()
        assert (found["processing"], found["version"]) == ("restricted", 2)
        other = await a_contact(client, emails=[])
        path = await requested(client, "objection", contact=other["id"])
        refused = await said(client, path, "refuse", reason="Nothing to object to")
        assert (refused.json()["state"], refused.json()["refused_reason"]) == (
            "refused", "Nothing to object to",
        )  # fmt: skip
        assert (await client.get(f"/api/v1/contacts/{other['id']}")).json()["version"] == 1


async def test_the_term_is_extended_once_and_reminded_of(bench: Bench, clock: SetClock) -> None:
    clock.advance(datetime(2026, 1, 31, 9, tzinfo=UTC) - clock.now())
    async with bench.client() as client:
        contact = await a_contact(client)
        path = await requested(client, "access", contact=contact["id"])
        answered = await requested(client, "access", contact=contact["id"])
        await said(client, answered, "refuse", reason="twice")
        clock.advance(datetime(2026, 2, 14, 8, 0, 1, tzinfo=UTC) - clock.now())
        await timers._fire_due(bench.runtime, APP.timers)
        extended = await said(client, path, "extend")
        assert extended.json()["due_on"] == "2026-04-30"
        again = await said(client, path, "extend")
        assert (again.status_code, again.json()["code"]) == (409, "term_extended")
        clock.advance(timedelta(days=61))  # to 16 April: two weeks are left
        await timers._fire_due(bench.runtime, APP.timers)
    told = [f.data for f in await bench.facts() if f.type.endswith("due_soon.v1")]
    assert [one["days"] for one in told] == [14, 14]
    assert {one["state"]["id"] for one in told} == {path.rpartition("/")[2]}


async def test_an_erasure_is_planned_ordered_and_confirmed_by_another(
    bench: Bench, realm: Realm
) -> None:
    other = await second(realm)
    async with bench.client() as client, bench.client(other) as confirming:
        contact = await a_contact(client)
        path = await requested(client, "erasure", contact=contact["id"])
        plan = (await client.get(f"{path}/erasure_plan")).json()
        assert plan["records"] == [
            {"record": "contacts.contact", "id": contact["id"], "action": "delete"}
        ]
        assert (plan["copies"]["history"], plan["obstacles"]) == (1, [])
        early = await said(confirming, path, "confirm")
        assert (early.status_code, early.json()["code"]) == (409, "transition_not_allowed")
        assert (await said(client, path, "start")).json()["state"] == "review"
        held = await client.patch(f"/api/v1/contacts/{contact['id']}", json={"family_name": "X"})
        assert (held.status_code, held.json()["code"]) == (423, "record_held")
        alone = await said(client, path, "confirm")
        assert (alone.status_code, alone.json()["code"]) == (409, "second_person_required")
        assert (await client.get(f"/api/v1/contacts/{contact['id']}")).status_code == 200
        wrong = await said(client, path, "complete")
        assert (wrong.status_code, wrong.json()["code"]) == (409, "transition_not_allowed")
        done = await said(confirming, path, "confirm")
        assert (done.status_code, done.json()["state"]) == (200, "done"), done.text
        proof = await client.get(f"{path}/certificate")
        facts = await bench.facts()
        again = await said(confirming, path, "confirm")
        assert (again.status_code, again.json()) == (200, done.json())
        assert (await client.get(f"{path}/certificate")).json() == proof.json()
        assert await bench.facts() == facts
        assert (await client.get(f"/api/v1/contacts/{contact['id']}")).status_code == 404
        gone = await client.patch(f"/api/v1/contacts/{contact['id']}", json={"family_name": "X"})
        assert (gone.status_code, gone.json()["code"]) == (404, "record_erased")
    assert [fact.type for fact in facts[-5:]] == [
        "contacts.contact.purged.v1", "contacts.privacy_request.updated.v1",
        "contacts.contact.erased.v1", "contacts.privacy_request.done.v1",
        "contacts.erasure.completed.v1",
    ]  # fmt: skip
    assert proof.json()["subject"] == contact["id"]
    assert proof.json()["counts"]["contact"] == 1
    assert (proof.json()["ordered_by"], proof.json()["confirmed_by"]) == (
        str(bench.user), other.subject.id,
    )  # fmt: skip


async def test_what_holds_a_record_holds_its_erasure_back(bench: Bench, realm: Realm) -> None:
    service = Principal(subject=Actor("service", "documents"), tenant=bench.tenant)
    async with bench.client() as client, bench.client(service) as holding:
        contact = await a_contact(client)
        path = await requested(client, "erasure", contact=contact["id"])

        async def hold(name: str) -> None:
            body = {"name": name, "holder": str(new_id()), "link": f"/{name}/1"}
            answer = await holding.post(
                f"/api/v1/contacts/{contact['id']}/hold", json=body,
                headers={"Idempotency-Key": name},
            )  # fmt: skip
            assert answer.status_code < 300, answer.text

        await hold("approval")
        before = await bench.facts()
        one = await said(client, path, "start")
        assert (one.status_code, one.json()["code"]) == (423, "record_held")
        assert one.json()["params"]["link"] == "/approval/1"
        assert await bench.facts() == before
        await hold("legal_hold")
        before = await bench.facts()
        two = await said(client, path, "start")
        assert (two.status_code, two.json()["code"]) == (409, "erasure_blocked")
        assert {each["name"] for each in two.json()["params"]["by"]} == {"approval", "legal_hold"}
        plan = (await client.get(f"{path}/erasure_plan")).json()
        assert len(plan["obstacles"]) == 2
        assert await bench.facts() == before


async def test_a_refused_order_lets_the_records_go(bench: Bench) -> None:
    async with bench.client() as client:
        contact = await a_contact(client)
        path = await requested(client, "erasure", contact=contact["id"])
        await said(client, path, "start")
        await said(client, path, "refuse", reason="Withdrawn")
        found = (await client.get(f"/api/v1/contacts/{contact['id']}")).json()
        assert found["holds"] == []
        changed = await client.patch(f"/api/v1/contacts/{contact['id']}", json={"family_name": "X"})
        assert changed.status_code == 200


async def test_who_has_not_forgotten_is_told_again_after_a_day(
    bench: Bench, realm: Realm, clock: SetClock
) -> None:
    other = await second(realm)
    async with bench.client() as client, bench.client(other) as confirming:
        contact = await a_contact(client)
        path = await requested(client, "erasure", contact=contact["id"])
        await said(client, path, "start")
        done = (await said(confirming, path, "confirm")).json()
        assert [(one["service"], one["state"]) for one in done["parts"]] == [
            ("contacts", "done"), ("automation", "waiting"),
        ]  # fmt: skip
        clock.advance(timedelta(hours=24))
        await timers._fire_due(bench.runtime, APP.timers)
        told = [one for one in await bench.facts() if one.type == "contacts.contact.erased.v1"]
        assert [str(one.subject) for one in told] == [contact["id"]] * 2
        for _ in range(2):
            async with bench.writing(itself(bench.runtime, bench.tenant)) as ctx:
                await commands.note_erasure(ctx, UUID(done["id"]), "automation", {"run": 3})
        noted = (await client.get(path)).json()
        assert noted["version"] == done["version"] + 1
        assert [(one["service"], one["state"], one["counts"]) for one in noted["parts"]][1:] == [
            ("automation", "done", {"run": 3})
        ]
        clock.advance(timedelta(hours=24))
        await timers._fire_due(bench.runtime, APP.timers)
    told = [one for one in await bench.facts() if one.type == "contacts.contact.erased.v1"]
    assert len(told) == 2
