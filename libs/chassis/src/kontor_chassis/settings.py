"""Settings: every variable a service reads, typed, described, read once at the start."""

from pathlib import Path

from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class HttpSettings(BaseModel):
    """Where the service listens."""

    host: str = Field("127.0.0.1", description="Address the service listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port the service listens on.")


class DatabaseSettings(BaseModel):
    """The service's own PostgreSQL database and its three roles."""

    host: str = Field("127.0.0.1", description="Host of the PostgreSQL server.")
    port: int = Field(5432, ge=1, le=65535, description="Port of the PostgreSQL server.")
    name: str = Field("", description="Name of the database; empty: the service's name.")
    api_password: SecretStr = Field(SecretStr(""), description="Password of `<service>_api`.")
    worker_password: SecretStr = Field(SecretStr(""), description="Password of `<service>_worker`.")
    owner_password: SecretStr = Field(
        SecretStr(""), description="Password of `<service>_owner`; needed by migrate and jobs only."
    )
    api_connections: int = Field(6, ge=1, le=100, description="Most connections for requests.")
    worker_connections: int = Field(3, ge=1, le=100, description="Most connections for the rest.")


class KafkaSettings(BaseModel):
    """The broker."""

    bootstrap: str = Field("127.0.0.1:9092", description="Host and port of one or more brokers.")
    member: str = Field("", description="Static member name of this replica in its groups.")


class OutboxSettings(BaseModel):
    """How facts leave."""

    shards: int = Field(
        1, ge=1, le=64, description="Shards of the outbox; one relay is active in each."
    )


class CredentialSettings(BaseModel):
    """Who this service is to the others."""

    key_file: Path | None = Field(None, description="Ed25519 private key (PEM) of this service.")


class TelemetrySettings(BaseModel):
    """Logs and traces."""

    log_level: str = Field("info", description="Least level that is logged.")
    sample: float = Field(0.01, ge=0, le=1, description="Share of traces that is recorded.")
    collector: str = Field("", description="OTLP/HTTP address; empty keeps traces in the process.")


class ServiceSettings(BaseSettings):
    """What every service can be told from outside; a service adds its own in a subclass."""

    model_config = SettingsConfigDict(
        env_prefix="KONTOR_", env_nested_delimiter="__", extra="ignore", frozen=True
    )

    http: HttpSettings = HttpSettings()
    database: DatabaseSettings = DatabaseSettings()
    kafka: KafkaSettings = KafkaSettings()
    outbox: OutboxSettings = OutboxSettings()
    credential: CredentialSettings = CredentialSettings()
    telemetry: TelemetrySettings = TelemetrySettings()
    peers: dict[str, str] = Field({}, description="Base addresses of the other services, as JSON.")
    faults: str = Field("", description="Fail points switched on; for rehearsals only.")
