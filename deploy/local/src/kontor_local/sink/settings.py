"""Settings of the mail sink."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class SinkSettings(BaseSettings):
    """Where the sink listens and what it keeps."""

    model_config = SettingsConfigDict(env_prefix="KONTOR_SINK_", extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", description="Address the sink listens on.")
    smtp_port: int = Field(8153, ge=0, le=65535, description="Port that takes mails.")
    page_port: int = Field(8154, ge=0, le=65535, description="Port of the page that shows them.")
    folder: Path = Field(Path("mails"), description="Folder that keeps them.")
    largest: int = Field(25_000_000, ge=1, description="Largest mail that is taken, in bytes.")
