"""Cards: all that a record says about who it is, in normal form, and the keys it is found by."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

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
    keys: frozenset[tuple[str, str]] = frozenset()


def card_of(plan: MatchPlan, state: Mapping[str, Any]) -> Card:
    """Return the card of a record.

    Args:
        plan: The plan of its type.
        state: Its fields, from the wire, from a row or dumped from the model.
    """
    is_body = plan.subject == "body"
    name = folded(" ".join(_texts(state, plan.name)), is_body=is_body)
    mails = _mails(plan, state)
    mobiles, phones = _phones(plan, state)
    addresses = _list(state, plan.addresses)
    identifiers = {
        one: _NO_WORD.sub("", " ".join(_texts(state, (one.field,)))).upper()
        for one in plan.identifiers
    }
    domains = {text.lower().removeprefix("www.") for text in _texts(state, (plan.domain,))}
    if is_body:
        domains |= {own_domain(mail) for mail in mails} - {""}
    form = form_of(list(_texts(state, (plan.legal_form,)))) or name.legal_form
    contrary = next(_texts(state, (plan.contrary.field,)), "") if plan.contrary else ""
    card = Card(
        name=name,
        sounds=tuple(sorted(filter(None, map(cologne, name.written_out.split())))),
        personal_mails=frozenset(mail for mail in mails if not is_role(mail)),
        role_mails=frozenset(filter(is_role, mails)),
        mobiles=mobiles,
        phones=phones,
        places=frozenset(filter(None, map(_place, addresses))),
        together=frozenset(_texts(state, (plan.together,))),
        born_on=next(_texts(state, (plan.born_on,)), ""),
        contrary=contrary if plan.contrary and contrary in plan.contrary.values else "",
        identifiers=frozenset(filter(None, identifiers.values())),
        parting=tuple(value for one, value in identifiers.items() if one.tells_apart),
        domains=frozenset(domains),
        legal_form=form,
    )
    families = tuple(_families(plan, state, name))
    keys = frozenset(_keys(card, families, frozenset(filter(None, map(_code, addresses)))))
    return replace(card, keys=keys)


def _keys(
    card: Card, families: Iterable[tuple[str, str]], codes: frozenset[str]
) -> Iterator[tuple[str, str]]:
    for kind, values in (
        ("e", card.personal_mails | card.role_mails),
        ("p", card.mobiles | card.phones),
        ("v", card.identifiers),
        ("d", card.domains),
    ):
        for value in values:
            yield kind, value
    for sound, initial in families:
        yield "n", f"{sound}:{initial}"
        for code in codes:
            yield "z", f"{code}:{sound}"


def _families(
    plan: MatchPlan, state: Mapping[str, Any], name: FoldedName
) -> Iterator[tuple[str, str]]:
    """Give the sounds that a name is looked up by, each with a first letter that narrows it."""
    words = name.written_out.split()
    if plan.family:
        family = " ".join(_texts(state, (plan.family,)))
        family_words = folded(family, is_body=False).written_out.split()
        given = [word for word in words if word not in family_words]
        if sound := cologne("".join(family_words)):
            yield sound, given[0][0] if given else ""
        return
    long = [word for word in words if len(word) >= _SHORTEST_WORD]
    sounds = dict.fromkeys(filter(None, map(cologne, long)))
    for sound in list(sounds)[:_MOST_NAME_KEYS]:
        yield sound, ""


def _mails(plan: MatchPlan, state: Mapping[str, Any]) -> frozenset[str]:
    found = (mail.get("normal") or "" for mail in _list(state, plan.mails))
    return frozenset(filter(None, found))


def _phones(plan: MatchPlan, state: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    mobiles: set[str] = set()
    others: set[str] = set()
    for phone in _list(state, plan.phones):
        if number := phone.get("e164"):
            own = phone.get("kind") == "mobile" or is_mobile(number)
            (mobiles if own else others).add(number)
    return frozenset(mobiles), frozenset(others)


def _place(address: Mapping[str, Any]) -> str:
    street = _NO_WORD.sub("", _STREET.sub("str", text_key(address.get("line1") or "")))
    code = _code(address)
    return f"{code}:{street}" if code and street else ""


def _code(address: Mapping[str, Any]) -> str:
    code = _NO_WORD.sub("", address.get("postal_code") or "").upper()
    return f"{address.get('country') or ''}{code}" if code else ""


def _list(state: Mapping[str, Any], path: str) -> list[Mapping[str, Any]]:
    found = state.get(path) if path else None
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _texts(state: Mapping[str, Any], paths: Iterable[str]) -> Iterator[str]:
    for path in filter(None, paths):
        yield from _walk(state, path.split("."))


def _walk(found: Any, keys: list[str]) -> Iterator[str]:
    if isinstance(found, list):
        for one in found:
            yield from _walk(one, keys)
    elif isinstance(found, Mapping):
        if keys:
            yield from _walk(found.get(keys[0]), keys[1:])
        else:
            # A value object as a whole, such as a register with its court: all it says.
            for part in found.values():
                yield from _walk(part, [])
    elif found is not None and not keys and str(found).strip():
        yield str(found).strip()
