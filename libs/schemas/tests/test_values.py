"""Value objects: money, e-mail, phone, address, and the identifiers they are made of."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import TypeAdapter, ValidationError

from kontor_schemas import wire
from kontor_schemas.identifiers import Actor, CountryCode, FactType, Instant, LanguageCode, ZoneName
from kontor_schemas.values import Address, Email, LocalText, Money, Phone, normal_email, one_primary

FOREIGN = timezone(timedelta(hours=5, minutes=30))


def first_error(model: type, value: object) -> tuple[str, tuple[object, ...]]:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(model).validate_python(value)
    error = refused.value.errors()[0]
    return error["type"], error["loc"]


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("Hans.Mueller@Nordwind.example", "hans.mueller@nordwind.example"),
        ("hans.mueller@NORDWIND.EXAMPLE", "hans.mueller@nordwind.example"),
        ("info@Müller.de", "info@xn--mller-kva.de"),
        ("INFO@MÜLLER.DE", "info@xn--mller-kva.de"),
        ("hans+crm@nordwind.example", "hans+crm@nordwind.example"),
        ("h.a.n.s@nordwind.example", "h.a.n.s@nordwind.example"),
        ("ÄRGER@nordwind.example", "ärger@nordwind.example"),
        ("a@b.co", "a@b.co"),
    ],
)
def test_an_address_has_one_normal_form(typed: str, normal: str) -> None:
    assert normal_email(typed) == normal
    email = Email(value=typed)
    assert (email.value, email.normal) == (typed, normal)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        "hans",
        "hans@",
        "@nordwind.example",
        "hans@nordwind",
        "ha ns@nordwind.example",
        "a@b@nordwind.example",
        "hans@nord_wind.example",
        "hans@-nordwind.example",
        "hans@nordwind-.example",
        "hans@nordwind..example",
        ".hans@nordwind.example",
        "hans.@nordwind.example",
        "ha..ns@nordwind.example",
        "hans@127.0.0.1",
        "<script>@nordwind.example",
        "hans@nordwind.example,b@c.de",
        f"{'a' * 65}@nordwind.example",
        f"hans@{'a' * 64}.example",
        "hans@\ue000.example",
    ],
)
def test_what_is_no_address_is_refused_at_its_value(typed: str) -> None:
    assert normal_email(typed) is None
    assert first_error(Email, {"value": typed}) == ("email_invalid", ("value",))


def test_nobody_writes_the_normal_form() -> None:
    email = Email.model_validate({"value": "Hans@Nordwind.example", "normal": "boss@x.example"})
    assert email.normal == "hans@nordwind.example"


def test_a_reader_takes_the_owners_address_as_it_is() -> None:
    data = b'{"value": "odd address@host", "normal": "odd address@host", "kind": "pager"}'
    email = wire.read_json(Email, data)
    assert (email.value, email.normal, email.kind) == (
        "odd address@host",
        "odd address@host",
        "other",
    )


def test_money_is_whole_units_of_a_currency() -> None:
    assert wire.to_json(Money(minor=119000, currency="EUR")) == b'{"minor":119000,"currency":"EUR"}'
    assert first_error(Money, {"minor": 1.5, "currency": "EUR"}) == ("int_type", ("minor",))
    assert first_error(Money, {"minor": 1.0, "currency": "EUR"}) == ("int_type", ("minor",))
    assert first_error(Money, {"minor": "1", "currency": "EUR"}) == ("int_type", ("minor",))
    assert first_error(Money, {"minor": True, "currency": "EUR"}) == ("int_type", ("minor",))
    assert first_error(Money, {"minor": 2**63, "currency": "EUR"}) == (
        "less_than_equal",
        ("minor",),
    )
    assert first_error(Money, {"minor": 1, "currency": "eur"}) == (
        "string_pattern_mismatch",
        ("currency",),
    )


def test_values_refuse_what_they_do_not_know_and_do_not_change() -> None:
    assert first_error(Phone, {"raw": "1", "cooked": "2"}) == ("extra_forbidden", ("cooked",))
    with pytest.raises(ValidationError, match="frozen"):
        Phone(raw="040 1234").raw = "040 4321"
    assert Phone(raw="040 1234") == Phone(raw="040 1234")


@pytest.mark.parametrize(
    "e164", ["040123456", "+0401234", "+49 40 123", "+4912345678901234", "+49a"]
)
def test_an_international_number_has_its_form(e164: str) -> None:
    assert first_error(Phone, {"raw": "1", "e164": e164})[0] == "string_pattern_mismatch"


def test_the_first_entry_is_the_primary_one_unless_another_is() -> None:
    adapter = TypeAdapter(list[Phone])
    phones = adapter.validate_python([{"raw": "1"}, {"raw": "2"}])

    class Info:
        context = None

    assert [phone.is_primary for phone in one_primary(phones, Info())] == [True, False]
    second = [phones[0], phones[1].model_copy(update={"is_primary": True})]
    assert one_primary(second, Info()) is second


def test_an_address_needs_street_town_and_country() -> None:
    with pytest.raises(ValidationError) as refused:
        Address.model_validate({})
    assert [error["loc"] for error in refused.value.errors()] == [
        ("line1",),
        ("city",),
        ("country",),
    ]


def test_a_text_of_the_tenant_keeps_its_languages() -> None:
    assert wire.to_json(LocalText(de="Hallo")) == b'{"de":"Hallo","en":null}'


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        (
            Actor,
            ["user:019cad9d-ddca-7201-bfc8-c12c7c15a985", "service:contacts", "rule:a-b@3"],
            ["user", "user:", ":x", "User:x", "user:a b", "user:x\n", "user:ä", "x" * 121],
        ),
        (
            FactType,
            ["contacts.lead.created.v1", "a.b_2.c.v12"],
            ["contacts.lead.created", "a.b.c.v0", "a.b.c.v01", "A.b.c.v1", "a.b.c.v1\n", "a..c.v1"],
        ),
        (CountryCode, ["DE", "CH"], ["de", "DEU", "D", "", "D1"]),
        (LanguageCode, ["de", "en", "de-CH", "gsw"], ["DE", "deutsch-", "d", "de_DE"]),
        (ZoneName, ["Europe/Berlin", "UTC", "Etc/GMT+1"], ["", "../etc/passwd", "Europe Berlin"]),
    ],
)
def test_identifiers_have_a_form(form: type, good: list[str], bad: list[str]) -> None:
    adapter = TypeAdapter(form)
    assert [adapter.validate_python(value) for value in good] == good
    for value in bad:
        with pytest.raises(ValidationError):
            adapter.validate_python(value)


def test_instants_are_kept_in_utc_and_naive_ones_refused() -> None:
    adapter = TypeAdapter(Instant)
    noon = adapter.validate_python(datetime(2026, 3, 29, 12, 0, tzinfo=FOREIGN))
    assert noon == datetime(2026, 3, 29, 6, 30, tzinfo=UTC)
    assert noon.utcoffset() == timedelta(0)
    assert adapter.dump_json(noon) == b'"2026-03-29T06:30:00Z"'
    assert adapter.dump_json(adapter.validate_json('"2026-03-29T06:30:00.000001+02:00"')) == (
        b'"2026-03-29T04:30:00.000001Z"'
    )
    assert first_error(Instant, datetime(2026, 3, 29, 12, 0)) == ("timezone_aware", ())  # noqa: DTZ001
