"""Sessions asked for: identity's own word on a session while its heartbeat is missing."""

from uuid import UUID

import aiohttp
import structlog

from kontor_chassis.access.service_tokens import ServiceTokens
from kontor_chassis.errors import Refusal

_log = structlog.get_logger("access")


class AskedSessions:
    """Asks identity over HTTP whether a session or API key stands."""

    def __init__(self, http: aiohttp.ClientSession, identity: str, tokens: ServiceTokens) -> None:
        self._http = http
        self._identity = identity.rstrip("/")
        self._tokens = tokens

    async def stands(self, tenant: UUID, session: UUID) -> bool | None:
        """Return whether it stands; None where identity does not answer."""
        try:
            token = await self._tokens.token(tenant)
            headers = {"Authorization": f"Bearer {token}"}
            address = f"{self._identity}/internal/sessions/{session}"
            async with self._http.get(address, headers=headers, allow_redirects=False) as answer:
                if answer.status in {200, 404}:
                    return answer.status == 200
                _log.warning("identity does not tell of sessions", status=answer.status)
        except (aiohttp.ClientError, TimeoutError, Refusal) as fault:
            _log.warning("identity does not tell of sessions", fault=type(fault).__name__)
        return None
