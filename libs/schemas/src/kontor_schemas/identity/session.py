"""Sessions: what ends before its time, and the heartbeat that proves such news arrive."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kontor_schemas.annotations import reference
from kontor_schemas.choices import Choice
from kontor_schemas.fact import BareFact
from kontor_schemas.identifiers import Instant


class SessionRevoked(BareFact):
    """A session, all sessions of a user, or an API key has ended: refuse its tokens from now on.

    `id` is the id of what ended, and `what` says whether that is a session, a user or a key.
    `user` is whose it was, where it was somebody's. Tokens issued before `revoked_at` are refused,
    later ones (a user who was let in again) are not.
    """

    what: Choice[Literal["session", "user", "key"]]
    user: Annotated[UUID | None, reference("identity.user")] = None
    revoked_at: Instant


class SessionHeartbeat(BareFact):
    """Nothing has ended: proof that news of revocations still arrive.

    Sent every `interval_s` seconds for the platform as a whole, with the nil id. Whoever misses it
    for 30 seconds can no longer trust that a token it knows is still good.
    """

    interval_s: int = Field(default=5, ge=1)
