"""The declaration of the stack, and what it tells each process."""

import json

from kontor_local import environment, keys, passwords, stack_file, stack_programs
from kontor_local.settings import LocalSettings
from kontor_local.topology import SERVICES, Topology


def test_every_program_has_ports_of_its_own(topology: Topology):
    ports = {program.name: program.ports for program in stack_programs.declare(topology)}

    assert ports == {
        "postgres": (20150,),
        "kafka": (20151, 20152),
        "smtp-sink": (20154, 20153),
        "gateway": (20100,),
        "identity": (20101,),
        "contacts": (20102,),
        "automation": (20103,),
    }


def test_a_service_is_told_where_everything_is(topology: Topology, settings: LocalSettings):
    contacts = next(service for service in SERVICES if service.name == "contacts")
    secrets = topology.folders.secrets

    told = environment.service_environment(topology, contacts, settings)

    assert json.loads(told.pop("KONTOR_PEERS")) == {
        "gateway": "http://127.0.0.1:20100",
        "identity": "http://127.0.0.1:20101",
        "automation": "http://127.0.0.1:20103",
    }
    assert told == {
        "KONTOR_HTTP__HOST": "127.0.0.1",
        "KONTOR_HTTP__PORT": "20102",
        "KONTOR_DATABASE__HOST": "127.0.0.1",
        "KONTOR_DATABASE__PORT": "20150",
        "KONTOR_DATABASE__NAME": "contacts",
        "KONTOR_DATABASE__OWNER_PASSWORD": (secrets / "contacts-owner.password").read_text(),
        "KONTOR_DATABASE__API_PASSWORD": (secrets / "contacts-api.password").read_text(),
        "KONTOR_DATABASE__WORKER_PASSWORD": (secrets / "contacts-worker.password").read_text(),
        "KONTOR_KAFKA__BOOTSTRAP": "127.0.0.1:20151",
        "KONTOR_KAFKA__MEMBER": "contacts-1",
        "KONTOR_CREDENTIAL__KEY_FILE": str(secrets / "contacts.pem"),
        "KONTOR_OUTBOX__SHARDS": "1",
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "2",
        "MALLOC_TRIM_THRESHOLD_": "1048576",
    }


def test_automation_sends_into_the_sink(topology: Topology, settings: LocalSettings):
    automation = next(service for service in SERVICES if service.name == "automation")

    told = environment.service_environment(topology, automation, settings)

    assert told["KONTOR_SMTP__HOST"] == "127.0.0.1"
    assert told["KONTOR_SMTP__PORT"] == "20153"
    assert environment.sink_environment(topology)["KONTOR_SINK_SMTP_PORT"] == "20153"


def test_the_stack_file_has_its_agreed_form(topology: Topology, settings: LocalSettings):
    stack_file.write(topology, settings)

    file = topology.folders.stack_file
    secrets = topology.folders.secrets
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text()) == {
        "gateway": "http://127.0.0.1:20100",
        "kafka": "127.0.0.1:20151",
        "postgres": {
            "host": "127.0.0.1",
            "port": 20150,
            "user": "postgres",
            "password": (secrets / "postgres.password").read_text(),
            "databases": {
                "gateway": "gateway",
                "identity": "identity",
                "contacts": "contacts",
                "automation": "automation",
            },
        },
        "services": {
            "gateway": "http://127.0.0.1:20100",
            "identity": "http://127.0.0.1:20101",
            "contacts": "http://127.0.0.1:20102",
            "automation": "http://127.0.0.1:20103",
        },
        "admin": {
            "email": "admin@demo.example",
            "password": (secrets / "admin.password").read_text(),
        },
    }


def test_the_administrator_may_be_given_a_password(topology: Topology):
    asked = LocalSettings(state=topology.folders.state, admin_password="chosen by a person")

    assert passwords.admin_password(topology.folders, asked) == "chosen by a person"
    assert "chosen" not in repr(asked)


def test_secrets_are_made_once_and_for_one_pair_of_eyes(topology: Topology):
    folders = topology.folders
    first = passwords.password(folders, "contacts-api")
    keys.register(folders, ("contacts", "operator"))
    public = (folders.credentials / "contacts.pub").read_bytes()

    keys.register(folders, ("contacts", "operator"))

    assert passwords.password(folders, "contacts-api") == first
    assert passwords.password(folders, "contacts-worker") != first
    assert (folders.credentials / "contacts.pub").read_bytes() == public
    assert public.startswith(b"-----BEGIN PUBLIC KEY-----")
    for file in folders.secrets.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600, file.name
    assert folders.secrets.stat().st_mode & 0o777 == 0o700
    assert sorted(file.name for file in folders.secrets.iterdir()) == [
        "contacts-api.password",
        "contacts-worker.password",
        "contacts.pem",
        "operator.pem",
    ]
