"""The main job on real input: 91 leads come in, each gets an owner, a next step and a mail."""

import asyncio
import json
import urllib.request
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from kontor_local.demo.front_end import FrontEnd
from kontor_local.demo.northwind import Customer, customers
from kontor_local.demo.setting import set_up
from kontor_local.problems import StackError

_AT_ONCE = 8
_PATIENCE_S = 60.0

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the leads of one run.

    Attributes:
        leads: The leads as they stand at the end.
        names: Employees' names by the id of their user.
        reasons: Of each assigned lead, which rule decided and why.
        mails: How many mails each lead's address got for this run.
        seconds: From request to effect, lead by lead, sorted.
        facts: How many facts the leads of this run left.
    """

    leads: Sequence[Mapping[str, Any]]
    names: Mapping[str, str]
    reasons: Mapping[str, str]
    mails: Mapping[str, int]
    seconds: Sequence[float]
    facts: int

    def per_user(self) -> Counter[str]:
        """Count the leads of each employee."""
        return Counter(self.names.get(lead["owner"] or "", "nobody") for lead in self.leads)


async def play(stack: Mapping[str, Any], mails_at: str, run: str, tell: Tell) -> Outcome:
    """Play the journey once.

    Args:
        stack: The content of `stack.json`.
        mails_at: Address of the mail sink's list.
        run: Names this run; the same name again creates nothing twice.
        tell: Shows progress.

    Raises:
        StackError: Something was refused, or leads were left without an owner.
    """
    async with FrontEnd(stack["gateway"]) as front_end:
        await front_end.sign_in(stack["admin"]["email"], stack["admin"]["password"])
        names = await set_up(front_end)
        tell(f"{len(names)} employees in their territories, rules and the mail workflow stand")
        before = _mails(mails_at)
        await _take_up(front_end, run)
        tell(f"{len(customers())} organizations with their contacts")
        ids = await _limited(
            [
                front_end.post("leads", customer.lead(run), f"{run}:lead:{customer.key}")
                for customer in customers()
            ]
        )
        tell(f"{len(ids)} leads came in")
        leads = await _until_assigned(front_end, [lead["id"] for lead in ids])
        tell(f"{len(leads)} leads have an owner")
        mails = await _until_mailed(mails_at, before, len(leads))
        tell(f"{sum(mails.values())} mails went out")
        reasons = await _reasons(front_end, leads)
    seconds = sorted(_seconds(lead) for lead in leads)
    # created, updated and assigned: each version of a lead is one fact, its assignment one more.
    facts = sum(lead["version"] + 1 for lead in leads)
    return Outcome(
        leads=leads, names=names, reasons=reasons, mails=mails, seconds=seconds, facts=facts
    )


async def _take_up(front_end: FrontEnd, run: str) -> None:
    known = {found["number"]: found["id"] for found in await front_end.every("organizations")}

    async def one(customer: Customer) -> None:
        if customer.key in known:
            return
        key = f"{run}:organization:{customer.key}"
        made = await front_end.post("organizations", customer.organization(), key)
        await front_end.post(
            "contacts", customer.contact(made["id"]), f"{run}:contact:{customer.key}"
        )

    await _limited([one(customer) for customer in customers()])


async def _until_assigned(front_end: FrontEnd, ids: Sequence[str]) -> list[dict[str, Any]]:
    give_up = monotonic() + _PATIENCE_S
    wanted = set(ids)
    while True:
        found = {lead["id"]: lead for lead in await front_end.every("leads")}
        leads = [found[lead] for lead in ids if lead in found and found[lead]["owner"]]
        if len(leads) == len(wanted):
            return leads
        if monotonic() > give_up:
            sentence = f"{len(wanted) - len(leads)} leads still have no owner after a minute"
            raise StackError(sentence)
        await asyncio.sleep(0.2)


async def _until_mailed(mails_at: str, before: Mapping[str, int], wanted: int) -> dict[str, int]:
    give_up = monotonic() + _PATIENCE_S
    while True:
        now = await asyncio.to_thread(_mails, mails_at)
        new = {to: count - before.get(to, 0) for to, count in now.items()}
        mails = {to: count for to, count in new.items() if count}
        if sum(mails.values()) >= wanted:
            return mails
        if monotonic() > give_up:
            sentence = f"{wanted - sum(mails.values())} mails have not arrived after a minute"
            raise StackError(sentence)
        await asyncio.sleep(0.2)


async def _reasons(front_end: FrontEnd, leads: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    entries = await _limited(
        [front_end.get(f"assignment_log?record={lead['id']}") for lead in leads]
    )
    return {
        str(lead["id"]): ", ".join(page["items"][0]["reasons"])
        for lead, page in zip(leads, entries, strict=True)
        if page["items"]
    }


async def _limited(calls: Sequence[Any]) -> list[Any]:
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(call: Any) -> Any:
        async with gate:
            return await call

    return await asyncio.gather(*(one(call) for call in calls))


def _seconds(lead: Mapping[str, Any]) -> float:
    begun, done = (datetime.fromisoformat(lead[name]) for name in ("created_at", "updated_at"))
    return (done - begun).total_seconds()


def _mails(address: str) -> dict[str, int]:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - the sink of this stack
        listed = json.load(answer)
    return dict(Counter(mail["to"] for mail in listed["mails"]))
