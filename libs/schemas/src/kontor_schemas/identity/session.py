"""Sessions: what ends before its time, and the heartbeat that proves such news arrive."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kontor_schemas.annotations import reference
from kontor_schemas.choices import Choice
from kontor_schemas.fact import BareFact
from kontor_schemas.identifiers import Instant, Version


class SessionRevoked(BareFact):
    """A session, all sessions of a user, or an API key has ended: its tokens are good no more.

    Attributes:
        id: the id of what ended: a session, a user or a key, as `what` says.
        version: always 1.
        what: whether one session ended, every session of a user, or an API key.
        user: whose it was, where it was somebody's.
        revoked_at: tokens issued before this instant are refused, later ones are not.
    """

    version: Version = 1
    what: Choice[Literal["session", "user", "key"]]
    user: Annotated[UUID | None, reference("identity.user")] = None
    revoked_at: Instant


class SessionHeartbeat(BareFact):
    """Nothing has ended: proof that news of revocations still arrive.

    Whoever misses it for 30 seconds can no longer trust that a token it knows is still good.

    Attributes:
        id: the nil id: the heartbeat belongs to the whole platform.
        version: always 1.
        interval_s: the seconds until the next one.
    """

    version: Version = 1
    interval_s: int = Field(default=5, ge=1)
