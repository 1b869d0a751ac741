"""The one kind of button we have: it carries a press in its custom id, and works after a restart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Self

import discord
from discord import ui

from bot.ui.ids import TEMPLATE, Act, BadPressError, Press, parse

PRESSED = "press"
"""The event a pressed button dispatches: listeners are `async def on_press(interaction, press)`."""


class PressButton(ui.DynamicItem[ui.Button[Any]], template=TEMPLATE):
    """Dispatches `on_press`; what a press does, and who may do it, is decided by the listener.

    There must be no second class, and no ordinary button beside it: discord.py forgets a dynamic class for the whole
    process when a view that mixes both kinds ends.
    """

    def __init__(self, press: Press, label: str) -> None:
        self.press = press
        super().__init__(ui.Button(label=label, custom_id=press.custom_id))

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],  # noqa: ARG003 - discord.py's signature
        item: ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Rebuild the button of a press; the template has seen to it that its custom id can be read."""
        return cls(parse(match.string), getattr(item, "label", None) or "")

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the press on; here an exception would only be logged and the member see "interaction failed"."""
        interaction.client.dispatch(PRESSED, interaction, self.press)


def presses_on(message: discord.Message) -> Iterator[Press]:
    """What can be pressed on a message; our buttons stand in rows at its top level."""
    for row in message.components:
        if isinstance(row, discord.ActionRow):
            for item in row.children:
                if isinstance(item, discord.Button) and item.custom_id:
                    try:
                        yield parse(item.custom_id)
                    except BadPressError:
                        continue


def asker_of(message: discord.Message) -> int | None:
    """Who asked what this message answers, as its remove button says; None where there is no such button."""
    return next((press.number(1) for press in presses_on(message) if press.act is Act.REMOVE), None)


def is_answered(interaction: discord.Interaction[Any]) -> bool:
    """Whether discord.py hands this press to `PressButton`; it drops all others without a word."""
    data: Any = interaction.data
    custom_id = str(data["custom_id"])
    if interaction.message is None or not PressButton.__discord_ui_compiled_template__.fullmatch(custom_id):
        return False
    return any(press == parse(custom_id) for press in presses_on(interaction.message))
