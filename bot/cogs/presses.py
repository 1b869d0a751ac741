"""What pressed buttons do, before and after a restart alike; no press stays without an answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import discord
from discord.ext import commands

from bot.answers import Abstention, Reply
from bot.answers.answer import NextStep
from bot.cogs.work import Work
from bot.services.asking import Asking
from bot.services.feedback import Feedback
from bot.services.guilds import Guilds
from bot.services.permissions import may_remove
from bot.services.question import Place
from bot.services.stores import AnswerStore
from bot.texts import text
from bot.ui import errors, sending
from bot.ui.buttons import asker_of, is_answered
from bot.ui.checks import rights_of
from bot.ui.ids import Act, BadPressError, Press, parse_form
from bot.ui.modals import SENT, SentForm
from bot.ui.places import place_of_interaction
from bot.ui.views import MOST_FILMS, Frame, view_of

Interaction = discord.Interaction[Any]


class Presses(commands.Cog):
    """One method an act of `Act`."""

    def __init__(self, *, asking: Asking, feedback: Feedback, answers: AnswerStore, guilds: Guilds, work: Work) -> None:
        self._asking = asking
        self._feedback = feedback
        self._answers = answers
        self._guilds = guilds
        self._work = work
        self._acts: Mapping[Act, Callable[[Interaction, Press], Awaitable[None]]] = {
            Act.NEXT: self._next,
            Act.PICK: self._pick,
            Act.YES: self._rate,
            Act.NO: self._rate,
            Act.REMOVE: self._remove,
            Act.SHOW: self._reveal,
            Act.FILMS: self._films,
        }

    @commands.Cog.listener()
    async def on_press(self, interaction: Interaction, press: Press) -> None:
        """Do what a button says; moderators' buttons are their own cogs'."""
        if press.act not in self._acts or not self._work.take():
            return
        try:
            await self._acts[press.act](interaction, press)
        except Exception as error:  # noqa: BLE001 - the one place where errors of presses are translated
            await errors.tell(interaction, error, f"The button {press.act}")

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Hand forms on, and answer presses and forms that nobody takes: discord.py drops all of them silently."""
        if interaction.type is discord.InteractionType.component and not is_answered(interaction):
            sentence = text("ui.error.old_button")
        elif interaction.type is discord.InteractionType.modal_submit:
            data: Any = interaction.data
            try:
                form = parse_form(str(data["custom_id"]))
            except BadPressError:
                sentence = text("ui.error.old_form")
            else:
                interaction.client.dispatch(SENT, interaction, SentForm.of(form, data))
                return
        else:
            return
        if self._work.take():
            try:
                await errors.note(interaction, sentence)
            except Exception as error:  # noqa: BLE001 - as above
                await errors.tell(interaction, error, "An unknown press")

    async def _next(self, interaction: Interaction, press: Press) -> None:
        await self._show(interaction, self._asking.show(press.text(0), _alone(interaction)))

    async def _reveal(self, interaction: Interaction, press: Press) -> None:
        await self._show(interaction, self._asking.show(press.text(0), _alone(interaction)), revealed=True)

    async def _films(self, interaction: Interaction, press: Press) -> None:
        """Offer the same of the other films; each is a next step like any other."""
        films = self._asking.other_films(press.text(0))
        steps = tuple(NextStep(film.entry, film.label) for film in films[:MOST_FILMS])
        words = text("ui.films.which") if films else text("ui.films.none")
        if len(films) > MOST_FILMS:
            words += " " + text("ui.films.more", count=len(films) - MOST_FILMS)
        await self._show(interaction, Abstention(words, next_steps=steps))

    async def _pick(self, interaction: Interaction, press: Press) -> None:
        """Turn an ask-back into the chosen answer; for anybody but the asker, show it to them alone."""
        question_id, entry = press.number(0), press.text(1)
        message = interaction.message
        place = _alone(interaction) if message and message.flags.ephemeral else place_of_interaction(interaction)
        asker = asker_of(message) if message else None
        if asker not in {None, interaction.user.id}:
            await self._show(interaction, self._asking.show(entry, _alone(interaction)))
            return
        await interaction.response.defer()  # the choice is noted in the store, which may take its time
        async with self._work.alone_with(question_id):
            outcome = await self._asking.choose(question_id, entry, place)
            frame = Frame(place, question_id=question_id or None, asker_id=asker)
            await interaction.edit_original_response(
                view=view_of(outcome.reply, frame), allowed_mentions=sending.NOBODY
            )

    async def _rate(self, interaction: Interaction, press: Press) -> None:
        helpful = press.act is Act.YES
        await interaction.response.defer(ephemeral=True, thinking=True)
        known = await self._feedback.rate(press.number(0), interaction.user.id, helpful=helpful)
        sentence = "ui.forgotten" if not known else "ui.thanks" if helpful else "ui.noted"
        await interaction.edit_original_response(content=text(sentence), allowed_mentions=sending.NOBODY)

    async def _remove(self, interaction: Interaction, press: Press) -> None:
        question_id, asker_id = press.number(0), press.number(1)
        roles = self._guilds.moderator_roles(interaction.guild_id)
        member = interaction.user.id
        if not may_remove(rights_of(interaction), member_id=member, asker_id=asker_id, moderator_roles=roles):
            await errors.note(interaction, text("ui.not_yours"))
            return
        await interaction.response.defer()
        async with self._work.alone_with(question_id):
            self._answers.unlink(question_id)
            await interaction.delete_original_response()

    async def _show(self, interaction: Interaction, reply: Reply, *, revealed: bool = False) -> None:
        """To the member alone; in direct messages, where they are alone anyway, as a message that stays."""
        asker = interaction.user.id if interaction.guild_id is None else None
        frame = Frame(place_of_interaction(interaction), asker_id=asker, revealed=revealed)
        await sending.show(interaction, view_of(reply, frame))


def _alone(interaction: Interaction) -> Place:
    """The place of a reply to the member alone; in direct messages there is nobody else."""
    return replace(place_of_interaction(interaction), private=interaction.guild_id is not None)
