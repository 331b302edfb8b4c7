"""What push tells: which facts matter, how they fold, and when what is told of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from kontor_schemas.envelope import EnvelopeUndecodable, from_headers
from kontor_schemas.state import STANDARD_VERBS

RIGHTS: Final = "identity.grant"
JOBS: Final[Mapping[str, str]] = {"bulk_job": "bulk", "import": "imports", "export": "exports"}
"""The nouns of jobs, and the address below their record type where one looks after them."""

SETTLING_S: Final = (0.7, 4.0)
"""When a change of rights is told, counted from its fact.

Services learn of it beside us and decide by grants half a second old at most: told at once, a page
would read what it may see no more, and keep it. The second time is for a service that was late.
"""
GONE_EVERY_S: Final = 2.0
"""How often it is told of a type that one of its records may have left somebody's sight."""
_VANISHING: Final = frozenset({"updated", "deleted", "purged", "merged"})
_APPEARING: Final = frozenset({"created", "restored", "unmerged"})
_SILENT: Final = frozenset({"downloaded"})


class Notice(NamedTuple):
    """What matters of a fact: never a value."""

    tenant: UUID
    kind: str
    """`record`, `job`, `rights` or `catalogue`."""
    record: str
    id: str
    version: int
    verb: str
    changed: tuple[str, ...]


def notice_of(headers: Iterable[tuple[str, bytes | None]], payload: bytes | None) -> Notice | None:
    """Return what push tells of a message; None for what it does not speak of."""
    try:
        envelope = from_headers(headers)
        name = envelope.name
        noun = name.record.partition(".")[2]
        if name.record == RIGHTS or noun == "catalogue":
            kind = "rights" if name.record == RIGHTS else "catalogue"
            return Notice(envelope.tenant_id, kind, "", "", 0, "", ())
        if noun in JOBS and name.verb not in _SILENT:
            about = str(_told(payload)["record"])
            kind = f"job.{noun}"
        elif name.verb in STANDARD_VERBS:
            about, kind = name.record, "record"
        else:
            return None
        changed = _changed(_told(payload)) if name.verb == "updated" and kind == "record" else ()
    except (EnvelopeUndecodable, ValueError, KeyError, TypeError, AttributeError):
        return None  # the consumers of the fact put it aside; there is nothing to tell of it
    return Notice(
        envelope.tenant_id, kind, about, str(envelope.subject), envelope.record_version, name.verb,
        changed,
    )  # fmt: skip


def known(notice: Notice) -> Notice:
    """Return the notice as it is told to somebody who may have seen what it tells of."""
    return notice._replace(verb="") if notice.verb in _APPEARING else notice


def _told(payload: bytes | None) -> Mapping[str, Any]:
    told: Mapping[str, Any] = orjson.loads(payload or b"")
    return told


