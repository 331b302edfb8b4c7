"""Killed at any boundary, automation goes on: one effect for each rule and fact, a mail at most once."""

import asyncio
import json
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr

from kontor_automation.app import CONSUMER
from kontor_chassis.testing.engines import Engines
from kontor_chassis.testing.sample import Message
from kontor_chassis.testing.stream import Stream, open_stream, until
from kontor_schemas.contacts.lead import Lead
from kontor_schemas.fact import INTAKE
from services.automation.tests.bed import Bed, mail, update

pytestmark = pytest.mark.broker
_ROOT = Path(__file__).parents[4]
_OPEN = "SELECT count(*) FROM run WHERE tenant_id = $1 AND ended_at IS NULL"
_ALL = "SELECT count(*) FROM run WHERE tenant_id = $1"


@dataclass
class Stage:
    """Topics of a test's own, and processes that consume from them."""

    bed: Bed
    stream: Stream
    prefix: str = field(default_factory=lambda: f"t{uuid4().hex[:10]}")
    leads: list[Lead] = field(default_factory=list)

    def topics(self) -> list[str]:
        facts = {fact for one in CONSUMER.subscriptions for fact in one.facts}
        live = {f"{self.prefix}.{fact.TOPIC}" for fact in facts if fact.TOPIC != INTAKE}
        return [*sorted(live), f"kontor.intake.{self.prefix}", f"kontor.dlq.{self.prefix}"]

    @asynccontextmanager
    async def process(self, faults: str = "") -> AsyncIterator[asyncio.subprocess.Process]:
        """Run automation's consuming role as long as the block lasts."""
        settings = _plain(self.bed.bench.runtime.settings.model_dump())
        settings["credential"]["key_file"] = str(settings["credential"]["key_file"])
        settings |= {"faults": faults, "runner": {"lease_s": 1.5}}
        settings["kafka"]["member"] = f"{self.prefix}-1"
        told = json.dumps({"prefix": self.prefix, "settings": settings})
        module = "services.automation.tests.component.process"
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, told, cwd=_ROOT, stdout=asyncio.subprocess.DEVNULL
        )
        try:
            yield child
        finally:
            if child.returncode is None:
                child.kill()
            await child.wait()

    async def send(self, count: int, times: int = 1) -> None:
        """Let leads come in, each as one fact that is delivered so many times."""
        for _ in range(count):
            lead = self.bed.lead(emails=[{"value": f"{uuid4().hex}@x.example"}])
            self.leads.append(lead)
            fact = self.bed.created(lead)
            message = Message(
                key=fact.key.encode(),
                value=fact.payload,
                headers=list(fact.headers),
            )
            await self.stream.send(f"{self.prefix}.{fact.topic}", [message] * times)

    async def is_done(self) -> bool:
        """Whether every lead has its two runs, and all of them have ended."""
        found = await self.bed.pool.fetchval(_ALL, self.bed.tenant)
        left = await self.bed.pool.fetchval(_OPEN, self.bed.tenant)
        return bool(found == 2 * len(self.leads) and left == 0)

    async def check(self) -> Counter[str]:
        """Check what must hold whatever was killed; return the states of the workflow's runs."""
        runs = await self.bed.runs()
        assert len({(run["rule"], run["fact_id"]) for run in runs}) == len(runs)
        assert len(runs) == 2 * len(self.leads)
        effects = Counter(
            (effect.path, effect.headers["kontor-actor"]) for effect in self.bed.effects()
        )
        assert set(effects.values()) == {1}, "one effect for each rule and record"
        assigned = [path for path, _ in effects if path.endswith("/assign")]
        assert len(assigned) == len(self.leads)
        owners = Counter(
            effect.body["owner"] for effect in self.bed.effects() if "owner" in effect.body
        )
        assert max(owners.values()) - min(owners.values()) <= 1
        workflow = {run["record_id"]: run["state"] for run in runs if run["kind"] == "workflow"}
        for lead in self.leads:
            mails = len(self.bed.mail_server.to(lead.emails[0].value))
            expected = {"succeeded": {1}, "unknown": {0, 1}}[workflow[lead.id]]
            assert mails in expected, (workflow[lead.id], mails)
        told = Counter(fact.type for fact in await self.bed.bench.facts() if ".run." in fact.type)
        assert sum(told.values()) == len(self.leads)
        return Counter(workflow.values())


def _plain(value: Any) -> Any:
    """Return settings as a process is told them: secrets in plain text."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return value.get_secret_value() if isinstance(value, SecretStr) else value


@pytest.fixture
async def stage(bed: Bed, engines: Engines) -> AsyncIterator[Stage]:
    async with open_stream(engines.kafka) as stream:
        made = Stage(bed, stream)
        await stream.make(*made.topics())
        await bed.rule(await bed.users(3), next_step="Call", next_step_in_days=1)
        await bed.workflow(update(source="web"), mail())
        yield made
        await stream.drop(*made.topics())


@pytest.mark.parametrize(
    ("point", "unknown"),
    [
        ("automation.after_decision", 0),
        ("consume.before_commit", 0),
        ("consume.after_commit_before_offset", 0),
        ("automation.before_command", 0),
        ("automation.after_command", 0),
        ("automation.before_mail", None),
        ("automation.after_mail", None),
    ],
)
async def test_killed_at_a_boundary(stage: Stage, point: str, unknown: int | None) -> None:
    async with stage.process(f"{point}:kill::1") as child:
        await stage.send(6, times=2)
        assert await asyncio.wait_for(child.wait(), 30) == -9
    async with stage.process():
        await until(stage.is_done, 40)
    states = await stage.check()
    if unknown is None:
        assert states["unknown"] >= 1, "the mail that was under way when the process died"
        assert states["unknown"] + states["succeeded"] == 6
    else:
        assert states == {"succeeded": 6}


@pytest.mark.long
async def test_killed_again_and_again(stage: Stage) -> None:
    chosen = random.Random(7)
    for _ in range(8):
        async with stage.process():
            await stage.send(10, times=2)
            await asyncio.sleep(chosen.uniform(1.0, 3.0))
    async with stage.process():
        await until(stage.is_done, 60)
    await stage.check()
