"""What automation does when a person is to be forgotten."""

from kontor_automation.processes.erasure import commands
from kontor_chassis.consume.consumer import Command
from kontor_chassis.consume.received import Received
from kontor_chassis.context import Context
from kontor_schemas.contacts.contact import ContactErased
from kontor_schemas.contacts.lead import LeadErased


async def on_person_erased(ctx: Context, received: Received) -> None:
    """Forget them; the mirror of leads has done its part with the batch."""
    fact = received.fact()
    assert isinstance(fact, (ContactErased, LeadErased))  # noqa: S101 - these two are asked for
    await commands.forget_record(ctx, received.subject, fact.request)


FORGET_PERSON = Command(
    name="forget_person", facts=(ContactErased, LeadErased), handle=on_person_erased
)
