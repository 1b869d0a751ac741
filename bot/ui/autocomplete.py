"""Suggestions as autocomplete choices, which Discord refuses whole for one that breaks a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from discord import app_commands

from bot.ui import limits
from bot.ui.errors import explain


def offered(suggest: Callable[[], Iterable[tuple[str, str]]]) -> list[app_commands.Choice[str]]:
    """What `suggest` finds, as choices; nothing when it fails, since no error reaches a member who types."""
    try:
        return choices(suggest())
    except Exception as error:  # noqa: BLE001 - translated like every other, but for the log alone
        explain(error, "Completing an option")
        return []


def choices(suggestions: Iterable[tuple[str, str]]) -> list[app_commands.Choice[str]]:
    """Pairs of value and label as choices: at most 25, none empty, none too long, no value twice."""
    kept: dict[str, str] = {}
    for value, label in suggestions:
        if value.strip() and len(value) <= limits.CHOICE_VALUE and value not in kept:
            kept[value] = limits.clip(" ".join(label.split()), limits.CHOICE_NAME) or value
        if len(kept) == limits.CHOICES:
            break
    return [app_commands.Choice(name=label, value=value) for value, label in kept.items()]
