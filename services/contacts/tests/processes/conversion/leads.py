"""Leads that sales has accepted."""

from typing import Any

import httpx

from kontor_chassis.jobs import timers
from kontor_chassis.runtime import Runtime
from kontor_contacts.app import APP

PERSON: dict[str, Any] = {
    "given_name": "Ayşe", "family_name": "Özdemir", "job_title": "Plant Manager",
    "company": "Özdemir Maschinenbau", "company_domain": "oezdemir.example",
    "emails": [{"value": "ayse@oezdemir.example"}], "phones": [{"raw": "0171 / 234 56-78"}],
    "need": "Lathes", "timeframe": "3-6m", "authority": "decides", "source": "fair",
}  # fmt: skip
ALL_NEW: dict[str, Any] = {"contact": {"create": True}, "organization": {"create": True}}
WITH_DEAL: dict[str, Any] = {**ALL_NEW, "deal": {"name": "Twelve lathes"}}


async def an_sql(client: httpx.AsyncClient, **fields: Any) -> str:
    """Return the path of a lead at the stage `sql`."""
    made = await client.post("/api/v1/leads", json={**PERSON, **fields})
    assert made.status_code == 201, made.text
    path = str(made.headers["location"])
    for verb in ("qualify_marketing", "accept"):
        answer = await client.post(f"{path}/{verb}")
        assert answer.status_code == 200, answer.text
    return path


async def fire(runtime: Runtime) -> None:
    """Fire what is due, until nothing is."""
    while await timers._fire_due(runtime, APP.timers):
        pass
