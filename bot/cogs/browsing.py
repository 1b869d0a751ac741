"""Commands that show without being asked a question: films, casts, quotes, trivia, offers, similar films, help."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Reply
from bot.services.asking import Asking
from bot.services.browsing import Browsing
from bot.services.guilds import Guilds
from bot.services.question import Place
from bot.texts import text
from bot.ui import limits
from bot.ui.autocomplete import offered
from bot.ui.places import place_of_interaction
from bot.ui.translation import localised
from bot.ui.views import Frame, view_of

Interaction = discord.Interaction[Any]
Choices = list[app_commands.Choice[str]]

_FILM = localised("ui.option.film")


class BrowsingCommands(commands.Cog):
    """One command a method of `Browsing`; `film` is what the member typed or chose, else the place's film is meant."""

    def __init__(
        self,
        tree: app_commands.CommandTree[Any],
        *,
        browsing: Browsing,
        asking: Asking,
        guilds: Guilds,
        rng: Random | None = None,
    ) -> None:
        self._tree = tree
        self._browsing = browsing
        self._asking = asking  # completes films and characters
        self._guilds = guilds
        self._rng = rng or Random()

    @app_commands.command(description=localised("ui.command.films"))
    async def films(self, interaction: Interaction) -> None:
        """List the films."""
        await self._show(interaction, self._browsing.films(), self._place(interaction))

    @app_commands.command(description=localised("ui.command.film"))
    @app_commands.describe(film=_FILM)
    async def film(self, interaction: Interaction, film: str | None = None) -> None:
        """Show a film's card."""
        place = self._place(interaction)
        await self._show(interaction, self._browsing.film_card(place, film=film), place)

    @app_commands.command(description=localised("ui.command.cast"))
    @app_commands.describe(film=_FILM)
    async def cast(self, interaction: Interaction, film: str | None = None) -> None:
        """Show who plays whom."""
        place = self._place(interaction)
        await self._show(interaction, self._browsing.cast(place, film=film), place)

    @app_commands.command(description=localised("ui.command.quote"))
    @app_commands.describe(film=_FILM, character=localised("ui.option.character"), search=localised("ui.option.search"))
    async def quote(
        self,
        interaction: Interaction,
        film: str | None = None,
        character: str | None = None,
        search: str | None = None,
    ) -> None:
        """Show a quote."""
        place = self._place(interaction)
        reply = self._browsing.quote(place, film=film, character=character, search=search, rng=self._rng)
        await self._show(interaction, reply, place)

    @app_commands.command(description=localised("ui.command.trivia"))
    @app_commands.describe(film=_FILM)
    async def trivia(self, interaction: Interaction, film: str | None = None) -> None:
        """Show something from behind the scenes."""
        place = self._place(interaction)
        await self._show(interaction, self._browsing.trivia(place, film=film, rng=self._rng), place)

    @app_commands.command(description=localised("ui.command.watch"))
    @app_commands.describe(film=_FILM, country=localised("ui.option.country"))
    async def watch(self, interaction: Interaction, film: str | None = None, country: str | None = None) -> None:
        """Show where a film can be seen."""
        place = self._place(interaction)
        await self._show(interaction, self._browsing.watch(place, film=film, country=country), place)

    @app_commands.command(description=localised("ui.command.similar"))
    @app_commands.describe(film=_FILM)
    async def similar(self, interaction: Interaction, film: str | None = None) -> None:
        """Show what to watch next."""
        place = self._place(interaction)
        await self._show(interaction, self._browsing.similar(place, film=film), place)

    @app_commands.command(description=localised("ui.command.help"))
    async def help(self, interaction: Interaction) -> None:
        """Say how to ask, and list the commands as the tree has them."""
        lines = [text("ui.help", bot=interaction.client.user.mention, menu=text("ui.menu.answer")), ""]
        lines += [
            f"`/{command.name}` {command.description}"
            for command in sorted(self._tree.get_commands(), key=lambda command: command.name)
            if isinstance(command, app_commands.Command) and command.default_permissions is None
        ]
        await interaction.response.send_message(limits.clip("\n".join(lines), limits.CONTENT), ephemeral=True)

    @film.autocomplete("film")
    @cast.autocomplete("film")
    @quote.autocomplete("film")
    @trivia.autocomplete("film")
    @watch.autocomplete("film")
    @similar.autocomplete("film")
    async def _films(self, _interaction: Interaction, current: str) -> Choices:
        return offered(lambda: self._asking.suggest_films(current))

    @quote.autocomplete("character")
    async def _characters(self, interaction: Interaction, current: str) -> Choices:
        film = getattr(interaction.namespace, "film", None)
        place = place_of_interaction(interaction)
        return offered(lambda: self._asking.suggest_characters(current, film=film, place=place))

    def _place(self, interaction: Interaction) -> Place:
        """Where the bot is silent, the reply is for the member alone."""
        place = place_of_interaction(interaction)
        return replace(place, private=self._guilds.is_silent(place))

    async def _show(self, interaction: Interaction, reply: Reply, place: Place) -> None:
        """For all to see, unless the place says otherwise."""
        frame = Frame(place, asker_id=None if place.private else interaction.user.id)
        await interaction.response.send_message(view=view_of(reply, frame), ephemeral=place.private)
