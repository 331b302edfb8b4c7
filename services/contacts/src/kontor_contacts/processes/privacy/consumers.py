"""What other services say of persons who are to be forgotten."""

from kontor_chassis.consume.consumer import Command
from kontor_chassis.consume.received import Received
from kontor_chassis.context import Context
from kontor_chassis.errors import RecordUnknown
from kontor_contacts.processes.privacy import commands
from kontor_schemas.automation.erasure import ErasureCompleted


async def on_erasure_completed(ctx: Context, received: Received) -> None:
    """Note it in the request; one that is gone asks for nothing."""
    fact = received.fact()
    assert isinstance(fact, ErasureCompleted)  # noqa: S101 - it alone is asked for
    try:
        await commands.note_erasure(ctx, fact.request, received.type.split(".")[0], fact.counts)
    except RecordUnknown:
        return


NOTE_ERASURES = Command(
    name="note_erasures", facts=(ErasureCompleted,), handle=on_erasure_completed
)
