"""Makes roles."""

from typing import Any
from uuid import uuid4

from kontor_chassis.testing.bench import Bench
from kontor_identity.records.role import commands
from kontor_schemas.identity.role import Role


async def a_role(bench: Bench, **fields: Any) -> Role:
    """Let the administrator of the bench's tenant create a role."""
    async with bench.writing() as ctx:
        return await commands.create_role(ctx, {"name": f"Role {uuid4()}", **fields})
