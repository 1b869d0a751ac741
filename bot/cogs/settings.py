"""`/settings`: who moderates a server, which film is meant where, where the bot is silent or answers unasked."""

from __future__ import annotations

import logging
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.moderating import Interaction, Moderating, offered_to_moderators
from bot.cogs.work import Work
from bot.services.editing import Editing
from bot.services.errors import StoreError
from bot.services.guilds import Guilds
from bot.services.library import Library
from bot.services.stores import DigestPeriod
from bot.texts import text
from bot.ui import sending
from bot.ui.checks import require_moderator
from bot.ui.errors import NotAllowedError
from bot.ui.ids import BadPressError, Sheet
from bot.ui.modals import SentForm
from bot.ui.posts import put, wait
from bot.ui.settings import CHANNEL, ROLES, moderators_form, settings_post
from bot.ui.translation import localised


class _ChannelId(app_commands.Transformer):
    """A channel or thread in which members write, by its id; it need not be in the cache."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        kinds = discord.ChannelType
        threads = [kinds.public_thread, kinds.private_thread, kinds.news_thread]
        return [kinds.text, kinds.news, kinds.voice, kinds.stage_voice, kinds.forum, *threads]

    async def transform(self, _interaction: Interaction, value: Any, /) -> int:
        return int(value.id)


Channel = app_commands.Transform[int, _ChannelId]

log = logging.getLogger(__name__)

_CHANNEL = localised("mod.option.channel")


@offered_to_moderators
class SettingsCommands(
    Moderating, commands.GroupCog, group_name="settings", group_description=localised("mod.command.settings")
):
    """Every change shows all settings as they are then."""

    def __init__(self, *, editing: Editing, library: Library, guilds: Guilds, work: Work, reads_messages: bool) -> None:
        super().__init__(guilds=guilds, work=work)
        self._editing = editing
        self._library = library
        self._reads_messages = reads_messages
        self.sheets = {Sheet.MODERATORS: self._take_moderators}

    @app_commands.command(description=localised("mod.command.settings.show"))
    async def show(self, interaction: Interaction) -> None:
        """Show all settings."""
        await self._show(interaction)

    @app_commands.command(description=localised("mod.command.settings.moderators"))
    async def moderators(self, interaction: Interaction) -> None:
        """Open the form of roles and channel."""
        self._require_owner(interaction)
        await interaction.response.send_modal(moderators_form(self._guilds.of(_guild(interaction))))

    @app_commands.command(description=localised("mod.command.settings.film"))
    @app_commands.describe(film=localised("mod.option.default_film"), channel=_CHANNEL)
    async def film(self, interaction: Interaction, film: str | None = None, channel: Channel | None = None) -> None:
        """Choose the film that is meant where nothing else says which; nothing takes the choice back."""
        await wait(interaction)
        guild = _guild(interaction)
        await self._guilds.set_film(guild, film or None, channel=channel)
        await self._show(interaction)

    @film.autocomplete("film")
    async def _films(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return self.completed(interaction, lambda: self._library.snapshot.suggestions.films(current))

    @app_commands.command(description=localised("mod.command.settings.silent"))
    @app_commands.describe(channel=_CHANNEL, silent=localised("mod.option.silent"))
    async def silent(self, interaction: Interaction, channel: Channel, silent: bool = True) -> None:  # noqa: FBT001, FBT002
        """Say nothing in the open in a channel."""
        await wait(interaction)
        await self._guilds.set_silent(_guild(interaction), channel, silent=silent)
        await self._show(interaction)

    @app_commands.command(description=localised("mod.command.settings.unasked"))
    @app_commands.describe(channel=_CHANNEL, unasked=localised("mod.option.unasked"))
    async def unasked(self, interaction: Interaction, channel: Channel, unasked: bool = True) -> None:  # noqa: FBT001, FBT002
        """Answer in a channel without being mentioned."""
        await wait(interaction)
        await self._guilds.set_unasked(_guild(interaction), channel, unasked=unasked)
        await self._show(interaction)

    @app_commands.command(description=localised("mod.command.settings.digest"))
    @app_commands.describe(period=localised("mod.option.period"))
    @app_commands.choices(
        period=[app_commands.Choice(name=localised(f"mod.digest.{one.value}"), value=one.value) for one in DigestPeriod]
    )
    async def digest(self, interaction: Interaction, period: str) -> None:
        """Choose how often the moderators' channel is told what waits."""
        if period not in set(DigestPeriod):
            raise BadPressError(f"no period: {period!r}")
        await wait(interaction)
        await self._guilds.set_digest(_guild(interaction), DigestPeriod(period))
        await self._show(interaction)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget a server that has removed the bot."""
        try:
            await self._guilds.forget(guild.id)
        except StoreError as error:
            log.warning("The settings of server %d are not forgotten: %s", guild.id, error)

    async def _take_moderators(self, interaction: Interaction, form: SentForm) -> None:
        await wait(interaction)
        self._require_owner(interaction)
        guild = _guild(interaction)
        settings = self._guilds.of(guild)
        before = settings.moderators_channel
        roles = {_snowflake(role) for role in form.chosen.get(ROLES, ())}
        everyone = guild in roles  # @everyone has its server's id
        if everyone:
            roles = set(settings.moderator_roles)
        channel = next(map(_snowflake, form.chosen.get(CHANNEL, ())), None)
        await self._guilds.set_moderators(guild, roles=roles, channel=channel)
        if channel is None:
            await self._guilds.clear_channel(guild)
        said = await self._greeted(interaction, channel) if channel != before else ""
        await self._show(interaction, text("mod.settings.everyone") + said if everyone else said)

    async def _greeted(self, interaction: Interaction, channel: int | None) -> str:
        """Try the moderators' channel at once: a channel we cannot write to would be noticed too late."""
        if channel is None:
            return ""
        try:
            await interaction.client.get_partial_messageable(channel).send(
                text("mod.settings.greeting"), allowed_mentions=sending.NOBODY
            )
        except discord.HTTPException:
            return text("mod.settings.unreachable", channel=f"<#{channel}>")
        return ""

    async def _show(self, interaction: Interaction, said: str = "") -> None:
        settings = self._guilds.of(_guild(interaction))
        why_not = self._editing.why_not(require_moderator(interaction, self._guilds))
        shown = settings_post(
            settings,
            self._library.snapshot.base,
            reads_messages=self._reads_messages,
            why_not_edit=why_not,
            said=said,
        )
        await put(interaction, shown)

    def _require_owner(self, interaction: Interaction) -> None:
        """Roles that were chosen to moderate cannot choose further ones."""
        if not require_moderator(interaction, self._guilds).rights.manage_guild:
            raise NotAllowedError(text("mod.manage_server"))


def _guild(interaction: Interaction) -> int:
    return interaction.guild_id or 0  # the rule has been asked: nobody moderates in direct messages


def _snowflake(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 20):  # noqa: PLR2004 - digits of a 64-bit number
        raise BadPressError(f"not a snowflake: {value!r}")
    return int(value)
