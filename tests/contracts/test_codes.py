"""Codes of refusals: one kind each in the whole platform, a text in both languages."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import kontor_automation
import kontor_chassis
import kontor_contacts
import kontor_gateway
import kontor_identity
import kontor_records
from kontor_automation.app import APP as AUTOMATION
from kontor_chassis import errors
from kontor_chassis.texts import catalogue
from kontor_contacts.app import APP as CONTACTS
from kontor_gateway.app import APP as GATEWAY
from kontor_identity.app import APP as IDENTITY

SERVICES = (AUTOMATION, CONTACTS, GATEWAY, IDENTITY)
PACKAGES = (
    kontor_chassis, kontor_records, kontor_automation, kontor_contacts, kontor_gateway,
    kontor_identity,
)  # fmt: skip


@pytest.fixture(scope="module")
def codes() -> frozenset[str]:
    """Every code of the platform; declaring one with a second kind fails the import."""
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith(("__main__", "cli")) and "testing" not in module.name:
                importlib.import_module(module.name)
    for service in SERVICES:
        if service.texts:
            catalogue.add_folder(service.texts)
    return frozenset(_codes_below(errors.Refusal)) | errors.FIELD_CODES


def _codes_below(kind: type[errors.Refusal]) -> Iterator[str]:
    """Give the codes of what services and libraries refuse; tests have some of their own."""
    for refusal in kind.__subclasses__():
        yield from _codes_below(refusal)
        if refusal.__module__.startswith("kontor_") and "testing" not in refusal.__module__:
            yield refusal.code


def _is_shown(code: str) -> bool:
    # `faults` is answered with the code of its first fault, a peer's refusal with the peer's.
    return code not in {"faults", "peer_refusal"}


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_every_code_has_a_title_and_a_sentence(
    codes: frozenset[str], language: catalogue.Language
) -> None:
    texts = catalogue.known(language)
    missing = [
        code
        for code in sorted(codes)
        if _is_shown(code)
        and not (texts.get(f"problem.{code}.title") and texts.get(f"problem.{code}.detail"))
    ]
    assert missing == []


def test_both_languages_have_the_same_texts(codes: frozenset[str]) -> None:
    assert codes
    assert set(catalogue.known("de")) == set(catalogue.known("en"))


def test_codes_are_snake_case() -> None:
    assert [code for code in errors.CODES if not code.replace("_", "").isalnum()] == []
    assert [code for code in errors.CODES if code != code.lower()] == []
