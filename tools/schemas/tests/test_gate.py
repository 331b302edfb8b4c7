"""Breaks planted into a copy of the models: the gate names fact and field, and writes nothing."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LEAD = "contacts/lead.py"
LEAD_FACTS = (
    "created", "updated", "restored", "merged", "unmerged", "snapshot", "assigned",
    "conversion_failed", "converted", "disqualified", "engaged", "marketing_qualified",
    "mql_expired", "nurturing", "reopened", "returned", "sales_qualified", "touched",
    "unconverted", "answer_awaited",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """A copy of the published files and of the models they come from."""

    root: Path

    def edit(self, module: str, old: str, new: str) -> None:
        path = self.root / "models" / "kontor_schemas" / module
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {module}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, *command: str) -> tuple[int, list[str]]:
        done = subprocess.run(
            [sys.executable, "-m", "kontor_published", "--root", str(self.root), *command],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(self.root / "models")},
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, (done.stdout + done.stderr).splitlines()

    @property
    def released(self) -> Path:
        return self.root / "libs" / "schemas" / "published" / "released.json"

    def files(self) -> dict[Path, bytes]:
        found = [*self.root.glob("docs/**/*"), *self.root.glob("libs/**/*")]
        return {path.relative_to(self.root): path.read_bytes() for path in found if path.is_file()}


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is published now, written and released once for all tests of this file."""
    root = tmp_path_factory.mktemp("released")
    source = ROOT / "libs" / "schemas" / "src" / "kontor_schemas"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(source, root / "models" / "kontor_schemas", ignore=ignored)
    workspace = Workspace(root=root)
    assert workspace.run("write")[0] == 0
    assert workspace.run("release") == (0, ["released"])
    return root


