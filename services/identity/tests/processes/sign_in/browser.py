"""A browser: keeps cookies, and talks to this machine, where they are not bound to HTTPS."""

import httpx

from kontor_chassis.testing.bench import Bench


def a_browser(bench: Bench) -> httpx.AsyncClient:
    """Return a client that nobody has signed in with yet."""
    transport = bench.stranger()._transport
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8100")
