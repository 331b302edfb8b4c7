"""Everything people read is there in both languages."""

from pathlib import Path

from babel.messages.pofile import read_po

from kontor_automation.app import APP
from kontor_automation.engine.errors import RecordTypeUnknown, StepType
from kontor_automation.records.assignment_rule.errors import PoolEmpty
from kontor_schemas.choices import choices_of
from kontor_schemas.identity.user import User


def texts(language: str) -> dict[str, str]:
    assert APP.texts is not None
    with Path(APP.texts / f"{language}.po").open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id}


def test_both_languages_say_the_same_things() -> None:
    german, english = texts("de"), texts("en")
    assert set(german) == set(english)
    assert all(german.values())
    assert all(english.values())


def test_every_refusal_has_a_title_and_a_detail() -> None:
    known = texts("en")
    for refusal in (PoolEmpty, RecordTypeUnknown, StepType):
        assert f"problem.{refusal.code}.title" in known
        assert f"problem.{refusal.code}.detail" in known


def test_every_reason_to_skip_a_user_is_told() -> None:
    known = texts("de")
    statuses = choices_of(User.__annotations__["status"]) or ()
    assert set(statuses) == {"invited", "active", "suspended", "deactivated"}
    for status in {*statuses, "other", "unknown"} - {"active"}:
        assert f"automation.assignment.reason.is_{status}" in known
