"""Rules that every published model keeps, whoever declares it."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from kontor_schemas import registry
from kontor_schemas.annotations import Keys, Mark, Reference, annotation_of
from kontor_schemas.choices import OpenChoice
from kontor_schemas.description import field_texts, summary
from kontor_schemas.fact import AnyFact
from kontor_schemas.state import STATES


def parts(annotation: Any) -> Iterator[Any]:
    """Walk an annotation; what a choice is made of stays inside it."""
    yield annotation
    if get_origin(annotation) is Annotated:
        marks = get_args(annotation)[1:]
        if not any(isinstance(mark, OpenChoice) for mark in marks):
            yield from parts(get_args(annotation)[0])
        return
    if get_origin(annotation) is Literal:
        return
    for argument in get_args(annotation):
        yield from parts(argument)


def models() -> list[type[BaseModel]]:
    found: dict[type[BaseModel], None] = {}
    waiting: list[Any] = list(registry.all_facts())
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, type) and issubclass(part, BaseModel):
            if part in found:
                continue
            found[part] = None
            for field in part.model_fields.values():
                waiting.extend(parts(field.annotation))
    return list(found)


FIELDS = [
    (f"{model.__name__}.{name}", model, name, field)
    for model in models()
    for name, field in model.model_fields.items()
]


def has_literal(field: FieldInfo) -> bool:
    if any(isinstance(mark, OpenChoice) for mark in field.metadata):
        return False
    return any(get_origin(part) is Literal for part in parts(field.annotation))


def is_list(field: FieldInfo) -> bool:
    return list in {get_origin(part) for part in parts(field.annotation)}


def is_bounded(field: FieldInfo) -> bool:
    return any(hasattr(mark, "max_length") for mark in field.metadata)


def marks_inside(field: FieldInfo) -> list[Any]:
    return [
        mark
        for part in parts(field.annotation)
        if get_origin(part) is Annotated
        for mark in part.__metadata__
        if isinstance(mark, Mark | Reference | Keys)
    ]


def test_the_models_are_found() -> None:
    names = {model.__name__ for model in models()}
    assert {"Lead", "Created[Lead]", "Email", "AllOf", "Leaf", "Step", "Candidate"} <= names
    assert len(registry.all_facts()) > 60


def test_every_model_says_what_it_is() -> None:
    assert [model for model in models() if not summary(model).endswith(".")] == []


def test_every_field_is_described() -> None:
    silent = [at for at, model, name, _ in FIELDS if field_texts(model).get(name, "")[-1:] != "."]
    assert silent == [], "describe them under Attributes:"


def test_no_choice_is_closed_on_the_wire() -> None:
    closed = [at for at, _, _, field in FIELDS if has_literal(field)]
    assert closed == [], "write Choice[Literal[…]]"


def test_no_field_is_a_float() -> None:
    assert [at for at, _, _, field in FIELDS if float in list(parts(field.annotation))] == []


def test_every_list_has_its_length() -> None:
    endless = [at for at, _, _, field in FIELDS if is_list(field) and not is_bounded(field)]
    assert endless == [], "say Field(max_length=…)"


def test_references_name_records_and_keys_name_fields() -> None:
    references = [(at, annotation_of(field, Reference)) for at, _, _, field in FIELDS]
    records = registry.records()
    assert [at for at, found in references if found and found.record not in records] == []
    lists = [(at, annotation_of(field, Keys), field.annotation) for at, _, _, field in FIELDS]
    assert {at for at, found, _ in lists if found} >= {"Lead.emails", "Contact.phones"}
    for at, found, annotation in lists:
        if found:
            [item] = get_args(annotation)
            assert found.field in item.model_fields, at


def test_markers_stand_outermost_in_their_field() -> None:
    assert [at for at, _, _, field in FIELDS if marks_inside(field)] == []


def test_every_state_is_the_state_of_its_module() -> None:
    for (record, major), state in STATES.items():
        if record in registry.records():
            noun = "".join(part.title() for part in record.partition(".")[2].split("_"))
            assert state.__name__ == (noun if major == 1 else f"{noun}V{major}")


def test_states_leave_alone_the_names_the_platform_keeps_for_itself() -> None:
    reserved = {"custom", "tags", "tenant", "access", "holds"}
    taken = {
        state.__name__: reserved & set(state.__annotations__)
        for state in STATES.values()
        if state.__module__.startswith("kontor_")
    }
    assert {name: names for name, names in taken.items() if names} == {}


def test_types_are_unique_and_say_their_record() -> None:
    facts = registry.all_facts()
    assert len({fact.TYPE for fact in facts}) == len(facts)
    for fact in facts:
        assert issubclass(fact, AnyFact)
        assert fact.TYPE.startswith(f"{fact.RECORD}.")


def test_importing_one_record_imports_neither_the_others_nor_a_framework() -> None:
    code = (
        "import sys, kontor_schemas.contacts.lead, kontor_schemas.topics, kontor_schemas.envelope\n"
        "print(*sorted(name for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "kontor_schemas.contacts.lead" in loaded
    for absent in ("kontor_schemas.contacts.contact", "kontor_schemas.identity.user",
                   "kontor_schemas.automation.workflow", "fastapi", "sqlalchemy", "asyncpg",
                   "kontor_chassis", "email_validator"):  # fmt: skip
        assert absent not in loaded
