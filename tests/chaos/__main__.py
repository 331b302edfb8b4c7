"""`make chaos seed=… size=…`: kill everything at random under load, then look what is missing."""

import argparse
import asyncio
import secrets
import sys

from tests import stack as stacks
from tests.chaos.run import Report, play

PORT_BASE = 8700


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=30)
    asked = parser.parse_args()
    sys.stdout.write(f"seed {asked.seed}\n")
    sys.stdout.flush()
    with stacks.running("chaos-stack", PORT_BASE) as stack:
        report = asyncio.run(play(stack, asked.seed, asked.size, asked.kills))
    sys.stdout.write(told(report) + "\n")
    return 1 if report.violations else 0


def told(report: Report) -> str:
    faults = ", ".join(f"{what} {count}" for what, count in sorted(report.faults.items()))
    tries = ", ".join(f"{how} {count}" for how, count in report.tries.items())
    lines = [
        f"leads          {report.leads}",
        f"tries          {tries}",
        f"faults         {sum(report.faults.values())}: {faults}",
        f"load           {report.load_s:.1f} s",
        f"drain          {report.drain_s:.1f} s",
        f"doubled share  {report.doubled_share:.2%} of messages on the topic",
        f"mails unknown  {report.unknown_mails}",
        f"violations     {len(report.violations)}",
    ]
    return "\n".join([*lines, *(f"  {violation}" for violation in report.violations[:40])])


if __name__ == "__main__":
    sys.exit(main())
