"""Beginning a record type: what is written, and what is refused without a trace."""

from pathlib import Path

import pytest

from kontor_scaffold.__main__ import main, plural_of
from kontor_scaffold.record import Names, enter

APP = '''"""The support service: its table of contents."""

from kontor_chassis.definition import ServiceDefinition
from kontor_support.records.case.record import CASE
from kontor_support.settings import SupportSettings

RECORDS = (CASE,)

APP = ServiceDefinition(
    name="support",
    routers=[case_routes.router],
)
'''
ASSET = Names(service="support", noun="asset", plural="assets")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    package = tmp_path / "services" / "support" / "src" / "kontor_support"
    package.mkdir(parents=True)
    (package / "app.py").write_text(APP)
    return tmp_path


def files(root: Path) -> dict[str, str]:
    return {
        str(file.relative_to(root)): file.read_text()
        for file in sorted(root.rglob("*"))
        if file.is_file()
    }


def test_a_type_is_entered_in_order_and_at_the_end() -> None:
    entered = enter(APP, ASSET)
    assert entered.splitlines()[2:8] == [
        "from kontor_chassis.definition import ServiceDefinition",
        "from kontor_records.http.routes import record_routes",
        "from kontor_support.records.asset.record import ASSET",
        "from kontor_support.records.case.record import CASE",
        "from kontor_support.settings import SupportSettings",
        "",
    ]
    assert "RECORDS = (CASE, ASSET)\n" in entered
    assert "    routers=[case_routes.router, record_routes(ASSET)],\n" in entered


def test_a_list_over_several_lines_keeps_its_form() -> None:
    several = APP.replace("RECORDS = (CASE,)", "RECORDS = (\n        CASE,\n        SLA,\n)")
    assert "        SLA,\n        ASSET)" in enter(several, ASSET)


def test_its_files_are_written_once(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "support", "work_order", "--root", str(workspace)]) == 0
    written = files(workspace)
    assert sorted(written) == [
        "libs/schemas/src/kontor_schemas/support/work_order.py",
        "services/support/src/kontor_support/app.py",
        "services/support/src/kontor_support/records/work_order/__init__.py",
        "services/support/src/kontor_support/records/work_order/record.py",
    ]
    state = written["libs/schemas/src/kontor_schemas/support/work_order.py"]
    assert "class WorkOrder(RecordState):" in state
    declared = written["services/support/src/kontor_support/records/work_order/record.py"]
    assert 'WORK_ORDER = RecordType(state=WorkOrder, name="work_order", plural="work_orders"' in (
        declared.replace("\n", "")
    )
    for text in written.values():
        compile(text, "written", "exec")
    assert "make migration s=support r=work_order" in capsys.readouterr().out
    assert main(["record", "support", "work_order", "--root", str(workspace)]) == 1
    assert files(workspace) == written


@pytest.mark.parametrize(
    "arguments",
    [
        ["record", "support", "Asset"],
        ["record", "support", "owner"],
        ["record", "support", "sheep", "sheep"],
        ["record", "nowhere", "asset"],
        ["record", "support", "../asset"],
    ],
)
def test_what_cannot_be_begun_leaves_no_trace(workspace: Path, arguments: list[str]) -> None:
    before = files(workspace)
    assert main([*arguments, "--root", str(workspace)]) == 1
    assert files(workspace) == before


@pytest.mark.parametrize(
    ("noun", "plural"),
    [
        ("asset", "assets"),
        ("entry", "entries"),
        ("key", "keys"),
        ("box", "boxes"),
        ("bus", "buses"),
    ],
)
def test_regular_plurals(noun: str, plural: str) -> None:
    assert plural_of(noun) == plural
