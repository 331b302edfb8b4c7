"""Every service has the same form, and what one consumes another tells."""

from pathlib import Path

import pytest

from kontor_automation.app import APP as AUTOMATION
from kontor_chassis.definition import ServiceDefinition
from kontor_contacts.app import APP as CONTACTS
from kontor_gateway.app import APP as GATEWAY
from kontor_identity.app import APP as IDENTITY
from kontor_local.topology import SERVICES as LOCAL
from kontor_schemas.topics import CONSUMERS, TOPICS

ROOT = Path(__file__).resolve().parents[2]
SERVICES = (AUTOMATION, CONTACTS, GATEWAY, IDENTITY)
IDS = [service.name for service in SERVICES]


def test_the_folders_the_laptop_stack_and_the_definitions_name_the_same_services() -> None:
    folders = {folder.name for folder in (ROOT / "services").iterdir() if folder.is_dir()}
    assert folders == {service.name for service in LOCAL} == set(IDS)


@pytest.mark.parametrize("service", SERVICES, ids=IDS)
def test_a_service_has_the_files_every_service_has(service: ServiceDefinition) -> None:
    folder = ROOT / "services" / service.name
    package = folder / "src" / f"kontor_{service.name}"
    expected = [
        folder / "README.md", folder / "pyproject.toml", folder / "migrations" / "versions",
        package / "app.py", package / "settings.py", package / "__main__.py",
        package / "texts" / "de.po", package / "texts" / "en.po", folder / "tests",
    ]  # fmt: skip
    assert [str(path.relative_to(ROOT)) for path in expected if not path.exists()] == []


@pytest.mark.parametrize("service", SERVICES, ids=IDS)
def test_a_readme_names_every_address_of_its_service(service: ServiceDefinition) -> None:
    text = (ROOT / "services" / service.name / "README.md").read_text()
    segments = {
        route.path.split("/")[1]  # type: ignore[attr-defined]
        for router in service.routers
        for route in router.routes
    }
    assert sorted(segment for segment in segments if segment not in text) == []


@pytest.mark.parametrize("service", SERVICES, ids=IDS)
def test_what_is_consumed_is_published_on_a_declared_topic(service: ServiceDefinition) -> None:
    names = {topic.name for topic in TOPICS}
    for consumer in service.consumers:
        assert consumer.name in CONSUMERS
        assert set(consumer.topics) <= names


def test_a_first_segment_belongs_to_one_service() -> None:
    owner: dict[str, str] = {}
    for service in SERVICES:
        for router in service.routers:
            for route in router.routes:
                segment = route.path.split("/")[1]  # type: ignore[attr-defined]
                assert owner.setdefault(segment, service.name) == service.name
