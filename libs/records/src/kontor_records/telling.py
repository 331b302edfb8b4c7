"""Telling: the classes of the facts that the engine publishes in the name of a service."""

from typing import Any

from kontor_chassis.context import Context
from kontor_schemas.registry import fact_named


def fact(ctx: Context, noun: str, verb: str) -> type[Any]:
    """Return the class of a fact, such as `created` of the service's `custom_field`."""
    return fact_named(f"{ctx.service}.{noun}.{verb}.v1")
