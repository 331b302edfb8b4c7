"""A mail is sent at most once; where that cannot be known, the step says so."""

from collections.abc import Iterator

from tests.chaos.aftermath import Aftermath


def check(after: Aftermath) -> Iterator[str]:
    for lead, row in after.leads.items():
        sent = after.mails.get(row["email"], 0)
        state = after.mail_steps.get(lead)
        if sent > 1:
            yield f"mailed {sent} times: {row['email']}"
        elif sent == 0 and state != "unknown":
            yield f"not mailed, and the step says {state}: {row['email']}"
        elif state not in {"succeeded", "unknown"}:
            yield f"mailed, and the step says {state}: {row['email']}"
