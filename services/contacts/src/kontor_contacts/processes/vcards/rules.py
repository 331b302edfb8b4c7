"""What of a contact stands where on a card, and what a card says of a contact."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import orjson

from kontor_contacts.processes.vcard_syntax.rules import Property, escaped, unescaped
from kontor_schemas.wire import plain_json

PREFIX: Final = "urn:uuid:"
"""How the UID of a card that was made here begins."""
_FIELD: Final = "X-KONTOR-FIELD"
_AS_FIELDS: Final = (
    "salutation", "name_order", "source", "referred_by", "legal_basis", "processing",
    "affiliations", "custom",
)  # fmt: skip
"""Fields for which cards have no property of their own: each stands by its name, as JSON."""
_TAKEN: Final = frozenset({
    "VERSION", "PRODID", "REV", "KIND", "FN", "N", "UID", "LANG", "TZ", "BDAY", "EMAIL", "TEL",
    "ADR", "URL", "TITLE", "NOTE", "PHOTO", "LOGO", "SOUND", "KEY", _FIELD,
})  # fmt: skip
"""Properties that are read, or left behind: pictures and keys, and what is computed anew."""
_MAILS: Final = {"work": "work", "private": "home", "other": ""}
_PHONES: Final = {"work": "work", "mobile": "cell", "private": "home", "fax": "fax", "other": ""}
_PLACES: Final = {"visit": "work", "home": "home"}
_DAY: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_MONTH_DAY: Final = re.compile(r"--(\d{2})-?(\d{2})")
_ADDRESS: Final = ("", "line2", "line1", "city", "region", "postal_code", "country")


def card_of(shown: Mapping[str, Any], rest: Sequence[Property], uid: str) -> list[Property]:
    """Return the card of a contact, as far as it is shown.

    Args:
        shown: The fields that the reader sees.
        rest: Properties that came with the card and mean nothing here.
        uid: What the card is recognised by.
    """
    return [
        Property(name="UID", value=escaped(uid)),
        Property(name="FN", value=escaped(_text(shown, "display_name") or "-")),
        *_names(shown),
        *_plain(shown),
        *_reach(shown),
        *(_address(one) for one in shown.get("addresses") or ()),
        *(
            Property(
                name=_FIELD,
                value=escaped(plain_json(shown[name]).decode()),
                params={"NAME": [name]},
            )
            for name in _AS_FIELDS
            if shown.get(name) not in (None, [], {})
        ),
        *rest,
    ]


def fields_of(card: Sequence[Property]) -> dict[str, Any]:
    """Return what a card says of a contact, as a request would."""
    fields: dict[str, Any] = {}
    lists: dict[str, list[dict[str, Any]]] = {}
    for one in card:
        if found := _LISTED.get(one.name):
            name, read = found
            lists.setdefault(name, []).append(read(one))
        else:
            fields |= _single(one, fields)
    # A name that stands nowhere but in the whole name is still a name.
    if not fields.keys() & {"family_name", "given_name"} and (whole := _of(card, "FN")):
        fields["family_name"] = whole
    return {**fields, **{name: _one_preferred(found) for name, found in lists.items()}}


def _single(one: Property, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a property says that stands on a card once, or adds to what was said."""
    if one.name == "N":
        names = [*one.parts(), "", "", "", ""]
        named = {"family_name": names[0], "given_name": names[1], "academic_title": names[3]}
        return {name: value.strip() for name, value in named.items() if value.strip()}
    if one.name == "BDAY":
        return _born(one.value)
    if one.name == "URL":
        return {"links": [*fields.get("links", ()), one.text]}
    if name := _SINGLE.get(one.name):
        return {name: one.text}
    field = one.first("NAME") or ""
    return {field: _json(one.text)} if one.name == _FIELD and field in _AS_FIELDS else {}


def uid_of(card: Sequence[Property]) -> str | None:
    """Return what a card is recognised by; None where it does not say."""
    return _of(card, "UID")


def unknown_of(card: Sequence[Property]) -> list[Property]:
    """Return the properties that mean nothing here, and are kept."""
    return [one for one in card if one.name not in _TAKEN]


_SINGLE: Final = {"LANG": "language", "TZ": "zone", "TITLE": "job_title", "NOTE": "description"}


def _names(shown: Mapping[str, Any]) -> Iterator[Property]:
    parts = [shown.get("family_name"), shown.get("given_name"), "", shown.get("academic_title"), ""]
    yield Property(name="N", value=";".join(escaped(part or "") for part in parts))


def _plain(shown: Mapping[str, Any]) -> Iterator[Property]:
    for name, field in _SINGLE.items():
        if text := _text(shown, field):
            yield Property(name=name, value=escaped(text))
    if born := shown.get("birth_on"):
        yield Property(name="BDAY", value=str(born).replace("-", ""))
    elif born := shown.get("birth_day"):
        yield Property(name="BDAY", value=f"--{str(born).replace('-', '')}")
    for link in shown.get("links") or ():
        yield Property(name="URL", value=escaped(link))


