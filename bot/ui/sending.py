"""Sends and edits our messages, so that nobody is pinged, nothing is sent twice and a short fault does not matter."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any, TypeVar

import aiohttp
import discord

from bot.ui import limits
from bot.ui.components import Layout

NOBODY = discord.AllowedMentions.none()
"""Given with every edit: the client adds its own setting to what it sends, and leaves it out of what it edits."""

PAUSES = (0.5, 1.5)
"""Seconds before our second and third try; the client itself gives up at once on a 503 and on a lost connection."""

_Sent = TypeVar("_Sent")


async def reply(message: discord.Message, view: Layout, *, nonce: str) -> discord.Message:
    """Answer a message. Tries again after a passing fault: the nonce keeps Discord from showing the answer twice."""
    return await _persistently(lambda: message.reply(view=view, nonce=nonce))


async def edit(message: discord.PartialMessage, view: Layout) -> None:
    """Replace one of our messages."""
    await _persistently(lambda: message.edit(view=view, allowed_mentions=NOBODY))


async def delete(message: discord.PartialMessage) -> None:
    """Delete one of our messages; it may be gone already."""
    try:
        await _persistently(message.delete)
    except discord.NotFound:
        return


async def show(interaction: discord.Interaction[Any], view: Layout) -> None:
    """Show a view to the member who pressed: in place where they are alone with the message, else privately."""
    if interaction.message is not None and interaction.message.flags.ephemeral:
        await interaction.response.edit_message(view=view, allowed_mentions=NOBODY)
    else:
        await interaction.response.send_message(view=view, ephemeral=interaction.guild_id is not None)


def nonce_of(message: discord.Message) -> str:
    """`<question id>-<n>`: n is 0 for a new message and else the edit's time, so each fresh answer has a larger one.

    It says the same in every process and after a restart. n counts milliseconds from the message to its edit in base
    36, whose five digits last for 16 hours; Discord compares nonces within minutes.
    """
    edited = message.edited_at
    n = 0 if edited is None else _milliseconds(message.created_at, edited)
    return f"{message.id}-{_base36(n)}"[: limits.NONCE]


def _milliseconds(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() * 1000) % 36**5


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
        if not number:
            return digits


async def _persistently(send: Callable[[], Awaitable[_Sent]]) -> _Sent:
    for pause in PAUSES:
        try:
            return await send()
        except discord.DiscordServerError as error:
            if error.status != HTTPStatus.SERVICE_UNAVAILABLE:  # the others the client has tried five times already
                raise
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            pass
        await asyncio.sleep(pause)
    return await send()
