"""Who may not administer changes nothing: no row of any table, whatever was sent, however valid."""

from typing import Any

import httpx

from kontor_chassis.actor import Actor, Principal
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.digest import digest
from services.identity.tests.records.group.factory import a_group
from services.identity.tests.records.tenant.factory import PASSWORD, Office
from services.identity.tests.records.user.factory import a_user, signed_in

NEW = {"email": "new@user.example", "display_name": "Nina New"}


async def test_a_refusal_leaves_every_table_as_it_was(bench: Bench, office: Office) -> None:
    user, other = await a_user(bench), await a_user(bench)
    group = await a_group(bench, members=[other.id])
    to_other = f"/api/v1/users/{other.id}"
    asked: list[tuple[str, str, dict[str, Any] | None]] = [
        ("POST", "/api/v1/users", NEW),
        ("PATCH", to_other, {"locale": "en"}),
        ("PATCH", f"/api/v1/users/{user.id}", {"is_administrator": True}),
        ("DELETE", to_other, None),
        ("POST", f"{to_other}/suspend", None),
        ("POST", f"{to_other}/set_password", {"password": f"{PASSWORD} new"}),
        ("POST", "/api/v1/groups", {"name": "Mine", "members": [str(user.id)]}),
        ("PATCH", f"/api/v1/groups/{group.id}", {"members": [str(user.id)]}),
        ("DELETE", f"/api/v1/groups/{group.id}", None),
        ("PATCH", f"/api/v1/tenants/{office.tenant.id}", {"name": "Mine"}),
    ]
    service = Principal(subject=Actor("service", "contacts"), tenant=bench.tenant)
    before = await digest(bench)
    for who in (signed_in(bench, user), service):
        async with bench.client(who) as client:
            for place, (method, path, body) in enumerate(asked):
                key = {"Idempotency-Key": f"refused {place}"}
                answer: httpx.Response = await client.request(method, path, json=body, headers=key)
                assert answer.status_code == 403, (method, path, answer.text)
                assert await digest(bench) == before, (method, path)