@pytest.fixture
def workspace(released: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(released, tmp_path / "workspace")
    return Workspace(root=tmp_path / "workspace")


LEAD_BREAKS = [
    # (what stands in the model, what is planted, what the gate says)
    (
        "    company: Annotated[Line | None, searchable, sortable] = None\n",
        "",
        ["field state.company was removed"],
    ),
    (
        "    need: Annotated[Text",
        "    wish: Annotated[Text",
        ["field state.need was removed"],
    ),
    (
        "    disqualify_reason: Line | None",
        "    disqualify_reason: Code | None",
        [
            "field state.disqualify_reason changed its longest length from 255 to 64",
            "field state.disqualify_reason changed its shortest length from none to 1",
        ],
    ),
    (
        "    budget: Money | None = None",
        '    budget: Money = Money(minor=0, currency="EUR")',
        ["field state.budget was narrowed: it no longer may be null"],
    ),
    (
        "    next_step_on: Annotated[date | None",
        "    next_step_on: Annotated[int | None",
        [
            "field state.next_step_on was narrowed: it no longer may be string (date)",
            "field state.next_step_on was widened: older readers refuse that it may be integer",
        ],
    ),
    (
        "    stage_since: Annotated",
        "    mood: Line\n    stage_since: Annotated",
        ["field state.mood is new and required: older facts do not have it"],
    ),
    (
        '    source: Annotated[Code, choice_list("source"), sortable] = "manual"',
        "    source: Annotated[Code, sortable]",
        ["field state.source became required: facts without it are still on the topics"],
    ),
    (
        '"nurturing", ',
        "",
        ["field state.stage lost the value 'nurturing'"],
    ),
    (
        "    next_step: Annotated[Line | None, searchable] = None",
        "    next_step: Annotated[list[Line], searchable] = []",
        [
            "field state.next_step was narrowed: it no longer may be null",
            "field state.next_step was narrowed: it no longer may be string",
            "field state.next_step was widened: older readers refuse that it may be array",
        ],
    ),
]


def test_each_break_planted_in_a_state_is_named_for_every_fact_that_carries_it(
    workspace: Workspace,
) -> None:
    for old, new, _ in LEAD_BREAKS:
        workspace.edit(LEAD, old, new)
    before = workspace.files()
    code, lines = workspace.run("write")
    assert code == 1
    assert set(lines[:-1]) == {
        f"contacts.lead.{fact}.v1: {sentence}"
        for fact in LEAD_FACTS
        for _, _, sentences in LEAD_BREAKS
        for sentence in sentences
    }
    assert lines[-1].startswith(f"{len(lines) - 1} breaks: within a major only optional fields")
    assert workspace.files() == before


def test_a_break_of_a_shared_value_is_named_where_it_is_used(workspace: Workspace) -> None:
    workspace.edit("values.py", "    region: Line | None = None\n", "")
    code, lines = workspace.run("check")
    assert code == 1
    for record in ("contact", "lead", "organization"):
        said = f"contacts.{record}.created.v1: field state.addresses[].region was removed"
        assert said in lines


def test_what_vanished_and_what_moved_is_named(workspace: Workspace) -> None:
    lead = workspace.root / "models" / "kontor_schemas" / LEAD
    text = lead.read_text(encoding="utf-8")
    lead.write_text(text[: text.index("class LeadAssigned")], encoding="utf-8")
    workspace.edit("identity/group.py", '"restored", ', "")
    workspace.edit(
        "topics.py", "partitions_production: int = 12", "partitions_production: int = 24"
    )
    workspace.edit("topics.py", '        cleanup="compact",\n        retention=None,\n', "")
    (workspace.root / "libs/schemas/published/schemas/contacts.lead.created.v1.r1.json").unlink()
    promised = json.loads(workspace.released.read_text(encoding="utf-8"))
    promised["facts"]["contacts.lead.updated.v1"] = 2
    workspace.released.write_text(json.dumps(promised), encoding="utf-8")
    before = workspace.files()
    code, lines = workspace.run("release")
    assert code == 1
    assert [line for line in lines[:-1] if not line.startswith("kontor.")] == [
        "contacts.lead.assigned.v1: the fact was removed; its readers still expect it",
        "contacts.lead.created.v1: the schema of released revision 1 is missing",
        "contacts.lead.updated.v1: revision 2 is released, the model says 1",
        "identity.group.restored.v1: the fact was removed; its readers still expect it",
    ]
    assert "kontor.contacts.lead: the topic changed its partitions from 12 to 24" in lines
    assert "kontor.identity.grant: the topic changed its cleanup from compact to delete" in lines
    assert not any(line.startswith("kontor.identity.session") for line in lines)
    assert workspace.files() == before


def test_another_topic_and_another_key_are_named(workspace: Workspace) -> None:
    workspace.edit("naming.py", 'return f"kontor.{record}"', 'return f"crm.{record}"')
    workspace.edit(
        "fact.py", 'KEY: ClassVar[str] = "state.id"', 'KEY: ClassVar[str] = "state.owner"'
    )
    code, lines = workspace.run("check")
    assert code == 1
    moved = "its topic changed from kontor.identity.user to crm.identity.user"
    assert {
        f"identity.user.created.v1: {moved}",
        "identity.user.created.v1: its key changed from state.id to state.owner",
        "kontor.contacts.lead: the topic was removed; its readers still expect it",
    } <= set(lines)


def test_an_addition_needs_the_next_revision_and_then_passes(workspace: Workspace) -> None:
    workspace.edit(
        LEAD,
        "    stage_since: Annotated",
        "    mood: Line | None = None\n    stage_since: Annotated",
    )
    code, lines = workspace.run("check")
    assert code == 1
    assert (
        "contacts.lead.created.v1: something was added, but revision 1 is released; "
        "say revision=2 where the class is declared"
    ) in lines

    workspace.edit(LEAD, "class Lead(RecordState):", "class Lead(RecordState, revision=2):")
    before = workspace.files()
    assert workspace.run("check")[0] == 1
    assert workspace.run("write")[0] == 0
    assert workspace.run("check") == (0, [])
    after = workspace.files()
    golden = Path("libs/schemas/published/golden")
    schemas = Path("libs/schemas/published/schemas")
    for fact in LEAD_FACTS:
        for folder in (golden, schemas):
            first, second = (folder / f"contacts.lead.{fact}.v1.r{n}.json" for n in (1, 2))
            assert after[first] == before[first]
            assert second not in before
        written = json.loads(after[golden / f"contacts.lead.{fact}.v1.r2.json"])
        assert written["data"]["state"]["mood"] is None
        schema = f"urn:kontor:schema:contacts.lead.{fact}.v1:2"
        assert written["headers"]["ce_dataschema"] == schema
    assert schemas / "contacts.lead.deleted.v1.r2.json" in after


def test_an_unreleased_revision_may_still_change(workspace: Workspace) -> None:
    workspace.edit(LEAD, "class Lead(RecordState):", "class Lead(RecordState, revision=2):")
    workspace.edit(
        LEAD,
        "    stage_since: Annotated",
        "    mood: Line | None = None\n    stage_since: Annotated",
    )
    assert workspace.run("write")[0] == 0
    workspace.edit(LEAD, "    mood: Line | None = None\n", "    mood: Code | None = None\n")
    assert workspace.run("write")[0] == 0
    assert workspace.run("release") == (0, ["released"])
    workspace.edit(LEAD, "    mood: Code | None = None\n", "    mood: Line | None = None\n")
    code, lines = workspace.run("write")
    assert code == 1
    assert (
        "contacts.lead.created.v1: field state.mood changed its longest length from 64 to 255"
    ) in lines


def test_a_new_value_of_a_choice_passes_with_the_next_revision(workspace: Workspace) -> None:
    workspace.edit(LEAD, '"nurturing", ', '"nurturing", "thawing", ')
    workspace.edit(LEAD, "class Lead(RecordState):", "class Lead(RecordState, revision=2):")
    assert workspace.run("write")[0] == 0


def test_a_new_major_beside_the_old_one_passes(workspace: Workspace) -> None:
    path = workspace.root / "models" / "kontor_schemas" / "contacts" / "tenant_seed.py"
    text = path.read_text(encoding="utf-8")
    newer = text[text.index("class ") :].replace("Completed(", "CompletedV2(")
    path.write_text(f"{text}\n\n{newer}", encoding="utf-8")
    code, lines = workspace.run("write")
    assert (code, lines) == (
        1,
        ["contacts.tenant_seed.completed.v2 needs an example in kontor_published/samples"],
    )


def test_examples_that_no_longer_fit_are_said_so(workspace: Workspace) -> None:
    workspace.released.unlink()
    workspace.edit(LEAD, "    need: Annotated[Text", "    wish: Annotated[Text")
    code, lines = workspace.run("write")
    assert code == 1
    assert lines[0].startswith("the examples in kontor_published.samples.")
    assert lines[0].endswith("do not fit the models: 1 validation error for Lead")


def test_what_was_never_released_leaves_no_trace(workspace: Workspace) -> None:
    workspace.released.unlink()
    workspace.edit("identity/group.py", '"restored", ', "")
    gone = "identity.group.restored.v1.r1.json"
    assert workspace.run("check")[0] == 1
    assert workspace.run("write")[0] == 0
    assert [path for path in workspace.files() if path.name == gone] == []
    assert workspace.run("check") == (0, [])


def test_a_file_changed_by_hand_is_found(workspace: Workspace) -> None:
    page = workspace.root / "docs" / "facts.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nby hand\n", encoding="utf-8")
    (workspace.root / "docs" / "topics.md").unlink()
    assert workspace.run("check") == (
        1,
        [
            "docs/facts.md is not what the models say: run `make schemas`",
            "docs/topics.md is not what the models say: run `make schemas`",
        ],
    )


def test_a_release_is_made_once_and_of_what_is_written(workspace: Workspace) -> None:
    assert workspace.run("release") == (0, ["nothing new to release"])
    (workspace.root / "docs" / "topics.md").unlink()
    assert workspace.run("release")[0] == 1


def test_one_service_may_promise_what_is_its_own(workspace: Workspace) -> None:
    workspace.released.unlink()
    assert workspace.run("release", "contacts") == (0, ["released"])
    promised = json.loads(workspace.released.read_text(encoding="utf-8"))
    assert {name.partition(".")[0] for name in promised["facts"]} == {"contacts"}
    assert sorted(promised["topics"]) == [
        f"kontor.contacts.{noun}"
        for noun in (
            "account",
            "bulk_job",
            "catalogue",
            "choice_list",
            "contact",
            "custom_field",
            "erasure",
            "export",
            "import",
            "lead",
            "organization",
            "privacy_request",
            "relationship",
            "tag",
            "tenant_seed",
            "view",
        )
    ]
    workspace.edit("identity/group.py", '"restored", ', "")
    assert workspace.run("write")[0] == 0


def test_writing_twice_writes_nothing_the_second_time(workspace: Workspace) -> None:
    assert workspace.run("write") == (0, ["0 files written"])
