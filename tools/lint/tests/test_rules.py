"""Each house rule finds a planted violation and leaves its decent twin alone."""

from pathlib import Path

import pytest

from kontor_lint.__main__ import RULES, check, findings
from kontor_lint.rules import business_nouns
from kontor_lint.source import Source

COMMAND = '''"""What can be done."""


async def close_case(ctx):
    """Close a case.

    Emits: CaseClosed.
    Raises: nothing.
    """
'''
SERVICE = "services/support/src/kontor_support"
CHASSIS = "libs/chassis/src/kontor_chassis"
DOC = '"""A module."""\n\n'

PLANTED = [
    ("vocabulary", f"{SERVICE}/records/case/logic.py", DOC, f"{SERVICE}/records/case/rules.py", DOC),
    ("vocabulary", f"{CHASSIS}/utils.py", DOC, f"{CHASSIS}/clock.py", DOC),
    ("vocabulary", f"{SERVICE}/kernel.py", DOC, f"{SERVICE}/settings.py", DOC),
    ("vocabulary", f"{SERVICE}/stuff/x.py", DOC, f"{SERVICE}/adapters/mail.py", DOC),
    (
        "commit_only_at_the_edge",
        f"{SERVICE}/records/case/commands.py", COMMAND + "    await ctx.unit.commit()\n",
        f"{CHASSIS}/http/edge.py", DOC + "async def edge(unit):\n    await unit.commit()\n",
    ),
    (
        "commit_only_at_the_edge",
        f"{SERVICE}/records/case/commands.py", COMMAND + '    await ctx.run("COMMIT")\n',
        f"{SERVICE}/records/case/commands.py", COMMAND,
    ),
    (
        "selects",
        f"{SERVICE}/records/case/routes.py", DOC + "from sqlalchemy import select\nselect(1)\n",
        f"{SERVICE}/records/case/queries.py", DOC + "from sqlalchemy import select\nselect(1)\n",
    ),
    (
        "selects",
        f"{SERVICE}/records/case/commands.py", COMMAND + '    await ctx.all("SELECT 1")\n',
        f"{SERVICE}/records/case/commands.py", COMMAND + '    ctx.stage("UPDATE x SET y = 1")\n',
    ),
    (
        "environment",
        f"{CHASSIS}/pool.py", DOC + "import os\nHOST = os.environ['HOST']\n",
        f"{SERVICE}/settings.py", DOC + "import os\nHOST = os.environ['HOST']\n",
    ),
    (
        "outside_calls",
        f"{SERVICE}/records/case/commands.py", COMMAND.replace("\n\n\n", "\nimport aiohttp\n\n", 1),
        f"{SERVICE}/adapters/mail.py", DOC + "import aiosmtplib\n",
    ),
    (
        "size",
        f"{CHASSIS}/pool.py", DOC + "x = 1\n" * 400,
        f"{CHASSIS}/pool.py", DOC + "x = 1\n" * 300,
    ),
    (
        "size",
        f"{CHASSIS}/pool.py", DOC + "def f():\n" + "    x = 1\n" * 60,
        f"{CHASSIS}/pool.py", DOC + "def f():\n" + "    x = 1\n" * 59,
    ),
    (
        "forbidden_imports",
        f"{CHASSIS}/pool.py", DOC + "import pickle\n",
        f"{CHASSIS}/pool.py", DOC + "import json\n",
    ),
    (
        "forbidden_imports",
        f"{CHASSIS}/pool.py", DOC + "from sqlalchemy.ext.asyncio import create_async_engine\n",
        f"{CHASSIS}/pool.py", DOC + "from sqlalchemy import create_engine\n",
    ),
    (
        "forbidden_imports",
        f"{CHASSIS}/pool.py", DOC + "import httpx\n",
        "libs/chassis/tests/test_pool.py", DOC + "import httpx\n",
    ),
    (
        "forbidden_imports",
        f"{SERVICE}/records/case/routes.py", DOC + "from __future__ import annotations\n",
        f"{SERVICE}/records/case/routes.py", DOC,
    ),
    (
        "clock_and_ids",
        f"{CHASSIS}/pool.py", DOC + "from datetime import datetime\ndatetime.now()\n",
        f"{CHASSIS}/clock.py", DOC + "from datetime import datetime\ndatetime.now()\n",
    ),
    (
        "clock_and_ids",
        f"{CHASSIS}/pool.py", DOC + "import uuid\nuuid.uuid4()\n",
        f"{CHASSIS}/pool.py", DOC + "import uuid\nuuid.UUID(int=0)\n",
    ),
    (
        "money",
        f"{SERVICE}/records/case/rules.py", DOC + "def half(amount_minor):\n    return amount_minor / 2\n",
        f"{SERVICE}/records/case/rules.py", DOC + "def half(amount_minor):\n    return amount_minor // 2\n",
    ),
    (
        "money",
        f"{SERVICE}/records/case/rules.py", DOC + "fee_minor: float = 0\n",
        f"{SERVICE}/records/case/rules.py", DOC + "fee_minor: int = 0\n",
    ),
    (
        "documented",
        f"{SERVICE}/records/case/commands.py", DOC + "async def close(ctx):\n    pass\n",
        f"{SERVICE}/records/case/commands.py", COMMAND,
    ),
    (
        "documented",
        f"{SERVICE}/records/case/commands.py", COMMAND.split("Raises", maxsplit=1)[0] + '"""\n    raise X\n',
        f"{SERVICE}/records/case/commands.py", COMMAND + "    raise X\n",
    ),
    ("documented", f"{CHASSIS}/pool.py", "x = 1\n", f"{CHASSIS}/pool.py", DOC),
    ("documented", f"{CHASSIS}/__init__.py", DOC, f"{CHASSIS}/__init__.py", ""),
    (
        "raw_clients",
        f"{SERVICE}/adapters/hook.py", DOC + "import aiohttp\naiohttp.ClientSession()\n",
        f"{CHASSIS}/http/client.py", DOC + "import aiohttp\naiohttp.ClientSession()\n",
    ),
    (
        "raw_clients",
        f"{CHASSIS}/pool.py", DOC + "print(1)\n",
        f"{CHASSIS}/pool.py", DOC + "import sys\nsys.stdout.write('1')\n",
    ),
    *(
        (rule, f"{CHASSIS}/pool.py", DOC + bad, f"{CHASSIS}/pool.py", DOC + good)
        for rule, bad, good in (
            ("clock_and_ids", "from datetime import datetime as dt\ndt.now()\n", "x.now()\n"),
            ("clock_and_ids", "import datetime as d\nd.datetime.utcnow()\n", "import datetime\n"),
            ("clock_and_ids", "from datetime import date\ndate.today()\n", "x.today()\n"),
            ("clock_and_ids", "import time\ntime.time()\n", "import time\ntime.monotonic()\n"),
            ("clock_and_ids", "from time import time_ns as now\nnow()\n", "from time import sleep\n"),
            ("clock_and_ids", "from uuid import uuid4 as new\nnew()\n", "from uuid import UUID\nUUID(int=0)\n"),
            ("code_from_text", "eval('1')\n", "import ast\nast.literal_eval('1')\n"),
            ("code_from_text", "exec(text)\n", "import re\nre.compile('x')\n"),
            ("code_from_text", "compile(text, '', 'eval')\n", "pattern.compile()\n"),
            ("code_from_text", "import builtins as b\nb.exec(text)\n", "b.exec(text)\n"),
            ("code_from_text", "import os\nos.system('ls')\n", "import os\nos.getpid()\n"),
            ("code_from_text", "run(text, shell=True)\n", "run(text, shell=False)\n"),
            (
                "code_from_text",
                "import importlib\nimportlib.import_module(name)\n",
                "import importlib\nimportlib.import_module('json')\n",
            ),
            *(
                ("forbidden_imports", f"import {module}\n", "import json\n")
                for module in (
                    "marshal", "shelve", "yaml", "dill", "cloudpickle", "jsonpickle", "joblib",
                    "xml.etree.ElementTree", "xml.sax", "xml.dom.minidom", "xml.parsers.expat",
                    "lxml.etree", "xmltodict", "jinja2",
                )
            ),
            ("forbidden_imports", "from xml import etree\n", "from html import escape\n"),
            ("forbidden_imports", "from pickle import loads as read\n", "from json import loads as read\n"),
            ("money", "def half(amount_minor: float): ...\n", "def half(amount_minor: int): ...\n"),
            ("money", "def net_minor() -> float: ...\n", "def net_minor() -> int: ...\n"),
            ("money", "gross = net.amount_minor * 1.19\n", "gross = net.amount_minor * 119\n"),
            ("money", "amount_minor /= 2\n", "amount_minor //= 2\n"),
            ("money", "shown = float(price.minor)\n", "shown = int(price.minor)\n"),
            ("raw_clients", "import smtplib\n", "import email\n"),
            ("raw_clients", "from aiosmtplib import SMTP\n", "from email import message\n"),
            ("raw_clients", "from aiohttp import ClientSession as S\nS()\n", "from aiohttp import ClientError\n"),
            ("raw_clients", "from urllib.request import urlopen\n", "from urllib.parse import urlsplit\n"),
            ("raw_clients", "import socket\n", "import ipaddress\n"),
            ("raw_clients", "import asyncpg\nasyncpg.connect()\n", "import asyncpg\nasyncpg.Pool\n"),
        )
    ),
    *(
        (
            "raw_clients",
            f"{SERVICE}/adapters/{name}.py", DOC + f"import {module}\n",
            good, DOC + f"import {module}\n",
        )
        for name, module, good in (
            ("stream", "aiokafka", f"{CHASSIS}/consume/runner.py"),
            ("stream", "confluent_kafka", f"{CHASSIS}/relay/producer.py"),
            ("stream", "faststream", f"{CHASSIS}/consume/event_consumer.py"),
        )
    ),
    (
        "raw_clients",
        f"{SERVICE}/records/case/jobs.py", DOC + "import aiosmtplib\n",
        f"{SERVICE}/adapters/mail.py", DOC + "import aiosmtplib\n",
    ),
]  # fmt: skip


