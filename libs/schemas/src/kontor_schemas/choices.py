"""Choices: closed where somebody writes, open where somebody reads, so that a value may be added.

A field is declared `Choice[Literal["new", "working"]]`. Whoever builds such a field (a command, a
request) may use the declared values only. Whoever *reads* a fact of a newer producer gets `other`
for a value it does not know. The static type of the field therefore always includes `other`.
"""

from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

OTHER = "other"
WIRE = "kontor.wire"
"""The validation context under which an unknown value is read as `other`."""

T = TypeVar("T")


def _declared(annotation: Any) -> tuple[str, ...]:
    """Give the values of the `Literal` that stands beside the `other` every choice adds."""
    first = get_args(annotation)[0]
    if get_origin(first) is Literal:
        return get_args(first)
    return get_args(annotation)  # Literal["a", "other"] | Literal["other"] keeps one Literal


class OpenChoice:
    """The marker behind `Choice`: checks the declared values, or reads tolerantly on the wire."""

    __slots__ = ()

    def __get_pydantic_core_schema__(
        self, source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Build a schema whose known values never leave Rust; only unknown ones call Python."""
        known = _declared(source)
        expected = ", ".join(known)

        def unknown(value: object, info: ValidationInfo) -> str:
            if info.context == WIRE and isinstance(value, str):
                return OTHER
            raise PydanticCustomError("choice_unknown", "One of {expected}", {"expected": expected})

        return core_schema.union_schema(
            [
                core_schema.literal_schema(list(known)),
                core_schema.with_info_plain_validator_function(unknown),
            ],
            mode="left_to_right",
            custom_error_type="choice_unknown",
            custom_error_message="One of {expected}",
            custom_error_context={"expected": expected},
            metadata={"kontor_choices": known},
            serialization=core_schema.to_string_ser_schema(),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the values: a closed list for writers, an open one for readers."""
        known = list(schema["metadata"]["kontor_choices"])
        if handler.mode == "validation":
            return {"type": "string", "enum": known}
        return {"type": "string", "x-choices": known}


Choice = Annotated[Union[T, Literal["other"]], OpenChoice()]  # noqa: UP007 (a generic alias)
"""A choice among declared words: `Choice[Literal["new", "working"]]`."""


def choices_of(annotation: Any) -> tuple[str, ...] | None:
    """Give the declared values of a `Choice` annotation, also inside `Annotated` and `| None`.

    Returns:
        The values in the order of declaration, or None where the annotation is no choice.
    """
    arguments = get_args(annotation)
    if get_origin(annotation) is Annotated:
        if any(isinstance(mark, OpenChoice) for mark in arguments[1:]):
            return _declared(arguments[0])
        return choices_of(arguments[0])
    for argument in arguments:
        if (found := choices_of(argument)) is not None:
            return found
    return None
