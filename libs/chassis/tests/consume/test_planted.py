"""Mistakes of the consumer, planted: which test finds each."""

import pytest

from kontor_chassis.consume import applying, inbox, parking
from kontor_chassis.consume.batch import sort
from kontor_chassis.consume.mirror import Mirror
from kontor_chassis.testing.planting import Plant
from libs.chassis.tests.consume import (
    test_members,
    test_mirror,
    test_parking,
    test_poison,
    test_positions,
)


@pytest.mark.planted("no inbox")
async def test_ids_that_nobody_remembers(plant: Plant, bed, seen) -> None:
    async def all_new(_connection, _consumer, ids):
        return set(ids)

    plant.put(inbox, "keep_new", all_new)
    await plant.is_found_by(
        test_positions.test_the_same_facts_sent_again_change_nothing,
        bed,
        seen,
        at="assert set(seen.values()) == {1}",
    )


@pytest.mark.planted("offset first")
async def test_a_position_that_commits_before_the_effect(plant: Plant, bed, order) -> None:
    """Only a process that dies between the two shows it: members run with the mistake in them."""
    plant.put(test_members, "MEMBER", "libs.chassis.tests.consume.planted_member")
    await plant.is_found_by(
        test_members.test_killed_in_the_middle_of_a_batch,
        bed,
        order,
        "consume.before_commit",
        at='assert sorted(str(row["fact"]) for row in rows) == sent',
    )


@pytest.mark.planted("no version guard")
async def test_a_mirror_that_believes_whoever_comes_last(plant: Plant, bed) -> None:
    guarded = Mirror._upsert.func
    plant.put(
        Mirror, "_upsert", property(lambda self: guarded(self).partition(" WHERE m.version")[0])
    )
    await plant.is_found_by(
        test_mirror.test_a_late_state_changes_nothing,
        bed,
        at='assert (row["version"], row["name"]) ==',
    )


@pytest.mark.planted("poison skipped")
@pytest.mark.parametrize("kind", ["bad_json", "no_headers"])
async def test_what_cannot_be_read_is_forgotten(plant: Plant, bed, kind) -> None:
    def without_a_word(*arguments):
        found = sort(*arguments)
        found.ignored += len(found.parked)
        found.parked.clear()
        return found

    plant.put(applying, "sort", without_a_word)
    await plant.is_found_by(
        test_poison.test_poison_parks_its_key_alone,
        bed,
        kind,
        at='assert [row["state"] for row in parked]',
    )


@pytest.mark.planted("key not held")
async def test_facts_that_do_not_wait_behind_a_parked_one(plant: Plant, bed, effects) -> None:
    async def nobody(_connection, _consumer, _keys):
        return set()

    plant.put(parking, "held", nobody)
    await plant.is_found_by(
        test_parking.test_a_key_stays_parked_behind_a_dead_fact,
        bed,
        effects,
        at='assert [row["state"] for row in await bed.parked()]',
    )
