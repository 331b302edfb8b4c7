"""What the stack consists of: every service with its place, declared once."""

from dataclasses import dataclass
from pathlib import Path

from kontor_local.layout import HOST, EnginePorts, Folders
from kontor_local.settings import ROOT, LocalSettings

ADMIN_EMAIL = "admin@demo.example"
TENANT = "demo"
OPERATOR = "operator"
"""Who the command line is to the services; it has a key as each service has."""

SINK = "smtp-sink"
_SMTP_OFFSET = 53
_MAIL_PAGE_OFFSET = 54


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """A service: its name, and its port counted from the gateway's."""

    name: str
    offset: int

    @property
    def package(self) -> str:
        return f"kontor_{self.name}"

    @property
    def migrations(self) -> Path:
        return ROOT / "services" / self.name / "migrations"


SERVICES = (
    Service(name="gateway", offset=0),
    Service(name="identity", offset=1),
    Service(name="contacts", offset=2),
    Service(name="automation", offset=3),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Topology:
    """One stack: where its parts are."""

    folders: Folders
    port_base: int

    @classmethod
    def of(cls, settings: LocalSettings) -> "Topology":
        """Return the stack these settings speak of."""
        return cls(folders=Folders(state=settings.state.resolve()), port_base=settings.port_base)

    @property
    def engines(self) -> EnginePorts:
        return EnginePorts.from_base(self.port_base)

    @property
    def smtp_port(self) -> int:
        return self.port_base + _SMTP_OFFSET

    @property
    def mail_page_port(self) -> int:
        return self.port_base + _MAIL_PAGE_OFFSET

    @property
    def gateway(self) -> str:
        return f"http://{HOST}:{self.port_base}"

    @property
    def mail_page(self) -> str:
        return f"http://{HOST}:{self.mail_page_port}"

    @property
    def kafka(self) -> str:
        return f"{HOST}:{self.engines.kafka}"

    def port_of(self, service: Service) -> int:
        return self.port_base + service.offset

    def addresses(self) -> dict[str, str]:
        """Return each service's base address by its name."""
        return {service.name: f"http://{HOST}:{self.port_of(service)}" for service in SERVICES}
