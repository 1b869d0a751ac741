"""Moderators' edits of the knowledge: drafted, saved so that nothing is ever lost, undone, looked back at."""

from __future__ import annotations

from bot.services.editing.attachments import HEAD_BYTES, why_not_import
from bot.services.editing.editing import Editing
from bot.services.editing.outcomes import Clash, Conflict, Outcome, Refused, Saved
from bot.services.editing.pace import Limits

__all__ = [
    "HEAD_BYTES",
    "Clash",
    "Conflict",
    "Editing",
    "Limits",
    "Outcome",
    "Refused",
    "Saved",
    "why_not_import",
]
