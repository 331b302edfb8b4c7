"""Rules as the engine knows them: read in every batch by tenant, compiled once per version.

Replicas need no news of changes: every batch asks which versions are in force, and only a version
that this process has not compiled yet is sent along.
"""

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import asyncpg
import orjson

from kontor_automation.engine import catalogue
from kontor_automation.engine.judging import Judge
from kontor_automation.engine.sentences import language_of_locale
from kontor_chassis.texts.catalogue import Language
from kontor_records.conditions.fields import Vocabulary
from kontor_records.conditions.moment import Moment

_MOST_TENANTS = 2_000
_DEFAULT_ZONE = "Europe/Berlin"

_READ = """
SELECT a.tenant_id, a.id, a.kind, a.version, a.fact, a.position,
 CASE WHEN k.version IS NULL THEN a.definition END AS definition,
 a.owner IS NULL OR u.status IS NULL OR u.status = 'active' AS has_active_owner,
 t.zone, t.locale
FROM active_rule a
LEFT JOIN unnest($3::uuid[], $4::uuid[], $5::bigint[]) AS k(tenant_id, id, version)
 ON k.tenant_id = a.tenant_id AND k.id = a.id AND k.version = a.version
LEFT JOIN user_mirror u ON u.tenant_id = a.tenant_id AND u.id = a.owner
LEFT JOIN tenant_mirror t ON t.tenant_id = a.tenant_id AND t.id = a.tenant_id
WHERE a.tenant_id = ANY($1::uuid[]) AND a.fact = ANY($2::text[]) AND a.ended_at IS NULL
ORDER BY a.tenant_id, a.position, a.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """One version of one rule: how it judges, and the rest of its definition."""

    version: int
    judge: Judge
    definition: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule that is in force.

    Attributes:
        tenant: Whose rule it is.
        id: The rule.
        version: The version in force.
        kind: `assignment` or `workflow`.
        fact: The type, without its major, of the facts it waits for.
        judge: Says whether it fits.
        definition: What it does.
        has_active_owner: Whether the user it belongs to may still act.
    """

    tenant: UUID
    id: UUID
    version: int
    kind: str
    fact: str
    judge: Judge
    definition: Mapping[str, Any]
    has_active_owner: bool

    @property
    def actor(self) -> str:
        """Who is recorded as having done what the rule does, without its kind."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What holds for a tenant in this batch: its rules, its time, its language."""

    rules: list[Rule]
    moment: Moment
    language: Language

    def waiting_for(self, fact: str, kind: str) -> Sequence[Rule]:
        """Return the rules of one kind that wait for a fact, in their order."""
        return [rule for rule in self.rules if rule.fact == fact and rule.kind == kind]

    def day_in(self, days: int) -> date:
        """Return the local day so many days from now."""
        return self.moment.now.astimezone(self.moment.zone).date() + timedelta(days=days)


class KnownRules:
    """The compiled rules of one process; tenants that were quiet longest are let go."""

    def __init__(self) -> None:
        self._compiled: OrderedDict[UUID, dict[UUID, Compiled]] = OrderedDict()

    async def read(
        self,
        connection: asyncpg.Connection,
        tenants: Collection[UUID],
        facts: Collection[str],
        now: datetime,
    ) -> Mapping[UUID, Ground]:
        """Return what is in force for these facts in these tenants; nothing for one without."""
        known = [
            (tenant, rule, found.version)
            for tenant in tenants
            for rule, found in self._compiled.get(tenant, {}).items()
        ]
        rows = await connection.fetch(
            _READ,
            list(tenants),
            list(facts),
            [tenant for tenant, _, _ in known],
            [rule for _, rule, _ in known],
            [version for _, _, version in known],
        )
        grounds: dict[UUID, Ground] = {}
        for row in rows:
            tenant = row["tenant_id"]
            if tenant not in grounds:
                moment = Moment(now=now, zone=_zone(row["zone"]))
                language = language_of_locale(row["locale"])
                grounds[tenant] = Ground(rules=[], moment=moment, language=language)
            grounds[tenant].rules.append(self._rule(row))
        while len(self._compiled) > _MOST_TENANTS:
            self._compiled.popitem(last=False)
        return grounds

    def _rule(self, row: Mapping[str, Any]) -> Rule:
        of_tenant = self._compiled.setdefault(row["tenant_id"], {})
        self._compiled.move_to_end(row["tenant_id"])
        if row["definition"] is not None:
            of_tenant[row["id"]] = _compile(row)
        found = of_tenant[row["id"]]
        return Rule(
            tenant=row["tenant_id"],
            id=row["id"],
            version=found.version,
            kind=row["kind"],
            fact=row["fact"],
            judge=found.judge,
            definition=found.definition,
            has_active_owner=row["has_active_owner"],
        )


def _compile(row: Mapping[str, Any]) -> Compiled:
    definition = orjson.loads(row["definition"])
    judge = Judge(definition["condition"], _known(definition), definition.get("countries", ()))
    return Compiled(version=row["version"], judge=judge, definition=definition)


def _known(definition: Mapping[str, Any]) -> Vocabulary | None:
    """Return what a rule's condition may name; None for what a later version no longer knows."""
    on, record = definition.get("on"), definition.get("record")
    if on is not None:
        return catalogue.vocabulary(on) if on in catalogue.STARTING else None
    return catalogue.record_vocabulary(record) if record in catalogue.KINDS else None


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or _DEFAULT_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(_DEFAULT_ZONE)
