"""Texts that Discord shows for us in the member's own language: descriptions of commands and options."""

from __future__ import annotations

from discord import app_commands

from bot.texts import text


def localised(key: str) -> app_commands.locale_str:
    """A description by its key; the key travels along for a translator of the command tree."""
    return app_commands.locale_str(text(key), key=key)
