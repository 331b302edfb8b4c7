"""One stack for all journeys of this folder."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from kontor_local.demo.front_end import FrontEnd
from tests import stack as stacks


@pytest.fixture(scope="session")
def stack() -> Iterator[dict[str, Any]]:
    with stacks.running("e2e-stack", 8600, KONTOR_WEB="true") as running:
        yield running


@pytest.fixture
async def front_end(stack: dict[str, Any]) -> AsyncIterator[FrontEnd]:
    async with FrontEnd(stack["gateway"]) as signed_in:
        await signed_in.sign_in(stack["admin"]["email"], stack["admin"]["password"])
        yield signed_in
