"""`make demo`: plays the journey on the running stack and shows what became of it."""

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from kontor_local.demo.journey import Outcome, play
from kontor_local.problems import StackError
from kontor_local.progress import complain, say
from kontor_local.settings import LocalSettings
from kontor_local.topology import Topology


def main() -> int:
    """Play the journey; exit with 1 and one sentence if it does not end right."""
    try:
        topology = Topology.of(LocalSettings())
        stack = json.loads(topology.folders.stack_file.read_text())
    except FileNotFoundError:
        complain("Nothing runs yet: start it with `make up`.")
        return 1
    run = f"demo-{datetime.now(UTC):%Y%m%d%H%M%S}"
    try:
        outcome = asyncio.run(play(stack, f"{topology.mail_page}/mails.json", run, say))
    except (StackError, OSError) as fault:
        complain(str(fault))
        return 1
    for line in table(outcome):
        sys.stdout.write(f"{line}\n")
    return 0


def table(outcome: Outcome) -> Sequence[str]:
    """Return the lines of the closing table."""
    counts = outcome.per_user()
    reasons = {lead["owner"]: outcome.reasons.get(lead["id"], "") for lead in outcome.leads}
    rows = sorted((outcome.names.get(owner, "nobody"), reason) for owner, reason in reasons.items())
    seconds = outcome.seconds
    p50, p99 = (seconds[int(len(seconds) * share)] * 1000 for share in (0.5, 0.99))
    return [
        "",
        f"  leads in      {len(outcome.leads):>5}",
        f"  facts         {outcome.facts:>5}",
        f"  mails         {sum(outcome.mails.values()):>5}",
        f"  effect p50    {p50:>5.0f} ms",
        f"  effect p99    {p99:>5.0f} ms",
        "",
        "  assigned to        the last one because",
        *(f"  {name:<12}{counts[name]:>4}   {reason}" for name, reason in rows),
        "",
    ]


if __name__ == "__main__":
    sys.exit(main())
