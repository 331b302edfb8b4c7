"""A stack of this test's own: a state folder, settings, and the topology they make."""

from pathlib import Path

import pytest

from kontor_local.settings import LocalSettings
from kontor_local.topology import Topology


@pytest.fixture(autouse=True)
def _no_settings_of_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KONTOR_ADMIN_PASSWORD", "KONTOR_JAVA", "JAVA_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def settings(tmp_path: Path) -> LocalSettings:
    return LocalSettings(state=tmp_path / "state", port_base=20100)


@pytest.fixture
def topology(settings: LocalSettings) -> Topology:
    topology = Topology.of(settings)
    topology.folders.create()
    return topology
