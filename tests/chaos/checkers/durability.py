"""What was answered is there, once, and every retry got the same answer."""

from collections import Counter
from collections.abc import Iterator

from tests.chaos.aftermath import Aftermath


def check(after: Aftermath) -> Iterator[str]:
    for key, lead in after.ids.items():
        if lead not in after.leads:
            yield f"lost: {key} was accepted as {lead}, which does not exist"
    for key, bodies in after.answers.items():
        if len(set(bodies)) > 1:
            yield f"two answers: {key} was answered differently when it was sent again"
    emails = Counter(row["email"] for row in after.leads.values())
    for email, count in emails.items():
        if count > 1:
            yield f"doubled: {count} leads of one request, {email}"
