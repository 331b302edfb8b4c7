"""The setting of the journey: employees, territories as groups and rules, and the mail workflow."""

import secrets
from collections.abc import Mapping
from typing import Any

from kontor_local.demo.front_end import FrontEnd
from kontor_local.demo.northwind import TERRITORIES, Employee, Territory, employees

NEXT_STEP = "Call and ask what they need"
DAYS = 3
WORKFLOW = "Thank a new lead"


async def set_up(front_end: FrontEnd) -> Mapping[str, str]:
    """Make what the journey needs, unless an earlier run has made it.

    Returns:
        The employees' names by the id of their user.
    """
    users = {user["email"]: user for user in await front_end.every("users")}
    for employee in employees():
        if employee.email not in users:
            users[employee.email] = await front_end.post("users", _user(employee))
    ids = {employee.family_name: users[employee.email]["id"] for employee in employees()}
    groups = {group["name"]: group["id"] for group in await front_end.every("groups")}
    rules = {rule["name"] for rule in await front_end.every("assignment_rules")}
    for order, territory in enumerate(TERRITORIES, start=1):
        if territory.name not in groups:
            members = [ids[member] for member in territory.members]
            made = await front_end.post("groups", {"name": territory.name, "members": members})
            groups[territory.name] = made["id"]
        if territory.name not in rules:
            await front_end.post(
                "assignment_rules", _rule(territory, order, groups[territory.name])
            )
    workflows = {workflow["name"] for workflow in await front_end.every("workflows")}
    if WORKFLOW not in workflows:
        await front_end.post("workflows", _workflow())
    return {user: name for name, user in ids.items()}


def _user(employee: Employee) -> dict[str, Any]:
    return {
        "email": employee.email,
        "display_name": f"{employee.given_name} {employee.family_name}",
        "locale": "en",
        "zone": "America/Los_Angeles",
        "password": secrets.token_urlsafe(18),
    }


def _rule(territory: Territory, order: int, group: str) -> dict[str, Any]:
    return {
        "name": territory.name,
        "record": "contacts.lead",
        "order": order,
        "countries": list(territory.countries),
        "condition": {"field": "stage", "op": "eq", "value": "new"},
        "pool_group": group,
        "next_step": NEXT_STEP,
        "next_step_in_days": DAYS,
    }


def _workflow() -> dict[str, Any]:
    return {
        "name": WORKFLOW,
        "on": "contacts.lead.created.v1",
        "condition": {"field": "emails", "op": "is_set"},
        "steps": [
            {
                "name": "mail",
                "kind": "send_mail",
                "to": "emails",
                "subject": {
                    "en": "Thank you for your interest, {display_name}",
                    "de": "Danke für Ihr Interesse, {display_name}",
                },
                "body": {
                    "en": "Dear {display_name},\n\nwe have your request for {company}.\n",
                    "de": "Guten Tag {display_name},\n\nIhre Anfrage für {company} ist bei uns.\n",
                },
            }
        ],
    }
