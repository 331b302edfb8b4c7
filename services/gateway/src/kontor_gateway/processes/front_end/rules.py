"""What a page of ours may do, and what each file of the front end is sent as."""

import re
from collections.abc import Mapping
from typing import Final

_DIRECTIVES: Final = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types kontor-editor",
    "report-uri /csp-reports",
)
POLICY: Final = "; ".join(_DIRECTIVES)
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(),"
        " microphone=(), midi=(), payment=(), usb=()"
    ),
}
"""What every page and file of the front end carries, beside what every answer carries."""

FOREVER: Final = "public, max-age=31536000, immutable"
ASKED_AGAIN: Final = "no-cache"

MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
"""Everything a bundle may hold; a file of another kind is not sent."""

_HASHED: Final = re.compile(r"assets/.+-[A-Za-z0-9_-]{8}\.[a-z0-9]+")


def lifetime_of(name: str) -> str:
    """Return how long a file may be kept: one whose name changes with its content, forever."""
    return FOREVER if _HASHED.fullmatch(name) else ASKED_AGAIN


def encodings_of(accepted: str) -> tuple[str, ...]:
    """Return the packings a client takes, the smallest first."""
    given = {part.partition(";")[0].strip() for part in accepted.split(",") if "q=0" not in part}
    return tuple(name for name in ("br", "gzip") if name in given)
