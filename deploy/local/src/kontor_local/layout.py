"""Where everything of one stack is: its folder on the disk and its ports on the loopback."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
_LONGEST_SOCKET_PATH = 90


@dataclass(frozen=True, kw_only=True, slots=True)
class EnginePorts:
    """Where the engines listen."""

    postgres: int
    kafka: int
    kafka_controller: int

    @classmethod
    def from_base(cls, base: int) -> "EnginePorts":
        """Derive the ports from the gateway's."""
        return cls(postgres=base + 50, kafka=base + 51, kafka_controller=base + 52)


@dataclass(frozen=True, kw_only=True, slots=True)
class Folders:
    """The state folder and what lies in it."""

    state: Path

    @property
    def postgres(self) -> Path:
        return self.state / "postgres"

    @property
    def kafka(self) -> Path:
        return self.state / "kafka"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def secrets(self) -> Path:
        return self.state / "secrets"

    @property
    def credentials(self) -> Path:
        return self.state / "credentials"

    @property
    def mails(self) -> Path:
        return self.state / "mails"

    @property
    def supervisor(self) -> Path:
        return self.state / "supervisor"

    @property
    def stack_file(self) -> Path:
        return self.state / "stack.json"

    @property
    def engines_file(self) -> Path:
        return self.state / "engines.json"

    @property
    def ports_file(self) -> Path:
        return self.state / "ports.json"

    @property
    def lock(self) -> Path:
        return self.state / "lock"

    @property
    def control_socket(self) -> Path:
        """The process manager's socket; in the temporary folder where the state's path is long.

        The kernel allows about a hundred characters for the path of a socket.
        """
        near = self.supervisor / "control.sock"
        if len(os.fsencode(near)) <= _LONGEST_SOCKET_PATH:
            return near
        mark = hashlib.sha256(os.fsencode(self.state)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"kontor-{os.getuid()}-{mark}.sock"

    def log_of(self, program: str) -> Path:
        return self.logs / f"{program}.log"

    def all(self) -> tuple[Path, ...]:
        """Return every folder of the state."""
        return (
            self.postgres,
            self.kafka,
            self.logs,
            self.secrets,
            self.credentials,
            self.mails,
            self.supervisor,
        )

    def create(self) -> None:
        """Make the folders; the state is readable by others only where an account must pass."""
        self.state.mkdir(parents=True, exist_ok=True)
        self.state.chmod(0o711)
        for folder in self.all():
            folder.mkdir(mode=0o700, exist_ok=True)
