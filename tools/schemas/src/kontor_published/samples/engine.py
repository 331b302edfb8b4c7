"""Examples of what every service with records publishes about its records."""

from typing import Any

from kontor_published.samples.ids import (
    ANNA,
    BY_ANNA,
    CREATED_AT,
    UPDATED_AT,
    sample_id,
)
from kontor_published.samples.sample import Sample
from kontor_schemas.customizing import ChoiceValue, FieldLimits
from kontor_schemas.registry import fact_named, state_named
from kontor_schemas.state import State
from kontor_schemas.values import LocalText

_STAMPS: dict[str, Any] = {
    "version": 2,
    "owner": ANNA,
    "created_at": CREATED_AT,
    "created_by": BY_ANNA,
    "updated_at": UPDATED_AT,
    "updated_by": BY_ANNA,
}


def engine_samples(service: str, record: str) -> dict[str, Sample]:
    """Give an example of each thing the engine publishes for a service.

    Args:
        service: the service.
        record: one of its record types.
    """
    published = fact_named(f"{service}.catalogue.published.v1")
    entry = {"record": record, "fields": [{"name": "owner", "type": "reference"}]}
    return {
        f"{service}.custom_field": Sample(
            state=_field(service, record), before={"is_required": False}
        ),
        f"{service}.choice_list": Sample(state=_list(service), before={"values": []}),
        f"{service}.tag": _tag(service),
        f"{service}.catalogue": Sample(
            facts=(
                published.model_validate(
                    {
                        "id": sample_id(f"{service} catalogue"),
                        "version": 7,
                        "record": record,
                        "entry": entry,
                    }
                ),
            )
        ),
    }


def _field(service: str, record: str) -> State:
    return state_named(f"{service}.custom_field").model_validate(
        {
            "id": sample_id(f"{service} field region"),
            **_STAMPS,
            "record": record,
            "key": "c_region",
            "type": "choice",
            "label": LocalText(de="Gebiet", en="Region"),
            "hint": LocalText(de="Nach dem Sitz", en="By the seat"),
            "is_required": True,
            "is_unique": False,
            "is_indexed": True,
            "is_personal": False,
            "default": "north",
            "limits": FieldLimits(max_length=20, min=0, max=100, decimals=2),
            "show_if": {"field": "owner", "op": "is_set"},
            "choice_list": "region",
            "target": "identity.user",
            "formula": 'owner == null ? "none" : "some"',
            "result": "text",
            "position": 3,
        }
    )


def _list(service: str) -> State:
    north = ChoiceValue(
        key="north",
        label=LocalText(de="Norden", en="North"),
        order=1,
        hue="blue",
        is_active=True,
        category="open",
    )
    return state_named(f"{service}.choice_list").model_validate(
        {
            "id": sample_id(f"{service} list region"),
            **_STAMPS,
            "name": "region",
            "label": LocalText(de="Gebiete", en="Regions"),
            "values": [north],
        }
    )


def _tag(service: str) -> Sample:
    ended, other = sample_id("tag key account"), sample_id("tag important customer")
    fields = {"id": ended, **_STAMPS, "name": "Key account", "hue": "amber"}
    tag = state_named(f"{service}.tag").model_validate(fields)
    renamed, merged = (fact_named(f"{service}.tag.{verb}.v1") for verb in ("renamed", "merged"))
    stands = {"version": 3, "name": "Important customer"}
    return Sample(
        state=tag,
        before={"name": "key account"},
        facts=(
            renamed.model_validate({"id": ended, "successor": other, **stands}),
            merged.model_validate({"id": ended, "survivor": other, **stands}),
        ),
    )
