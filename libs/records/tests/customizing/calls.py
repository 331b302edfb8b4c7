"""Calls that tests of definitions make again and again."""

from typing import Any

import httpx

from kontor_chassis.jobs.timers import _fire_due
from kontor_chassis.testing.bench import Bench
from kontor_records.customizing.world import KEPT

PIERS = "/api/v1/piers"
FIELDS = f"{PIERS}/custom_fields"
LISTS = f"{PIERS}/choice_lists"
LABEL = {"de": "Feld", "en": "Field"}


async def defined(
    bench: Bench, client: httpx.AsyncClient, key: str, kind: str = "text", **said: Any
) -> dict[str, Any]:
    """Define a field of piers, and let the process know at once."""
    body = {"key": key, "type": kind, "label": LABEL, **said}
    answer = await client.post(FIELDS, json=body)
    assert answer.status_code == 201, answer.text
    KEPT.forget(bench.tenant)
    found: dict[str, Any] = answer.json()
    return found


async def listed(
    bench: Bench, client: httpx.AsyncClient, name: str, *keys: str, **more: Any
) -> dict[str, Any]:
    """Begin a list of values."""
    values = [{"key": key, "label": {"en": key}, "order": at} for at, key in enumerate(keys)]
    body = {"name": name, "label": LABEL, "values": values, **more}
    answer = await client.post(LISTS, json=body)
    assert answer.status_code == 201, answer.text
    KEPT.forget(bench.tenant)
    found: dict[str, Any] = answer.json()
    return found


async def made(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    """Make a pier."""
    answer = await client.post(PIERS, json={"title": "At the pier", **fields})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def followed(bench: Bench) -> None:
    """Let all jobs run to their end."""
    while await _fire_due(bench.runtime, bench.runtime.definition.timers):
        pass


def refused(answer: httpx.Response) -> tuple[int, str, list[str]]:
    """Return status, code and pointers of a refusal."""
    problem = answer.json()
    pointers = [each["pointer"] for each in problem.get("errors", [])]
    return answer.status_code, problem["code"], pointers
