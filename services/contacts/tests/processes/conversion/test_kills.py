"""Killed between any two steps, a conversion ends converted with one deal, or back with none."""

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from kontor_chassis.testing.bench import Bench
from services.contacts.tests.processes.conversion.leads import WITH_DEAL, an_sql, fire
from services.contacts.tests.processes.conversion.sales import Sales

ROOT = Path(__file__).parents[5]
POINTS = ("conversion.before_deal", "conversion.after_deal", "commit.before", "commit.after")


def told(bench: Bench, point: str) -> str:
    settings = bench.runtime.settings
    database = settings.database.model_dump(mode="json")
    for role in ("api", "worker", "owner"):
        secret = getattr(settings.database, f"{role}_password")
        database[f"{role}_password"] = secret.get_secret_value()
    shown: dict[str, Any] = {
        "database": database,
        "kafka": settings.kafka.model_dump(mode="json"),
        "peers": settings.peers,
        "credential": settings.credential.model_dump(mode="json"),
    }
    return json.dumps({"settings": shown, "faults": f"{point}:kill"})


async def killed(bench: Bench, point: str) -> int:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.contacts.tests.processes.conversion.child",
        told(bench, point),
        cwd=ROOT,
    )
    return await process.wait()


async def leave_alone(bench: Bench) -> None:
    """Let nothing that another test left behind fire first and die in place of the conversion."""
    await bench.runtime.worker_pool.execute(
        "UPDATE timer SET fire_at = fire_at + interval '30 days' WHERE tenant_id <> $1",
        bench.tenant,
    )


async def free(bench: Bench) -> None:
    """Let the lease of a timer that a dead process held be over."""
    await bench.runtime.worker_pool.execute(
        "UPDATE timer SET fire_at = now() WHERE tenant_id = $1 AND kind = 'lead.conversion'",
        bench.tenant,
    )


@pytest.mark.parametrize(
    ("point", "refuses"),
    [
        *((point, False) for point in POINTS),
        # A refused deal does not come behind the deal.
        *((point, True) for point in POINTS if point != "conversion.after_deal"),
    ],
)
async def test_a_kill_leaves_neither_two_deals_nor_half_a_conversion(
    selling: Bench, sales: Sales, point: str, refuses: bool
) -> None:
    if refuses:
        sales.refusal = (422, "limit_reached", [])
    async with selling.client() as client:
        path = await an_sql(client)
        made = (await client.post(f"{path}/convert", json=WITH_DEAL)).json()
        await leave_alone(selling)
        assert await killed(selling, point) == -signal.SIGKILL
        lead = (await client.get(path)).json()
        expected = "converting" if point != "commit.after" else "sql" if refuses else "converted"
        assert lead["stage"] == expected
        await free(selling)
        await fire(selling.runtime)
        lead = (await client.get(path)).json()
        ended = (await client.get(f"/api/v1/conversions/{made['id']}")).json()
        contact = await client.get(f"/api/v1/contacts/{made['contact']}")
    if refuses:
        assert (lead["stage"], ended["state"], contact.status_code) == ("sql", "failed", 404)
        assert sales.of(made["lead"]) == []
    else:
        assert (lead["stage"], ended["state"], contact.status_code) == ("converted", "done", 200)
        assert len(sales.of(made["lead"])) == 1
    verbs = [kind.split(".")[2] for kind in await selling.fact_types()]
    assert verbs.count("converted") == (0 if refuses else 1)
    assert verbs.count("conversion_failed") == (1 if refuses else 0)
