"""Reactions of contacts to what happens to organizations."""

from uuid import UUID

from kontor_chassis.consume.consumer import Command
from kontor_chassis.consume.received import Received
from kontor_chassis.context import Context
from kontor_contacts.records.contact import commands
from kontor_schemas.contacts.organization import Organization
from kontor_schemas.fact import Deleted

_FIRST = UUID(int=0)


async def on_organization_deleted(ctx: Context, received: Received) -> None:
    """End the affiliations of its people."""
    await commands.close_affiliations(ctx, received.fact().subject, _FIRST)


CLOSE_AFFILIATIONS = Command(
    name="close_affiliations", facts=(Deleted[Organization],), handle=on_organization_deleted
)
