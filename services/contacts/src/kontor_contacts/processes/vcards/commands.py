"""Taking contacts up from cards: all of a file, or none."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError

from kontor_chassis.context import Context
from kontor_chassis.errors import ActionForbidden, Fault, Faults, LimitReached
from kontor_chassis.http.shapes import given, new_shape
from kontor_chassis.validation import faults_of
from kontor_contacts.processes.vcard_syntax.rules import cards_of
from kontor_contacts.processes.vcards import queries, rules
from kontor_contacts.processes.vcards.schemas import CardTaken
from kontor_contacts.records.contact import commands as contact_commands
from kontor_contacts.records.contact.record import CONTACT
from kontor_contacts.records.contact.rules import personal_mails, stands_for
from kontor_records.access.rights import rights_of
from kontor_records.customizing.world import definitions_of
from kontor_records.storage import records
from kontor_schemas.contacts.contact import Contact
from kontor_schemas.wire import plain_json

MOST: Final = 200
"""So many cards are taken at once; more come in several files, or as a table."""
_Shape: Any = new_shape(Contact, without={"number", "status", "tags"})


async def take_cards(ctx: Context, text: str, *, duplicate_ok: bool) -> list[CardTaken]:
    """Take up the people of a file of cards; who is known by their card is brought up to date.

    Emits: ContactCreated, ContactUpdated, ContactAffiliationChanged of each.
    Raises: ActionForbidden, VcardInvalid, LimitReached, Faults with the number of the card,
        FieldForbidden, RecordInBin, RecordMerged, DuplicateSuspected, ReferenceUnknown.
    """
    rights = await rights_of(ctx)
    if not rights.tool("import", CONTACT):
        raise ActionForbidden(tool="import", record=CONTACT.record)
    cards = cards_of(text)
    if len(cards) > MOST:
        raise LimitReached(most=MOST)
    read = [_read(number, rules.fields_of(card)) for number, card in enumerate(cards)]
    uids = [rules.uid_of(card) for card in cards]
    _refuse_twice(uids)
    known = await queries.known(ctx, {uid for uid in uids if uid})
    targets = [known.get(uid) or _own(uid) if uid else None for uid in uids]
    for fields in read:
        await contact_commands.refuse_unknown(ctx, fields)
    await definitions_of(ctx)
    mails = frozenset[str]().union(*(personal_mails(one.get("emails") or ()) for one in read))
    wanted = [(CONTACT, target) for target in targets if target]
    held = await records.lock_all(ctx, wanted, further=stands_for(ctx.tenant, mails))
    locked = {one.state.id: one for one in held}
    taken = []
    for card, fields, uid, target in zip(cards, read, uids, targets, strict=True):
        if target:
            contact = await contact_commands.change_held(
                ctx, locked[target], fields, is_certain=duplicate_ok
            )
        else:
            contact = await contact_commands.create_held(ctx, fields, is_certain=duplicate_ok)
        rest = rules.unknown_of(card)
        if rest or (uid and uid != f"{rules.PREFIX}{contact.id}"):
            queries.keep(ctx, contact.id, uid or f"{rules.PREFIX}{contact.id}", rest)
        taken.append(CardTaken(id=contact.id, outcome="updated" if target else "created"))
    return taken


def _read(number: int, fields: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        return given(_Shape.model_validate_json(plain_json(dict(fields))))
    except ValidationError as invalid:
        found = faults_of(invalid.errors()).faults
        raise Faults(
            *(Fault(f"/cards/{number}{one.pointer}", one.code, one.params) for one in found)
        ) from None


def _refuse_twice(uids: list[str | None]) -> None:
    named = [uid for uid in uids if uid]
    twice = next((place for place, uid in enumerate(uids) if uid and named.count(uid) > 1), None)
    if twice is not None:
        raise Faults(Fault(f"/cards/{twice}/uid", "key_duplicate"))


def _own(uid: str) -> UUID | None:
    try:
        return UUID(uid.removeprefix(rules.PREFIX)) if uid.startswith(rules.PREFIX) else None
    except ValueError:
        return None
