"""Suggestions as autocomplete choices. Discord refuses a whole list for one choice that breaks a rule."""

from __future__ import annotations

from collections.abc import Iterable

from discord import app_commands

from bot.ui import limits


def choices(suggestions: Iterable[tuple[str, str]]) -> list[app_commands.Choice[str]]:
    """Pairs of value and label as choices: at most 25, none empty, none too long, no value twice."""
    kept: dict[str, str] = {}
    for value, label in suggestions:
        if value.strip() and len(value) <= limits.CHOICE_VALUE and value not in kept:
            kept[value] = limits.clip(" ".join(label.split()), limits.CHOICE_NAME) or value
        if len(kept) == limits.CHOICES:
            break
    return [app_commands.Choice(name=label, value=value) for value, label in kept.items()]
