"""What Discord refuses in an application's commands."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from bot.sandbox.checks.callbacks import check_choice_value
from bot.sandbox.checks.problems import Path, Problems

CHAT_INPUT, USER, MESSAGE = 1, 2, 3
SUB_COMMAND, SUB_COMMAND_GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10

MAX_PER_TYPE = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15}
MAX_TOTAL_TEXT = 8000
NAME = re.compile(r"[-_'\w\u0900-\u097F\u0E00-\u0E7F]{1,32}")

LOCALES = frozenset(
    [
        "id",
        "da",
        "de",
        "en-GB",
        "en-US",
        "es-ES",
        "es-419",
        "fr",
        "hr",
        "it",
        "lt",
        "hu",
        "nl",
        "no",
        "pl",
        "pt-BR",
        "ro",
        "fi",
        "sv-SE",
        "vi",
        "tr",
        "cs",
        "el",
        "bg",
        "ru",
        "uk",
        "hi",
        "th",
        "zh-CN",
        "zh-TW",
        "ja",
        "ko",
        "ar",
        "he",
    ]
)
COMMAND_KEYS = frozenset(
    {"id", "type", "name", "name_localizations", "description", "description_localizations", "options", "nsfw"}
    | {"default_member_permissions", "dm_permission", "contexts", "integration_types", "handler"}
)
OPTION_KEYS = frozenset(
    {"type", "name", "name_localizations", "description", "description_localizations", "required", "choices", "options"}
    | {"channel_types", "min_value", "max_value", "min_length", "max_length", "autocomplete"}
)


def check_commands(commands: object) -> None:
    """Check a whole list of commands, as a bulk overwrite sends it."""
    problems = Problems()
    seen: set[tuple[int, str]] = set()
    kinds: Counter[int] = Counter()
    for index, value in enumerate(problems.sequence((), commands, most=sum(MAX_PER_TYPE.values()))):
        command = _command(problems, (index,), value)
        kind, name = _kind(command), str(command.get("name"))
        if (kind, name) in seen:
            problems.add(
                (index, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique"
            )
        seen.add((kind, name))
        kinds[kind] += 1
    for kind, most in MAX_PER_TYPE.items():
        if kinds[kind] > most:
            problems.add((), "APPLICATION_COMMANDS_MAX", f"At most {most} commands of type {kind}.")
    problems.raise_any()


def _kind(command: dict[str, Any]) -> int:
    kind = command.get("type") or CHAT_INPUT
    return kind if isinstance(kind, int) else 0


def _command(problems: Problems, path: Path, value: object) -> dict[str, Any]:
    command = problems.mapping(path, value, COMMAND_KEYS)
    kind = _kind(command)
    if kind not in MAX_PER_TYPE:
        problems.add((*path, "type"), "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3).")
        return command
    for key, allowed in (("contexts", (0, 1, 2)), ("integration_types", (0, 1))):
        for number, item in enumerate(problems.sequence((*path, key), command.get(key) or [], most=len(allowed))):
            if item not in allowed:
                problems.add((*path, key, number), "BASE_TYPE_CHOICES", f"Value must be one of {allowed}.")
    if kind == CHAT_INPUT:
        _named(problems, path, command)
        _options(problems, path, command, depth=0)
        if _total_text(command) > MAX_TOTAL_TEXT:
            problems.add(path, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({MAX_TOTAL_TEXT})")
        return command
    problems.text((*path, "name"), command.get("name"), least=1, most=32)
    _localizations(problems, (*path, "name_localizations"), command.get("name_localizations"), most=32)
    if command.get("description"):
        problems.add((*path, "description"), "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID", "Must be empty")
    if command.get("options"):
        problems.add((*path, "options"), "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS_INVALID", "Must be empty")
    return command


def _named(problems: Problems, path: Path, item: dict[str, Any]) -> None:
    _name(problems, (*path, "name"), item.get("name"))
    if item.get("description") is None:
        problems.required((*path, "description"))
    else:
        problems.text((*path, "description"), item["description"], least=1, most=100)
    for locale, name in _localizations(
        problems, (*path, "name_localizations"), item.get("name_localizations"), most=32
    ):
        _name(problems, (*path, "name_localizations", locale), name)
    _localizations(problems, (*path, "description_localizations"), item.get("description_localizations"), most=100)


def _name(problems: Problems, path: Path, value: object) -> None:
    if not isinstance(value, str) or not NAME.fullmatch(value) or value != value.lower():
        problems.add(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _localizations(problems: Problems, path: Path, value: object, *, most: int) -> list[tuple[str, str]]:
    if value is None:
        return []
    texts = problems.mapping(path, value, LOCALES)
    for locale, text in texts.items():
        problems.text((*path, locale), text, least=1, most=most)
    return list(texts.items())


def _options(problems: Problems, path: Path, owner: dict[str, Any], *, depth: int) -> None:
    options = problems.sequence((*path, "options"), owner.get("options") or [], most=25)
    seen: set[str] = set()
    optional_seen = False
    for index, value in enumerate(options):
        at = (*path, "options", index)
        option = problems.mapping(at, value, OPTION_KEYS)
        _named(problems, at, option)
        name = str(option.get("name"))
        if name in seen:
            problems.add((*at, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATED", "Option name already used")
        seen.add(name)
        kind = option.get("type")
        if kind in (SUB_COMMAND, SUB_COMMAND_GROUP):
            if (kind == SUB_COMMAND_GROUP and depth > 0) or depth > 1:
                problems.add((*at, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-commands nest one level")
            _options(problems, at, option, depth=depth + 1 if kind == SUB_COMMAND_GROUP else 2)
            continue
        if kind not in range(STRING, 12):
            problems.add((*at, "type"), "BASE_TYPE_CHOICES", "Value must be one of 1 to 11.")
        if option.get("required") and optional_seen:
            problems.add(
                at,
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
        optional_seen = optional_seen or not option.get("required")
        _values(problems, at, option)


def _values(problems: Problems, path: Path, option: dict[str, Any]) -> None:
    kind = option.get("type")
    choices = option.get("choices")
    if choices and option.get("autocomplete"):
        problems.add(
            path, "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES", "Choices and autocomplete exclude each other"
        )
    if option.get("autocomplete") and kind not in (STRING, INTEGER, NUMBER):
        problems.add((*path, "autocomplete"), "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_TYPE", "Not for this type")
    problems.number(path, option, "min_length", least=0, most=6000)
    problems.number(path, option, "max_length", least=1, most=6000)
    seen: set[str] = set()
    for index, value in enumerate(problems.sequence((*path, "choices"), choices or [], most=25)):
        at = (*path, "choices", index)
        choice = problems.mapping(at, value, {"name", "value", "name_localizations"})
        name = problems.text((*at, "name"), choice.get("name"), least=1, most=100)
        check_choice_value(problems, (*at, "value"), choice.get("value"), option_type=kind or STRING)
        _localizations(problems, (*at, "name_localizations"), choice.get("name_localizations"), most=100)
        if name in seen:
            problems.add((*at, "name"), "APPLICATION_COMMAND_CHOICE_NAME_DUPLICATED", "Choice name already used")
        seen.add(name)


def _total_text(item: dict[str, Any]) -> int:
    """Count names, descriptions and values; of translations only the longest counts."""
    total = 0
    for key in ("name", "description"):
        translated = item.get(f"{key}_localizations")
        texts = [item.get(key) or "", *(translated.values() if isinstance(translated, dict) else ())]
        total += max(len(str(text)) for text in texts)
    total += sum(len(str(choice.get("name"))) + len(str(choice.get("value"))) for choice in _objects(item, "choices"))
    return total + sum(_total_text(option) for option in _objects(item, "options"))


def _objects(item: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = item.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
