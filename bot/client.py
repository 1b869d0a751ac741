"""The bot as a Discord client: its cogs, its commands' registration, and an end that loses no answer."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Protocol

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.asking import AskingCommands
from bot.cogs.browsing import BrowsingCommands
from bot.cogs.drafting import Drafting
from bot.cogs.drafts import Drafts
from bot.cogs.inbox import InboxCommands
from bot.cogs.knowledge import KnowledgeCommands
from bot.cogs.messages import Messages
from bot.cogs.presses import Presses
from bot.cogs.reporting import Reporting
from bot.cogs.settings import SettingsCommands
from bot.cogs.teaching import Teaching
from bot.cogs.work import Work
from bot.endpoint import NotDiscordError
from bot.services.asking import Asking
from bot.services.audit import Audit
from bot.services.browsing import Browsing
from bot.services.digest import Digests
from bot.services.editing import Editing
from bot.services.entries import Entries
from bot.services.feedback import Feedback
from bot.services.guilds import Guilds
from bot.services.inbox import Inbox
from bot.services.library import Library
from bot.services.names import Names
from bot.services.permissions import may_moderate
from bot.services.proposals import Proposals
from bot.services.stores import AnswerStore, DraftStore, QuestionStore
from bot.services.wishes import Wishes
from bot.texts import text
from bot.ui import errors
from bot.ui.buttons import PressButton
from bot.ui.checks import standing_of
from bot.ui.floods import Floods

log = logging.getLogger(__name__)

GRACE_S = 5.0
"""Seconds that a stop waits for work in hand."""

WITH_COMMANDS = (AskingCommands, BrowsingCommands, KnowledgeCommands, InboxCommands, SettingsCommands)
"""Cogs that bring slash commands: a group named after the cog where it is one, else each on its own."""


def command_names() -> frozenset[str]:
    """The slash commands of this version by their top-level names, for who has no client at hand."""
    return frozenset(
        name
        for cog in WITH_COMMANDS
        for name in (
            [str(cog.__cog_group_name__)]
            if cog.__cog_is_app_commands_group__
            else [command.name for command in cog.__cog_app_commands__]
        )
    )


UNCOUNTED = frozenset({"help"})
"""Commands that somebody who was told to wait may still use: they ask nothing."""


class Tree(app_commands.CommandTree["FilmBot"]):
    """The commands, behind one door: nothing starts while stopping, nobody floods, every error is translated."""

    async def interaction_check(self, interaction: discord.Interaction[FilmBot], /) -> bool:
        """Let a command in; autocomplete always is, it answers from memory."""
        if interaction.type is discord.InteractionType.autocomplete:
            return True
        if not self.client.work.take():
            return False
        if interaction.command and (interaction.command.qualified_name in UNCOUNTED or self._moderates(interaction)):
            return True
        wait = self.client.floods.wait(interaction.user.id)
        if wait is not None:
            try:
                await errors.note(interaction, text("ui.slow_down", seconds=round(wait.seconds) or 1))
            except discord.HTTPException as error:
                await errors.tell(interaction, error, "The cooldown's note")
        return wait is None

    def _moderates(self, interaction: discord.Interaction[FilmBot]) -> bool:
        """Whether a moderator uses a moderators' command: no question, and saves have a limit of their own."""
        root = getattr(interaction.command, "root_parent", None) or interaction.command
        if root is None or root.default_permissions is None:  # offered to everybody
            return False
        standing = standing_of(interaction, self.client.settings)
        return may_moderate(standing.rights, moderator_roles=standing.moderator_roles)

    async def on_error(self, interaction: discord.Interaction[FilmBot], error: app_commands.AppCommandError, /) -> None:
        """Translate; the tree's default would only log a traceback."""
        name = interaction.command.qualified_name if interaction.command else "an unknown command"
        await errors.tell(interaction, error, f"The command {name}")


class Services(Protocol):
    """What the bot can do and remember, as the composition root builds it."""

    @property
    def library(self) -> Library: ...
    @property
    def asking(self) -> Asking: ...
    @property
    def browsing(self) -> Browsing: ...
    @property
    def feedback(self) -> Feedback: ...
    @property
    def questions(self) -> QuestionStore: ...
    @property
    def answers(self) -> AnswerStore: ...
    @property
    def drafts(self) -> DraftStore: ...
    @property
    def editing(self) -> Editing: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def wishes(self) -> Wishes: ...
    @property
    def proposals(self) -> Proposals: ...
    @property
    def guilds(self) -> Guilds: ...
    @property
    def digests(self) -> Digests: ...
    @property
    def names(self) -> Names: ...


