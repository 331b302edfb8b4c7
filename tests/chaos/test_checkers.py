"""The checkers that look after a run: each finds its own violation in what is left, and no other's."""

from dataclasses import replace
from types import ModuleType
from uuid import UUID, uuid4

import pytest

from tests.chaos.aftermath import Aftermath, Told
from tests.chaos.checkers import assignment, backlog, durability, facts, mails
from tests.chaos.run import CHECKERS

RULE, ANNA, BEN = uuid4(), uuid4(), uuid4()
FIRST, SECOND = (str(UUID(int=number)) for number in (1, 2))


def told(lead: str, version: int, verb: str) -> Told:
    return Told(
        id=f"{lead}-{version}-{verb}",
        type=f"contacts.lead.{verb}.v1",
        subject=lead,
        version=version,
    )


def story(lead: str) -> list[Told]:
    return [told(lead, 1, "created"), told(lead, 2, "updated"), told(lead, 2, "assigned")]


def sound() -> Aftermath:
    """What a run leaves behind in which nothing went wrong."""
    leads = {
        lead: {"version": 2, "owner": owner, "email": f"{lead}@x.example", "country": "DE"}
        for lead, owner in ((FIRST, ANNA), (SECOND, BEN))
    }
    return Aftermath(
        answers={"k1": [b"1", b"1"], "k2": [b"2"]},
        ids={"k1": FIRST, "k2": SECOND},
        leads=leads,
        facts=[*story(FIRST), *story(SECOND)],
        log=[
            {"record_id": UUID(lead), "outcome": "chosen", "rule": RULE, "chosen": row["owner"]}
            for lead, row in leads.items()
        ],
        mails={row["email"]: 1 for row in leads.values()},
        mail_steps=dict.fromkeys(leads, "succeeded"),
        waiting={"contacts outbox": 0, "contacts parked": 0},
    )


def found(after: Aftermath) -> dict[ModuleType, list[str]]:
    seen = {checker: list(checker.check(after)) for checker in CHECKERS}
    return {checker: violations for checker, violations in seen.items() if violations}


def test_a_sound_run_has_no_violation() -> None:
    assert found(sound()) == {}


def test_what_may_happen_is_no_violation() -> None:
    """A fact told twice, and a mail of which nobody knows what became of it."""
    after = sound()
    address = after.leads[FIRST]["email"]
    after = replace(
        after,
        facts=[*after.facts, *story(FIRST)],
        mail_steps={FIRST: "unknown", SECOND: "succeeded"},
        mails={**after.mails, address: 0},
    )
    assert found(after) == {}


def without(after: Aftermath, lead: str) -> Aftermath:
    return replace(after, leads={key: row for key, row in after.leads.items() if key != lead})


def with_lead(after: Aftermath, lead: str, **changed: object) -> Aftermath:
    return replace(after, leads={**after.leads, lead: {**after.leads[lead], **changed}})


def retold(after: Aftermath, *order: Told) -> Aftermath:
    return replace(after, facts=[*story(SECOND), *order])


MISTAKES = {
    "an accepted lead is gone": (without, (FIRST,), durability, "lost"),
    "a retry was answered otherwise": (
        lambda after: replace(after, answers={"k1": [b"1", b"2"], "k2": [b"2"]}),
        (), durability, "two answers",
    ),
    "a request made two leads": (
        lambda after: with_lead(after, SECOND, email=after.leads[FIRST]["email"]),
        (), durability, "doubled",
    ),
    "a later version was told first": (
        retold,
        (told(FIRST, 2, "updated"), told(FIRST, 2, "assigned"), told(FIRST, 1, "created")),
        facts, "order",
    ),
    "a version was never told": (
        retold, (told(FIRST, 1, "created"), told(FIRST, 2, "assigned")), facts, "hole",
    ),
    "nothing was told": (retold, (told(FIRST, 2, "assigned"),), facts, "hole"),
    "two facts tell one version": (
        retold, (*story(FIRST), replace(told(FIRST, 2, "updated"), id="another")), facts, "twins",
    ),
    "a lead has nobody": (
        lambda after: with_lead(after, FIRST, owner=None), (), assignment, "unassigned",
    ),
    "a lead was given twice": (
        retold, (*story(FIRST), replace(told(FIRST, 2, "assigned"), id="again")),
        assignment, "assigned 2 times",
    ),
    "a decision was made twice": (
        lambda after: replace(after, log=[*after.log, *after.log]), (), assignment, "decided 2 times",
    ),
    "one user got everything": (
        lambda after: replace(after, log=[
            *after.log,
            *({**after.log[0], "record_id": uuid4()} for _ in range(2)),
        ]),
        (), assignment, "unfair",
    ),
    "a mail was sent twice": (
        lambda after: replace(after, mails=dict.fromkeys(after.mails, 2)), (), mails, "mailed 2 times",
    ),
    "a mail was never sent": (
        lambda after: replace(after, mails={}), (), mails, "not mailed",
    ),
    "a sent mail is not known": (
        lambda after: replace(after, mail_steps={}), (), mails, "mailed, and the step says None",
    ),
    "a fact has not left": (
        lambda after: replace(after, waiting={"contacts outbox": 1}), (), backlog, "waiting: 1",
    ),
    "a fact is parked": (
        lambda after: replace(after, waiting={"automation parked": 3}), (), backlog, "waiting: 3",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_found_by_its_checker(mistake: str) -> None:
    plant, arguments, checker, word = MISTAKES[mistake]
    violations = found(plant(sound(), *arguments))
    assert any(text.startswith(word) for text in violations.get(checker, [])), violations


def test_every_checker_is_tried() -> None:
    assert {checker for _, _, checker, _ in MISTAKES.values()} == set(CHECKERS)
