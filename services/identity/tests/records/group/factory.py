"""Makes groups."""

from typing import Any
from uuid import uuid4

from kontor_chassis.testing.bench import Bench
from kontor_identity.records.group import commands
from kontor_schemas.identity.group import Group


async def a_group(bench: Bench, **fields: Any) -> Group:
    """Let the administrator of the bench's tenant create a group."""
    async with bench.writing() as ctx:
        return await commands.create_group(ctx, {"name": f"Group {uuid4()}", **fields})
