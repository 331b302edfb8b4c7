"""Settings of the identity service."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, Field, SecretStr, model_validator

from kontor_chassis.settings import ServiceSettings


class PasswordSettings(BaseModel):
    """How costly a password is to check (argon2id), and how many are checked at once."""

    memory_kib: int = Field(19_456, ge=8, description="Memory of one check, in KiB.")
    rounds: int = Field(2, ge=1, description="Passes over that memory.")
    threads: int = Field(2, ge=1, le=64, description="Checks at the same time.")
    queue: int = Field(32, ge=1, description="Checks that may wait; more are refused with 503.")


class SessionSettings(BaseModel):
    """How long somebody stays signed in."""

    life_days: int = Field(
        30, ge=1, le=400, description="Days after which everybody signs in anew."
    )
    idle_days: int = Field(14, ge=1, le=400, description="Days without use after which one ends.")


class SignInSettings(BaseModel):
    """Who may say on whose behalf a sign-in is asked for."""

    trusted_proxies: tuple[str, ...] = Field(
        ("127.0.0.0/8", "::1/128"),
        description="Networks of the gateway, whose X-Forwarded headers are believed.",
    )


class CredentialsSettings(BaseModel):
    """The services of the installation."""

    folder: Path | None = Field(
        None, description="Folder with the public key `<service>.pub` (PEM) of every service."
    )


class BootstrapSettings(BaseModel):
    """The first tenant and its administrator."""

    tenant: str = Field("demo", description="Short name of the first tenant.")
    tenant_name: str = Field("Demo", description="Name of the first tenant.")
    admin_email: str = Field("admin@demo.example", description="Its first administrator.")
    admin_password: SecretStr | None = Field(
        None, description="The first administrator's password; without it no tenant is made."
    )


class IdentitySettings(ServiceSettings):
    """What identity can be told beyond what every service can."""

    passwords: PasswordSettings = PasswordSettings()
    session: SessionSettings = SessionSettings()
    sign_in: SignInSettings = SignInSettings()
    credentials: CredentialsSettings = CredentialsSettings()
    bootstrap: BootstrapSettings = BootstrapSettings()

    @model_validator(mode="after")
    def _one_shard(self) -> Self:
        # A heartbeat proves that the revocations before it have left, and it leaves by one shard.
        if self.outbox.shards != 1:
            raise ValueError("identity's outbox has one shard: its heartbeat passes through it")
        return self