def _changed(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the changed fields, a tenant's own ones by their keys."""
    names = [name for name in told["changed"] if name != "custom"]
    before, after = told["changed"].get("custom", ({}, {}))
    names += [
        key
        for key in {**(before or {}), **(after or {})}
        if (before or {}).get(key) != (after or {}).get(key)
    ]
    return tuple(names)


@dataclass(slots=True)
class Change:
    """All that happened to a record since it was last told of."""

    version: int
    changed: set[str]
    may_vanish: bool
    """Whether somebody who saw it before may not see it now."""
    is_new: bool
    """Whether it was not there before."""


@dataclass(slots=True)
class Fold:
    """What a reader has not been told yet, folded by what it is about; bounded.

    Attributes:
        most: How many things it holds; with more, the reader is told that there was a gap.
        records: Changed records by type and id.
        jobs: Jobs that went on, by noun, type and id, with what last happened.
        is_over: Whether something was let go of.
        due: When a change of rights is told (`SETTLING_S`).
        catalogue_due: When one of the catalogue is.
        gone_due: By type, when it is told that something may have left the reader's sight.
        gone_at: By type, when it was told last.
        since: When the oldest was added; None while there is none.
    """

    most: int
    records: dict[tuple[str, str], Change] = field(default_factory=dict)
    jobs: dict[tuple[str, str, str], str] = field(default_factory=dict)
    is_over: bool = False
    due: list[float] = field(default_factory=list)
    catalogue_due: float | None = None
    gone_due: dict[str, float] = field(default_factory=dict)
    gone_at: dict[str, float] = field(default_factory=dict)
    since: float | None = None

    def add(self, notice: Notice, now: float) -> None:
        """Take a notice in."""
        if notice.kind == "rights":
            first = self.due[:1] if len(self.due) == len(SETTLING_S) else [now + SETTLING_S[0]]
            self.due = [*first, now + SETTLING_S[1]]
        elif notice.kind == "catalogue":
            self.catalogue_due = self.catalogue_due or now + SETTLING_S[0]
        elif len(self.records) + len(self.jobs) >= self.most:
            self.overflow()
        elif notice.kind == "record":
            self.since = self.since or now
            self._add_record(notice)
        else:
            self.since = self.since or now
            self.jobs[notice.kind.partition(".")[2], notice.record, notice.id] = notice.verb

    def _add_record(self, notice: Notice) -> None:
        may_vanish, is_new = notice.verb in _VANISHING, notice.verb in _APPEARING
        known = self.records.get((notice.record, notice.id))
        if known is None:
            self.records[notice.record, notice.id] = Change(
                notice.version, set(notice.changed), may_vanish, is_new
            )
            return
        known.version = max(known.version, notice.version)
        known.changed.update(notice.changed)
        known.may_vanish = known.may_vanish or may_vanish
        known.is_new = known.is_new or is_new

    def overflow(self) -> None:
        """Let go of everything: the reader is told that there was a gap, and reads anew."""
        self.records.clear()
        self.jobs.clear()
        self.is_over = True
        self.since = None

    def put_back(self, records: Mapping[tuple[str, str], Change], jobs: Mapping[Any, str]) -> None:
        """Take in again what nobody could say anything of; what came meanwhile is newer."""
        for key, change in records.items():
            newer = self.records.setdefault(key, change)
            if newer is not change:
                newer.changed |= change.changed
                newer.may_vanish = newer.may_vanish or change.may_vanish
                newer.is_new = newer.is_new or change.is_new
        self.jobs = {**jobs, **self.jobs}

    @property
    def is_empty(self) -> bool:
        """Whether the reader knows everything."""
        return not (self.records or self.jobs or self.is_over or self.next_due() is not None)

    @property
    def has_news(self) -> bool:
        """Whether there is something to tell that waits for no time of its own."""
        return bool(self.records or self.jobs or self.is_over)

    def miss(self, record: str, now: float) -> None:
        """Note that something of a type may have left the reader's sight."""
        earliest = self.gone_at.get(record, now - GONE_EVERY_S) + GONE_EVERY_S
        self.gone_due.setdefault(record, max(now, earliest))

    def next_due(self) -> float | None:
        """Return when something must be told that waits for its time."""
        catalogue = () if self.catalogue_due is None else (self.catalogue_due,)
        return min([*self.due[:1], *catalogue, *self.gone_due.values()], default=None)

    def take_due(self, now: float) -> list[bytes]:
        """Return the events whose time has come."""
        found = []
        if self.due and self.due[0] <= now:
            self.due = [at for at in self.due if at > now]
            found.append(event("rights.changed", {}))
        if self.catalogue_due is not None and self.catalogue_due <= now:
            self.catalogue_due = None
            found.append(event("catalogue.changed", {}))
        for record in sorted(name for name, at in self.gone_due.items() if at <= now):
            del self.gone_due[record]
            self.gone_at[record] = now
            found.append(event("gone", {"record": record}))
        return found


def event(name: str, data: Mapping[str, object]) -> bytes:
    """Return an event in the form of a stream."""
    return b"event: %b\ndata: %b\n\n" % (name.encode(), orjson.dumps(data))


def marked(cursor: str) -> bytes:
    """Return the line that gives the events behind it the cursor to go on from."""
    return b"id: %b\n" % cursor.encode()
