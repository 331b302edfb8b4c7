"""The corpus of tokens that nobody may get in with; each breaks one rule of a sound token."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KID = "k1"
KEY = Ed25519PrivateKey.generate()
STRANGER = Ed25519PrivateKey.generate()
NOW = 1_772_442_000
SOMEBODY = UUID("01a20bd0-0f06-72e7-9d6d-683ff3198670")
"""Fixed, since the corpus names its cases by their content."""
SECRET_FORMS = {
    "pem": KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    "der": KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    "raw": KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw),
}

Json = dict[str, Any]


def sound_header() -> Json:
    return {"alg": "EdDSA", "kid": KID, "typ": "JWT"}


def sound_claims() -> Json:
    return {
        "iss": "kontor",
        "aud": "kontor",
        "sub": f"user:{uuid4()}",
        "tenant": str(uuid4()),
        "sid": str(uuid4()),
        "iat": NOW,
        "exp": NOW + 600,
        "jti": str(uuid4()),
    }


def encode(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


def dump(value: Any) -> str:
    return encode(json.dumps(value).encode())


def signed(header: Any, claims: Any, key: Ed25519PrivateKey = KEY) -> str:
    text = f"{dump(header)}.{dump(claims)}"
    return f"{text}.{encode(key.sign(text.encode()))}"


def sound() -> str:
    return signed(sound_header(), sound_claims())


def with_header(**changes: Any) -> str:
    return signed(sound_header() | changes, sound_claims())


def without_header(name: str) -> str:
    header = sound_header()
    del header[name]
    return signed(header, sound_claims())


def with_claims(**changes: Any) -> str:
    return signed(sound_header(), sound_claims() | changes)


def without_claim(name: str) -> str:
    claims = sound_claims()
    del claims[name]
    return signed(sound_header(), claims)


def unsigned(algorithm: str) -> str:
    return f"{dump(sound_header() | {'alg': algorithm})}.{dump(sound_claims())}."


def confused(algorithm: str, secret: bytes) -> str:
    """Sign with a shared secret: our public key, taken for one."""
    digest = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}[algorithm]
    text = f"{dump(sound_header() | {'alg': algorithm})}.{dump(sound_claims())}"
    return f"{text}.{encode(hmac.digest(secret, text.encode(), digest))}"


def tampered(part: int) -> str:
    pieces = sound().split(".")
    middle = len(pieces[part]) // 2
    other = "A" if pieces[part][middle] != "A" else "B"
    pieces[part] = pieces[part][:middle] + other + pieces[part][middle + 1 :]
    return ".".join(pieces)


def _corpus() -> dict[str, Callable[[], str]]:
    cases: dict[str, Callable[[], str]] = {
        "empty": lambda: "",
        "a word": lambda: "token",
        "dots": lambda: "..",
        "two parts": lambda: ".".join(sound().split(".")[:2]),
        "four parts": lambda: sound() + ".",
        "five parts, as an encrypted token has": lambda: sound() + ".a.b",
        "no signature": lambda: sound().rpartition(".")[0] + ".",
        "the signature of another token": lambda: (
            sound().rpartition(".")[0] + "." + sound().rpartition(".")[2]
        ),
        "another key under our key's id": lambda: signed(sound_header(), sound_claims(), STRANGER),
        "not base64": lambda: "ä.b.c",
        "not ASCII": lambda: sound() + "é",
        "a lone surrogate": lambda: sound() + "\ud800",
        "a NUL": lambda: sound() + "\x00",
        "white space inside": lambda: sound().replace(".", ". ", 1),
        "1 MB": lambda: sound() + "A" * 1_000_000,
        "1 MB of claims": lambda: with_claims(padding="A" * 1_000_000),
        "5 kB of claims": lambda: with_claims(padding="A" * 5_000),
        "a header 2,000 deep": lambda: f"{encode(b'[' * 2_000)}.e30.e30",
        "claims that are a list": lambda: signed(sound_header(), [1]),
        "claims that are null": lambda: signed(sound_header(), None),
        "claims that are no JSON": lambda: _raw(b"{"),
        "claims that are no UTF-8": lambda: _raw(b'{"sub":"\xff"}'),
        "a header that is a list": lambda: signed(["EdDSA"], sound_claims()),
        "a header that is null": lambda: signed(None, sound_claims()),
    }
    for algorithm in ("none", "None", "NONE", "nOnE", "", "EdDSA"):
        cases[f"unsigned, alg {algorithm!r}"] = lambda algorithm=algorithm: unsigned(algorithm)
    for algorithm in ("HS256", "HS384", "HS512"):
        for form, secret in SECRET_FORMS.items():
            cases[f"{algorithm} with our public key as {form}"] = (
                lambda algorithm=algorithm, secret=secret: confused(algorithm, secret)
            )
    for algorithm in ("ES256", "RS256", "PS256", "eddsa", "Ed25519", 7, None, ["EdDSA"]):
        cases[f"signed well, alg {algorithm!r}"] = lambda algorithm=algorithm: with_header(
            alg=algorithm
        )
    for kid in (
        "../../../../dev/null", "/etc/passwd", "k1\x00", "K1", " k1", "k2", "", "' OR 1=1 --",
        "http://127.0.0.1/jwks", 1, None, ["k1"], {"k1": 1}, "k" * 3_000,
    ):  # fmt: skip
        cases[f"kid {str(kid)[:40]!r}"] = lambda kid=kid: with_header(kid=kid)
    cases["no kid"] = lambda: without_header("kid")
    cases["no alg"] = lambda: without_header("alg")
    for name, value in {
        "jku": "https://evil.example/jwks",
        "x5u": "https://evil.example/cert",
        "jwk": {"kty": "OKP", "crv": "Ed25519", "x": encode(SECRET_FORMS["raw"])},
        "x5c": ["MII="],
        "crit": ["exp"],
        "b64": False,
        "zip": "DEF",
        "cty": "JWT",
    }.items():
        cases[f"header {name}"] = lambda name=name, value=value: with_header(**{name: value})
    cases |= _claim_cases()
    return cases


def _claim_cases() -> dict[str, Callable[[], str]]:
    cases: dict[str, Callable[[], str]] = {}
    for name in ("exp", "iat", "aud", "iss", "jti", "sub", "tenant", "sid"):
        cases[f"no {name}"] = lambda name=name: without_claim(name)
        cases[f"{name} null"] = lambda name=name: with_claims(**{name: None})
    wrong: dict[str, tuple[Any, ...]] = {
        "iss": ("kontor.evil", "", ["kontor"], 1),
        "aud": ("kontor-identity", "", [], ["other"], 1, {"kontor": 1}),
        "sub": (
            "admin", "user:", "user:1", "root:" + str(SOMEBODY), "service:", "service:A B",
            f"user:{SOMEBODY}:x", f"user:{{{SOMEBODY}}}", f"user:{SOMEBODY.hex}", 5, ["user"],
        ),
        "tenant": ("*", "", "demo", 0, ["a"], str(SOMEBODY).upper(), str(SOMEBODY) + " "),
        "sid": ("", "x", 5, ["a"]),
        "jti": ("", 5, ["a"]),
        "exp": (
            NOW, NOW - 1, 0, -1, str(NOW + 600), float(NOW + 600), True, NOW + 601,
            NOW + 10**9, 10**400, [NOW + 600],
        ),
        "iat": (NOW + 60, str(NOW), True, NOW - 100_000, -(10**400)),
        "act": ("user:" + str(SOMEBODY), "contacts", "", 5),
        "scope": ("admin", "read admin", "", 5, ["read"], "read  write"),
    }  # fmt: skip
    for name, values in wrong.items():
        for value in values:
            cases[f"{name} {str(value)[:50]!r} ({type(value).__name__})"] = (
                lambda name=name, value=value: with_claims(**{name: value})
            )
    return cases


def _raw(claims: bytes) -> str:
    text = f"{dump(sound_header())}.{encode(claims)}"
    return f"{text}.{encode(KEY.sign(text.encode()))}"


CORPUS = _corpus()
