"""The parts of the door, each by a table."""

import pytest

from kontor_chassis.errors import RateLimited
from kontor_gateway.forward.bucket import Policy, Quota
from kontor_gateway.forward.client import Reception
from kontor_gateway.forward.credential import credential_of
from kontor_gateway.forward.csrf import refuse_foreign, refuse_forged
from kontor_gateway.forward.errors import CsrfRefused, HeaderRepeated, HostUnknown
from kontor_gateway.forward.head import onward, read_head
from kontor_gateway.forward.path import is_plain_query, segment_of
from kontor_gateway.settings import DoorSettings


@pytest.mark.parametrize(
    ("path", "segment"),
    [
        (b"/api/v1/leads", "leads"),
        (b"/api/v1/leads/1/assign", "leads"),
        (b"/api/v1/leads/a%20b", "leads"),
        (b"/api/v1/", None),
        (b"/api/v1//leads", None),
        (b"/api/v1/leads//x", None),
        (b"/api/v1/leads/../users", None),
        (b"/api/v1/leads/.%2e/users", None),
        (b"/api/v1/leads/%2e%2e/users", None),
        (b"/api/v1/leads/%2F", None),
        (b"/api/v1/leads/%5c", None),
        (b"/api/v1/leads/%00", None),
        (b"/api/v1/leads/%0d%0a", None),
        (b"/api/v1/Leads", None),
        (b"/api/v1/%6ceads", None),
        (b"/api/v2/leads", None),
        (b"/api/v1/leads/" + b"x" * 3000, None),
        (b"/api/v1/leads\xff", None),
    ],
)
def test_a_path_has_one_spelling(path: bytes, segment: str | None) -> None:
    assert segment_of(path) == segment


@pytest.mark.parametrize(
    ("query", "is_plain"),
    [(b"", True), (b"a=1&b=%20", True), (b"a=b c", False), (b"a=\xff", False), (b'a="', False)],
)
def test_a_query_is_plain(query: bytes, is_plain: bool) -> None:
    assert is_plain_query(query) is is_plain


def test_what_is_not_listed_never_goes_on() -> None:
    head = read_head([
        (b"accept", b"*/*"), (b"x-evil", b"1"), (b"connection", b"close"),
        (b"kontor-actor", b"rule:1@1"), (b"cookie", b"a=1"), (b"authorization", b"Bearer x"),
    ])  # fmt: skip
    assert onward(head, with_cause=False) == [("Accept", "*/*")]
    assert onward(head, with_cause=True) == [("Accept", "*/*"), ("Kontor-Actor", "rule:1@1")]


@pytest.mark.parametrize("name", [b"authorization", b"host", b"idempotency-key", b"content-length"])
def test_a_header_that_could_be_read_differently_comes_once(name: bytes) -> None:
    with pytest.raises(HeaderRepeated):
        read_head([(name, b"1"), (name, b"2")])


@pytest.mark.parametrize(
    ("head", "is_secure", "kind"),
    [
        ({b"authorization": b"Bearer a.b.c"}, False, "token"),
        ({b"authorization": b"bearer kontor_x"}, False, "api_key"),
        ({b"authorization": b"Basic eDp5"}, False, None),
        ({b"authorization": b"Bearer " + b"x" * 5000}, False, None),
        ({b"x-api-key": b"kontor_x"}, False, "api_key"),
        ({b"x-api-key": b"x"}, False, None),
        ({b"cookie": b"b=1; kontor_session=s"}, False, "session"),
        ({b"cookie": b"kontor_session=s; kontor_session=t"}, False, None),
        ({b"cookie": b"kontor_session=s"}, True, None),
        ({b"cookie": b"__Host-kontor_session=s"}, True, "session"),
        ({b"authorization": b"Basic x", b"cookie": b"kontor_session=s"}, False, None),
        ({}, False, None),
    ],
)
def test_one_credential_counts(head: dict[bytes, bytes], is_secure: bool, kind: str | None) -> None:
    found = credential_of(head, is_secure=is_secure)
    assert (found.kind if found else None) == kind


@pytest.mark.parametrize(
    "head",
    [
        {},
        {b"x-kontor-csrf": b"0"},
        {b"x-kontor-csrf": b"1", b"origin": b"https://evil.example"},
        {b"x-kontor-csrf": b"1", b"origin": b"null"},
        {b"x-kontor-csrf": b"1", b"sec-fetch-site": b"cross-site"},
        {b"x-kontor-csrf": b"1", b"sec-fetch-site": b"same-site"},
    ],
)
def test_a_write_another_site_may_have_caused_is_refused(head: dict[bytes, bytes]) -> None:
    with pytest.raises(CsrfRefused):
        refuse_forged(head, b"http://localhost:8100")


def test_a_write_of_our_own_page_passes() -> None:
    head = {
        b"x-kontor-csrf": b"1", b"origin": b"http://localhost:8100",
        b"sec-fetch-site": b"same-origin",
    }  # fmt: skip
    refuse_forged(head, b"http://localhost:8100")
    refuse_foreign({}, b"http://localhost:8100")


def test_a_bucket_refills_and_tells_what_is_left() -> None:
    quota = Quota(Policy(name="p", per_s=2, burst=3), now=0.0)
    for _ in range(3):
        quota.take(0.0)
    with pytest.raises(RateLimited) as refused:
        quota.take(0.0)
    assert (refused.value.retry_after, refused.value.params) == (1, {"policy": "p"})
    quota.take(0.5)
    assert quota.header == b'"p";r=0;t=2'
    quota.take(100.0)
    assert quota.header == b'"p";r=2;t=1'


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", b"1.2.3.4", "203.0.113.9"),  # nobody we know says so
        ("10.0.0.1", b"1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", b"6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
        ("10.0.0.1", b"nonsense", "10.0.0.1"),
        ("10.0.0.1", b"", "10.0.0.1"),
    ],
)
def test_a_client_is_believed_only_as_far_as_our_proxies(
    peer: str, forwarded: bytes, address: str
) -> None:
    settings = DoorSettings.model_validate({"proxies": ["10.0.0.0/8"]})
    scope = {"client": (peer, 1), "scheme": "http"}
    head = {b"host": b"localhost:1", b"x-forwarded-for": forwarded}
    assert Reception(settings).receive(scope, head).address == address


@pytest.mark.parametrize("host", [b"", b"evil.example", b"localhost@evil", b"localhost:x", b"a b"])
def test_another_name_than_ours_is_refused(host: bytes) -> None:
    with pytest.raises(HostUnknown):
        Reception(DoorSettings()).receive({"client": None, "scheme": "http"}, {b"host": host})
