"""The bed of a test: a tenant with users, facts as they come off the topic, and the engine."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import httpx
import orjson
from aiokafka import ConsumerRecord

from kontor_automation.app import CONSUMER, ENGINE
from kontor_chassis.consume import door, handlers
from kontor_chassis.consume.received import Received
from kontor_chassis.consume.transaction import transaction
from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench
from kontor_schemas.contacts.lead import Lead
from kontor_schemas.envelope import Envelope
from kontor_schemas.fact import AnyFact, Created, Deleted, Updated, changes
from kontor_schemas.identity.group import Group, GroupMembershipChanged
from kontor_schemas.identity.tenant import Tenant
from kontor_schemas.identity.user import User
from services.automation.tests.mail_server import MailServer
from services.automation.tests.owner import Command, Owner

SERVICES = {"contacts": "contacts", "identity": "identity", "automation": "automation"}


class Bed:
    """One test's tenant in the automation service."""

    def __init__(self, bench: Bench, owner: Owner, mail_server: MailServer) -> None:
        self.bench = bench
        self.tenant = bench.tenant
        self.owner = owner
        self.mail_server = mail_server
        self.pool = bench.runtime.worker_pool

    # --- states and facts

    def stamps(self, record: UUID | None = None, version: int = 1) -> dict[str, Any]:
        now = self.bench.runtime.clock.now()
        by = f"user:{self.bench.user}"
        return {
            "id": record or new_id(),
            "version": version,
            "created_at": now,
            "created_by": by,
            "updated_at": now,
            "updated_by": by,
        }

    def lead(self, record: UUID | None = None, version: int = 1, **fields: Any) -> Lead:
        stamps = self.stamps(record, version)
        made = {
            "family_name": "Anders",
            "display_name": "Anders",
            "stage_since": stamps["created_at"],
        }
        return Lead.model_validate({**stamps, **made, **fields})

    def received(
        self,
        fact: AnyFact,
        *,
        depth: int = 0,
        chain: UUID | None = None,
        tenant: UUID | None = None,
    ) -> Received:
        """Return a fact as it comes off its topic."""
        fact_id = new_id()
        envelope = Envelope(
            id=fact_id,
            service=fact.RECORD.partition(".")[0],
            type=fact.TYPE,
            subject=fact.subject,
            time=self.bench.runtime.clock.now(),
            tenant_id=tenant or self.tenant,
            record_version=fact.record_version,
            actor="service:contacts",
            correlation_id=chain or fact_id,
            cause_depth=depth,
            dataschema=fact.SCHEMA,
        )
        payload, key = fact.encode(), fact.key.encode()
        record: ConsumerRecord[bytes | None, bytes | None] = ConsumerRecord(
            topic=fact.TOPIC,
            partition=0,
            offset=0,
            timestamp=0,
            timestamp_type=0,
            key=key,
            value=payload,
            checksum=None,
            serialized_key_size=len(key),
            serialized_value_size=len(payload),
            headers=envelope.to_headers(),
        )
        found = door.read(record)
        assert isinstance(found, Received), found
        return found

    def created(self, lead: Lead, **around: Any) -> Received:
        return self.received(Created[Lead](state=lead), **around)

    def updated(self, old: Lead, new: Lead, **around: Any) -> Received:
        return self.received(Updated[Lead](state=new, changed=changes(old, new)), **around)

    def deleted(self, lead: Lead) -> Received:
        return self.received(Deleted[Lead](id=lead.id, version=lead.version + 1))

    # --- the engine

    async def apply(self, *facts: Received) -> None:
        """Take facts in as one batch does, without the inbox that keeps known ones away."""
        due = [(fact, CONSUMER.route(fact.type) or handlers.NO_ROUTE) for fact in facts]
        async with transaction(self.pool) as connection:
            await handlers.apply(connection, due)
        ENGINE.committed()

    async def work(self) -> int:
        """Work on everything that is due."""
        return await ENGINE.running.once()

    async def leave_nothing_to_do(self) -> None:
        """End what is open, so that the next test's work is its own."""
        for statement in (
            "UPDATE run SET state = 'cancelled' WHERE tenant_id = $1 AND ended_at IS NULL",
            "DELETE FROM active_rule WHERE tenant_id = $1",
        ):
            await self.pool.execute(statement, self.tenant)

    async def take_up(self) -> int:
        return await ENGINE.take_up_waiting()

    # --- people

    def user(self, record: UUID | None = None, version: int = 1, **fields: Any) -> User:
        stamps = self.stamps(record, version)
        made = {"email": f"{stamps['id']}@demo.example", "display_name": "Somebody"}
        return User.model_validate({**stamps, **made, **fields})

    async def users(self, count: int, **fields: Any) -> list[UUID]:
        states = [self.user(**fields) for _ in range(count)]
        await self.apply(*(self.received(Created[User](state=state)) for state in states))
        return [state.id for state in states]

    async def change_user(self, user: UUID, version: int, **fields: Any) -> None:
        state = self.user(user, version, **fields)
        await self.apply(self.received(Updated[User](state=state, changed={})))

    async def group(
        self, members: Sequence[UUID], version: int = 1, record: UUID | None = None
    ) -> UUID:
        state = Group.model_validate(
            {**self.stamps(record, version), "name": "Sales", "members": list(members)}
        )
        await self.apply(self.received(Created[Group](state=state)))
        await self.membership(state.id, version, added=members)
        return state.id

    async def membership(self, group: UUID, version: int, **moved: Sequence[UUID]) -> None:
        """Tell who came into a group or left it, by whatever way."""
        users = {name: list(each) for name, each in moved.items()}
        fact = GroupMembershipChanged.model_validate({"id": group, "version": version, **users})
        await self.apply(self.received(fact))

    async def settle(self, **fields: Any) -> None:
        """Tell of the tenant itself: its time and its language."""
        state = Tenant.model_validate(
            {**self.stamps(self.tenant), "slug": "demo", "name": "Demo", **fields}
        )
        await self.apply(self.received(Created[Tenant](state=state)))

    # --- rules

    async def post(self, path: str, body: Mapping[str, Any], **around: Any) -> httpx.Response:
        async with self.bench.client(**around) as client:
            return await client.post(
                f"/api/v1/{path}",
                content=orjson.dumps(body, default=str),
                headers={"Content-Type": "application/json"},
            )

    async def rule(self, users: Sequence[UUID] = (), **fields: Any) -> UUID:
        body = {"name": "Leads", "record": "contacts.lead", "pool_users": list(users), **fields}
        answer = await self.post("assignment_rules", body)
        assert answer.status_code == 201, answer.text
        return UUID(answer.json()["id"])

    async def workflow(self, *steps: Mapping[str, Any], **fields: Any) -> UUID:
        body = {
            "name": "Welcome",
            "on": "contacts.lead.created.v1",
            "steps": list(steps) or [update(source="web")],
            **fields,
        }
        answer = await self.post("workflows", body)
        assert answer.status_code == 201, answer.text
        return UUID(answer.json()["id"])

    # --- what is on record

    async def runs(self, **where: Any) -> list[dict[str, Any]]:
        return await self._rows("run", "position", where)

    async def steps(self, run: UUID) -> list[dict[str, Any]]:
        return await self._rows("step", "position", {"run": run})

    async def logs(self, **where: Any) -> list[dict[str, Any]]:
        return await self._rows("assignment_log", "created_at, id", where)

    async def turns(self, rule: UUID) -> dict[str, Any]:
        return (await self._rows("turn", "rule", {"rule": rule}))[0]

    async def _rows(self, table: str, order: str, where: Mapping[str, Any]) -> list[dict[str, Any]]:
        named = "".join(f" AND {name} = ${place}" for place, name in enumerate(where, start=2))
        rows = await self.pool.fetch(
            f"SELECT * FROM {table} WHERE tenant_id = $1{named} ORDER BY {order}",
            self.tenant,
            *where.values(),
        )
        return [dict(row) for row in rows]

    def effects(self) -> list[Command]:
        """Return what the owner of records did in this tenant."""
        return self.owner.of(self.tenant)


def update(name: str = "begin", **values: Any) -> dict[str, Any]:
    """Return a step that updates the record."""
    return {"name": name, "kind": "update_record", "values": values}


def mail(name: str = "welcome", **fields: Any) -> dict[str, Any]:
    """Return a step that sends a mail."""
    texts = {"subject": {"de": "Hallo {display_name}"}, "body": {"de": "Guten Tag {display_name}"}}
    return {"name": name, "kind": "send_mail", "to": "emails", **texts, **fields}
