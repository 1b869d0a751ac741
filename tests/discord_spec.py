"""Check requests and responses against Discord's official API description (`discord-openapi.json`).

The description is read as published but for three things. Snowflakes may be integers, since Discord takes both and
discord.py has always sent integers. The code of a nested error may be a word, as in Discord's own guide
(`BASE_TYPE_REQUIRED`). And where a body may be one of several kinds told apart by `type` (components,
callbacks), the kind is picked by it before validating, so that a fault is reported where it is rather than as
"not valid under any of the given schemas".
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Protocol

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry
from referencing.jsonschema import DRAFT202012

NO_CONTENT = 204
DOCUMENT = "urn:discord"
UNIONS = ("oneOf", "anyOf")


class Request(Protocol):
    """What a recorded request has to have."""

    method: str
    path: str
    route: str | None
    body: Any


class Response(Protocol):
    """What a recorded response has to have."""

    request: Any
    status: int
    body: Any


class DiscordSpec:
    """Validators for every route of the description, each built once."""

    def __init__(self, path: Path) -> None:
        document = json.loads(path.read_text(encoding="utf-8"))
        self._schemas = document["components"]["schemas"]
        self._schemas["SnowflakeType"] = {
            "anyOf": [{"type": "string", "pattern": "^(0|[1-9][0-9]*)$"}, {"type": "integer", "minimum": 0}]
        }
        self._schemas["Error"]["properties"]["code"] = {"type": ["integer", "string"]}
        self._document = self._by_type(document)
        resource = DRAFT202012.create_resource(self._document)
        self._registry: Registry = Registry().with_resource(DOCUMENT, resource)
        self._validators: dict[tuple[str, ...], Draft202012Validator] = {}

    def check_request(self, request: Request) -> None:
        """Raise AssertionError when a request's route is unknown or its body is not what Discord describes."""
        operation = self._operation(request.method, request.route)
        if operation is None:
            raise AssertionError(f"{request.method} {request.path} is not in Discord's description")
        described = operation.get("requestBody", {}).get("content", {})
        if "application/json" not in described:
            if request.body not in (None, {}):
                raise AssertionError(f"{request.method} {request.route} takes no body, but got {request.body!r}")
            return
        steps = ("paths", request.route, request.method.lower(), "requestBody", "content", "application/json", "schema")
        self._validate(steps, request.body, f"{request.method} {request.route}")

    def check_response(self, response: Response) -> None:
        """Raise AssertionError when an answer's status or body is not what Discord describes."""
        request = response.request
        operation = self._operation(request.method, request.route)
        if operation is None or response.status == NO_CONTENT:
            return
        name = f"{request.method} {request.route} -> {response.status}"
        if response.status >= 400:
            self._validate(("components", "schemas", "ErrorResponse"), response.body, name)
            return
        described = operation["responses"].get(str(response.status))
        if described is None:
            raise AssertionError(f"{name} is not in Discord's description, only {sorted(operation['responses'])}")
        steps = ("paths", request.route, request.method.lower(), "responses", str(response.status))
        self._validate((*steps, "content", "application/json", "schema"), response.body, name)

    def check_schema(self, name: str, body: Any) -> None:
        """Raise AssertionError when a body does not fit one of the description's named schemas."""
        self._validate(("components", "schemas", name), body, name)

    def _operation(self, method: str, route: str | None) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self._document["paths"].get(route, {}).get(method.lower())
        return found

    def _validate(self, steps: tuple[str, ...], body: Any, name: str) -> None:
        validator = self._validators.get(steps)
        if validator is None:
            pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
            schema = {"$ref": f"{DOCUMENT}#/{pointer}"}
            validator = self._validators[steps] = Draft202012Validator(schema, registry=self._registry)
        errors = [readable(error) for error in validator.iter_errors(body)]
        if errors:
            raise AssertionError("\n".join([f"{name}: {len(errors)} faults", *errors]))

    def _by_type(self, node: Any) -> Any:
        """Rewrite every union whose branches are told apart by `type`."""
        if isinstance(node, list):
            return [self._by_type(item) for item in node]
        if not isinstance(node, dict):
            return node
        rewritten = {key: self._by_type(value) for key, value in node.items() if key not in UNIONS}
        for union in UNIONS:
            if isinstance(node.get(union), list):
                told_apart = self._told_apart(node[union])
                if told_apart is None:
                    rewritten[union] = self._by_type(node[union])
                else:
                    rewritten["allOf"] = [*rewritten.get("allOf", ()), told_apart]
        return rewritten

    def _told_apart(self, branches: list[dict[str, Any]]) -> dict[str, Any] | None:
        """Give "if `type` is one of these, then that branch" for a union of objects; None for other unions."""
        null = {"type": "null"} in branches
        cases: list[tuple[list[Any], dict[str, Any]]] = []
        for branch in branches:
            if branch == {"type": "null"}:
                continue
            kinds = self._kinds(branch)
            if kinds is None:
                return None
            cases.append((kinds, branch))
        every = [kind for kinds, _ in cases for kind in kinds]
        if len(cases) < 2 or len(set(every)) != len(every):
            return None
        one_of_them = {"type": "object", "required": ["type"], "properties": {"type": {"enum": every}}}
        kind_first: dict[str, Any] = {"if": {"type": "object"}, "then": one_of_them}
        if not null:
            kind_first = one_of_them
        chosen = [
            {"if": {"type": "object", "required": ["type"], "properties": {"type": {"enum": kinds}}}, "then": branch}
            for kinds, branch in cases
        ]
        return {"type": ["object", "null"] if null else "object", "allOf": [kind_first, *chosen]}

    def _kinds(self, branch: dict[str, Any]) -> list[Any] | None:
        name = branch.get("$ref", "").rpartition("/")[2]
        kind = self._schemas.get(name, {}).get("properties", {}).get("type", {})
        kinds: list[Any] | None = kind.get("enum")
        return kinds


def readable(error: ValidationError) -> str:
    """Say where a body is wrong and why, going down to the innermost fault of a union."""
    inner = best_match([error]) or error
    where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in inner.absolute_path)
    message = inner.message if len(inner.message) < 300 else inner.message[:300] + "…"
    return f"  body{where}: {message}"
