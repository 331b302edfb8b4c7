"""Settings: the few variables the laptop stack itself reads."""

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[4]
"""The workspace: the packages are installed in place, so it is found from here."""

_OURS = ("KONTOR_", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTEST_")
_FORWARDED = ("KONTOR_FAULTS", "KONTOR_TELEMETRY__")


class LocalSettings(BaseSettings):
    """Where the stack lives and listens."""

    model_config = SettingsConfigDict(env_prefix="KONTOR_", extra="ignore", frozen=True)

    state: Path = Field(ROOT / ".kontor", description="Folder with everything the stack stores.")
    port_base: int = Field(
        8100, ge=1024, le=65000, description="The gateway's port; the others follow it."
    )
    web: bool = Field(True, description="Whether to build and serve the front end.")
    chromium: Path | None = Field(
        None, description="The browser for journeys and pictures, instead of the machine's own."
    )
    admin_password: SecretStr | None = Field(
        None, description="Password of the first administrator; generated when absent."
    )
    java: Path | None = Field(
        None, description="A Java (17 or newer) to use instead of the one that was installed."
    )
    java_home: Path | None = Field(
        None,
        validation_alias="JAVA_HOME",
        description="The machine's own Java, for where none could be installed.",
    )


def inherited_environment() -> dict[str, str]:
    """Return what every process of the stack inherits: nothing of ours but what may be forwarded.

    A variable left over in somebody's shell must not change a service; fail points and telemetry
    are the exception, since they are switched on for a single run.
    """
    return {
        name: value
        for name, value in _environment().items()
        if not name.startswith(_OURS) or name.startswith(_FORWARDED)
    }


def _environment() -> Mapping[str, str]:
    return os.environ  # kontor: allow environment because the processes of the stack inherit it
