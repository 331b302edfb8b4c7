"""Groups, as far as automation needs them: whether they are there, and who is in them.

Who is in a group, by whatever way, is told by what changes of it: a table of its own, a row a user.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from kontor_chassis.consume.consumer import BatchOf
from kontor_chassis.consume.mirror import Mirror
from kontor_chassis.consume.received import Received
from kontor_schemas.identity.group import Group, GroupMembershipChanged

GROUP = Mirror(state=Group, table="group_mirror", columns=("name",))

_MEMBERS = """
INSERT INTO group_member AS m (tenant_id, group_id, user_id, version, is_in)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::boolean[])
ON CONFLICT (tenant_id, group_id, user_id) DO UPDATE
SET version = excluded.version, is_in = excluded.is_in
WHERE m.version <= excluded.version
"""


async def apply(connection: asyncpg.Connection, facts: Sequence[Received]) -> None:
    """Bring the members of groups to what a batch tells; the last word on each user counts."""
    last: dict[tuple[UUID, UUID, UUID], tuple[int, bool]] = {}
    for received in facts:
        fact = received.fact()
        assert isinstance(fact, GroupMembershipChanged)  # noqa: S101 - no other is subscribed to
        for users, is_in in ((fact.removed, False), (fact.added, True)):
            for user in users:
                key = (received.tenant, fact.id, user)
                if key not in last or last[key][0] <= fact.version:
                    last[key] = (fact.version, is_in)
    keys = sorted(last)
    await connection.execute(
        _MEMBERS,
        [tenant for tenant, _, _ in keys],
        [group for _, group, _ in keys],
        [user for _, _, user in keys],
        [last[key][0] for key in keys],
        [last[key][1] for key in keys],
    )


MEMBERS: Final = BatchOf(facts=(GroupMembershipChanged,), function=apply)
