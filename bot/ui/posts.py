"""What moderators are shown: texts that fit a message, the rest as a file beside them, and buttons below."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.ui import limits
from bot.ui.components import Component, Layout, container, file, rows
from bot.ui.sending import NOBODY

CALM = 0x5865F2
GOOD = 0x3BA55D
CAREFUL = 0xE0A83A
BAD = 0xD83C3E


@dataclass(frozen=True, slots=True)
class Attached:
    """A file beside a message."""

    name: str  # [a-z0-9._-]: part of an address in the message
    data: bytes

    def opened(self) -> discord.File:
        """As the client sends it; to be made afresh for every try."""
        return discord.File(io.BytesIO(self.data), filename=self.name)


@dataclass(frozen=True, slots=True)
class Post:
    """A private message of ours."""

    components: Sequence[Component]
    files: tuple[Attached, ...] = ()

    @property
    def layout(self) -> Layout:
        """What is sent, files included."""
        return Layout([*self.components, *(file(attached.name) for attached in self.files)])


def post(*texts: str, colour: int = CALM, buttons: Iterable[Component] = (), files: tuple[Attached, ...] = ()) -> Post:
    """Texts in a frame, clipped to what a message holds, the last ones first; buttons in rows below."""
    return Post([container(*fitted(texts, limits.VIEW_TEXT), colour=colour), *rows(buttons)], files)


def fitted(texts: Iterable[str], space: int) -> list[str]:
    """Texts cut so that together they have at most `space` characters."""
    kept = []
    for text in texts:
        kept.append(limits.clip(text, space))
        space -= len(kept[-1])
    return kept


def code(text: str, *, language: str = "", space: int) -> str:
    """A code block of at most `space` characters, cut at a line; what is in it cannot end it."""
    safe = text.rstrip("\n").replace("```", "`\u200b``")
    room = space - len(language) - len("```\n\n```") - 2
    if len(safe) > room:
        safe = safe[:room].rsplit("\n", 1)[0] + "\n…"
    return f"```{language}\n{safe}\n```"


async def wait(interaction: discord.Interaction[Any]) -> None:
    """Acknowledge what may take longer than a moment: the message the button or form stands on will change, or come."""
    in_place = interaction.message is not None and interaction.message.flags.ephemeral
    await interaction.response.defer(ephemeral=True, thinking=not in_place)


async def put(interaction: discord.Interaction[Any], shown: Post) -> None:
    """Show it to the member alone: after `wait`, or at once; in place of the private message that was pressed."""
    files = [attached.opened() for attached in shown.files]
    if interaction.response.is_done():
        await interaction.edit_original_response(view=shown.layout, attachments=files, allowed_mentions=NOBODY)
    elif interaction.message is not None and interaction.message.flags.ephemeral:
        await interaction.response.edit_message(view=shown.layout, attachments=files, allowed_mentions=NOBODY)
    else:
        await interaction.response.send_message(view=shown.layout, files=files, ephemeral=True, allowed_mentions=NOBODY)
