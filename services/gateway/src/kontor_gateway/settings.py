"""Settings of the gateway: who may come, how much of it, how long a service may take."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from pydantic import BaseModel, Field

from kontor_chassis.settings import ServiceSettings


class DoorSettings(BaseModel):
    """Who stands before the door."""

    hosts: frozenset[str] = Field(
        frozenset({"127.0.0.1", "localhost", "[::1]"}),
        description="Names under which clients may address the installation, without a port.",
    )
    proxies: tuple[IPv4Network | IPv6Network, ...] = Field(
        (), description="Networks of proxies whose X-Forwarded-For and -Proto are believed."
    )
    body_s: float = Field(
        30.0, gt=0, description="Longest pause between two parts of a request's body, in seconds."
    )
    session_s: float = Field(
        60.0, gt=0, le=600, description="Longest a session cookie is not asked about again."
    )


class LimitSettings(BaseModel):
    """How many requests a client may make; each replica counts for itself."""

    principal_per_s: float = Field(5_000, gt=0, description="Requests a second of one principal.")
    principal_burst: int = Field(10_000, ge=1, description="Most requests of one at once.")
    address_per_s: float = Field(
        100, gt=0, description="Requests a second of one address without a valid sign-in."
    )
    address_burst: int = Field(500, ge=1, description="Most requests of one address at once.")
    sign_in_per_minute: float = Field(20, gt=0, description="Sign-ins a minute of one address.")
    sign_in_burst: int = Field(20, ge=1, description="Most sign-ins of one address at once.")


class UpstreamSettings(BaseModel):
    """The services behind the door."""

    connections: int = Field(100, ge=1, description="Most connections to one service.")
    in_flight: int = Field(1_000, ge=1, description="Most requests under way at one service.")
    total_in_flight: int = Field(2_000, ge=1, description="Most requests under way altogether.")
    connect_s: float = Field(2.0, gt=0, description="Longest wait for a connection, in seconds.")
    refresh_s: float = Field(30.0, gt=0, description="Time between two readings of the routes.")
    retry_s: float = Field(1.0, gt=0, description="The same while a service does not answer.")


class FrontEndSettings(BaseModel):
    """The front end that is served beside the API."""

    folder: Path | None = Field(
        None, description="Folder with the built front end; without it there is only the API."
    )


class PushSettings(BaseModel):
    """The streams of what changes; every process has its own."""

    streams: int = Field(2_000, ge=1, description="Most streams of one process.")
    streams_of_session: int = Field(
        5, ge=1, description="Most streams of one session; the oldest gives way."
    )
    pending: int = Field(
        2_000, ge=1, description="Most changes that wait for one reader; with more there is a gap."
    )
    kept: int = Field(20_000, ge=1, description="Changes remembered for readers who come back.")
    back_s: float = Field(
        120.0, ge=0, description="How far back memory begins at the start, in seconds."
    )
    recent_s: float = Field(
        30.0, ge=0, description="What a reader without a cursor is told of, in seconds back."
    )
    replayed: int = Field(
        20_000, ge=0, description="Most messages read again for one reader; of more there is a gap."
    )
    replays: int = Field(2, ge=1, description="Readers for whom is read again at once.")
    questions: int = Field(
        32, ge=1, description="Most questions to services at once about who sees what."
    )
    heartbeat_s: float = Field(15.0, gt=0, description="Longest silence of a stream, in seconds.")
    verify_s: float = Field(
        2.0, gt=0, le=4, description="How often a session is looked at while its stream is open."
    )
    fold_s: float = Field(
        0.1, ge=0, le=2, description="How long changes are gathered before they are told."
    )


class GatewaySettings(ServiceSettings):
    """What the gateway can be told beyond what every service can be told."""

    door: DoorSettings = DoorSettings()
    limits: LimitSettings = LimitSettings()
    upstream: UpstreamSettings = UpstreamSettings()
    front_end: FrontEndSettings = FrontEndSettings()
    push: PushSettings = PushSettings()
