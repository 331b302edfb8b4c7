"""The front end is written under the very policy that the gateway sends."""

import re
from pathlib import Path

from kontor_gateway.processes.front_end.rules import POLICY

ROOT = Path(__file__).resolve().parents[2]


def test_a_page_under_development_may_do_what_it_may_do_in_life() -> None:
    written = (ROOT / "web" / "tools" / "policy.ts").read_text()
    directives = re.findall(r"""^  (["'])(?P<one>.+)\1,$""", written, re.MULTILINE)
    sent = [one for one in POLICY.split("; ") if not one.startswith("report-uri")]
    assert [one for _, one in directives] == sent
