"""Asking owners for snapshots over HTTP, as the service that consumes."""

from uuid import UUID

from kontor_chassis.actor import Cause
from kontor_chassis.consume.snapshots import AskSnapshot, SnapshotAnswer, SnapshotOrder, Start
from kontor_chassis.http.client import Call, PeerClient
from kontor_chassis.ids import new_id
from kontor_schemas.identifiers import PLATFORM


def ask_over_http(client: PeerClient) -> AskSnapshot:
    """Return the port through which a consumer asks the owners of what it mirrors."""

    async def ask(order: SnapshotOrder) -> SnapshotAnswer:
        answer = await client.send(
            Call(
                service=order.record.partition(".")[0],
                method="POST",
                path="/internal/snapshots",
                tenant=PLATFORM,
                cause=Cause(correlation_id=new_id()),
                key=str(new_id()),
                body={"record": order.record, "consumer": order.consumer, "after": order.after},
            )
        )
        found = answer.json()
        return SnapshotAnswer(
            starts=[Start(**{**one, "topic_id": UUID(one["topic_id"])}) for one in found["starts"]],
            next=found["next"],
        )

    return ask
