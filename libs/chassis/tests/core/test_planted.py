"""Mistakes of the unit of work, the edge and the tables, planted: which test finds each."""

from dataclasses import replace
from uuid import uuid4

import pytest

from kontor_chassis.database.pool import connect
from kontor_chassis.database.unit_of_work import NO_ANSWER, Stage, WriteUnit
from kontor_chassis.http import edge
from kontor_chassis.testing.planting import Plant
from libs.chassis.tests.core import (
    test_atomicity,
    test_changes,
    test_idempotency,
    test_isolation,
    test_lost_replies,
    test_refused_writes,
)

AT = {
    test_isolation.test_nothing_is_seen_past_row_security: "assert await gaps(",
    test_isolation.test_without_a_tenant_the_api_role_reads_and_writes_nothing: (
        "assert await connection.fetchval("
    ),
    test_idempotency.test_a_retried_create_gets_the_same_answer_and_makes_nothing: (
        "assert len({answer.content for answer in answers}) == 1"
    ),
    test_idempotency.test_twenty_twins_make_one_record_and_get_twenty_equal_answers: (
        "assert len({answer.content for answer in answers}) == 1"
    ),
    test_idempotency.test_a_reply_lost_after_the_commit_is_given_again: (
        'assert again.headers.get("idempotent-replayed") == "true"'
    ),
}
"""Where each checker has to fail that is tried with several mistakes."""


@pytest.fixture
async def owner(bench):
    connection = await connect("sample", bench.runtime.settings.database, "owner")
    yield connection
    await connection.close()


@pytest.mark.planted("no outbox")
async def test_facts_that_follow_in_a_transaction_of_their_own(plant: Plant, bench, owner) -> None:
    whole = WriteUnit.commit

    async def apart(self, answer=NO_ANSWER):
        facts, self._facts = self._facts, []
        await whole(self, answer)
        if facts:
            after = WriteUnit(self._pool, self.tenant, None, self._shards)
            after._facts = facts
            await whole(after)

    plant.put(WriteUnit, "commit", apart)
    await plant.is_found_by(
        test_atomicity.test_without_its_fact_no_record_is_stored,
        bench,
        owner,
        at='assert [(note["title"], note["version"])',
    )


@pytest.mark.planted("key before lock")
async def test_a_key_that_is_written_before_the_record_is_locked(plant: Plant, bench) -> None:
    rightly = WriteUnit._open

    async def too_early(self, locks):
        if self._key is None:
            await rightly(self, locks)
            return
        self._connection = await self._pool.acquire()
        self.stage = Stage.OPEN
        await self._connection.execute(
            f"BEGIN; SELECT set_config('kontor.tenant', '{self.tenant}', true); INSERT INTO"
            " idempotency (tenant_id, principal, key, request_hash, status, headers, body)"
            f" VALUES ('{self.tenant}', 'planted', '{uuid4()}', '', 200, '{{}}', '');"
            + ";".join(f"SELECT pg_advisory_xact_lock({number})" for number in locks)
        )

    plant.put(WriteUnit, "_open", too_early)
    await plant.is_found_by(
        test_changes.test_a_change_that_waited_for_its_record_leaves_behind_the_one_it_waited_for,
        bench,
        at="assert [fact.version for fact in await bench.facts()] == [1, 2, 3]",
    )


@pytest.mark.planted("row security off")
@pytest.mark.parametrize(
    ("mistake", "cure", "checker"),
    [
        (
            "ALTER TABLE note NO FORCE ROW LEVEL SECURITY",
            "ALTER TABLE note FORCE ROW LEVEL SECURITY",
            test_isolation.test_nothing_is_seen_past_row_security,
        ),
        (
            "ALTER TABLE note DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE note ENABLE ROW LEVEL SECURITY",
            test_isolation.test_without_a_tenant_the_api_role_reads_and_writes_nothing,
        ),
        (
            "CREATE TABLE bare (tenant_id uuid NOT NULL, id uuid, PRIMARY KEY (tenant_id, id))",
            "DROP TABLE bare",
            test_isolation.test_nothing_is_seen_past_row_security,
        ),
        (
            "CREATE VIEW shown AS SELECT * FROM note",
            "DROP VIEW shown",
            test_isolation.test_nothing_is_seen_past_row_security,
        ),
        (
            "CREATE POLICY everything ON note TO sample_api USING (true)",
            "DROP POLICY everything ON note",
            test_isolation.test_nothing_is_seen_past_row_security,
        ),
        (
            "CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
            "DROP FUNCTION peek",
            test_isolation.test_nothing_is_seen_past_row_security,
        ),
    ],
    ids=["not forced", "off", "a bare table", "a view", "a wide policy", "a function"],
)
async def test_a_table_that_shows_what_is_not_its_readers(
    plant: Plant, bench, owner, mistake, cure, checker
) -> None:
    await owner.execute(mistake)
    try:
        await plant.is_found_by(checker, bench, at=AT[checker])
    finally:
        await owner.execute(cure)


@pytest.mark.planted("authorise after write")
@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_a_refusal_that_comes_when_all_is_stored(plant: Plant, bench, method) -> None:
    rightly, refuse = edge._write, edge._refuse_narrow

    async def stored_first(request, call, runtime, principal):
        answer = await rightly(request, call, runtime, replace(principal, scopes=None))
        refuse(principal, "write")
        return answer

    plant.put(edge, "_write", stored_first)
    await plant.is_found_by(
        test_refused_writes.test_a_token_that_may_only_read_changes_nothing,
        bench,
        method,
        at=(
            'assert (await client.get(path)).json()["title"]',
            "assert await digest(bench) == before",
        ),
    )


@pytest.mark.planted("key not checked")
@pytest.mark.parametrize(
    "checker",
    [
        test_idempotency.test_a_retried_create_gets_the_same_answer_and_makes_nothing,
        test_idempotency.test_twenty_twins_make_one_record_and_get_twenty_equal_answers,
        test_idempotency.test_a_reply_lost_after_the_commit_is_given_again,
    ],
)
async def test_a_key_that_is_never_looked_up(plant: Plant, bench, checker) -> None:
    async def no_key(_request, _runtime, _principal):
        return None

    plant.put(edge, "_idempotency_key", no_key)
    await plant.is_found_by(checker, bench, at=AT[checker])


@pytest.mark.planted("key not checked")
async def test_a_key_that_is_taken_for_any_request(plant: Plant, bench) -> None:
    rightly = edge._idempotency_key

    async def for_any(request, runtime, principal):
        key = await rightly(request, runtime, principal)
        return key and replace(key, request_hash=b"the same")

    plant.put(edge, "_idempotency_key", for_any)
    await plant.is_found_by(
        test_idempotency.test_another_body_under_the_same_key_is_refused,
        bench,
        at="assert (other.status_code, other.json()[",
    )


@pytest.mark.planted("blind retry")
async def test_a_commit_that_is_tried_again_without_knowing_what_became_of_it(
    plant: Plant, runtime
) -> None:
    plant.put(edge, "PATIENCE_S", 0.5)
    plant.put(edge, "_is_lost", lambda _fault, _unit, _key: False)
    await plant.is_found_by(
        test_lost_replies.test_without_a_key_a_lost_reply_is_told_and_nothing_is_tried_again,
        runtime,
        at='assert (found["note"].rows,',
    )
