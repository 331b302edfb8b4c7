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


class GatewaySettings(ServiceSettings):
    """What the gateway can be told beyond what every service can be told."""

    door: DoorSettings = DoorSettings()
    limits: LimitSettings = LimitSettings()
    upstream: UpstreamSettings = UpstreamSettings()
    front_end: FrontEndSettings = FrontEndSettings()
