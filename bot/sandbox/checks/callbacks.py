"""What Discord refuses in the answers to interactions that are not messages: modals and autocomplete lists."""

from __future__ import annotations

from typing import Any

from bot.sandbox.checks.components import ComponentCheck
from bot.sandbox.checks.problems import Problems

MAX_CHOICES = 25
STRING, INTEGER, NUMBER = 3, 4, 10


def check_modal(data: object) -> None:
    """Check the `data` of a callback that opens a modal."""
    problems = Problems()
    modal: dict[str, Any] = problems.mapping(("data",), data, {"custom_id", "title", "components"})
    problems.text(("data", "custom_id"), modal.get("custom_id"), least=1, most=100)
    problems.text(("data", "title"), modal.get("title"), least=1, most=45)
    ComponentCheck(problems).modal(("data", "components"), modal.get("components"))
    problems.raise_any()


def check_choices(data: object, *, option_type: int) -> None:
    """Check the `data` of an autocomplete answer; one bad choice has the whole list refused."""
    problems = Problems()
    body = problems.mapping(("data",), data, {"choices"})
    choices = problems.sequence(("data", "choices"), body.get("choices"), most=MAX_CHOICES)
    for index, value in enumerate(choices):
        path = ("data", "choices", index)
        choice = problems.mapping(path, value, {"name", "value", "name_localizations"})
        problems.text((*path, "name"), choice.get("name"), least=1, most=100)
        check_choice_value(problems, (*path, "value"), choice.get("value"), option_type=option_type)
    problems.raise_any()


def check_choice_value(problems: Problems, path: tuple[str | int, ...], value: object, *, option_type: int) -> None:
    """Check that a choice's value has its option's type."""
    if option_type == STRING:
        problems.text(path, value, least=1, most=100)
    elif isinstance(value, bool) or not isinstance(value, int if option_type == INTEGER else (int, float)):
        problems.add(path, "NUMBER_TYPE_COERCE", f"Value {value!r} is not a number.")
