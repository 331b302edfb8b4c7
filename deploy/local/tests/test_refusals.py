"""What keeps the stack from running is said in one sentence, before anything was started."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from kontor_local.disk import require_space
from kontor_local.engines import jars, java
from kontor_local.layout import Folders
from kontor_local.network import free_ports, is_free, require_free
from kontor_local.problems import StackError
from kontor_local.settings import ROOT
from kontor_local.state_lock import locked


def test_a_port_in_use_is_named_with_its_holder():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(StackError) as refused:
            require_free("contacts", port, "stop it.")

        assert not is_free(port)
    said = str(refused.value)
    assert said.startswith(f"Port {port}, needed by contacts, is in use by ")
    assert said.endswith("; stop it.")
    assert is_free(port)


def test_free_ports_are_different():
    ports = free_ports(20)

    assert len(set(ports)) == 20
    assert all(map(is_free, ports))


def test_a_full_disk_is_refused(tmp_path: Path):
    with pytest.raises(StackError, match=r"has \d+ MB left, and the stack needs 1000000000 MB"):
        require_space(tmp_path, needed_megabytes=1_000_000_000)


def test_a_java_that_is_none_is_refused(tmp_path: Path):
    pretender = tmp_path / "java"
    pretender.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    pretender.chmod(0o755)

    for wanted in (tmp_path / "missing", pretender):
        with pytest.raises(StackError, match="Kafka needs Java 17 or newer") as refused:
            java.find(wanted, None)
        assert str(wanted) in str(refused.value)


def test_without_any_java_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(java, "find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(StackError, match=r"none was found\. Install one"):
        java.find(None, None)


def test_the_installed_java_is_found():
    found = java.find(None, None)

    assert found.major >= 17
    assert found.program.is_file()


def test_two_commands_do_not_work_on_one_state(tmp_path: Path):
    folders = Folders(state=tmp_path)

    with (
        locked(folders),
        pytest.raises(StackError, match="Another command works on"),
        locked(folders),
    ):
        pass
    with locked(folders):
        pass


def test_a_jar_that_is_not_the_locked_one_is_refused(tmp_path: Path):
    jar = jars.locked()[0]
    wrong = tmp_path / jar.file_name
    wrong.write_bytes(b"something else")

    with pytest.raises(StackError, match="its SHA-256 differs"):
        jars._check(jar, wrong)


def test_the_locks_hold_hashes_and_no_address():
    for line in jars.LOCK_FILE.read_text().splitlines()[2:]:
        coordinates, sha256 = line.split()
        assert len(coordinates.split(":")) == 3
        assert len(sha256) == 64
    requirements = (ROOT / "requirements.txt").read_text()
    assert "://" not in requirements + jars.LOCK_FILE.read_text()
    entries = [entry for entry in requirements.split("\n") if entry and entry[0] not in "# "]
    assert len(entries) > 50
    for block in requirements.split("\n\n")[-1].replace("\\\n", "").splitlines():
        if not block.startswith("#"):
            assert "==" in block
            assert "--hash=sha256:" in block


def test_a_jar_that_cannot_be_fetched_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (nobody,) = free_ports(1)
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{nobody}")
    monkeypatch.setattr(jars, "folder", lambda: tmp_path / "jars")

    with pytest.raises(StackError, match="could not be fetched from the Maven registry"):
        jars.ensure()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("KONTOR_PORT_BASE", "many", "A setting is wrong. KONTOR_PORT_BASE: "),
        ("KONTOR_PORT_BASE", "80", "A setting is wrong. KONTOR_PORT_BASE: "),
        ("KONTOR_STATE", "/proc/nothing", "The machine refused: "),
        ("KONTOR_JAVA", "/nowhere/java", "Kafka needs Java 17 or newer"),
    ],
)
def test_every_refusal_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
):
    monkeypatch.setenv("KONTOR_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("KONTOR_PORT_BASE", "21100")
    monkeypatch.setenv(variable, value)

    done = subprocess.run(
        [sys.executable, "-m", "kontor_local", "up"], check=False, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith(said)
