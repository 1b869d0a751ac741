"""The schemas that editors use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.knowledge import json_schemas, new_film_text
from bot.knowledge.facts import FACTS
from bot.knowledge.schema import write_schemas
from tests.knowledge.cases import BAD

ROOT = Path(__file__).parents[2]
FILES = sorted(
    [
        *(ROOT / "knowledge").rglob("*.yaml"),
        *(Path(__file__).parent / "data").rglob("*.yaml"),
        ROOT / "bot/knowledge/patterns.yaml",
    ]
)
NOT_IN_DRAFT_7 = {
    "prefixItems",
    "unevaluatedProperties",
    "unevaluatedItems",
    "$dynamicRef",
    "$defs",
    "dependentSchemas",
    "minContains",
}


class EditorLoader(yaml.SafeLoader):
    """Reads scalars by YAML 1.2, as editors do: `yes` is a text there, and a date too."""


EditorLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), list(first))


def seen_by_an_editor(text: str) -> Any:
    return yaml.load(text, Loader=EditorLoader)


def schema_for(text: str, path: Path) -> dict[str, Any]:
    kind = "patterns" if path.stem == "patterns" else "film" if re.search(r"(?m)^film:", text) else "general"
    return json_schemas()[f"{kind}.json"]


def errors(text: str, path: Path = Path("a.yaml")) -> list[str]:
    return [error.message for error in Draft7Validator(schema_for(text, path)).iter_errors(seen_by_an_editor(text))]


def parts(schema: object) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from parts(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from parts(value)


def test_the_committed_schemas_are_the_generated_ones(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    for path in tmp_path.iterdir():
        assert (ROOT / "docs" / "schema" / path.name).read_text(encoding="utf-8") == path.read_text(encoding="utf-8"), (
            "write them anew: film-faq-bot schema docs/schema"
        )


@pytest.mark.parametrize("schema", json_schemas().values(), ids=json_schemas())
def test_the_schemas_are_sound_draft_7(schema: dict[str, Any]) -> None:
    Draft7Validator.check_schema(schema)
    for part in parts(schema):
        assert not part.keys() & NOT_IN_DRAFT_7
        assert not ("$ref" in part and len(part) > 1), "draft 7 ignores what stands beside a reference"
        assert {"type": "null"} not in part.get("anyOf", [])


@pytest.mark.parametrize("schema", json_schemas().values(), ids=json_schemas())
def test_every_key_has_a_description(schema: dict[str, Any]) -> None:
    for part in parts(schema):
        if isinstance(part.get("properties"), dict) and part.get("type") is not None:
            for name, value in part["properties"].items():
                assert value.get("description"), name


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_an_editor_marks_nothing_in_sound_files(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not errors(text, path)


def test_an_editor_marks_nothing_in_a_new_film_s_file() -> None:
    assert not errors(new_film_text("1917", 2019)[1])


@pytest.mark.parametrize(
    "text",
    [
        "overview: {director: 1917, country: no, runtime: 2:19, released: 2019-12-04, genres: [1, true]}",
        "overview: {director: , writers: ~, runtime_minutes: 95}\nplot:\nfaq:\n",
        "faq: [{id: 6, question: true, answer: 7, mature: yes, checked: 2026-11-20}]",
        "plot: {synopsis: {text: One., spoiler: mild}, ending: [{text: Two.}, Three.]}",
        "box_office: {currency: USD, budget: 1e6, worldwide: '6 million', domestic: {value: 6, source: a}}",
    ],
)
def test_an_editor_marks_nothing_that_means_what_was_typed(text: str) -> None:
    assert not errors(f"film: {{title: 1917, year: 2019}}\n{text}\n")


@pytest.mark.parametrize(
    "text",
    [
        "overview: {directr: x}",
        "trivia: [{text: x, spoiler: lots}]",
        "faq: [{id: a, question: b}]",
        "cast: {character: x}",
        "related: [{title: a, url: www.a.b}]",
    ],
)
def test_an_editor_marks_what_is_wrong(text: str) -> None:
    assert errors(f"film: {{title: A, year: 2019}}\n{text}\n")


def test_an_editor_offers_every_fact() -> None:
    fact = json_schemas()["patterns.json"]["definitions"]["PatternRow"]["properties"]["fact"]
    assert fact["enum"] == list(FACTS)
    assert errors((BAD / "patterns-and-more" / "patterns.yml").read_text(encoding="utf-8"), Path("patterns.yml"))


def test_the_schema_is_plain_json() -> None:
    assert json.loads(json.dumps(json_schemas())) == json_schemas()
