"""What holds for a module default."""

from kontor_chassis.errors import Fault, Faults
from kontor_records.access.vocabularies import state_class
from kontor_schemas.identity.module_default import ModuleDefault


def refuse_unknown(default: ModuleDefault) -> None:
    """Refuse a record type that the platform does not have.

    Raises:
        Faults: So it is.
    """
    try:
        state_class(default.record)
    except LookupError:
        raise Faults(Fault("/record", "choice_unknown")) from None
