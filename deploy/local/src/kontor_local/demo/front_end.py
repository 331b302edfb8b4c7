"""The journey's client of the gateway: what any front end does, and nothing a front end cannot."""

from types import TracebackType
from typing import Any, Self

import aiohttp

from kontor_local.problems import StackError


class FrontEnd:
    """A signed-in session at the gateway."""

    def __init__(self, gateway: str) -> None:
        self._gateway = gateway
        self._session = aiohttp.ClientSession(
            base_url=gateway, connector=aiohttp.TCPConnector(limit=32)
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def sign_in(self, email: str, password: str) -> str:
        """Sign in and return the token, which every later request carries."""
        answer = await self.post("session", {"email": email, "password": password})
        token: str = answer["access_token"]
        self._session.headers["Authorization"] = f"Bearer {token}"
        return token

    async def post(self, path: str, body: Any, key: str | None = None) -> Any:
        """Send a write and return its answer.

        Raises:
            StackError: It was refused.
        """
        headers = {"Idempotency-Key": key} if key else {}
        async with self._session.post(f"/api/v1/{path}", json=body, headers=headers) as answer:
            return await _read(answer)

    async def get(self, path: str) -> Any:
        """Read something."""
        async with self._session.get(f"/api/v1/{path}") as answer:
            return await _read(answer)

    async def every(self, path: str) -> list[Any]:
        """Read all pages of a list."""
        found: list[Any] = []
        join = "&" if "?" in path else "?"
        page = await self.get(f"{path}{join}limit=200")
        while True:
            found += page["items"]
            if page["next"] is None:
                return found
            page = await self.get(f"{path}{join}limit=200&cursor={page['next']}")


async def _read(answer: aiohttp.ClientResponse) -> Any:
    document = await answer.json(content_type=None) if answer.status != 204 else None
    if answer.status >= 400:
        code = (document or {}).get("code", answer.status)
        detail = (document or {}).get("errors") or (document or {}).get("detail", "")
        sentence = f"{answer.method} {answer.url.path} was refused: {code} {detail}"
        raise StackError(sentence)
    return document
