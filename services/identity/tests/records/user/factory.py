"""Makes users."""

from typing import Any
from uuid import uuid4

from kontor_chassis.actor import Actor, Principal
from kontor_chassis.testing.bench import Bench
from kontor_identity.adapters.password_hashing import PasswordHashing
from kontor_identity.records.user import commands
from kontor_schemas.identity.user import User
from services.identity.tests.records.tenant.factory import PASSWORD


async def a_user(bench: Bench, *, password: str | None = PASSWORD, **fields: Any) -> User:
    """Let the administrator of the bench's tenant create a user."""
    hashed = await bench.runtime.adapters[PasswordHashing].hash(password) if password else None
    asked = {"email": f"{uuid4().hex}@user.example", "display_name": "Uwe User", **fields}
    async with bench.writing() as ctx:
        return await commands.create_user(ctx, asked, hashed)


def signed_in(bench: Bench, user: User, scopes: frozenset[str] | None = None) -> Principal:
    """Return the principal of a user of the bench's tenant."""
    return Principal(
        subject=Actor("user", str(user.id)),
        tenant=bench.tenant,
        session=str(uuid4()),
        scopes=scopes,
    )
