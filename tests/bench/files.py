"""Files of rows in and out, measured beside the tests of imports."""

import re
import subprocess
import sys
from collections.abc import Iterator

from tests import stack as stacks
from tests.bench.figures import Figure

_TEST = "libs/records/tests/imports/test_throughput.py"
_TARGETS = {
    "export_csv_per_s": ">= 50000",
    "export_jsonl_per_s": ">= 50000",
    "export_xlsx_per_s": ">= 5000",
}


def figures() -> Iterator[Figure]:
    """Import 100,000 rows, copy the same rows bare, and export them in every form."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:randomly", "-m", "long", _TEST],
        cwd=stacks.ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    told = dict(re.findall(r"(\w+) ([\d.]+)", done.stdout))
    if found := re.search(r"import_per_s (\d+) beside (\d+)", done.stdout):
        target = ">= 10000 or half of COPY"
        yield Figure.beside("import_per_s", float(found[1]), "1/s", float(found[2]), target)
        yield Figure.alone("import_cpu_us", float(told["import_cpu_us"]), "us")
        yield Figure.alone("import_grown_mb", float(told["import_grown_mb"]), "MB", "<= 200")
    for name, target in _TARGETS.items():
        if name in told:
            yield Figure.alone(name, float(told[name]), "1/s", target)
