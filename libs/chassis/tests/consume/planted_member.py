"""A member with a mistake in it: its position commits in a transaction before the effects."""

from kontor_chassis.consume import lease
from kontor_chassis.consume.applying import Applying
from kontor_chassis.consume.batch import ends_of
from kontor_chassis.consume.transaction import transaction
from kontor_chassis.failpoints import reach
from kontor_chassis.testing import member


async def position_first(self, part):
    ends = ends_of(part.entries)
    async with transaction(self._ports.pool) as connection:
        await lease.move(connection, self._consumer.name, self._placement.moves(ends))
    async with transaction(self._ports.pool) as connection:
        found = await self._sorted(connection, part)
        await self._write(connection, found)
        reach("consume.before_commit")
    self._placement.moved(ends)


if __name__ == "__main__":
    Applying._commit = position_first
    member.main()
