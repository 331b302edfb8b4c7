"""The records of contacts do what every record type does."""

from typing import Any

import httpx

from kontor_contacts.app import RECORDS
from kontor_contacts.records.privacy_request.record import PRIVACY_REQUEST
from kontor_records.testing.conformance import conformance


async def _party(client: httpx.AsyncClient) -> str:
    answer = await client.post("/api/v1/contacts", json={"family_name": "Probe"})
    return str(answer.json()["id"])


async def _account(client: httpx.AsyncClient) -> dict[str, Any]:
    return {"contact": await _party(client), "billing_email": "probe@example.com"}


async def _relationship(client: httpx.AsyncClient) -> dict[str, Any]:
    ends = {f"{end}_contact": await _party(client) for end in ("from", "to")}
    return {"kind": "advisor_of", **ends, "from_on": "2026-01-01", "until_on": None}


# Of a request no text can be changed: it goes its way by verbs, and tests of its own try it.
_CHANGEABLE = [one for one in RECORDS if one is not PRIVACY_REQUEST]
test_conformance = conformance(_CHANGEABLE, {"account": _account, "relationship": _relationship})
