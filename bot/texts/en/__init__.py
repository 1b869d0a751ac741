"""English: what `bot.answers` says, and what `bot.ui` and `bot.cogs` write on buttons and under commands."""

from __future__ import annotations

from bot.texts.en.answers import ANSWERS
from bot.texts.en.interface import INTERFACE
from bot.texts.en.moderation import MODERATION
from bot.texts.en.moderators import MODERATORS

TEXTS = {**ANSWERS, **INTERFACE, **MODERATION, **MODERATORS}
