"""Things that are done at the same time."""

import asyncio
from collections.abc import Awaitable


async def all_of(*doings: Awaitable[object]) -> None:
    """Wait until all have ended, then raise the first failure; none is left half done."""
    for result in await asyncio.gather(*doings, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result
