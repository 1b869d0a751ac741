"""Questions asked by command: `/ask`, and the message menu "Answer this"."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.services.asking import Asking
from bot.services.guilds import Guilds
from bot.services.question import Question
from bot.texts import text
from bot.ui import errors
from bot.ui.autocomplete import offered
from bot.ui.messages import clean
from bot.ui.places import place_of_interaction
from bot.ui.translation import localised
from bot.ui.views import Frame, view_of

Interaction = discord.Interaction[Any]


class AskingCommands(commands.Cog):
    """Answers from memory, within a moment: nothing is deferred."""

    def __init__(self, tree: app_commands.CommandTree[Any], *, asking: Asking, guilds: Guilds) -> None:
        self._tree = tree
        self._asking = asking
        self._guilds = guilds
        # Message menus cannot be declared in a cog's body.
        self._menu = app_commands.ContextMenu(name=localised("ui.menu.answer"), callback=self._answer_this)

    async def cog_load(self) -> None:
        """Add the menu together with the cog's commands."""
        self._tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take the menu away with the cog."""
        self._tree.remove_command(self._menu.name, type=self._menu.type)

    @app_commands.command(description=localised("ui.command.ask"))
    @app_commands.describe(
        question=localised("ui.option.question"),
        film=localised("ui.option.film"),
        private=localised("ui.option.private"),
    )
    async def ask(
        self,
        interaction: Interaction,
        question: str,
        film: str | None = None,
        private: bool = False,  # noqa: FBT001, FBT002 - an option
    ) -> None:
        """Answer a question, typed or chosen."""
        # The channel shows who used the command, but not the question they typed.
        typed = None if private or self._asking.resolve(question) else question
        await self._answer(interaction, question, film=film, private=private, asked=typed)

    @ask.autocomplete("question")
    async def _questions(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        film = getattr(interaction.namespace, "film", None)
        place = place_of_interaction(interaction)
        return offered(lambda: self._asking.suggest_questions(current, film=film, place=place))

    @ask.autocomplete("film")
    async def _films(self, _interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return offered(lambda: self._asking.suggest_films(current))

    async def _answer_this(self, interaction: Interaction, message: discord.Message) -> None:
        """Answer somebody's message for all to see, or say that there is nothing in it to answer."""
        question = clean(message.content)
        if question:
            await self._answer(interaction, question, asked=question)
        else:
            await errors.note(interaction, text("ui.empty"))

    async def _answer(
        self,
        interaction: Interaction,
        question: str,
        *,
        film: str | None = None,
        private: bool = False,
        asked: str | None = None,
    ) -> None:
        place = place_of_interaction(interaction)
        private = private or self._guilds.is_silent(place)
        place = replace(place, private=private and place.guild_id is not None)
        outcome = await self._asking.answer(Question(interaction.id, clean(question), place, film=film))
        frame = Frame(
            place,
            question_id=interaction.id,
            asker_id=None if private else interaction.user.id,
            rated=outcome.kept,
            asked=asked,
        )
        await interaction.response.send_message(view=view_of(outcome.reply, frame), ephemeral=private)
