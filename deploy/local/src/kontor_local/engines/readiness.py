"""Whether the engines answer: one question each, asked until it is answered."""

import asyncio

import asyncpg
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from kontor_local.engines.postgres import SUPERUSER
from kontor_local.layout import HOST
from kontor_local.network import accepts
from kontor_local.supervision.watch import Probe


def silent_admin(bootstrap: str) -> AdminClient:
    """Return an admin client that does not tell the user about each attempt to connect."""
    return AdminClient({"bootstrap.servers": bootstrap, "log_level": 0})


async def admin_connection(
    port: int, password: str, database: str = "postgres"
) -> asyncpg.Connection:
    """Connect as the server's superuser."""
    connection: asyncpg.Connection = await asyncpg.connect(
        host=HOST, port=port, user=SUPERUSER, password=password, database=database, timeout=5
    )
    return connection


def postgres_answers(port: int, password: str) -> Probe:
    """Return the probe of PostgreSQL: somebody can sign in."""

    async def probe() -> bool:
        try:
            connection = await admin_connection(port, password)
        except (OSError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError):
            return False
        await connection.close()
        return True

    return probe


def kafka_answers(port: int) -> Probe:
    """Return the probe of Kafka: the broker is known to its own controller."""

    async def probe() -> bool:
        if not await asyncio.to_thread(accepts, port):
            return False
        try:
            metadata = await asyncio.to_thread(
                silent_admin(f"{HOST}:{port}").list_topics, timeout=2
            )
        except KafkaException:
            return False
        return bool(metadata.brokers)

    return probe
