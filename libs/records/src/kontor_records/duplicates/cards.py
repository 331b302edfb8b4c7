"""Cards and keys: all that a record says about who it is, in normal form; what it is found by."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from kontor_records.conditions.text_order import text_key
from kontor_records.duplicates.folding import FoldedName, folded, form_of
from kontor_records.duplicates.mailboxes import is_role, own_domain
from kontor_records.duplicates.phones import is_mobile
from kontor_records.duplicates.plan import MatchPlan
from kontor_records.duplicates.sound import cologne

KINDS: Final = ("e", "p", "v", "d", "n", "z")
"""The kinds of keys: mail, phone, identifier, domain, sound of the name, place with that sound."""
_MOST_NAME_KEYS: Final = 4
_SHORTEST_WORD: Final = 3
_NO_WORD: Final = re.compile(r"[\W_]+")
_STREET: Final = re.compile("strasse|street")
_NOBODY: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What of a record is compared; made from its state by its type's plan."""

    name: FoldedName
    sounds: tuple[str, ...] = ()
    personal_mails: frozenset[str] = _NOBODY
    role_mails: frozenset[str] = _NOBODY
    mobiles: frozenset[str] = _NOBODY
    phones: frozenset[str] = _NOBODY
    places: frozenset[str] = _NOBODY
    together: frozenset[str] = _NOBODY
    born_on: str = ""
    contrary: str = ""
    identifiers: frozenset[str] = _NOBODY
    parting: tuple[str, ...] = ()
    domains: frozenset[str] = _NOBODY
    legal_form: str = ""


def card_of(plan: MatchPlan, state: Any) -> Card:
    """Return the card of a record.

    Args:
        plan: The plan of its type.
        state: Its state, or its fields from the wire or from a row.
    """
    is_body = plan.subject == "body"
    name = folded(" ".join(_texts(state, plan.name)), is_body=is_body)
    mails = _mails(plan, state)
    mobiles, phones = _phones(plan, state)
    contrary = _text(state, plan.contrary.field) if plan.contrary else ""
    identifiers = {one: _identifier(state, one.field) for one in plan.identifiers}
    return Card(
        name=name,
        sounds=tuple(sorted(filter(None, map(cologne, name.written_out.split())))),
        personal_mails=frozenset(mail for mail in mails if not is_role(mail)),
        role_mails=frozenset(filter(is_role, mails)),
        mobiles=mobiles,
        phones=phones,
        places=frozenset(filter(None, map(_place, _list(state, plan.addresses)))),
        together=frozenset(_texts(state, (plan.together,))),
        born_on=_text(state, plan.born_on),
        contrary=contrary if plan.contrary and contrary in plan.contrary.values else "",
        identifiers=frozenset(filter(None, identifiers.values())),
        parting=tuple(value for one, value in identifiers.items() if one.tells_apart),
        domains=_domains(plan, state, mails),
        legal_form=form_of(_texts(state, (plan.legal_form,))) or name.legal_form,
    )


def keys_of(plan: MatchPlan, state: Any) -> frozenset[tuple[str, str]]:
    """Return the keys by which a record is found, as (kind, value).

    Every write of a record asks for them, so nothing is worked out that only a card needs.

    Args:
        plan: The plan of its type.
        state: Its state, or its fields from the wire or from a row.
    """
    mails = _mails(plan, state)
    found = {("e", mail) for mail in mails}
    found |= {
        ("p", number) for phone in _list(state, plan.phones) if (number := _part(phone, "e164"))
    }
    found |= {("v", value) for one in plan.identifiers if (value := _identifier(state, one.field))}
    found |= {("d", domain) for domain in _domains(plan, state, mails)}
    codes = {code for address in _list(state, plan.addresses) if (code := _code(address))}
    for sound, initial in _sounds(plan, state):
        found.add(("n", f"{sound}:{initial}"))
        found |= {("z", f"{code}:{sound}") for code in codes}
    return frozenset(found)


def _sounds(plan: MatchPlan, state: Any) -> Iterator[tuple[str, str]]:
    """Give the sounds that a name is looked up by, each with a first letter that narrows it."""
    if plan.family:
        family = folded(_text(state, plan.family), is_body=False).written_out
        if sound := cologne(family.replace(" ", "")):
            others = [path for path in plan.name if path != plan.family]
            given = folded(" ".join(_texts(state, others)), is_body=False).written_out
            yield sound, given[:1]
        return
    name = folded(" ".join(_texts(state, plan.name)), is_body=plan.subject == "body")
    long = [word for word in name.written_out.split() if len(word) >= _SHORTEST_WORD]
    sounds = dict.fromkeys(filter(None, map(cologne, long)))
    for sound in list(sounds)[:_MOST_NAME_KEYS]:
        yield sound, ""


def _domains(plan: MatchPlan, state: Any, mails: Iterable[str]) -> frozenset[str]:
    if plan.subject != "body":
        return _NOBODY
    found = {own_domain(mail) for mail in mails}
    found.add(_text(state, plan.domain).lower().removeprefix("www."))
    return frozenset(found - {""})


def _identifier(state: Any, path: str) -> str:
    return _NO_WORD.sub("", "".join(_texts(state, (path,)))).upper()


def _mails(plan: MatchPlan, state: Any) -> frozenset[str]:
    return frozenset(
        normal for mail in _list(state, plan.mails) if (normal := _part(mail, "normal"))
    )


def _phones(plan: MatchPlan, state: Any) -> tuple[frozenset[str], frozenset[str]]:
    mobiles: set[str] = set()
    others: set[str] = set()
    for phone in _list(state, plan.phones):
        if number := _part(phone, "e164"):
            is_own = _part(phone, "kind") == "mobile" or is_mobile(number)
            (mobiles if is_own else others).add(number)
    return frozenset(mobiles), frozenset(others)


def _place(address: Any) -> str:
    street = _NO_WORD.sub("", _STREET.sub("str", text_key(_part(address, "line1") or "")))
    code = _code(address)
    return f"{code}:{street}" if code and street else ""


def _code(address: Any) -> str:
    code = _NO_WORD.sub("", _part(address, "postal_code") or "").upper()
    return f"{_part(address, 'country') or ''}{code}" if code else ""


def _part(thing: Any, name: str) -> Any:
    """Return a part of a state or value object, or of the JSON of one."""
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def _list(state: Any, path: str) -> Sequence[Any]:
    found = _part(state, path) if path else None
    return found if isinstance(found, list) else ()


def _text(state: Any, path: str) -> str:
    return next(_texts(state, (path,)), "")


def _texts(state: Any, paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if not path:
            continue
        first, *below = path.split(".")
        found = _part(state, first)
        if below or isinstance(found, list | Mapping | BaseModel):
            yield from _walk(found, below)
        elif found is not None and (text := str(found).strip()):
            yield text


def _walk(found: Any, keys: list[str]) -> Iterator[str]:
    if isinstance(found, list):
        for one in found:
            yield from _walk(one, keys)
    elif keys:
        if found is not None:
            yield from _walk(_part(found, keys[0]), keys[1:])
    elif isinstance(found, Mapping | BaseModel):
        # A value object as a whole, such as a register with its court: all it says.
        for part in found.values() if isinstance(found, Mapping) else dict(found).values():
            yield from _walk(part, [])
    elif found is not None and (text := str(found).strip()):
        yield text
