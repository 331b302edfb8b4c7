"""The process manager's configuration, the launcher, and what a failure says."""

import os
import shlex
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from kontor_local import stack_programs
from kontor_local.layout import Folders
from kontor_local.passwords import password
from kontor_local.settings import LocalSettings, inherited_environment
from kontor_local.supervision.configuration import render
from kontor_local.supervision.plan import Plan
from kontor_local.supervision.watch import last_lines
from kontor_local.topology import Topology


def test_engines_start_first_and_stop_last(topology: Topology):
    configuration = RawConfigParser()
    configuration.read_string(render(topology.folders, stack_programs.declare(topology)))

    assert configuration["group:engines"]["programs"] == "postgres,kafka"
    assert (
        configuration["group:services"]["programs"]
        == "smtp-sink,gateway,identity,contacts,automation"
    )
    assert configuration["group:engines"].getint("priority") < configuration[
        "group:services"
    ].getint("priority")
    assert configuration["program:postgres"]["stopsignal"] == "INT"
    assert configuration["program:contacts"]["autorestart"] == "true"
    assert configuration["unix_http_server"]["chmod"] == "0600"


def test_no_secret_stands_in_the_configuration(topology: Topology, settings: LocalSettings):
    stack_programs.write_plans(topology, settings)
    text = render(topology.folders, stack_programs.declare(topology))

    assert password(topology.folders, "contacts-api") not in text
    plan = topology.folders.supervisor / "contacts.json"
    assert password(topology.folders, "contacts-api") in plan.read_text()
    assert plan.stat().st_mode & 0o777 == 0o600


def test_a_strange_folder_is_written_as_the_manager_reads_it(tmp_path: Path):
    folders = Folders(state=tmp_path / "100% mine, \"yours\"; 'theirs'")
    topology = Topology(folders=folders, port_base=20100)
    text = render(folders, stack_programs.declare(topology))

    configuration = RawConfigParser()
    configuration.read_string(text)
    command = configuration["program:contacts"]["command"].replace("%%", "%")
    assert shlex.split(command)[-1] == str(folders.supervisor / "contacts.json")


def test_a_long_state_folder_gets_a_socket_elsewhere(tmp_path: Path):
    near = Folders(state=Path("/tmp/short"))  # noqa: S108 - only a name
    far = Folders(state=tmp_path / ("long" * 30))

    assert near.control_socket == near.supervisor / "control.sock"
    assert len(str(far.control_socket)) <= 90
    assert far.control_socket.parent.is_dir()


def test_the_launcher_prepares_once_and_becomes_the_program(tmp_path: Path):
    made, plan_file = tmp_path / "made", tmp_path / "plan.json"
    Plan(
        folder=tmp_path,
        unless=made,
        first=("/bin/sh", "-c", "echo prepared; touch made"),
        run=("/bin/sh", "-c", 'echo "$GREETING from $PWD"; echo $$'),
        environment={"GREETING": 'he said "50%"'},
    ).write(plan_file)

    outputs = []
    for _ in range(2):
        with subprocess.Popen(
            Plan.command(plan_file), stdout=subprocess.PIPE, text=True
        ) as process:
            outputs.append(process.communicate()[0].splitlines())
            assert outputs[-1].pop() == str(process.pid)

    greeting = f'he said "50%" from {tmp_path}'
    assert outputs == [["prepared", greeting], [greeting]]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has an account to give up")
def test_the_launcher_gives_up_root_but_passes_closed_folders(tmp_path: Path):
    from kontor_local.engines.account import needed_account

    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    inside = closed / "inside"
    inside.mkdir()
    account = needed_account(inside)
    assert account is not None
    assert account.may_pass
    os.chown(inside, account.uid, account.gid)
    plan_file = tmp_path / "plan.json"
    script = (
        f"id -u; touch {inside}/mine; cat {plan_file} >/dev/null && echo read; touch {closed}/no"
    )
    Plan(folder=inside, run=("/bin/sh", "-c", script), account=account).write(plan_file)

    done = subprocess.run(Plan.command(plan_file), check=False, capture_output=True, text=True)

    assert done.stdout.splitlines()[0] == str(account.uid)
    assert (inside / "mine").stat().st_uid == account.uid
    assert not (closed / "no").exists()


def test_nothing_of_a_shell_leaks_into_the_stack(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KONTOR_DATABASE__HOST", "elsewhere.example")
    monkeypatch.setenv("KONTOR_FAULTS", "relay.sent:kill:1")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")

    inherited = inherited_environment()

    assert "KONTOR_DATABASE__HOST" not in inherited
    assert "PYTHONPATH" not in inherited
    assert inherited["KONTOR_FAULTS"] == "relay.sent:kill:1"
    assert inherited["PATH"] == os.environ["PATH"]


def test_a_failure_shows_what_was_said_since_the_start(tmp_path: Path):
    log = tmp_path / "x.log"
    log.write_text("of an earlier life\n")
    before = log.stat().st_size
    with log.open("a") as file:
        file.write("one\n\nException: bad\n\tat some.Class.method(Class.java:1)\ntwo \xff\n")

    assert last_lines(log, before) == ["one", "Exception: bad", "two \xff"]
    assert last_lines(log, before, count=1) == ["two \xff"]
    assert last_lines(tmp_path / "none.log") == []
