"""JSON on the wire: encoded in one form, decoded so that a newer producer does not break a reader.

One mechanism makes a reader tolerant: models forbid unknown fields and unknown choices by
themselves (so every input shape does), and `read` lifts both, for the model and all it holds.
"""

from typing import Any, TypeVar

import pydantic_core
from pydantic import BaseModel, ValidationError

from kontor_schemas.choices import WIRE

M = TypeVar("M", bound=BaseModel)


class DataUndecodable(Exception):  # noqa: N818 (errors are named by what is wrong)
    """The data of a fact does not have the declared form.

    Attributes:
        reason: a stable word: `json_malformed`, or the first error's type.
        pointer: where in the document, as a JSON pointer.
    """

    def __init__(self, reason: str, pointer: str) -> None:
        super().__init__(f"{reason} at {pointer or 'the document'}")
        self.reason = reason
        self.pointer = pointer


def _undecodable(error: ValidationError) -> DataUndecodable:
    # The input itself stays out: it may hold personal data, and this text is logged and parked.
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    reason = "json_malformed" if first["type"] == "json_invalid" else first["type"]
    pointer = "".join(
        f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in first["loc"]
    )
    return DataUndecodable(reason, pointer)


def read_json(model: type[M], data: bytes) -> M:
    """Decode JSON of any producer's version: unknown fields are dropped, choices become `other`.

    Raises:
        DataUndecodable: this is no JSON, or known fields break their declared form.
    """
    try:
        return model.model_validate_json(data, extra="ignore", context=WIRE)
    except ValidationError as error:
        raise _undecodable(error) from None


def read(model: type[M], data: Any) -> M:
    """Do the same with parsed JSON or a database row.

    Raises:
        DataUndecodable: known fields break their declared form.
    """
    try:
        return model.model_validate(data, extra="ignore", context=WIRE)
    except ValidationError as error:
        raise _undecodable(error) from None


def to_json(model: BaseModel, *, without: frozenset[str] | None = None) -> bytes:
    """Encode a model: fields in declared order, no white space, instants in UTC with a `Z`.

    Args:
        model: the model.
        without: fields that are left out.
    """
    if not model.__pydantic_complete__:  # made by model_construct, before anything was validated
        type(model).model_rebuild()
    return model.__pydantic_serializer__.to_json(model, exclude=set(without) if without else None)


def plain_json(value: Any) -> bytes:
    """Encode plain values (dictionaries, lists, scalars, instants, ids) in the same form."""
    return pydantic_core.to_json(value)
