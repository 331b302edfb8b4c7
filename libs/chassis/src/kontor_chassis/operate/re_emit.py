"""Re-emitting: have an owner send its current states to one consumer, to rebuild its read model."""

from dataclasses import replace

from kontor_chassis.consume.asking import ask_over_http
from kontor_chassis.consume.snapshots import SnapshotOrder
from kontor_chassis.http.client import PeerClient
from kontor_chassis.settings import ServiceSettings


async def re_emit(service: str, settings: ServiceSettings, record: str, consumer: str) -> int:
    """Ask an owner, page by page, as the service that consumes.

    The consumer's positions stay as they are: live facts go on beside the snapshots, and versions
    decide which is newer.

    Returns:
        How many pages were sent.
    """
    client = PeerClient(service, settings)
    try:
        ask, pages = ask_over_http(client), 0
        order: SnapshotOrder | None = SnapshotOrder(record=record, consumer=consumer)
        while order is not None:
            answer = await ask(order)
            pages += 1
            order = replace(order, after=answer.next) if answer.next else None
        return pages
    finally:
        await client.close()
