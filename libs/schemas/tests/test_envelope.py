"""The envelope: what is sent is what is read, and nothing else is taken for an envelope."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor_schemas.envelope import (
    MAX_FACT_BYTES,
    MAX_HEADER_BYTES,
    Envelope,
    EnvelopeTooLarge,
    EnvelopeUndecodable,
    from_headers,
    from_mapping,
)

FULL = Envelope(
    id=UUID("019cad9d-ddca-7f65-b7f1-3ca5fd43530c"),
    service="contacts",
    type="contacts.lead.assigned.v1",
    subject=UUID("019cad9d-ddca-7201-bfc8-c12c7c15a985"),
    time=datetime(2026, 3, 2, 9, 0, 5, 250000, tzinfo=UTC),
    tenant_id=UUID("019cad9d-ddca-790d-81b0-21eb3faeb8b0"),
    record_version=7,
    actor="rule:019cad9d-ddca-70ef-bd8e-8d13d04f73ff@3",
    causation_id=UUID("019cad9d-ddca-7628-beca-a515d3c9cd66"),
    correlation_id=UUID("019cad9d-ddca-7b08-a181-e79ce4fb86dc"),
    cause_depth=2,
    traceparent="00-019cad9dddca7eaf895eb8119e6e5d06-825aa1f2e29f9f88-01",
    dataschema="urn:kontor:schema:contacts.lead.assigned.v1:1",
)
BARE = replace(
    FULL, causation_id=None, correlation_id=None, cause_depth=0, traceparent=None, dataschema=None
)
OPTIONAL = {
    "ce_causationid",
    "ce_correlationid",
    "ce_causedepth",
    "ce_traceparent",
    "ce_dataschema",
}
TRACE = r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-01"
REQUIRED = [name for name, _ in FULL.to_headers() if name not in OPTIONAL]


def with_header(name: str, value: bytes | None) -> list[tuple[str, bytes | None]]:
    return [(key, value if key == name else old) for key, old in FULL.to_headers()]


def refusal(headers: object) -> tuple[str, str]:
    with pytest.raises(EnvelopeUndecodable) as refused:
        from_headers(headers)  # type: ignore[arg-type]
    return refused.value.reason, refused.value.header


def test_the_headers_are_those_of_cloudevents() -> None:
    assert dict(FULL.to_headers()) == {
        "content-type": b"application/json",
        "ce_specversion": b"1.0",
        "ce_id": b"019cad9d-ddca-7f65-b7f1-3ca5fd43530c",
        "ce_source": b"/kontor/contacts",
        "ce_type": b"contacts.lead.assigned.v1",
        "ce_subject": b"019cad9d-ddca-7201-bfc8-c12c7c15a985",
        "ce_time": b"2026-03-02T09:00:05.250000Z",
        "ce_tenantid": b"019cad9d-ddca-790d-81b0-21eb3faeb8b0",
        "ce_recordversion": b"7",
        "ce_actor": b"rule:019cad9d-ddca-70ef-bd8e-8d13d04f73ff@3",
        "ce_causedepth": b"2",
        "ce_dataschema": b"urn:kontor:schema:contacts.lead.assigned.v1:1",
        "ce_causationid": b"019cad9d-ddca-7628-beca-a515d3c9cd66",
        "ce_correlationid": b"019cad9d-ddca-7b08-a181-e79ce4fb86dc",
        "ce_traceparent": b"00-019cad9dddca7eaf895eb8119e6e5d06-825aa1f2e29f9f88-01",
    }


@pytest.mark.parametrize("envelope", [FULL, BARE], ids=["full", "bare"])
def test_what_is_sent_is_what_is_read(envelope: Envelope) -> None:
    assert from_headers(envelope.to_headers()) == envelope
    assert from_mapping(envelope.to_mapping()) == envelope


@given(
    st.builds(
        Envelope,
        id=st.uuids(),
        service=st.sampled_from(["contacts", "identity"]),
        type=st.sampled_from(["contacts.lead.created.v1", "a.b.c.v12"]),
        subject=st.uuids(),
        time=st.datetimes(timezones=st.just(UTC)),
        tenant_id=st.uuids(),
        record_version=st.integers(0, 2**53),
        actor=st.text("abc:@.-09", min_size=1, max_size=120),
        causation_id=st.none() | st.uuids(),
        correlation_id=st.none() | st.uuids(),
        cause_depth=st.integers(0, 999_999),
        traceparent=st.none() | st.from_regex(TRACE, fullmatch=True),
        dataschema=st.none() | st.just("urn:kontor:schema:x:1"),
    )
)
def test_every_envelope_comes_back(envelope: Envelope) -> None:
    headers = envelope.to_headers()
    assert from_headers(headers) == envelope
    assert sum(len(name) + len(value) for name, value in headers) <= MAX_HEADER_BYTES


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*dict(FULL.to_headers()), "ce_", "ce_new", "traceparent"]) | st.text(),
            st.binary(max_size=50) | st.none() | st.sampled_from([v for _, v in FULL.to_headers()]),
        ),
        max_size=30,
    )
)
def test_whatever_the_headers_hold_there_is_one_error(
    headers: list[tuple[str, bytes | None]],
) -> None:
    try:
        envelope = from_headers(headers)
    except EnvelopeUndecodable:
        return
    assert from_headers(envelope.to_headers()) == envelope


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_header_is_named(name: str) -> None:
    headers = [(key, value) for key, value in FULL.to_headers() if key != name]
    assert refusal(headers) == ("header_missing", name)


@pytest.mark.parametrize("name", sorted(OPTIONAL))
def test_an_optional_header_may_be_missing(name: str) -> None:
    headers = [(key, value) for key, value in FULL.to_headers() if key != name]
    missing = {
        "ce_causationid": "causation_id",
        "ce_correlationid": "correlation_id",
        "ce_causedepth": "cause_depth",
        "ce_traceparent": "traceparent",
        "ce_dataschema": "dataschema",
    }[name]
    assert from_headers(headers) == replace(FULL, **{missing: getattr(BARE, missing)})


@pytest.mark.parametrize("name", dict(FULL.to_headers()))
@pytest.mark.parametrize("value", [b"\xff\xfe", b"caf\xe9", b"\xed\xa0\x80", b"\xc0\x80"])
def test_a_header_that_is_no_utf8_is_named(name: str, value: bytes) -> None:
    assert refusal(with_header(name, value)) == ("header_not_utf8", name)


@pytest.mark.parametrize("name", dict(FULL.to_headers()))
def test_a_header_without_value_or_sent_twice_is_named(name: str) -> None:
    assert refusal(with_header(name, None)) == ("header_invalid", name)
    twice = [*FULL.to_headers(), (name, dict(FULL.to_headers())[name])]
    assert refusal(twice) == ("header_repeated", name)


WRONG = {
    "ce_id": [
        b"",
        b"7",
        b"{019cad9d-ddca-7f65-b7f1-3ca5fd43530c}",
        b"019cad9dddca7f65b7f13ca5fd43530c",
        b"019cad9d-ddca-7f65-b7f1-3ca5fd43530g",
        b"019cad9d-ddca-7f65-b7f1-3ca5fd4353_c",
        b"019cad9d-ddca-7f65-b7f1-3ca5fd43530c\n",
        "019cad9d-ddca-7f65-b7f1-3ca5fd4353\uff10c".encode(),
    ],
    "ce_source": [
        b"",
        b"contacts",
        b"/kontor/",
        b"/kontor/Contacts",
        b"/kontor/a/b",
        b"/kontor/a\n",
    ],
    "ce_type": [
        b"",
        b"lead",
        b"contacts.lead.created",
        b"contacts.lead.created.v0",
        b"a.b.c.d.v1",
        b"contacts.lead.created.v1\n",
        b"contacts.lead.created.v99999",
    ],
    "ce_subject": [b"", b"lead-1"],
    "ce_time": [
        b"",
        b"yesterday",
        b"2026-03-02",
        b"2026-03-02T09:00:05",
        b"2026-13-02T09:00:05Z",
        b"1772442005",
        b"0001-01-01T00:00:00+14:00",
    ],
    "ce_tenantid": [b"", b"demo"],
    "ce_recordversion": [b"", b"-1", b"1.0", b" 1", b"1_0", "\u0661".encode(), b"9" * 4000],
    "ce_causedepth": [b"", b"-1", b"x", b"1" * 7],
    "ce_actor": [b"", b"user x", b"x" * 121, b"user:\x00", b"user:\r\nx", "user:ä".encode()],
    "ce_causationid": [b"", b"none"],
    "ce_correlationid": [b"", b"null"],
    "ce_dataschema": [b"", b"a b", b"x" * 256],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_a_wrong_value_is_named(name: str, value: bytes) -> None:
    assert refusal(with_header(name, value)) == ("header_invalid", name)


@pytest.mark.parametrize("value", [b"0.3", b"1.1", b"2.0", b""])
def test_another_version_of_cloudevents_is_named(value: bytes) -> None:
    assert refusal(with_header("ce_specversion", value)) == (
        "spec_version_unknown",
        "ce_specversion",
    )


@pytest.mark.parametrize("value", [b"text/plain", b"application/cloudevents+json", b""])
def test_another_content_type_is_named(value: bytes) -> None:
    assert refusal(with_header("content-type", value)) == ("content_type_unknown", "content-type")


@pytest.mark.parametrize("value", [b"application/json; charset=utf-8", b"Application/JSON"])
def test_the_content_type_may_say_more(value: bytes) -> None:
    assert from_headers(with_header("content-type", value)) == FULL


@pytest.mark.parametrize(
    "value", [b"", b"00-abc", b"\x00", b"00-" + b"G" * 32 + b"-" + b"0" * 16 + b"-01"]
)
def test_a_broken_trace_is_never_worth_a_fact(value: bytes) -> None:
    assert from_headers(with_header("ce_traceparent", value)) == replace(FULL, traceparent=None)


def test_headers_of_others_are_passed_over() -> None:
    others = [
        ("traceparent", b"\xff"),
        ("b3", None),
        ("ce_newer", b"1"),
        ("", b""),
        ("dlq_reason", b"x"),
    ]
    assert from_headers([*FULL.to_headers(), *others]) == FULL


@pytest.mark.parametrize("headers", [None, 7, [1], ["ab", "c"], [("a", b"b", b"c")]])
def test_what_are_no_headers_is_said_so(headers: object) -> None:
    assert refusal(headers) == ("headers_malformed", "")


def test_the_time_is_brought_to_utc_and_a_naive_one_never_leaves() -> None:
    foreign = replace(FULL, time=FULL.time.astimezone(timezone(timedelta(hours=-9))))
    assert foreign.to_mapping() == FULL.to_mapping()
    with pytest.raises(ValueError, match="zone"):
        replace(FULL, time=FULL.time.replace(tzinfo=None)).to_headers()


def test_too_many_headers_never_leave() -> None:
    with pytest.raises(EnvelopeTooLarge, match="2048 are allowed"):
        replace(FULL, actor="x" * 2000).to_headers()


def test_the_name_is_the_type_taken_apart() -> None:
    name = FULL.name
    assert (name.service, name.noun, name.verb, name.major) == ("contacts", "lead", "assigned", 1)
    assert (name.record, name.unversioned) == ("contacts.lead", "contacts.lead.assigned")
    assert str(name) == FULL.type
    with pytest.raises(ValueError, match="no fact's type"):
        replace(FULL, type="lead").name  # noqa: B018


def test_the_limits_are_those_of_the_contract() -> None:
    assert (MAX_FACT_BYTES, MAX_HEADER_BYTES) == (524_288, 2_048)
