"""A tenth of the chaos in every run of the tests, all of it in the longer tier."""

import sys

import pytest

from tests import stack as stacks
from tests.chaos.__main__ import told
from tests.chaos.run import play


@pytest.mark.stack
@pytest.mark.timeout(400)
async def test_nothing_is_lost_doubled_or_reordered_when_parts_are_killed() -> None:
    with stacks.running("chaos-test", 9100) as stack:
        report = await play(stack, seed=7, size=100, kills=6)
    sys.stdout.write(told(report))
    assert report.violations == []
    assert report.leads == 100


@pytest.mark.stack
@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_thousand_leads_and_thirty_kills(seed: int) -> None:
    with stacks.running("chaos-test", 9100) as stack:
        report = await play(stack, seed=seed, size=1000, kills=30)
    sys.stdout.write(told(report))
    assert report.violations == []
    assert report.leads == 1000
    assert report.tries["failed"] + report.tries["unknown"] > 0, "no fault has met a request"
