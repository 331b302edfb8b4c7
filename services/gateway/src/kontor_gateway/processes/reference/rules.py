"""Merging the services' OpenAPI documents into one."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

Document = dict[str, Any]

_HEAD: Document = {
    "openapi": "3.1.0",
    "info": {
        "title": "Kontor",
        "version": "1",
        "description": (
            "One door to all services. Sign in at `/api/v1/session`, or send an API key. Every "
            "write takes an `Idempotency-Key`; every refusal is a problem document (RFC 9457)."
        ),
    },
    "servers": [{"url": "/"}],
    "security": [{"bearer": []}, {"apiKey": []}, {"cookie": []}],
}
_SECURITY: Document = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "apiKey": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "kontor_session",
        "description": "Writes with the cookie also send `X-Kontor-Csrf: 1`.",
    },
}
_REFERENCE = "#/components/schemas/"


def merged(documents: Mapping[str, Document]) -> Document:
    """Return one OpenAPI 3.1 document of all services.

    A schema that two services describe alike is there once; where they differ, the later service
    by name has its own under its name.

    Args:
        documents: Each service's document.
    """
    paths: Document = {}
    schemas: Document = {}
    tags: dict[str, None] = {}
    for service in sorted(documents):
        document = deepcopy(documents[service])
        own = document.get("components", {}).get("schemas", {})
        renamed = {
            name: f"{service.title()}{name}"
            for name, schema in own.items()
            if name in schemas and schemas[name] != schema
        }
        document = _renamed(document, renamed)
        for path, item in document.get("paths", {}).items():
            if path.startswith("/api/v1/"):
                paths.setdefault(path, _secured(item, path))
                tags |= dict.fromkeys(_tags(item))
        schemas.update(document.get("components", {}).get("schemas", {}))
    return {
        **_HEAD,
        "tags": [{"name": tag} for tag in tags],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": _SECURITY,
        },
    }


def _secured(item: Document, path: str) -> Document:
    """Say of the public operations that they need no sign-in."""
    if path in {"/api/v1/session", "/api/v1/session/refresh"}:
        for method in ("post",):
            if method in item:
                item[method]["security"] = []
    return item


def _tags(item: Document) -> list[str]:
    return [tag for operation in item.values() for tag in operation.get("tags", [])]


def _renamed(node: Any, names: Mapping[str, str]) -> Any:
    if not names:
        return node
    if isinstance(node, dict):
        changed = {
            key: _renamed(value, names)
            if key != "$ref"
            else _REFERENCE
            + names.get(value.removeprefix(_REFERENCE), value.removeprefix(_REFERENCE))
            for key, value in node.items()
        }
        if "schemas" in changed and isinstance(changed["schemas"], dict):
            changed["schemas"] = {
                names.get(name, name): schema for name, schema in changed["schemas"].items()
            }
        return changed
    if isinstance(node, list):
        return [_renamed(value, names) for value in node]
    return node
