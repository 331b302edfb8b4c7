"""The normal form of phone numbers: by which two spellings are one, whatever region they are from.

Numbers that are none in any region are kept as typed and never refused.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from kontor_schemas.values import Phone

_LONGEST = 64


class NormalPhone(NamedTuple):
    """A number in international form and the extension behind it; both None for no number."""

    e164: str | None
    extension: str | None


NO_PHONE = NormalPhone(None, None)


@lru_cache(maxsize=16_384)
def normal_phone(raw: str, region: str | None) -> NormalPhone:
    """Return the normal form of a number as typed.

    Args:
        raw: The number, such as `0171 / 234 56-78`.
        region: Country that a number without a prefix belongs to, by its two letters.
    """
    if len(raw) > _LONGEST:
        return NO_PHONE
    try:
        # 00 is how people in most countries write the plus sign, also where theirs is another one.
        typed = raw.strip()
        parsed = phonenumbers.parse(f"+{typed[2:]}" if typed.startswith("00") else typed, region)
    except NumberParseException:
        return NO_PHONE
    if not phonenumbers.is_valid_number(parsed):
        return NO_PHONE
    extension = parsed.extension or None
    return NormalPhone(phonenumbers.format_number(parsed, PhoneNumberFormat.E164), extension)


@lru_cache(maxsize=65_536)
def is_mobile(e164: str) -> bool:
    """Return whether a number in international form certainly rings in one person's pocket."""
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(e164))
    except NumberParseException:
        return False
    mobile: bool = kind == PhoneNumberType.MOBILE
    return mobile


def filled(phones: Sequence[Phone], region: str | None) -> list[Phone]:
    """Return phones with their derived international form; a typed extension stays.

    Args:
        phones: As they were given.
        region: Country of the address, else of what it belongs to, else of the tenant.
    """
    return [_filled(phone, normal_phone(phone.raw, region)) for phone in phones]


def _filled(phone: Phone, normal: NormalPhone) -> Phone:
    extension = phone.extension or normal.extension
    if phone.e164 == normal.e164 and phone.extension == extension:
        return phone
    return phone.model_copy(update={"e164": normal.e164, "extension": extension})
