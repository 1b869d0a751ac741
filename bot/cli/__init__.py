"""The command line: reads settings, passes plain values down, joins the application and Discord."""

from __future__ import annotations

from bot.cli.program import main

__all__ = ["main"]
