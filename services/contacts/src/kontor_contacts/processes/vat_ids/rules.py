"""VAT identification numbers: their form by country, and the check digit where it is public."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from kontor_chassis.errors import Fault, Faults

_NOISE: Final = re.compile(r"[\s.\-/]")
_SHAPE: Final = re.compile(r"([A-Z]{2})([0-9A-Z+*]{2,13})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class VatId:
    """A number in normal form.

    Attributes:
        value: The number without white space and punctuation, in capitals.
        is_unverified: Whether nothing is known of how numbers of that country are built.
    """

    value: str
    is_unverified: bool


def vat_id(pointer: str, typed: str) -> VatId:
    """Return a number in normal form.

    Args:
        pointer: Where it stands in the request.
        typed: The number as typed.

    Raises:
        Faults: `vat_id_checksum`, where the form or the check digit is not its country's.
    """
    value = _NOISE.sub("", typed).upper()
    shape = _SHAPE.fullmatch(value)
    if shape is None or shape[1] not in _FORMS:
        return VatId(value=value, is_unverified=True)
    country, number = shape[1], shape[2]
    check = _CHECKS.get(country)
    if not re.fullmatch(_FORMS[country], number) or (check and not check(number)):
        raise Faults(Fault(pointer, "vat_id_checksum", {"country": country}))
    return VatId(value=value, is_unverified=False)


def _germany(number: str) -> bool:
    """ISO 7064, MOD 11,10."""
    product = 10
    for digit in map(int, number[:-1]):
        total = (digit + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(number[-1])


def _austria(number: str) -> bool:
    digits = [int(digit) for digit in number[1:]]
    total = sum(
        digit if place % 2 == 0 else digit * 2 // 10 + digit * 2 % 10
        for place, digit in enumerate(digits[:-1])
    )
    return (10 - (total + 4) % 10) % 10 == digits[-1]


def _belgium(number: str) -> bool:
    return 97 - int(number[:-2]) % 97 == int(number[-2:])


def _italy(number: str) -> bool:
    total = sum(
        digit if place % 2 == 0 else digit * 2 // 10 + digit * 2 % 10
        for place, digit in enumerate(map(int, number))
    )
    return total % 10 == 0


def _poland(number: str) -> bool:
    weights = (6, 5, 7, 2, 3, 4, 5, 6, 7)
    total = sum(weight * int(digit) for weight, digit in zip(weights, number, strict=False))
    return total % 11 == int(number[-1])


_FORMS: Final[Mapping[str, str]] = {
    "AT": r"U\d{8}", "BE": r"[01]\d{9}", "BG": r"\d{9,10}", "CY": r"\d{8}[A-Z]", "CZ": r"\d{8,10}",
    "DE": r"[1-9]\d{8}", "DK": r"\d{8}", "EE": r"\d{9}", "EL": r"\d{9}",
    "ES": r"[0-9A-Z]\d{7}[0-9A-Z]", "FI": r"\d{8}", "FR": r"[0-9A-Z]{2}\d{9}", "HR": r"\d{11}",
    "HU": r"\d{8}", "IE": r"\d[0-9A-Z+*]\d{5}[A-Z]{1,2}", "IT": r"\d{11}",
    "LT": r"\d{9}|\d{12}", "LU": r"\d{8}", "LV": r"\d{11}", "MT": r"\d{8}",
    "NL": r"[0-9A-Z+*]{12}", "PL": r"\d{10}", "PT": r"\d{9}", "RO": r"\d{2,10}",
    "SE": r"\d{12}", "SI": r"\d{8}", "SK": r"\d{10}", "XI": r"\d{9}|\d{12}", "GB": r"\d{9}|\d{12}",
}  # fmt: skip
"""How numbers of a country are built behind its two letters (VIES, frequently asked questions)."""

_CHECKS: Final[Mapping[str, Callable[[str], bool]]] = {
    "AT": _austria, "BE": _belgium, "DE": _germany, "IT": _italy, "PL": _poland,
}  # fmt: skip
