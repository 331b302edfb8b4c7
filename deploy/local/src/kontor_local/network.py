"""Ports of the loopback: which are free, who holds one, and who answers."""

import socket

import psutil

from kontor_local.layout import HOST
from kontor_local.problems import StackError


def accepts(port: int) -> bool:
    """Return whether somebody accepts connections there."""
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def is_free(port: int) -> bool:
    """Return whether we could listen there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_ports(count: int) -> list[int]:
    """Return ports nobody uses now; all are held until all are found, so none comes twice."""
    probes = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(count)]
    try:
        for probe in probes:
            probe.bind((HOST, 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def require_free(program: str, port: int, advice: str) -> None:
    """Refuse to go on while another program holds one of our ports.

    Args:
        program: Our program that needs it.
        port: The port.
        advice: What the user can do, as the end of the sentence.
    """
    if not is_free(port):
        message = f"Port {port}, needed by {program}, is in use{_holder(port)}; {advice}"
        raise StackError(message)


def _holder(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            if (
                connection.status == psutil.CONN_LISTEN
                and connection.laddr
                and connection.laddr.port == port
                and connection.pid
            ):
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    except (psutil.Error, OSError):
        # Some systems tell only root who it is: then the port alone must do.
        return ""
    return ""
