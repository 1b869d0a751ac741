"""The catalogue has every text that the code asks for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.knowledge.model import FilmFile
from bot.texts import CATALOGUES, DEFAULT_LANGUAGE, text

CODE = Path(bot.__file__).parent
KEYS = set(CATALOGUES[DEFAULT_LANGUAGE])


def literals() -> Iterator[tuple[Path, str]]:
    """Every text in the code that has the shape of a key."""
    for path in CODE.rglob("*.py"):
        if "texts" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in {"text", "say", "_count", "_abstain"} and node.args:
                for constant in ast.walk(node.args[0]):
                    if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
                        yield path, constant.value


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_every_key_written_out_exists() -> None:
    written = {key for _path, key in literals() if re.fullmatch(r"[a-z_]+[./][a-z_./]*[a-z_]", key)}
    assert len(written) > 50
    missing = {key for key in written if key not in KEYS and not any(known.startswith(key) for known in KEYS)}
    assert not missing


def test_every_field_fact_has_a_sentence() -> None:
    for section in ("overview", "box_office"):
        fields = FilmFile.model_fields[section].annotation.model_fields  # type: ignore[union-attr]
        assert {f"{section}/{name}" for name in fields if name != "currency"} <= KEYS


def test_values_with_braces_are_not_read_as_slots() -> None:
    assert text("similar.name", title="{x} and {0}") == "**{x} and {0}**"


def test_an_unknown_key_is_a_fault() -> None:
    with pytest.raises(KeyError):
        text("no.such.key")