def rules_broken(path: str, text: str) -> set[str]:
    return {finding.rule for finding in check(Source(Path(path), text))}


@pytest.mark.parametrize(("rule", "bad_path", "bad", "good_path", "good"), PLANTED)
def test_a_planted_violation_is_found_and_its_twin_is_not(
    rule: str, bad_path: str, bad: str, good_path: str, good: str
) -> None:
    assert rule in rules_broken(bad_path, bad)
    assert rule not in rules_broken(good_path, good)


def test_a_library_that_names_a_record_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(business_nouns, "nouns", lambda _root: frozenset({"invoice", "lead"}))
    bad = DOC + 'TABLE = "invoice"\n'
    assert rules_broken(f"{CHASSIS}/pool.py", bad) == {"business_nouns"}
    assert rules_broken(f"{CHASSIS}/pool.py", DOC + 'WORD = "leading"\n') == set()
    assert rules_broken(f"{CHASSIS}/pool.py", '"""Not even an invoice."""\n') == set()


def test_every_rule_tells_the_incident_it_prevents() -> None:
    for rule in RULES:
        assert "Incident" in (rule.__doc__ or ""), rule.__name__


def test_a_waiver_needs_its_rule_and_its_reason() -> None:
    line = "import pickle  # kontor: allow {}\n"
    path = f"{CHASSIS}/pool.py"
    waived = DOC + line.format("forbidden_imports because a peer speaks nothing else")
    assert rules_broken(path, waived) == set()
    assert rules_broken(path, DOC + line.format("forbidden_imports")) == {
        "waiver", "forbidden_imports",
    }  # fmt: skip
    assert rules_broken(path, DOC + line.format("size because it is long")) == {"forbidden_imports"}


def test_findings_name_file_line_and_rule(tmp_path: Path) -> None:
    file = tmp_path / "libs" / "x.py"
    file.parent.mkdir()
    file.write_text(DOC + "import pickle\n")
    found = [str(one).removeprefix(str(tmp_path)) for one in findings([file])]
    assert found == ["/libs/x.py:3: forbidden_imports: pickle is imported nowhere"]