class FilmBot(commands.AutoShardedBot):
    """Works with no privileged intent and keeps no cache of messages or members.

    Commands are registered at every start (one request, which changes nothing when nothing has changed): with
    `dev_guild_ids` in those guilds only, else globally, by the process that holds shard 0. Never both, because a command
    that is registered twice shows twice; commands left over from the other way are reported, not deleted.
    """

    def __init__(
        self,
        app: Services,
        *,
        dev_guild_ids: Sequence[int] = (),
        message_content: bool = False,
        shard_ids: Sequence[int] | None = None,
        shard_count: int | None = None,
        floods: Floods | None = None,
    ) -> None:
        # Warnings about libraries for voice, of which we have no use.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        shards: dict[str, Any] = {"shard_count": shard_count} if shard_count else {}
        if shard_ids:
            shards["shard_ids"] = list(shard_ids)
        super().__init__(
            command_prefix=(),
            help_command=None,
            tree_cls=Tree,
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            intents=discord.Intents(
                guilds=True, guild_messages=True, dm_messages=True, message_content=message_content
            ),
            **shards,
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        self.work = Work()
        self.floods = floods or Floods()
        self.settings = app.guilds
        self._dev_guilds = [discord.Object(guild_id) for guild_id in dev_guild_ids]
        self._registers = not shard_ids or 0 in shard_ids
        self._cogs_to_add = self._cogs_of(app, reads_messages=message_content)

    async def login(self, token: str) -> None:
        """See discord.py. Raises NotDiscordError where it stumbles over an answer that is not Discord's."""
        try:
            await super().login(token)
        except (KeyError, TypeError) as error:
            if self.application_id is not None:  # Discord has said who the bot is: the fault is one of ours
                raise
            raise NotDiscordError("it does not say who the bot is") from error

    async def setup_hook(self) -> None:
        """Add the cogs and the button class, and register the commands."""
        for cog in self._cogs_to_add:
            await self.add_cog(cog)
        self.add_dynamic_items(PressButton)
        if self._registers:
            await self._register_commands()

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Drop the messages of bots, of which each of our answers is one, before every listener gets a task for them."""
        if event_name != "message" or not args[0].author.bot:
            super().dispatch(event_name, *args, **kwargs)

    async def on_message(self, message: discord.Message, /) -> None:
        """Nothing: the default looks for prefix commands, and there are none. Cogs listen for themselves."""

    async def on_ready(self) -> None:
        """Say that questions are answered from now on; said again after a session that could not be resumed."""
        log.info("Answering as %s in %d servers", self.user, len(self.guilds))

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """Log an error that no listener has translated; the default prints to the console."""
        log.exception("The listener %s failed", event_method)  # noqa: LOG004 - the client calls this while handling it

    async def close(self) -> None:
        """Take no new work, wait a few seconds for what is in hand, then disconnect; a closed bot cannot start again."""
        unfinished = await self.work.finish(GRACE_S)
        if unfinished:
            log.warning("Stopped with %d answers unfinished", unfinished)
        await super().close()

    def _cogs_of(self, app: Services, *, reads_messages: bool) -> tuple[commands.Cog, ...]:
        tree, work, guilds, editing, library = self.tree, self.work, app.guilds, app.editing, app.library
        entries = Entries(library)
        drafting = Drafting(editing=editing, drafts=app.drafts, library=library, guilds=guilds, today=app.names.today)
        teaching = Teaching(tree, drafting=drafting, entries=entries, asking=app.asking, guilds=guilds, work=work)
        inbox = InboxCommands(
            inbox=app.inbox,
            wishes=app.wishes,
            proposals=app.proposals,
            editing=editing,
            drafting=drafting,
            teaching=teaching,
            entries=entries,
            library=library,
            guilds=guilds,
            work=work,
        )
        return (
            Messages(
                self,
                asking=app.asking,
                questions=app.questions,
                answers=app.answers,
                guilds=guilds,
                work=work,
                floods=self.floods,
                reads_messages=reads_messages,
            ),
            AskingCommands(tree, asking=app.asking, guilds=guilds),
            BrowsingCommands(tree, browsing=app.browsing, asking=app.asking, guilds=guilds),
            Presses(asking=app.asking, feedback=app.feedback, answers=app.answers, guilds=guilds, work=work),
            KnowledgeCommands(
                drafting=drafting,
                editing=editing,
                entries=entries,
                asking=app.asking,
                library=library,
                questions=app.questions,
                guilds=guilds,
                work=work,
            ),
            Drafts(drafting=drafting, editing=editing, guilds=guilds, work=work, settle=inbox.settle),
            teaching,
            inbox,
            SettingsCommands(editing=editing, library=library, guilds=guilds, work=work, reads_messages=reads_messages),
            Reporting(self, audit=app.audit, digests=app.digests, editing=editing, library=library, guilds=guilds),
        )

    async def _register_commands(self) -> None:
        try:
            for guild in self._dev_guilds:
                self.tree.copy_global_to(guild=guild)
                await self.tree.sync(guild=guild)
            if not self._dev_guilds:
                await self.tree.sync()
            elif await self.tree.fetch_commands():
                log.warning(
                    "Commands are also registered globally, so they show twice in the development servers. "
                    "Start once without DEV_GUILD_IDS to keep the global ones up to date."
                )
        except (discord.HTTPException, app_commands.AppCommandError) as error:
            log.error(  # noqa: TRY400 - one line: what Discord says is all there is to know
                "Commands could not be registered, the old ones stay: %s. Was the bot invited with the scope "
                "applications.commands, to every server in DEV_GUILD_IDS?",
                " ".join(str(error).split()),
            )
