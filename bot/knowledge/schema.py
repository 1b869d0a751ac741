"""JSON Schemas of the knowledge files, from the models, for completion and help in editors.

They stay within draft 7, which every editor's YAML support knows, and allow what an editor, reading YAML by its own
rules, sees where a text was typed: a number, a truth value, nothing at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.knowledge.facts import FACTS
from bot.knowledge.model import FilmFile, GeneralFile, PartsFact, PatternsFile, Shape

Schema = dict[str, Any]

_FILES: dict[str, type[Shape]] = {"film.json": FilmFile, "general.json": GeneralFile, "patterns.json": PatternsFile}


def json_schemas() -> dict[str, Schema]:
    """The schema of each kind of file, by the name of the file it is written to."""
    schemas = {name: _file_schema(model) for name, model in _FILES.items()}
    fact = schemas["patterns.json"]["definitions"]["PatternRow"]["properties"]["fact"]
    fact.pop("type")
    fact["enum"] = list(FACTS)
    return schemas


def write_schemas(folder: Path) -> None:
    """Write each schema to its file, in a form that differs only where the schema does."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in json_schemas().items():
        (folder / name).write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _file_schema(model: type[Shape]) -> Schema:
    raw = model.model_json_schema(ref_template="#/definitions/{model}")
    shapes = {shape.__name__: shape for shape in _shapes(Shape)}
    definitions = {name: _definition(shapes[name], schema) for name, schema in raw.pop("$defs").items()}
    root = _object(model, raw)
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "description": raw["description"]}
    return {**head, **root, "definitions": dict(sorted(definitions.items()))}


def _shapes(base: type[Shape]) -> Iterator[type[Shape]]:
    for shape in base.__subclasses__():
        yield shape
        yield from _shapes(shape)


def _definition(shape: type[Shape], raw: Schema) -> Schema:
    """An object, or what stands for it in short; nothing at all means "not given"."""
    written = _object(shape, raw)
    if "runtime_minutes" in written["properties"]:
        written["properties"]["runtime"] = written["properties"]["runtime_minutes"]
    if shape.SHORT is None:
        return {**written, "type": ["object", "null"]}
    short = {key: value for key, value in written["properties"][shape.SHORT].items() if key != "description"}
    if issubclass(shape, PartsFact):  # one part stands for a list of one
        short = {"anyOf": [short, {"$ref": "#/definitions/Part"}]}
        written["properties"]["value"] = {"description": written["properties"]["value"]["description"], **short}
    return {"description": raw["description"], "anyOf": [_or_null(short), written]}


def _object(shape: type[Shape], raw: Schema) -> Schema:
    required = raw.get("required", [])
    helps = {info.alias or name: info.description for name, info in shape.model_fields.items()}
    properties = {
        name: {"description": helps[name], **_property(schema, optional=name not in required)}
        for name, schema in raw["properties"].items()
    }
    result: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        result["required"] = required
    return result


def _property(raw: Schema, *, optional: bool) -> Schema:
    schema = {key: value for key, value in raw.items() if key not in ("title", "default")}
    if "anyOf" in schema:  # X | None: the choice says nothing to a moderator
        forms = [form for form in schema.pop("anyOf") if form != {"type": "null"}]
        schema |= forms[0] if len(forms) == 1 else {"anyOf": forms}
    if "$ref" in schema:  # draft 7 ignores whatever stands beside a reference
        schema["allOf"] = [{"$ref": schema.pop("$ref")}]
    return _or_null(schema) if optional else schema


def _or_null(schema: Schema) -> Schema:
    """The schema with `null` allowed, which is how an editor sees an empty value."""
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    if "anyOf" in schema:
        return {**schema, "anyOf": [_or_null(schema["anyOf"][0]), *schema["anyOf"][1:]]}
    if "type" in schema:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return {**schema, "type": [*types, "null"]}
    return schema  # a reference: its definition allows it
