"""Every version is told, in order, without a hole; a fact may come twice, but never later first."""

from collections import defaultdict
from collections.abc import Iterator

from tests.chaos.aftermath import Aftermath, Told


def check(after: Aftermath) -> Iterator[str]:
    by_record: dict[str, list[Told]] = defaultdict(list)
    seen: set[str] = set()
    for fact in after.facts:
        if fact.id not in seen:  # the first time it is told decides
            seen.add(fact.id)
            by_record[fact.subject].append(fact)
    for lead, row in after.leads.items():
        states = [
            fact.version
            for fact in by_record[lead]
            if fact.type.rpartition(".")[0].endswith((".created", ".updated"))
        ]
        if states != sorted(states):
            yield f"order: the versions of {lead} were told as {states}"
        if sorted(set(states)) != list(range(1, row["version"] + 1)):
            yield f"hole: {lead} stands at {row['version']}, told were {sorted(set(states))}"
        if len(states) != len(set(states)):
            yield f"twins: two facts tell one version of {lead}: {states}"
