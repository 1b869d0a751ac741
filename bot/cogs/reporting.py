"""What moderators are told in their channel without asking: edits, broken files, the digest."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator

import aiohttp
import discord
from discord.ext import commands, tasks

from bot.answers import literal
from bot.services.audit import Audit, Event
from bot.services.digest import Digests
from bot.services.editing import Editing
from bot.services.errors import StoreError
from bot.services.guilds import Guilds
from bot.services.library import Library
from bot.services.permissions import Rights, Standing
from bot.services.stores import Audience
from bot.ui import limits, sending
from bot.ui.audit import line_of, told_guilds
from bot.ui.checks import served_guilds

log = logging.getLogger(__name__)

DIGEST_EVERY_MINUTES = 5.0
MOST_WAITING = 200
"""Events that wait to be told; in a flood the newest are dropped, the history has them all."""


class Reporting(commands.Cog):
    """Writes to moderators' channels; what fails is one line in the log and keeps nobody from anything."""

    def __init__(
        self,
        client: commands.Bot | commands.AutoShardedBot,
        *,
        audit: Audit,
        digests: Digests,
        editing: Editing,
        library: Library,
        guilds: Guilds,
    ) -> None:
        self._client = client
        self._audit = audit
        self._digests = digests
        self._editing = editing
        self._library = library
        self._guilds = guilds
        self._events: asyncio.Queue[Event] = asyncio.Queue(MOST_WAITING)
        self._unsubscribe: Callable[[], None] | None = None
        self._telling: asyncio.Task[None] | None = None

    async def cog_load(self) -> None:
        """Listen to edits from now on, and look for digests that are due."""
        self._unsubscribe = self._audit.subscribe(self._hear)
        self._telling = asyncio.create_task(self._tell_all(), name="audit")
        self._send_digests.start()

    async def cog_unload(self) -> None:
        """Listen no more."""
        if self._unsubscribe is not None:
            self._unsubscribe()
        self._send_digests.cancel()
        if self._telling is not None:
            self._telling.cancel()

    def _hear(self, event: Event) -> None:
        try:
            self._events.put_nowait(event)
        except asyncio.QueueFull:
            log.warning("Too much happens at once to be told in moderators' channels")

    async def _tell_all(self) -> None:
        await self._client.wait_until_ready()
        while True:
            event = await self._events.get()
            try:
                line = line_of(event, self._library.snapshot.base)
                for guild, channel in self._channels():
                    if told_guilds(event, guild):
                        await self._send(channel, line)
            except Exception:
                log.exception("What happened could not be told")

    def _channels(self) -> Iterator[tuple[int, int]]:
        """Moderators' channels of this process's guilds in which shared knowledge is edited."""
        for settings in self._guilds.all():
            served = self._client.get_guild(settings.guild_id) is not None
            if served and settings.moderators_channel is not None and self._audience(settings.guild_id).direct:
                yield settings.guild_id, settings.moderators_channel

    def _audience(self, guild: int) -> Audience:
        """A guild's moderators: they see direct messages' questions where they may edit what answers them."""
        standing = Standing(Rights(manage_guild=True), guild, guild_ids=served_guilds(self._client))
        return Audience(guild, direct=self._editing.why_not(standing) is None)

    async def _send(self, channel: int, words: str) -> bool:
        try:
            messageable = self._client.get_partial_messageable(channel)
            await messageable.send(
                limits.clip(words, limits.CONTENT), allowed_mentions=sending.NOBODY, suppress_embeds=True
            )
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.warning("The moderators' channel %d cannot be written to: %s", channel, " ".join(str(error).split()))
            return False
        return True

    @tasks.loop(minutes=DIGEST_EVERY_MINUTES)
    async def _send_digests(self) -> None:
        await self.send_digests()

    @_send_digests.before_loop
    async def _until_ready(self) -> None:
        await self._client.wait_until_ready()

    async def send_digests(self) -> None:
        """Send what is due; a digest that could not be sent falls due again."""
        try:
            here = [guild.id for guild in self._client.guilds]
            for digest in await self._digests.take_due([self._audience(guild) for guild in here]):
                words = self._digests.as_text(digest, literal=literal)
                if not await self._send(digest.channel_id, words):
                    await self._digests.give_back(digest)
        except StoreError as error:
            log.warning("Digests not sent, next try in %g minutes: %s", DIGEST_EVERY_MINUTES, error)
