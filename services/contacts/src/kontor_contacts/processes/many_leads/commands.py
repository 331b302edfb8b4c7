"""Verbs said of many leads at once: each lead is done by itself, and told what became of it."""

from collections.abc import Mapping
from typing import Any, Final, TypeVar
from uuid import UUID

from pydantic import ValidationError

from kontor_chassis.context import Context
from kontor_chassis.errors import Fault, Faults
from kontor_chassis.http.shapes import Shape
from kontor_chassis.validation import faults_of
from kontor_contacts.processes.conversion.commands import converting
from kontor_contacts.processes.conversion.schemas import Conversion
from kontor_contacts.processes.qualification import commands as stage_commands
from kontor_contacts.records.lead.schemas import Because, Moving
from kontor_records.bulk.orders import Verb
from kontor_schemas.wire import plain_json

S = TypeVar("S", bound=Shape)
_WHOEVER_IS_MEANT: Final = {"contact": {"match": True}, "organization": {"match": True}}


async def convert(ctx: Context, lead_id: UUID, given: Mapping[str, Any]) -> None:
    """Convert a lead; without further words into whoever is certainly meant, or somebody new.

    Emits: what `convert_lead` emits.
    Raises: what `convert_lead` raises, and Faults where the values are none.
    """
    wanted = _read(Conversion, {**_WHOEVER_IS_MEANT, **given})
    await converting.convert_lead(ctx, lead_id, wanted)


async def disqualify(ctx: Context, lead_id: UUID, given: Mapping[str, Any]) -> None:
    """Give a lead up.

    Emits: what `disqualify_lead` emits.
    Raises: what `disqualify_lead` raises, and Faults where the values are none.
    """
    await stage_commands.disqualify_lead(ctx, lead_id, _read(Because, given).reason)


async def move(ctx: Context, lead_id: UUID, given: Mapping[str, Any]) -> None:
    """Bring a lead to a stage.

    Emits: what `move_lead` emits.
    Raises: what `move_lead` raises, and Faults where the values are none.
    """
    wanted = _read(Moving, given)
    await stage_commands.move_lead(ctx, lead_id, wanted.stage, wanted.reason)


VERBS: Final[Mapping[str, Verb]] = {"convert": convert, "disqualify": disqualify, "move": move}


def _read(shape: type[S], given: Mapping[str, Any]) -> S:
    try:
        return shape.model_validate_json(plain_json(dict(given)))
    except ValidationError as invalid:
        found = faults_of(invalid.errors()).faults
        raise Faults(
            *(Fault(f"/values{one.pointer}", one.code, one.params) for one in found)
        ) from None
