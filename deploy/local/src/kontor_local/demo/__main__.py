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
    example = {lead["owner"]: outcome.reasons.get(lead["id"], "") for lead in outcome.leads}
    rows = [
        f"  {outcome.names.get(owner, 'nobody'):<12}{counts[outcome.names.get(owner, 'nobody')]:>4}   {reason}"
        for owner, reason in sorted(
            example.items(), key=lambda item: outcome.names.get(item[0], "")
        )
    ]
    seconds = outcome.seconds
    return [
        "",
        f"  leads in      {len(outcome.leads):>5}",
        f"  facts         {outcome.facts:>5}",
        f"  mails         {sum(outcome.mails.values()):>5}",
        f"  effect p50    {seconds[len(seconds) // 2] * 1000:>5.0f} ms",
        f"  effect p99    {seconds[min(len(seconds) - 1, int(len(seconds) * 0.99))] * 1000:>5.0f} ms",
        "",
        "  assigned to        the last one because",
        *rows,
        "",
    ]


if __name__ == "__main__":
    sys.exit(main())
