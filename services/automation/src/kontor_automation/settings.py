"""Settings of the automation service."""

from pydantic import BaseModel, Field, SecretStr

from kontor_chassis.settings import ServiceSettings


class SmtpSettings(BaseModel):
    """The server that takes the mails of workflows."""

    host: str = Field("", description="Host of the SMTP server; empty: no mail can be sent.")
    port: int = Field(25, ge=1, le=65535, description="Port of the SMTP server.")
    sender: str = Field("kontor@localhost", description="Address the mails come from.")
    user: str = Field("", description="Name to sign in with; empty: the server asks for none.")
    password: SecretStr = Field(SecretStr(""), description="Password to sign in with.")


class RunnerSettings(BaseModel):
    """How runs are worked on."""

    concurrency: int = Field(8, ge=1, le=64, description="Runs worked on at the same time.")
    lease_s: float = Field(
        20.0, gt=0, description="Seconds after which another process takes over a run."
    )


class AutomationSettings(ServiceSettings):
    """What automation can be told from outside."""

    smtp: SmtpSettings = SmtpSettings()
    runner: RunnerSettings = RunnerSettings()
