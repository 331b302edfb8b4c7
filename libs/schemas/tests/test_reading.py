"""Reading facts of any producer: older, newer, broken, unknown."""

import json
from uuid import UUID

import pytest

from kontor_schemas import registry, wire
from kontor_schemas.contacts.lead import Lead, LeadAssigned
from kontor_schemas.fact import BareFact, Created, Deleted, Snapshot
from kontor_schemas.registry import FactUnknown
from kontor_schemas.text import Line
from kontor_schemas.wire import DataUndecodable

STATE = {
    "id": "019cad9d-ddca-7201-bfc8-c12c7c15a985",
    "version": 1,
    "created_at": "2026-03-02T08:00:00Z",
    "created_by": "service:contacts",
    "updated_at": "2026-03-02T08:00:00Z",
    "updated_by": "service:contacts",
    "stage_since": "2026-03-02T08:00:00Z",
}


class CraneMoved(BareFact, record="sample.crane"):
    """The crane was moved."""

    place: Line


class CraneMovedV2(BareFact, record="sample.crane"):
    """The crane was moved from one place to another."""

    origin: Line
    target: Line


class CraneMovedV3(BareFact, record="sample.crane"):
    """The crane was moved along a way."""

    way: list[Line]


@registry.upcasts(CraneMoved)
def from_first(old: CraneMoved) -> CraneMovedV2:
    return CraneMovedV2(id=old.id, version=old.version, origin="unknown", target=old.place)


@registry.upcasts(CraneMovedV2)
def from_second(old: CraneMovedV2) -> CraneMovedV3:
    return CraneMovedV3(id=old.id, version=old.version, way=[old.origin, old.target])


def data(**state: object) -> bytes:
    return json.dumps({"state": {**STATE, **state}}).encode()


def test_types_lead_to_their_classes() -> None:
    assert registry.fact_named("contacts.lead.created.v1") is Created[Lead]
    assert registry.fact_named("contacts.lead.assigned.v1") is LeadAssigned
    assert registry.fact_named("contacts.lead.snapshot.v1") is Snapshot[Lead]


@pytest.mark.parametrize(
    ("type_name", "reason"),
    [
        ("contacts.lead.created.v2", "major_unknown"),
        ("contacts.lead.assigned.v7", "major_unknown"),
        ("contacts.lead.exploded.v1", "type_unknown"),
        ("contacts.yacht.created.v1", "type_unknown"),
        ("yachts.yacht.created.v1", "type_unknown"),
        ("identity.tenant.merged.v1", "type_unknown"),
        ("kontor_schemas.text.created.v1", "type_unknown"),
        ("contacts.lead", "type_malformed"),
        ("", "type_malformed"),
        ("contacts.lead.created.v1\n", "type_malformed"),
        ("../lead.created.v1", "type_malformed"),
        ("contacts.__init__.created.v1", "type_malformed"),
    ],
)
def test_an_unknown_type_is_told_apart_from_an_unknown_major(type_name: str, reason: str) -> None:
    with pytest.raises(FactUnknown) as refused:
        registry.fact_named(type_name)
    assert (refused.value.reason, refused.value.type_name) == (reason, type_name)


def test_fields_and_values_of_a_newer_producer_break_nothing() -> None:
    newer = data(
        stage="thawing", mood="good", emails=[{"value": "a@b.co", "kind": "pager", "hue": 1}]
    )
    fact = registry.decode("contacts.lead.created.v1", newer[:-1] + b',"hint":[1]}')
    assert isinstance(fact, Created)
    assert fact.state.stage == "other"
    assert [(email.normal, email.kind) for email in fact.state.emails] == [("a@b.co", "other")]


def test_what_an_older_producer_did_not_know_has_its_default() -> None:
    fact = registry.decode("contacts.lead.created.v1", data())
    assert isinstance(fact, Created)
    assert (fact.state.stage, fact.state.emails, fact.state.budget) == ("new", [], None)


@pytest.mark.parametrize(
    ("broken", "reason", "pointer"),
    [
        (b"", "json_malformed", ""),
        (b"{", "json_malformed", ""),
        (b"[]", "model_type", ""),
        (b"null", "model_type", ""),
        (b"{}", "missing", "/state"),
        (b'{"state": 1}', "model_type", "/state"),
        (b"\xff\xfe", "json_malformed", ""),
        (b'{"state": {"given_name": "\\ud800"}}', "json_malformed", ""),
        (b"[" * 100_000, "json_malformed", ""),
        (data(given_name="a\0b"), "text_character", "/state/given_name"),
        (data(given_name=["x"]), "string_type", "/state/given_name"),
        (data(version=0), "greater_than_equal", "/state/version"),
        (data(version=10**30), "less_than_equal", "/state/version"),
        (data(version=1.5), "int_from_float", "/state/version"),
        (data(created_at="2026-03-02T08:00:00"), "timezone_aware", "/state/created_at"),
        (data(id="7"), "uuid_parsing", "/state/id"),
        (data(emails=[{"kind": "work"}]), "missing", "/state/emails/0/value"),
        (data(need="x" * 1_000_000), "string_too_long", "/state/need"),
    ],
)
def test_broken_data_is_refused_with_its_place(broken: bytes, reason: str, pointer: str) -> None:
    with pytest.raises(DataUndecodable) as refused:
        registry.decode("contacts.lead.created.v1", broken)
    assert (refused.value.reason, refused.value.pointer) == (reason, pointer)


def test_a_refusal_repeats_nothing_of_what_was_sent() -> None:
    secret = "Canary Weiß"
    with pytest.raises(DataUndecodable) as refused:
        registry.decode("contacts.lead.created.v1", data(given_name=[secret], stage=[secret]))
    assert "Canary" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_names_in_a_pointer_are_escaped() -> None:
    with pytest.raises(DataUndecodable) as refused:
        registry.decode("contacts.lead.updated.v1", b'{"changed": {"a/b~c": [1]}, ' + data()[1:])
    assert refused.value.pointer == "/changed/a~1b~0c/1"


def test_an_older_major_is_brought_to_the_newest() -> None:
    old = b'{"id": "019cad9d-ddca-7201-bfc8-c12c7c15a985", "version": 5, "place": "Kai 4"}'
    fact = registry.decode("sample.crane.moved.v1", old)
    assert isinstance(fact, CraneMovedV3)
    assert (fact.way, fact.version) == (["unknown", "Kai 4"], 5)


def test_a_major_has_one_way_to_the_next() -> None:
    with pytest.raises(TypeError, match=r"sample\.crane\.moved\.v1 has an upcaster already"):
        registry.upcasts(CraneMoved)(from_first)


def test_a_row_is_read_as_tolerantly_as_a_message() -> None:
    lead = wire.read(Lead, {**STATE, "stage": "thawing", "custom": {}})
    assert lead.stage == "other"
    with pytest.raises(DataUndecodable) as refused:
        wire.read(Lead, {**STATE, "version": None})
    assert (refused.value.reason, refused.value.pointer) == ("int_type", "/version")


def test_deleted_needs_no_more_than_an_id() -> None:
    fact = registry.decode(
        "contacts.lead.deleted.v1", b'{"id": "019cad9d-ddca-7201-bfc8-c12c7c15a985", "version": 2}'
    )
    assert isinstance(fact, Deleted)
    assert type(fact) is Deleted[Lead]


def test_a_model_made_without_validation_is_encoded_all_the_same() -> None:
    crane = CraneMovedV3.model_construct(id=UUID(int=0), version=1, way=[])
    assert wire.to_json(crane) == (
        b'{"id":"00000000-0000-0000-0000-000000000000","version":1,"way":[]}'
    )
