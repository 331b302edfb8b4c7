"""Formulas in the process of a service, which hides what it does not need from its libraries."""

import subprocess
import sys

_PROGRAM = """
import kontor_chassis.main
from kontor_records.formula.program import compiled

compiled("1 + 1", "number", frozenset())
print("compiled")
"""


def test_a_formula_is_compiled_in_the_process_of_a_service() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stdout) == (0, "compiled\n"), done.stderr
