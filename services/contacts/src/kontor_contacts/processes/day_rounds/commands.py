"""Telling what a day brings, some records at a time, and when to come back."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.jobs.timers import set_timer
from kontor_contacts.processes.day_rounds import queries, rules
from kontor_contacts.records.account.record import ACCOUNT
from kontor_contacts.records.contact.record import CONTACT
from kontor_contacts.records.organization.record import ORGANIZATION
from kontor_records.access.worlds import WORLDS
from kontor_records.declaration.record_type import RecordType
from kontor_records.storage import batches
from kontor_records.storage.records import Locked
from kontor_schemas.contacts.account import AccountAddressSwitched
from kontor_schemas.contacts.contact import ContactAddressSwitched, ContactBirthdayReached
from kontor_schemas.contacts.organization import OrganizationAddressSwitched

BIRTHDAYS: Final = "contacts.birthdays"
"""The kind of the timer that tells the birthdays of a day; its key names the day."""
ADDRESSES: Final = "contacts.addresses"
"""The kind of the timer that tells which addresses became other ones; its key names when."""
_AT_ONCE: Final = 100
_FIRST: Final = UUID(int=0)
_SWITCHED: Final[Mapping[RecordType[Any], Any]] = {
    ORGANIZATION: OrganizationAddressSwitched,
    CONTACT: ContactAddressSwitched,
    ACCOUNT: AccountAddressSwitched,
}
_TYPES: Final = {record_type.record: record_type for record_type in _SWITCHED}
_FIELDS: Final = ("addresses", "billing_address", "delivery_address")


async def begin_rounds(ctx: Context) -> None:
    """Let the days of a new tenant be told from now on.

    Emits: nothing.
    Raises: nothing.
    """
    zone = (await WORLDS.current(ctx)).zone
    _tell_birthdays_of(ctx, ctx.now.astimezone(zone).date() + timedelta(days=1), zone)
    _look_again(ctx, rules.round_after(ctx.now) - rules.ROUND)


async def tell_birthdays(ctx: Context, day: date, after: UUID | None) -> None:
    """Tell whose birthday is kept on a day, and come back for the next day.

    Emits: ContactBirthdayReached for each.
    Raises: nothing.
    """
    zone = (await WORLDS.current(ctx)).zone
    late = (ctx.now.astimezone(zone).date() - day).days
    fields = ({CONTACT.record}, {"birth_day"})
    born = rules.birth_days_kept(day)
    found = await queries.with_days(ctx, fields, born, after or _FIRST, _AT_ONCE)
    held = await batches.lock_many(ctx, {CONTACT: [record for _, record in found]})
    for contact in (one.state for one in _live(held)):
        if rules.is_celebrated(contact):
            age = rules.age_on(contact, day)
            ctx.emit(ContactBirthdayReached(state=contact, on=day, age=age, days_late=max(late, 0)))
    if len(found) == _AT_ONCE:
        what = {"day": str(day), "after": str(found[-1][1])}
        set_timer(ctx, f"{BIRTHDAYS}:{day}:{what['after']}", ctx.now, BIRTHDAYS, what)
    else:
        _tell_birthdays_of(ctx, day + timedelta(days=1), zone)


async def tell_switched(ctx: Context, since: datetime, until: datetime, after: UUID | None) -> None:
    """Tell which addresses became other ones since the last look, and look again.

    Emits: OrganizationAddressSwitched, ContactAddressSwitched, AccountAddressSwitched for each.
    Raises: nothing.
    """
    zone = (await WORLDS.current(ctx)).zone
    days = rules.days_within(since, until)
    found = await queries.with_days(ctx, (_TYPES, _FIELDS), days, after or _FIRST, _AT_ONCE)
    wanted: dict[RecordType[Any], list[UUID]] = {}
    for record, identifier in found:
        wanted.setdefault(_TYPES[record], []).append(identifier)
    for one in _live(await batches.lock_many(ctx, wanted)):
        for day, kinds in rules.switched(one.state, since, until, zone).items():
            ctx.emit(_SWITCHED[one.record_type](state=one.state, on=day, kinds=kinds))
    if len(found) == _AT_ONCE:
        what = {"since": since.isoformat(), "until": until.isoformat(), "after": str(found[-1][1])}
        set_timer(ctx, f"{ADDRESSES}:{until}:{what['after']}", ctx.now, ADDRESSES, what)
    else:
        _look_again(ctx, until)


def _tell_birthdays_of(ctx: Context, day: date, zone: Any) -> None:
    due = rules.birthday_due(day, zone)
    set_timer(ctx, f"{BIRTHDAYS}:{day}", due, BIRTHDAYS, {"day": str(day)})


def _look_again(ctx: Context, since: datetime) -> None:
    due = rules.round_after(max(since, ctx.now))
    set_timer(ctx, f"{ADDRESSES}:{due}", due, ADDRESSES, {"since": since.isoformat()})


def _live(held: Mapping[UUID, Locked[Any]]) -> list[Locked[Any]]:
    return [one for one in held.values() if one.binned_with is None and one.merged_into is None]