def _reach(shown: Mapping[str, Any]) -> Iterator[Property]:
    for mail in shown.get("emails") or ():
        kind = _MAILS.get(mail["kind"], "")
        params = _params(TYPE=kind, PREF="1" if mail["is_primary"] else "")
        yield Property(name="EMAIL", value=escaped(mail["value"]), params=params)
    for phone in shown.get("phones") or ():
        params = _params(
            TYPE=_PHONES.get(phone["kind"], ""),
            PREF="1" if phone["is_primary"] else "",
            **{"X-EXTENSION": phone["extension"] or ""},
        )
        yield Property(name="TEL", value=escaped(phone["raw"]), params=params)


def _address(one: Mapping[str, Any]) -> Property:
    placed = one["lat_e6"] is not None and one["lon_e6"] is not None
    params = _params(
        TYPE=_PLACES.get(one["kind"], ""),
        PREF="1" if one["is_primary"] else "",
        GEO=f"geo:{one['lat_e6'] / 1e6:.6f},{one['lon_e6'] / 1e6:.6f}" if placed else "",
        **{
            "X-KIND": one["kind"],
            "X-FROM": str(one["valid_from_on"] or ""),
            "X-UNTIL": str(one["valid_until_on"] or ""),
        },
    )
    parts = (escaped(one.get(name) or "") if name else "" for name in _ADDRESS)
    return Property(name="ADR", value=";".join(parts), params=params)


def _email_of(one: Property) -> dict[str, Any]:
    kind = next((kind for kind, type_ in _MAILS.items() if type_ in one.types), "other")
    return {
        "value": one.text.removeprefix("mailto:").strip(),
        "kind": kind,
        "is_primary": one.is_preferred,
    }


def _phone_of(one: Property) -> dict[str, Any]:
    kind = next(
        (kind for kind in ("fax", "mobile", "private", "work") if _PHONES[kind] in one.types),
        "other",
    )
    raw, _, beside = one.text.removeprefix("tel:").partition(";ext=")
    extension = one.first("X-EXTENSION") or beside or None
    return {
        "raw": raw.strip(), "kind": kind, "extension": extension, "is_primary": one.is_preferred,
    }  # fmt: skip


def _address_of(one: Property) -> dict[str, Any]:
    parts = [*one.parts(), *[""] * len(_ADDRESS)]
    found: dict[str, Any] = {
        name: part.strip() for name, part in zip(_ADDRESS, parts, strict=False) if name and part
    }
    if box := parts[0].strip():
        found["line1"] = f"{found['line1']}, {box}" if found.get("line1") else box
    kind = one.first("X-KIND") or next(
        (kind for kind, type_ in _PLACES.items() if type_ in one.types), "other"
    )
    dates = {"valid_from_on": one.first("X-FROM"), "valid_until_on": one.first("X-UNTIL")}
    return {
        **found, **_geo(one.first("GEO")), **{name: day for name, day in dates.items() if day},
        "kind": kind, "is_primary": one.is_preferred,
    }  # fmt: skip


def _geo(place: str | None) -> dict[str, int]:
    found = re.fullmatch(r"geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)", place or "")
    if not found:
        return {}
    return {"lat_e6": round(float(found[1]) * 1e6), "lon_e6": round(float(found[2]) * 1e6)}


_LISTED: Final[Mapping[str, tuple[str, Callable[[Property], dict[str, Any]]]]] = {
    "EMAIL": ("emails", _email_of),
    "TEL": ("phones", _phone_of),
    "ADR": ("addresses", _address_of),
}


def _one_preferred(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave one of a kind preferred: 3.0 allows several, and a contact has one."""
    seen: set[str] = set()
    for one in found:
        # Addresses have a first one of each kind, all else one in all.
        kind = one["kind"] if "line1" in one or "city" in one else ""
        one["is_primary"] = one["is_primary"] and kind not in seen
        if one["is_primary"]:
            seen.add(kind)
    return found


def _born(value: str) -> dict[str, str]:
    if whole := _DAY.match(value):
        try:
            return {"birth_on": str(date(*map(int, whole.groups())))}
        except ValueError:
            return {"birth_on": value}
    if part := _MONTH_DAY.match(value):
        return {"birth_day": f"{part[1]}-{part[2]}"}
    return {}


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def _of(card: Sequence[Property], name: str) -> str | None:
    return next((unescaped(one.value).strip() for one in card if one.name == name), None) or None


def _text(shown: Mapping[str, Any], field: str) -> str | None:
    return shown.get(field)


def _params(**given: str) -> dict[str, Sequence[str]]:
    return {name: [value] for name, value in given.items() if value}
