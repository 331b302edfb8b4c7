"""Every lead is given to somebody exactly once, and in turn."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.chaos.aftermath import Aftermath


def check(after: Aftermath) -> Iterator[str]:
    assigned = Counter(
        fact.subject
        for fact in {fact.id: fact for fact in after.facts}.values()
        if fact.type == "contacts.lead.assigned.v1"
    )
    decided = Counter(str(row["record_id"]) for row in after.log if row["outcome"] == "chosen")
    for lead, row in after.leads.items():
        if row["owner"] is None:
            yield f"unassigned: {lead}"
        if assigned[lead] != 1:
            yield f"assigned {assigned[lead]} times: {lead}"
        if decided[lead] != 1:
            yield f"decided {decided[lead]} times: {lead}"
    turns: dict[object, Counter[object]] = defaultdict(Counter)
    for row in after.log:
        if row["outcome"] == "chosen":
            turns[row["rule"]][row["chosen"]] += 1
    for rule, counts in turns.items():
        if max(counts.values()) - min(counts.values()) > 1:
            yield f"unfair: rule {rule} gave {sorted(counts.values())}"
