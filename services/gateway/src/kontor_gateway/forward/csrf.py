"""Cross-site requests: what a browser does of itself is no sign of what its user wants."""

from collections.abc import Mapping

from kontor_gateway.forward.errors import CsrfRefused

SAFE_METHODS = frozenset({"GET", "HEAD"})
HEADER = b"x-kontor-csrf"


def refuse_foreign(head: Mapping[bytes, bytes], origin: bytes) -> None:
    """Refuse a write that a browser says comes from another site.

    Args:
        head: The headers that were read.
        origin: Our own origin, as the client addressed it.

    Raises:
        CsrfRefused: It comes from a page of another origin, or of none.
    """
    site = head.get(b"sec-fetch-site")
    if site is not None and site not in (b"same-origin", b"none"):
        raise CsrfRefused(header="Sec-Fetch-Site")
    given = head.get(b"origin")
    if given is not None and given.lower() != origin:
        raise CsrfRefused(header="Origin")


def refuse_forged(head: Mapping[bytes, bytes], origin: bytes) -> None:
    """Refuse a write with a cookie unless it surely comes from a page of ours.

    No form and no simple request of another site can set a header of its own, and no preflight
    of ours ever allows one.

    Raises:
        CsrfRefused: The header is missing, or the browser names another origin.
    """
    if head.get(HEADER) != b"1":
        raise CsrfRefused(header="X-Kontor-Csrf")
    refuse_foreign(head, origin)
