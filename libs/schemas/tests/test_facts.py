"""States and facts: the names they get, what they carry, what is refused when they are declared."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import pytest
from pydantic import Field, ValidationError

from kontor_schemas.annotations import (
    Keys,
    Reference,
    annotation_of,
    keys,
    marked,
    personal,
    reference,
    searchable,
)
from kontor_schemas.contacts.lead import Lead, LeadAssigned
from kontor_schemas.fact import (
    INTAKE,
    BareFact,
    Created,
    Deleted,
    Fact,
    Snapshot,
    Updated,
    changes,
    created_data,
    updated_data,
)
from kontor_schemas.state import STAMPS, State
from kontor_schemas.text import Line, Name
from kontor_schemas.values import Email
from kontor_schemas.wire import to_json

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ANNA = UUID("019cad9d-ddca-7367-9ded-a662f65f6418")
STAMPED = {
    "id": UUID("019cad9d-ddca-7201-bfc8-c12c7c15a985"),
    "version": 3,
    "created_at": NOON,
    "created_by": "service:sample",
    "updated_at": NOON,
    "updated_by": f"user:{ANNA}",
}


class Kayak(State, record="sample.kayak"):
    """A boat."""

    name: Annotated[Name, searchable]
    captain: Annotated[UUID | None, reference("identity.user")] = None
    emails: Annotated[list[Email], keys("normal"), personal, Field(default_factory=list)]


class KayakSunk(Fact[Kayak]):
    """The boat went down."""

    where: Line


class KayakSunkV2(Fact[Kayak], revision=3):
    """The boat went down, and how deep."""

    where: Line
    depth_m: int


class KayakSighted(BareFact, record="sample.kayak"):
    """Somebody saw it."""


def a_boat(**fields: object) -> Kayak:
    return Kayak.model_validate({**STAMPED, "name": "Albatros", **fields})


def test_facts_are_named_by_their_class_and_its_record() -> None:
    assert [fact.TYPE for fact in (LeadAssigned, KayakSunk, KayakSunkV2, KayakSighted)] == [
        "contacts.lead.assigned.v1",
        "sample.kayak.sunk.v1",
        "sample.kayak.sunk.v2",
        "sample.kayak.sighted.v1",
    ]
    assert (Created[Lead].TYPE, Created[Kayak].TYPE) == (
        "contacts.lead.created.v1",
        "sample.kayak.created.v1",
    )
    assert (LeadAssigned.RECORD, LeadAssigned.TOPIC) == ("contacts.lead", "kontor.contacts.lead")
    assert (KayakSunkV2.MAJOR, KayakSunkV2.REVISION) == (2, 3)
    assert KayakSunkV2.SCHEMA == "urn:kontor:schema:sample.kayak.sunk.v2:3"


def test_snapshots_go_to_who_asked_for_them() -> None:
    assert Snapshot[Kayak].TOPIC == INTAKE == "kontor.intake.{consumer}"


def test_a_fact_knows_its_record_and_its_key() -> None:
    boat = a_boat()
    sunk = KayakSunk(state=boat, where="Kattegat")
    assert (sunk.subject, sunk.record_version, sunk.key) == (boat.id, 3, str(boat.id))
    gone = Deleted[Kayak](id=boat.id, version=4)
    assert (gone.subject, gone.record_version, gone.key) == (boat.id, 4, str(boat.id))
    assert gone.encode() == b'{"id":"019cad9d-ddca-7201-bfc8-c12c7c15a985","version":4}'


def test_data_is_written_in_one_form() -> None:
    assert KayakSunk(state=a_boat(), where="Kattegat").encode() == (
        b'{"state":{"id":"019cad9d-ddca-7201-bfc8-c12c7c15a985","version":3,"owner":null,'
        b'"created_at":"2026-03-02T12:00:00Z","created_by":"service:sample",'
        b'"updated_at":"2026-03-02T12:00:00Z",'
        b'"updated_by":"user:019cad9d-ddca-7367-9ded-a662f65f6418",'
        b'"name":"Albatros","captain":null,"emails":[]},"where":"Kattegat"}'
    )


def test_an_encoded_state_is_wrapped_without_encoding_it_again() -> None:
    before, after = a_boat(), a_boat(name="Möwe", captain=ANNA)
    changed = changes(before, after)
    assert created_data(to_json(after)) == Created[Kayak](state=after).encode()
    assert updated_data(to_json(after), changed) == (
        Updated[Kayak](state=after, changed=changed).encode()
    )


def test_changes_name_what_differs_and_not_what_always_does() -> None:
    before = a_boat()
    after = a_boat(version=4, name="Möwe", captain=ANNA, updated_by="service:sample")
    assert changes(before, after) == {
        "name": ("Albatros", "Möwe"),
        "captain": (None, str(ANNA)),
    }
    assert changes(before, a_boat(version=9)) == {}


def test_states_and_facts_do_not_change_and_refuse_what_they_do_not_know() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        a_boat().name = "Möwe"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="extra_forbidden"):
        a_boat(colour="red")
    with pytest.raises(ValidationError, match="extra_forbidden"):
        KayakSunk.model_validate({"state": a_boat(), "where": "x", "why": "y"})


def test_lists_of_two_states_are_never_the_same_list() -> None:
    assert a_boat().emails is not a_boat().emails


@pytest.mark.parametrize(
    ("missing", "error"),
    [
        ("id", "missing"),
        ("version", "missing"),
        ("created_at", "missing"),
        ("updated_by", "missing"),
    ],
)
def test_every_state_is_stamped(missing: str, error: str) -> None:
    fields = {**STAMPED, "name": "Albatros"}
    del fields[missing]
    with pytest.raises(ValidationError) as refused:
        Kayak.model_validate(fields)
    assert [(e["type"], e["loc"]) for e in refused.value.errors()] == [(error, (missing,))]
    assert tuple(Kayak.model_fields)[: len(STAMPS)] == STAMPS


def test_markers_are_found_at_their_fields() -> None:
    assert marked(Kayak, searchable) == ("name",)
    assert marked(Kayak, personal) == ("emails",)
    fields = Kayak.model_fields
    assert annotation_of(fields["captain"], Reference) == Reference("identity.user")
    assert annotation_of(fields["emails"], Keys) == Keys("normal")
    assert annotation_of(fields["name"], Reference) is None


def test_a_second_state_of_a_record_is_refused() -> None:
    with pytest.raises(TypeError, match=r"sample\.kayak has a state already: Kayak"):
        type("Ship", (State,), {"__module__": __name__}, record="sample.kayak")


def test_a_second_fact_of_a_name_is_refused() -> None:
    with pytest.raises(TypeError, match=r"sample\.kayak\.sighted\.v1 is declared already"):
        type("KayakSighted", (BareFact,), {"__module__": "elsewhere"}, record="sample.kayak")


def test_a_fact_is_called_after_its_record() -> None:
    with pytest.raises(TypeError, match=r"Sunk must be called Kayak<PastVerb>"):
        type("Sunk", (Fact[Kayak],), {"__module__": __name__})
    with pytest.raises(TypeError, match=r"Kayak must be called Kayak<PastVerb>"):
        type("Kayak", (BareFact,), {"__module__": __name__}, record="sample.kayak")


def test_a_standard_fact_is_not_written_out() -> None:
    with pytest.raises(TypeError, match=r"use Created\[Kayak\]"):
        type("KayakCreated", (Fact[Kayak],), {"__module__": __name__})


def test_a_record_is_named_by_its_module_or_itself_and_not_twice() -> None:
    with pytest.raises(TypeError, match=r"give the class record='service\.record'"):
        type("Raft", (State,), {"__module__": "elsewhere"})
    with pytest.raises(
        TypeError, match=r"says record 'sample\.raft', but is a fact of sample\.kayak"
    ):
        type("KayakLost", (Fact[Kayak],), {"__module__": __name__}, record="sample.raft")
