"""The order in which formulas are computed: each after those it reads."""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from kontor_records.formula.errors import FormulaCycle
from kontor_records.formula.program import Formula


def in_order(formulas: Mapping[str, Formula]) -> tuple[tuple[str, Formula], ...]:
    """Return formulas by the key of their field, each after those whose results it reads.

    Raises:
        FormulaCycle: One would need its own result.
    """
    sorter = TopologicalSorter({
        key: sorted(formula.fields & formulas.keys()) for key, formula in sorted(formulas.items())
    })  # fmt: skip
    try:
        return tuple((key, formulas[key]) for key in sorter.static_order())
    except CycleError as found:
        raise FormulaCycle(fields=list(found.args[1])) from None
