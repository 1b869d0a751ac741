"""Questions asked by message, for as long as the message lives: mentions, replies, direct messages, edits, deletions."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import aiohttp
import discord
from discord.ext import commands

from bot.cogs.work import Work
from bot.services.asking import Asking
from bot.services.errors import StoreError
from bot.services.guilds import Guilds
from bot.services.question import Question
from bot.services.stores import AnswerLink, AnswerStore, AskedQuestion, QuestionStore
from bot.texts import text
from bot.ui import errors, sending
from bot.ui.components import Layout
from bot.ui.floods import Floods
from bot.ui.messages import clean, question_in
from bot.ui.places import place_of_message
from bot.ui.views import Frame, view_of

log = logging.getLogger(__name__)

EDIT_IS_NEWS_FOR = timedelta(minutes=5)
"""An event about a message that was edited longer ago is about something else: a pin, a thread, a link's preview."""

HINT_PAUSE_S = 300.0
"""Seconds before the same member is told again how to ask; they may just be talking about the bot's answer."""


class Messages(commands.Cog):
    """Answers messages, and keeps each answer in step with its question."""

    def __init__(
        self,
        client: discord.Client,
        *,
        asking: Asking,
        questions: QuestionStore,
        answers: AnswerStore,
        guilds: Guilds,
        work: Work,
        floods: Floods,
        reads_messages: bool = False,
    ) -> None:
        self._client = client
        self._asking = asking
        self._questions = questions
        self._answers = answers
        self._guilds = guilds
        self._work = work
        self._reads_messages = reads_messages
        self._floods = floods
        self._hints = Floods(rate=1, per=HINT_PAUSE_S)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that asks the bot something."""
        question = self._question_in(message)
        unasked = question is None and self._answers_unasked(message)
        if (question is None and not unasked) or not self._work.take():
            return
        try:
            async with self._work.alone_with(message.id):
                await (self._volunteer(message) if question is None else self._hear(message, question))
        except Exception as error:  # noqa: BLE001 - the one place where errors of answering are translated
            await self._excuse(message, error)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Bring an answer in step with its edited question."""
        message = payload.message
        if message.author.bot or not _is_news(message) or not self._work.take():
            return
        try:
            async with self._work.alone_with(message.id):
                await self._rehear(message, self._question_in(message))
        except Exception as error:  # noqa: BLE001 - as above; the answer stays as it was
            self._report(error, "an edited question", message.channel.id)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Remove the answer to a deleted question."""
        await self._forget({payload.message_id}, payload.channel_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Remove the answers to questions that a moderator has cleared away; some of them may have been cleared too."""
        await self._forget(payload.message_ids, payload.channel_id)

    @property
    def _me(self) -> int:
        return self._client.user.id if self._client.user else 0

    def _question_in(self, message: discord.Message) -> str | None:
        """What a message asks of the bot; nothing where the bot is to be silent."""
        return None if self._guilds.is_silent(place_of_message(message)) else question_in(message, me=self._me)

    def _answers_unasked(self, message: discord.Message) -> bool:
        if not self._reads_messages or message.author.bot or message.webhook_id or message.is_system():
            return False
        if message.reference is not None or message.mentions:  # said to somebody
            return False
        return self._guilds.answers_unasked(place_of_message(message))

    async def _volunteer(self, message: discord.Message) -> None:
        """Answer what was not addressed to the bot, if it is sure; talk among members is none of its business."""
        question = clean(message.content)
        place = place_of_message(message)
        if not question or not await self._asking.knows(Question(message.id, question, place)):
            return
        if self._floods.wait(message.author.id) is None:
            await self._answer(message, question)

    async def _hear(self, message: discord.Message, question: str) -> None:
        if not question:
            if not self._hints.wait(message.author.id):
                # A mention alone has been read; what is empty besides is text that Discord withholds.
                hint = "ui.greeting" if message.content else "ui.how_to_ask"
                await message.reply(text(hint, bot=f"<@{self._me}>"))
            return
        wait = self._floods.wait(message.author.id)
        if wait is None:
            await self._answer(message, question)
        elif wait.first:
            seconds = round(wait.seconds) or 1
            await message.reply(text("ui.slow_down", seconds=seconds), delete_after=seconds)  # then it is true no more

    async def _answer(self, message: discord.Message, question: str) -> None:
        view = await self._view(message, question)
        try:
            answer = await sending.reply(message, view, nonce=sending.nonce_of(message))
        except discord.HTTPException as error:
            if errors.is_gone(error):  # the question was deleted first
                return
            raise
        self._answers.link(AnswerLink(message.id, message.channel.id, answer.id, datetime.now(UTC)))

    async def _rehear(self, message: discord.Message, question: str | None) -> None:
        link = await self._answers.find(message.id)
        if link is not None and question is None and self._answers_unasked(message):
            question = clean(message.content)  # its answer was volunteered
        if link is None:
            if question:
                await self._hear(message, question)
            return
        answer = self._answer_of(link)
        if not question:
            self._answers.unlink(message.id)
            await sending.delete(answer)
            return
        asked = await self._questions.get(message.id)
        if asked is not None and asked.text == question:
            return
        try:
            await sending.edit(answer, await self._view(message, question, before=asked))
        except discord.HTTPException as error:
            if not errors.is_gone(error):
                raise
            self._answers.unlink(message.id)  # somebody has removed the answer: it does not come back by an edit

    async def _view(self, message: discord.Message, question: str, *, before: AskedQuestion | None = None) -> Layout:
        place = place_of_message(message)
        outcome = await self._asking.answer(Question(message.id, question, place))
        if before is not None and not outcome.kept:  # edited into a courtesy: nobody waits for what it was
            self._questions.forget(message.id)
        frame = Frame(place, question_id=message.id, asker_id=message.author.id, rated=outcome.kept)
        return view_of(outcome.reply, frame)

    async def _forget(self, question_ids: set[int], channel_id: int) -> None:
        if not self._work.take():
            return
        for question_id in sorted(question_ids):
            try:
                async with self._work.alone_with(question_id):
                    link = await self._answers.find(question_id)
                    if link is not None:
                        self._answers.unlink(question_id)
                        if link.answer_id not in question_ids:
                            await sending.delete(self._answer_of(link))
            except (discord.HTTPException, aiohttp.ClientError, TimeoutError, StoreError) as error:
                self._report(error, "a deleted question", channel_id)

    def _answer_of(self, link: AnswerLink) -> discord.PartialMessage:
        return self._client.get_partial_messageable(link.channel_id).get_partial_message(link.answer_id)

    async def _excuse(self, message: discord.Message, error: Exception) -> None:
        """Tell the member, unless it is Discord who does not let us."""
        told = self._report(error, "a question", message.channel.id)
        if not isinstance(error, discord.HTTPException | aiohttp.ClientError):
            try:
                await message.reply(told.sentence)
            except (discord.HTTPException, aiohttp.ClientError) as second:
                log.warning("The excuse [%s] could not be sent either: %s", told.reference, second)

    @staticmethod
    def _report(error: Exception, what: str, channel_id: int) -> errors.Told:
        return errors.explain(error, f"Answering {what} in channel {channel_id}")


def _is_news(message: discord.Message) -> bool:
    """Whether the text has just been edited: previews of links, pins and threads change a message too."""
    return message.edited_at is not None and datetime.now(UTC) - message.edited_at < EDIT_IS_NEWS_FOR
