"""Whether a service says that it is ready."""

import aiohttp

from kontor_local.supervision.watch import Probe

_TIMEOUT = aiohttp.ClientTimeout(total=5)


def answers_ready(session: aiohttp.ClientSession, address: str) -> Probe:
    """Return the probe of a service."""
    return answers_ok(session, f"{address}/internal/ready")


def answers_ok(session: aiohttp.ClientSession, url: str) -> Probe:
    """Return the probe of anything that answers a plain GET."""

    async def probe() -> bool:
        try:
            async with session.get(url, timeout=_TIMEOUT) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    return probe
