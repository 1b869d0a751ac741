"""From an exception to the one sentence that a member reads, and the one line that an operator reads.

Both carry the same short reference, so that a member's complaint leads to its line in the log.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
from discord import app_commands

from bot.knowledge.edit import EditError
from bot.services.errors import BotError, StoreError
from bot.texts import text
from bot.ui.ids import BadPressError

log = logging.getLogger(__name__)

UNKNOWN_INTERACTION = 10062  # older than 3 seconds
ALREADY_ANSWERED = 40060
TOKEN_EXPIRED = 50027  # older than 15 minutes
UNKNOWN_MESSAGE = 10008  # removed meanwhile
INVALID_BODY = 50035

_NOBODY_LISTENS = frozenset({UNKNOWN_INTERACTION, ALREADY_ANSWERED, TOKEN_EXPIRED, UNKNOWN_MESSAGE})

NEEDED_THERE = (
    ". I need View Channel, Send Messages (in threads: Send Messages in Threads) and Read Message History there"
)

_SENTENCES: Mapping[type[BaseException], str] = {
    BadPressError: "ui.error.old_button",
    app_commands.CommandNotFound: "ui.error.changed",
    app_commands.CommandSignatureMismatch: "ui.error.changed",
    app_commands.CheckFailure: "ui.error.not_allowed",
    discord.Forbidden: "ui.error.forbidden",
    discord.HTTPException: "ui.error.discord",
    discord.RateLimited: "ui.error.discord",
    aiohttp.ClientError: "ui.error.discord",
    TimeoutError: "ui.error.discord",  # aiohttp's for a request as a whole is no ClientError
    StoreError: "ui.error.store",
    Exception: "ui.error.unknown",
}
_MEMBERS_OWN = frozenset({"ui.error.old_button", "ui.error.changed", "ui.error.not_allowed"})


class NotAllowedError(app_commands.CheckFailure):
    """Somebody may not do what they have asked for; the text is the sentence they read."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is said about an error, and under which reference; a `reference` of None was not worth a line in the log."""

    sentence: str
    reference: str | None = None


def explain(error: BaseException, where: str) -> Told:
    """The sentence for the nearest class of an error; logs one line when it is a fault, a traceback when it is a bug."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if isinstance(error, NotAllowedError | BotError | EditError) and not isinstance(error, StoreError):
        log.debug("%s: %s", where, error)
        return Told(str(error))
    key = next(_SENTENCES[kind] for kind in type(error).__mro__ if kind in _SENTENCES)
    if key in _MEMBERS_OWN:
        log.debug("%s: %s", where, error)
        return Told(text(key))
    reference = secrets.token_hex(3)
    traceback = error if key == _SENTENCES[Exception] else None
    advice = NEEDED_THERE if isinstance(error, discord.Forbidden) else ""
    log.error(
        "%s failed [%s]: %s: %s%s", where, reference, type(error).__name__, _line(error), advice, exc_info=traceback
    )
    return Told(text(key, reference=reference), reference)


async def tell(interaction: discord.Interaction[Any], error: BaseException, where: str) -> None:
    """Explain an error to the member alone, whatever state the interaction is in; never raises."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if isinstance(error, discord.HTTPException) and error.code in _NOBODY_LISTENS:
        log.warning("%s: Discord no longer takes an answer (%d): %s", where, error.code, _line(error))
        return
    told = explain(error, where)
    with contextlib.suppress(discord.HTTPException, aiohttp.ClientError, OSError):
        await note(interaction, told.sentence)


async def note(interaction: discord.Interaction[Any], sentence: str) -> None:
    """Say one plain sentence to the member alone."""
    if interaction.response.is_done():
        await interaction.followup.send(sentence, ephemeral=True)
    else:
        await interaction.response.send_message(sentence, ephemeral=True)


def is_gone(error: discord.HTTPException) -> bool:
    """Whether a request failed because the message it speaks of, or replies to, has been deleted meanwhile."""
    return error.code == UNKNOWN_MESSAGE or (error.code == INVALID_BODY and "message_reference" in error.text)


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())
