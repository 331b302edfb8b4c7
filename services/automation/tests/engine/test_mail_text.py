"""Mail texts: what is inserted stays what it is."""

from email import policy
from email.parser import BytesParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor_automation.adapters.mail import Mail, bytes_of
from kontor_automation.engine import mail_text
from kontor_automation.engine.catalogue import record_vocabulary
from kontor_chassis.testing.plugin import MORNING
from kontor_schemas.values import LocalText

KNOWN = record_vocabulary("contacts.lead")
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"]

OF_CONTENT = ["Content-Type", "Content-Transfer-Encoding", "MIME-Version"]

INJECTIONS = [
    "x\r\nBcc: victim@evil.example",
    "x\nBcc: victim@evil.example",
    "x\rBcc: victim@evil.example",
    "x\r\n\r\n<script>alert(1)</script>",
    "x\r\n.\r\nMAIL FROM:<evil@evil.example>",
    "x\x0bBcc: victim@evil.example",
    "x\x0cBcc: victim@evil.example",
    "x\x1cBcc: victim@evil.example",
    "x\x1dBcc: y\x1eCc: z",
    "x\x85Bcc: victim@evil.example",
    "x\u2028Bcc: victim@evil.example",
    "x\u2029Bcc: victim@evil.example",
    "x\x00\r\nBcc: victim@evil.example",
    "x\r\n Bcc: folded@evil.example",
    "x\r\n\tBcc: folded@evil.example",
    "=?utf-8?q?x=0d=0aBcc:_victim=40evil.example?=",
    "=?utf-8?b?eA0KQmNjOiB2aWN0aW1AZXZpbC5leGFtcGxl?=",
    "x%0d%0aBcc: victim@evil.example",
    "x\\r\\nBcc: victim@evil.example",
    "\r\nContent-Type: text/html\r\n\r\n<b>",
    "x\u202egpj.exe",
    "x\u2066y\u2069",
    "ü" * 2_000,
    "a" * 100_000,
    " " * 300 + "x",
    "\r\n" * 500,
]


def subject_of(text: str, **fields: str) -> str:
    return mail_text.subject_line(text, fields, KNOWN)


def sent(subject: str, body: str) -> bytes:
    mail = Mail(to="a@b.example", subject=subject, body=body, identity="run.0", at=MORNING)
    return bytes_of(mail, "Kontor <kontor@demo.example>")


@pytest.mark.parametrize("value", INJECTIONS)
def test_no_value_begins_a_header_of_its_own(value: str) -> None:
    subject = subject_of("Hello {display_name}!", display_name=value)
    assert len(subject.splitlines()) == 1
    assert len(subject) <= 255
    body = mail_text.body_text("Hello {display_name}!", {"display_name": value}, KNOWN)
    raw = sent(subject, body)
    read = BytesParser(policy=policy.default).parsebytes(raw)
    assert sorted(read.keys()) == sorted([*HEADERS, *OF_CONTENT])
    assert read["To"] == "a@b.example"
    assert read["Subject"] == subject
    assert read.get_content_type() == "text/plain"
    assert read.get_content().replace("\r\n", "\n").rstrip("\n") == body.rstrip("\n")
    lines = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert all(line.isascii() and len(line) <= 998 for line in lines)


@given(st.text(max_size=400))
def test_whatever_is_inserted_a_subject_is_one_line(value: str) -> None:
    subject = subject_of("{display_name}", display_name=value)
    assert len(subject.splitlines()) <= 1
    assert not any(character < " " or character == "\x7f" for character in subject)


def test_a_value_is_looked_at_once() -> None:
    fields = {"display_name": "{company} {budget.minor} {{company}}", "company": "secret"}
    assert subject_of("{display_name}", **fields) == "{company} {budget.minor} {{company}}"


def test_only_fields_are_inserted() -> None:
    text = "{display_name.__class__} {0} {} {{}} { company } %s ${company} {company!r} {company:>9}"
    assert subject_of(text, company="ACME") == text.replace("${company}", "$ACME")


def test_values_are_written_plainly() -> None:
    state = {
        "display_name": "Özge",
        "budget": {"minor": 5000, "currency": "EUR"},
        "emails": [{"value": "a@x.example"}, {"value": "b@x.example"}],
        "next_step_on": "2026-03-04",
        "company": None,
    }
    fields = "display_name budget.minor budget.currency emails.value next_step_on company need"
    text = "|".join(f"{{{name}}}" for name in fields.split())
    found = mail_text.body_text(text, state, KNOWN)
    assert found == "Özge|5000|EUR|a@x.example, b@x.example|2026-03-04||"


def test_a_body_keeps_its_lines_and_loses_control_characters() -> None:
    found = mail_text.body_text("a\r\nb\rc\nd\te\x00\x07\u202ef", {}, KNOWN)
    assert found == "a\nb\nc\nd\tef"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("emails", "second@x.example"),
        ("emails.0.value", "First@x.example"),
        ("emails.1", "second@x.example"),
        ("emails.7.value", None),
        ("display_name", None),
        ("company", "boss@acme.example"),
        ("budget", None),
        ("missing", None),
        ("emails.value", None),
    ],
)
def test_the_address_is_found(path: str, expected: str | None) -> None:
    state = {
        "display_name": "Anna",
        "company": "boss@ACME.example",
        "budget": {"minor": 1},
        "emails": [
            {"value": "First@X.example", "is_primary": False},
            {"value": "second@x.example", "is_primary": True},
        ],
    }
    assert mail_text.address_in(state, path) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("a@b.example", "a@b.example"),
        ("A.b+c@BÜCHER.example", "A.b+c@xn--bcher-kva.example"),
        ("jürgen@b.example", None),
        ("a@b.example\r\nRCPT TO:<c@d.example>", None),
        ("a@b.example, c@d.example", None),
        ("Anna <a@b.example>", None),
        ("a b@c.example", None),
        ('"a b"@c.example', None),
        ("a@localhost", None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_only_plain_addresses_are_sent_to(address: object, expected: str | None) -> None:
    assert mail_text.sendable(address) == expected


def test_the_language_is_the_records_then_the_tenants_then_any() -> None:
    both, german = LocalText(de="Hallo", en="Hello"), LocalText(de="Hallo")
    assert mail_text.in_language(both, ["en-GB", "de"]) == "Hello"
    assert mail_text.in_language(both, ["de-CH", "en"]) == "Hallo"
    assert mail_text.in_language(german, ["en"]) == "Hallo"
    assert mail_text.in_language(LocalText(en="Hello"), ["de"]) == "Hello"
