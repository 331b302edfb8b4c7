"""Turns stay fair when many decide at once."""

import asyncio
from collections import Counter

from services.automation.tests.bed import Bed


async def test_a_thousand_decisions_over_five_users(bed: Bed) -> None:
    users = await bed.users(5)
    rule = await bed.rule(users)
    # Forty batches at once, as many replicas would bring them, of 25 records each.
    batches = [[bed.created(bed.lead()) for _ in range(25)] for _ in range(40)]
    await asyncio.gather(*(bed.apply(*batch) for batch in batches))
    logs = await bed.logs(rule=rule)
    assert Counter(log["chosen"] for log in logs) == dict.fromkeys(users, 200)
    assert (await bed.turns(rule))["next"] == 1001
    assert len(await bed.runs()) == 1000


async def test_counts_differ_by_one_at_most_at_any_time(bed: Bed) -> None:
    users = await bed.users(3)
    rule = await bed.rule(users)
    shares: Counter[object] = Counter()
    for size in (1, 1, 3, 2, 5, 1, 7):
        await asyncio.gather(*(bed.apply(bed.created(bed.lead())) for _ in range(size)))
        shares = Counter(log["chosen"] for log in await bed.logs(rule=rule))
        counts = [shares[user] for user in users]
        assert max(counts) - min(counts) <= 1
    assert sum(shares.values()) == 20


async def test_many_rules_are_decided_side_by_side_without_a_deadlock(bed: Bed) -> None:
    users = await bed.users(2)
    for place, country in enumerate(("DE", "FR", "IT", "ES")):
        await bed.rule(users, name=country, countries=[country], order=place)
    countries = ["DE", "FR", "IT", "ES"]
    batches = [
        [bed.created(bed.lead(country=countries[(place + turn) % 4])) for place in range(8)]
        for turn in range(20)
    ]
    await asyncio.gather(*(bed.apply(*batch) for batch in batches))
    logs = await bed.logs()
    per_rule = Counter((log["rule"], log["chosen"]) for log in logs)
    assert set(per_rule.values()) == {20}
    assert len(per_rule) == 8
