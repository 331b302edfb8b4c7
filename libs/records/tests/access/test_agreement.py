"""The statement and the check in memory say the same of every record, user and action."""

from collections import Counter

import pytest

from kontor_chassis.clock import SetClock
from kontor_chassis.runtime import Runtime
from kontor_chassis.testing.bench import Bench
from kontor_records.access.explain import explain
from kontor_records.access.rows import Rows
from libs.records.tests.access.drawing import Drawn
from libs.records.tests.access.sample import BARGAIN, found, met

ACTIONS = ("read", "update", "delete")


async def agreement(runtime: Runtime, seed: int) -> Counter[str]:
    """Compare both for one drawn realm, and count what was compared."""
    drawn = await Drawn(Bench(runtime), seed).draw(bargains=30)
    seen: Counter[str] = Counter()
    for user in drawn.users:
        rights = await drawn.realm.rights(user)
        for action in ACTIONS:
            plan = rights.plan(action, BARGAIN)
            expected = met(plan, drawn.bargains)
            for single in (False, True):
                assert await found(drawn.bench, plan, single=single) == expected, (seed, action)
            for bargain in drawn.bargains:
                told = explain(rights, "realm.bargain", bargain)[action]
                assert bool(told) is (bargain.id in expected), (seed, action, told)
                seen.update(path.kind for path in told)
            seen["pairs"] += len(drawn.bargains)
            if isinstance(plan, Rows):
                seen["rows"] += len(drawn.bargains)
                seen["conditions"] += any(rule.bound for rule in plan.rules)
                seen["granted"] += len(expected)
    return seen


async def compared(runtime: Runtime, seeds: range) -> Counter[str]:
    seen: Counter[str] = Counter()
    for seed in seeds:
        seen += await agreement(runtime, seed)
    # Not a comparison of nothing with nothing: every path was taken, and often.
    for kind in (
        "owner", "role_below", "owner_group", "co_owner", "share", "sharing_rule", "module_default",
    ):  # fmt: skip
        assert seen[kind] >= 20, (kind, seen)
    assert seen["conditions"] >= 10, seen
    return seen


async def test_both_agree_on_five_thousand_pairs(runtime: Runtime, clock: SetClock) -> None:
    seen = await compared(runtime, range(24))
    assert seen["pairs"] >= 5_000, seen
    assert seen["rows"] >= 3_000, seen
    assert 0 < seen["granted"] < seen["rows"], seen


@pytest.mark.long
@pytest.mark.timeout(1200)
async def test_both_agree_on_two_hundred_thousand_pairs(runtime: Runtime, clock: SetClock) -> None:
    seen = await compared(runtime, range(1000, 1500))
    assert seen["pairs"] >= 150_000, seen
