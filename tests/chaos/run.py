"""One run: load, faults, healing, draining, and then all checkers over what is left."""

import asyncio
import json
import random
import urllib.request
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import asyncpg
from confluent_kafka import KafkaException

from kontor_local.demo.front_end import FrontEnd
from kontor_local.demo.setting import set_up
from tests.chaos import aftermath, clients
from tests.chaos.aftermath import Aftermath
from tests.chaos.checkers import assignment, backlog, durability, facts, mails
from tests.chaos.faults import Faults

CHECKERS = (durability, facts, assignment, mails, backlog)
CLIENTS = 16
DRAIN_S = 150.0
_AWAY = (asyncpg.PostgresError, asyncpg.InterfaceError, KafkaException, OSError)
"""What says that an engine struck last is not back yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run found."""

    violations: list[str]
    tries: Mapping[str, int]
    faults: Mapping[str, int]
    load_s: float
    drain_s: float
    doubled_share: float
    unknown_mails: int
    leads: int


async def play(stack: dict[str, Any], seed: int, size: int, kills: int) -> Report:
    """Run once; everything that is chance comes from the seed."""
    chance = random.Random(seed)
    run = f"chaos{seed}"
    async with FrontEnd(stack["gateway"]) as front_end:
        token = await front_end.sign_in(stack["admin"]["email"], stack["admin"]["password"])
        await set_up(front_end)
    faults = Faults(Path(stack["state"]), chance)
    started = monotonic()
    over_s = max(kills * 1.5, 5)
    load = clients.Load(size=size, clients=CLIENTS, over_s=over_s)
    sending = asyncio.create_task(clients.send_all(stack["gateway"], token, run, load, chance))
    await faults.strike(kills, over_s)
    history = await sending
    loaded = monotonic()
    after = await _drained(stack, run, history)
    drained = monotonic()
    return Report(
        violations=[violation for checker in CHECKERS for violation in checker.check(after)],
        tries=clients.summary(history),
        faults=dict(faults.done),
        load_s=loaded - started,
        drain_s=drained - loaded,
        doubled_share=aftermath.doubled_share(after.facts),
        unknown_mails=Counter(after.mail_steps.values())["unknown"],
        leads=len(after.leads),
    )


async def _drained(stack: dict[str, Any], run: str, history: clients.History) -> Aftermath:
    """Wait until nothing more happens that should; what is still missing then is a violation."""
    give_up = monotonic() + DRAIN_S
    while True:
        try:
            after = await _look(stack, run, history)
        except _AWAY:
            if monotonic() > give_up:
                raise
            await asyncio.sleep(2)
            continue
        left = [violation for checker in CHECKERS for violation in checker.check(after)]
        if not left or monotonic() > give_up:
            return after
        await asyncio.sleep(2)


async def _look(stack: dict[str, Any], run: str, history: clients.History) -> Aftermath:
    leads = await aftermath.stored_leads(stack, run)
    log, steps = await aftermath.decisions(stack, leads)
    return Aftermath(
        answers=history.answers,
        ids=history.ids,
        leads=leads,
        facts=await asyncio.to_thread(aftermath.told, stack["kafka"], leads),
        log=log,
        mails=await asyncio.to_thread(_mails, stack["mails"]),
        mail_steps=steps,
        waiting=await aftermath.waiting(stack),
    )


def _mails(address: str) -> dict[str, int]:
    with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 - our own sink
        return dict(Counter(mail["to"] for mail in json.load(answer)["mails"]))
