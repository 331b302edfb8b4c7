"""Apache Kafka: one node that is broker and controller, sized for a laptop."""

import base64
import secrets
import shutil
import uuid

from kontor_local.engines import jars
from kontor_local.engines.java import Java
from kontor_local.layout import HOST, EnginePorts, Folders
from kontor_local.private_file import write_private
from kontor_local.supervision.plan import Plan

FLAGS = (
    "-Xms96m",
    "-Xmx256m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-XX:+ExitOnOutOfMemoryError",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
)

_FIRST_THAT_WARNS = 24
"""Java releases that write a warning of four lines at each start about a call of the broker."""

_SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "auto.create.topics.enable": "false",
    "delete.topic.enable": "true",
    "default.replication.factor": "1",
    "min.insync.replicas": "1",
    "offsets.topic.num.partitions": "4",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    # A killed broker may register anew only when its old session has ended: 9 s by default.
    "broker.heartbeat.interval.ms": "500",
    "broker.session.timeout.ms": "3000",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "background.threads": "2",
    "num.recovery.threads.per.data.dir": "2",
    "log.cleaner.dedupe.buffer.size": "2097152",
    # A hundred topics: the default of 10 MB for each of two indices a partition is mapped at once.
    "log.index.size.max.bytes": "1048576",
    "log.segment.bytes": "67108864",
    "log.retention.check.interval.ms": "60000",
}


def properties(folders: Folders, ports: EnginePorts) -> dict[str, str]:
    """Return the broker's settings for this stack."""
    return {
        **_SETTINGS,
        "controller.quorum.voters": f"1@{HOST}:{ports.kafka_controller}",
        "listeners": (
            f"PLAINTEXT://{HOST}:{ports.kafka},CONTROLLER://{HOST}:{ports.kafka_controller}"
        ),
        "log.dirs": str(folders.kafka / "data"),
    }


def prepare(folders: Folders, ports: EnginePorts, java: Java, extra: tuple[str, ...] = ()) -> Plan:
    """Write the settings and return the plan, by which an empty data folder is formatted first.

    Args:
        folders: The stack's folders.
        ports: The stack's ports.
        java: What runs the broker.
        extra: More flags of the Java machine while it is the broker.
    """
    settings = folders.kafka / "server.properties"
    lines = (f"{name}={value}" for name, value in properties(folders, ports).items())
    write_private(settings, "\n".join(lines) + "\n")
    quiet = ("--sun-misc-unsafe-memory-access=allow",) if java.major >= _FIRST_THAT_WARNS else ()
    # Libraries are unpacked there at each start, and left behind by a broker that is killed.
    scratch = folders.kafka / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    machine = (str(java.program), *FLAGS, *quiet, f"-Djava.io.tmpdir={scratch}")
    class_path = ("-cp", jars.class_path())
    return Plan(
        folder=folders.kafka,
        unless=folders.kafka / "data" / "meta.properties",
        first=(
            *machine,
            *class_path,
            "kafka.tools.StorageTool",
            "format",
            "--cluster-id",
            _new_cluster_id(),
            "--config",
            str(settings),
        ),
        run=(*machine, *extra, *class_path, "kafka.Kafka", str(settings)),
    )


def _new_cluster_id() -> str:
    """Return an id as the broker writes them; one beginning with a dash reads as an option."""
    identifier = "-"
    while identifier.startswith("-"):
        fresh = uuid.UUID(bytes=secrets.token_bytes(16), version=4)
        identifier = base64.urlsafe_b64encode(fresh.bytes).decode().rstrip("=")
    return identifier
