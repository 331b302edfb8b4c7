"""Values of fields, from nothing but their declaration: what a request of the type may bring."""

from collections.abc import Collection
from typing import Annotated, Any, Final
from uuid import UUID

import httpx
from pydantic import TypeAdapter, ValidationError

from kontor_chassis.ids import new_id
from kontor_records.declaration.field_spec import FieldSpec
from kontor_records.declaration.record_type import RECORD_TYPES, RecordType

_PLAIN: Final = frozenset({
    "text", "long_text", "number", "decimal", "boolean", "date", "datetime", "money",
})  # fmt: skip


def value_of(record_type: RecordType[Any], spec: FieldSpec, number: int) -> Any:
    """Return a value that a field takes, another one for each number; None where none is known."""
    info = record_type.state.model_fields[spec.name]
    whole: Any = info.annotation
    if info.metadata:
        whole = Annotated[whole, *info.metadata]
    adapter: TypeAdapter[Any] = TypeAdapter(whole)
    for candidate in _candidates(spec, number):
        value = [candidate] if spec.is_list else candidate
        try:
            taken = adapter.validate_python(value, strict=False)
        except ValidationError:
            continue
        return adapter.dump_python(taken, mode="json")
    return None


def _candidates(spec: FieldSpec, number: int) -> tuple[Any, ...]:
    code = f"PR-{number:06}"
    return {
        "text": (f"Probe {number:06}", code, f"probe{number}", ("DE", "NL", "FR")[number % 3],
                 ("de", "en")[number % 2], "Europe/Berlin", f"https://probe{number}.example.com"),
        "long_text": (f"Probe {number:06}",),
        "number": (number, number % 100),
        "decimal": (f"0.{number % 10}", number % 10),
        "boolean": (number % 2 == 0,),
        "date": (f"2026-01-{number % 28 + 1:02}",),
        "datetime": (f"2026-01-{number % 28 + 1:02}T08:00:00Z",),
        "money": ({"minor": number, "currency": "EUR"},),
        "email": ({"value": f"probe{number}@example.com"},),
    }.get(spec.type, ())  # fmt: skip


def takes(record_type: RecordType[Any], spec: FieldSpec) -> bool:
    """Say whether a request may give a field freely: no life cycle, no verb, no other record."""
    lifecycle = record_type.lifecycle.field if record_type.lifecycle else None
    return (
        spec.is_writable
        and not spec.is_stamp
        and spec.name != lifecycle
        and spec.name not in record_type.owned_by_verb
        and (spec.required or (spec.type in _PLAIN and not spec.is_list))
    )


def changeable(record_type: RecordType[Any]) -> str:
    """Name a text that a change may give: the type's title, or the first that is one."""
    texts = [
        spec.name
        for spec in record_type.fields.values()
        if takes(record_type, spec)
        and spec.type in {"text", "long_text"}
        and not {"unique", "set_once"} & spec.marks
        and str(value_of(record_type, spec, 1)).startswith("Probe")
    ]
    return record_type.title if record_type.title in texts else texts[0]


async def body_of(
    client: httpx.AsyncClient,
    record_type: RecordType[Any],
    number: int,
    hidden: Collection[str] = (),
) -> dict[str, Any]:
    """Return the body of a create; what it must refer to within the service is created.

    Args:
        client: Of somebody who may create it.
        record_type: The type.
        number: Another one for each record.
        hidden: Fields that a create does not take.
    """
    body: dict[str, Any] = {}
    for spec in record_type.fields.values():
        if spec.name in hidden or not takes(record_type, spec):
            continue
        if spec.type == "reference":
            body[spec.name] = await _referred(client, spec, number)
        elif (value := value_of(record_type, spec, number)) is not None:
            body[spec.name] = value
    return body


async def _referred(client: httpx.AsyncClient, spec: FieldSpec, number: int) -> str:
    target = RECORD_TYPES.get(spec.target or "")
    if target is None:
        return str(new_id())
    made = await client.post(f"/api/v1/{target.plural}", json=await body_of(client, target, number))
    return str(UUID(made.json()["id"]))
