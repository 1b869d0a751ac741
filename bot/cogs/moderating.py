"""What every moderators' command, button and form goes through: work counted, the rule asked, errors translated."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.work import Work
from bot.services.guilds import Guilds
from bot.services.permissions import may_moderate
from bot.ui import errors
from bot.ui.autocomplete import offered
from bot.ui.checks import require_moderator, standing_of
from bot.ui.ids import Act, Press, Sheet
from bot.ui.modals import SentForm

Interaction = discord.Interaction[Any]
Pressed = Callable[[Interaction, Press], Awaitable[None]]
_Command = TypeVar("_Command")
Sent = Callable[[Interaction, SentForm], Awaitable[None]]


def offered_to_moderators(command: _Command) -> _Command:
    """Offer a command in servers, to members with Manage Messages: a bot cannot grant a command to a role.

    This is what Discord's picker shows by default; who may use it is the bot's own rule, asked by `Moderating`.
    """
    in_servers = app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    return app_commands.default_permissions(manage_messages=True)(in_servers(command))


class Moderating(commands.Cog):
    """A cog for moderators: fills in what its buttons and forms do, and need not ask who pressed or sent them."""

    acts: Mapping[Act, Pressed]
    sheets: Mapping[Sheet, Sent]

    def __init__(self, *, guilds: Guilds, work: Work) -> None:
        self._guilds = guilds
        self._work = work
        self.acts = {}
        self.sheets = {}

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Let only moderators use the cog's commands; raises NotAllowedError, which says what they lack."""
        require_moderator(interaction, self._guilds)
        return True

    def completed(
        self, interaction: Interaction, suggest: Callable[[], Iterable[tuple[str, str]]]
    ) -> list[app_commands.Choice[str]]:
        """What completes an option, for who may see it."""
        return offered(suggest) if self.completes(interaction) else []

    def completes(self, interaction: Interaction) -> bool:
        """Whether somebody's options are completed: moderators'. Discord asks for it before any check of the command."""
        standing = standing_of(interaction, self._guilds)
        return may_moderate(standing.rights, moderator_roles=standing.moderator_roles)

    @commands.Cog.listener()
    async def on_press(self, interaction: Interaction, press: Press) -> None:
        """Do what one of the cog's buttons says."""
        if press.act in self.acts:
            await self._do(interaction, lambda: self.acts[press.act](interaction, press), f"The button {press.act}")

    @commands.Cog.listener()
    async def on_form(self, interaction: Interaction, form: SentForm) -> None:
        """Take one of the cog's forms."""
        sheet = form.id.sheet
        if sheet in self.sheets:
            await self._do(interaction, lambda: self.sheets[sheet](interaction, form), f"The form {sheet}")

    async def _do(self, interaction: Interaction, act: Callable[[], Awaitable[None]], what: str) -> None:
        if not self._work.take():
            return
        try:
            require_moderator(interaction, self._guilds)
            await act()
        except Exception as error:  # noqa: BLE001 - the one place where errors of buttons and forms are translated
            await errors.tell(interaction, error, what)
