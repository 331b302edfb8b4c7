"""Clients that do not give up: each sends its leads until they are answered, with one key each."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import aiohttp
import orjson

from kontor_local.demo.northwind import customers

_PATIENCE_S = 180.0


@dataclass(slots=True)
class History:
    """What clients saw: each try is ok, failed, or unknown where the answer was lost."""

    answers: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    ids: dict[str, str] = field(default_factory=dict)
    failed: int = 0
    unknown: int = 0


def lead_of(run: str, number: int) -> dict[str, Any]:
    """Return the body of one lead; its address tells it from all others."""
    body = customers()[number % len(customers())].lead(run)
    return {**body, "emails": [{"value": f"lead{number}@{run}.example"}]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much is sent.

    Attributes:
        size: So many leads.
        clients: From so many clients.
        over_s: Spread over about so many seconds, since who has finished is hurt by no fault.
    """

    size: int
    clients: int
    over_s: float

    @property
    def pause_s(self) -> float:
        """How long a client waits between two leads, on average."""
        return self.over_s * self.clients / self.size


async def send_all(
    gateway: str, token: str, run: str, load: Load, chance: random.Random
) -> History:
    """Send all leads; a share of the answered ones is sent once more."""
    history = History()
    numbers = iter(range(load.size))
    headers = {"Authorization": f"Bearer {token}"}
    timeout = aiohttp.ClientTimeout(total=15)
    async with aiohttp.ClientSession(gateway, headers=headers, timeout=timeout) as session:

        async def client() -> None:
            for number in numbers:
                await _until_answered(session, run, number, history)
                if chance.random() < 0.1:
                    await _until_answered(session, run, number, history)
                await asyncio.sleep(load.pause_s * chance.uniform(0.5, 1.5))

        await asyncio.gather(*(client() for _ in range(load.clients)))
    return history


async def _until_answered(
    session: aiohttp.ClientSession, run: str, number: int, history: History
) -> None:
    key = f"{run}-{number}"
    body = orjson.dumps(lead_of(run, number))
    headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
    give_up = monotonic() + _PATIENCE_S
    while True:
        try:
            async with session.post("/api/v1/leads", data=body, headers=headers) as answer:
                content = await answer.read()
                if answer.status == 201:
                    history.answers[key].append(content)
                    history.ids[key] = orjson.loads(content)["id"]
                    return
                if answer.status < 500 and answer.status not in {401, 409, 429}:
                    raise RuntimeError(f"refused with {answer.status}: {content!r}")
                history.failed += 1
        except (aiohttp.ClientError, TimeoutError, ConnectionError):
            history.unknown += 1
        if monotonic() > give_up:
            raise RuntimeError(f"{key} was not answered in {_PATIENCE_S:.0f} s")
        await asyncio.sleep(random.uniform(0.05, 0.4))


def summary(history: History) -> Mapping[str, int]:
    """Return how many tries ended how."""
    return {
        "ok": sum(map(len, history.answers.values())),
        "failed": history.failed,
        "unknown": history.unknown,
    }
