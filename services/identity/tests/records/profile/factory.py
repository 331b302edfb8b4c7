"""Makes profiles."""

from typing import Any
from uuid import uuid4

from kontor_chassis.actor import Principal
from kontor_chassis.testing.bench import Bench
from kontor_identity.records.profile import commands
from kontor_schemas.identity.profile import Profile
from kontor_schemas.rights import Permissions


async def a_profile(
    bench: Bench, principal: Principal | None = None, *, name: str = "", **allowed: Any
) -> Profile:
    """Let the administrator of the bench's tenant create a profile that allows something."""
    fields = {
        "name": name or f"Profile {uuid4()}",
        "permissions": Permissions.model_validate(allowed),
    }
    async with bench.writing(principal) as ctx:
        return await commands.create_profile(ctx, fields)
