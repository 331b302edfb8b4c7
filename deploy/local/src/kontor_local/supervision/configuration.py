"""Writes the process manager's configuration from the programs of a stack."""

import shlex
from collections.abc import Mapping, Sequence

from kontor_local.layout import Folders
from kontor_local.supervision.plan import Plan
from kontor_local.supervision.program import Group, Program

_PRIORITY = {Group.ENGINES: 100, Group.SERVICES: 200}


def render(folders: Folders, programs: Sequence[Program]) -> str:
    """Return the configuration file.

    A program that dies is started again for ever: `up` says when one never comes up, and a service
    that has run keeps coming back whatever is killed. Only a death within the first second is
    answered with a pause, which grows.
    """
    home = folders.supervisor
    parts = [
        _section("unix_http_server", {"file": str(folders.control_socket), "chmod": "0600"}),
        _section(
            "supervisord",
            {
                "logfile": str(home / "supervisord.log"),
                "logfile_maxbytes": "5MB",
                "logfile_backups": "1",
                "pidfile": str(home / "supervisord.pid"),
                "childlogdir": str(home),
                "directory": str(folders.state),
                "identifier": "kontor",
                "umask": "077",
            },
        ),
        _section(
            "rpcinterface:supervisor",
            {"supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"},
        ),
    ]
    for group in Group:
        names = [program.name for program in programs if program.group is group]
        if names:
            entries = {"programs": ",".join(names), "priority": str(_PRIORITY[group])}
            parts.append(_section(f"group:{group}", entries))
    parts.extend(_program(program) for program in programs)
    return "\n".join(parts)


def _program(program: Program) -> str:
    # The ports are said for us alone: a stack that runs on others is another one.
    return f"; {program.name} listens on {program.ports}\n" + _section(
        f"program:{program.name}",
        {
            "command": shlex.join(Plan.command(program.plan_file)),
            "autostart": "false",
            "autorestart": "true",
            "startsecs": "1",
            "startretries": "1000000",
            "stopsignal": program.stop_signal,
            "stopwaitsecs": str(program.stop_wait_s),
            "killasgroup": "true",
            "redirect_stderr": "true",
            "stdout_logfile": str(program.log),
            "stdout_logfile_maxbytes": "10MB",
            "stdout_logfile_backups": "1",
        },
    )


def _section(title: str, entries: Mapping[str, str]) -> str:
    lines = "".join(f"{name} = {_literal(value)}\n" for name, value in entries.items())
    return f"[{title}]\n{lines}"


def _literal(value: str) -> str:
    """Return a value as the manager reads it: percent signs begin an expansion there."""
    return value.replace("%", "%%")
