"""A small bot that uses everything the sandbox has to speak."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands


class Form(ui.Modal, title="Correct it"):
    """One of every input."""

    intro = ui.TextDisplay("Say **what** is wrong.")
    answer = ui.Label(
        text="Answer",
        component=ui.TextInput(
            custom_id="answer", style=discord.TextStyle.paragraph, default="Ben Lewin", max_length=50
        ),
    )
    level = ui.Label(
        text="Spoiler",
        component=ui.RadioGroup(
            custom_id="level",
            options=[
                discord.RadioGroupOption(label="none", value="none", default=True),
                discord.RadioGroupOption(label="ending", value="end"),
            ],
        ),
    )
    tell = ui.Label(text="Tell me", component=ui.Checkbox(custom_id="tell"))
    film = ui.Label(
        text="Film",
        component=ui.Select(
            custom_id="film", required=False, options=[discord.SelectOption(label="The Sessions", value="the-sessions")]
        ),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        values = (
            self.answer.component.value,
            self.level.component.value,
            self.tell.component.value,
            self.film.component.values,
        )
        await interaction.response.send_message(repr(values), ephemeral=True)


class FileForm(ui.Modal, title="Send a file"):
    file = ui.Label(text="File", component=ui.FileUpload(custom_id="file"))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        [attachment] = self.file.component.values
        await interaction.response.send_message(f"{attachment.filename}: {(await attachment.read()).decode()}")


class Answer(ui.LayoutView):
    """A container, a spoiler, buttons and a menu."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.add_item(ui.Container(ui.TextDisplay("**Ben Lewin** directed ||the film||."), accent_colour=0xE6B35A))
        self.add_item(ui.Container(ui.TextDisplay("Mark dies in 1999."), spoiler=True))
        row: ui.ActionRow[Any] = ui.ActionRow()
        for label, action in (
            ("Form", lambda i: i.response.send_modal(Form())),
            ("File", lambda i: i.response.send_modal(FileForm())),
            ("Thanks", lambda i: i.response.send_message("Thanks!", ephemeral=True)),
            ("Other", self._other),
            ("Dead", self._nothing),
        ):
            button: ui.Button[Any] = ui.Button(label=label, custom_id=f"b:{label.lower()}")
            button.callback = action  # type: ignore[method-assign]
            row.add_item(button)
        self.add_item(row)
        second: ui.ActionRow[Any] = ui.ActionRow()
        off: ui.Button[Any] = ui.Button(label="Off", custom_id="b:off", disabled=True)
        remove: ui.Button[Any] = ui.Button(label="Remove", custom_id="b:remove", style=discord.ButtonStyle.danger)
        remove.callback = self._remove  # type: ignore[method-assign]
        second.add_item(off).add_item(remove).add_item(ui.Button(label="Site", url="https://example.org/"))
        self.add_item(second)
        third: ui.ActionRow[Any] = ui.ActionRow()
        menu: ui.Select[Any] = ui.Select(
            custom_id="menu",
            placeholder="Another film?",
            options=[
                discord.SelectOption(label="Gattaca", value="g"),
                discord.SelectOption(label="Network", value="n"),
            ],
        )

        async def chosen(interaction: discord.Interaction) -> None:
            await interaction.response.send_message(f"chose {interaction.data['values']}")

        menu.callback = chosen  # type: ignore[method-assign]
        third.add_item(menu)
        self.add_item(third)

    async def _other(self, interaction: discord.Interaction) -> None:
        view = ui.LayoutView(timeout=None)
        view.add_item(ui.TextDisplay("another answer"))
        await interaction.response.edit_message(view=view)

    async def _nothing(self, interaction: discord.Interaction) -> None:
        pass

    async def _remove(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await interaction.delete_original_response()


class SmallBot(commands.AutoShardedBot):
    """Answers mentions, replies and direct messages with `Answer`; keeps what it hears and what goes wrong."""

    def __init__(self, *, intents: discord.Intents | None = None, sync: bool = True, **options: Any) -> None:
        super().__init__(
            command_prefix=(),
            help_command=None,
            allowed_mentions=discord.AllowedMentions.none(),
            intents=intents or discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            guild_ready_timeout=0.02,
            **options,
        )
        self.readied = asyncio.Event()
        self.heard: list[discord.Message] = []
        self.edits: list[discord.RawMessageUpdateEvent] = []
        self.deleted: list[int] = []
        self.events: list[str] = []
        self.faults: list[BaseException] = []
        self.interactions: list[discord.Interaction] = []
        self._sync = sync
        self.tree.error(self._failed)

    async def setup_hook(self) -> None:
        add_commands(self.tree)
        if self._sync:
            await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """The sandbox takes identifies as fast as they come; discord.py would wait five seconds."""

    async def _failed(self, _: discord.Interaction, error: app_commands.AppCommandError) -> None:
        self.faults.append(getattr(error, "original", error))

    async def on_ready(self) -> None:
        self.events.append("ready")
        self.readied.set()

    async def on_shard_resumed(self, _: int) -> None:
        self.events.append("resumed")

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.interactions.append(interaction)

    async def on_message(self, message: discord.Message) -> None:
        if message.author == self.user:
            return
        self.heard.append(message)
        if "quiet" not in message.content and (message.guild is None or self.user in message.mentions):
            try:
                await message.reply(view=Answer())
            except (discord.HTTPException, OSError) as error:
                self.faults.append(error)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        if payload.message.author != self.user:
            self.edits.append(payload)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        self.deleted.append(payload.message_id)

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        self.deleted += sorted(payload.message_ids)


def add_commands(tree: app_commands.CommandTree[Any]) -> None:  # noqa: C901 - a list of commands
    @tree.command(description="Ask a question")
    @app_commands.describe(question="what to ask", film="which film", private="only for you")
    async def ask(
        interaction: discord.Interaction, question: str, film: str | None = None, private: bool = False
    ) -> None:
        await interaction.response.send_message(f"{question} ({film})", ephemeral=private)

    @ask.autocomplete("question")
    async def complete(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        if current == "fail":
            return [app_commands.Choice(name="", value="x")]
        film = interaction.namespace.film
        return [app_commands.Choice(name=f"{current} {n} {film}", value=f"{current}-{n}") for n in range(3)]

    @tree.command(description="Take time")
    async def slow(interaction: discord.Interaction, seconds: float = 0.0, private: bool = False) -> None:
        await interaction.response.defer(ephemeral=private)
        await asyncio.sleep(seconds)
        await interaction.edit_original_response(view=Answer())
        await interaction.followup.send("and more", ephemeral=private)

    @tree.command(description="Answer too late")
    async def late(interaction: discord.Interaction, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await interaction.response.send_message("late")

    @tree.command(description="Edit much later")
    async def later(interaction: discord.Interaction, seconds: float) -> None:
        await interaction.response.send_message("first")
        await asyncio.sleep(seconds)
        await interaction.edit_original_response(content="second")

    @tree.command(description="Who is it")
    async def who(
        interaction: discord.Interaction,
        person: discord.User,
        channel: discord.TextChannel,
        times: app_commands.Range[int, 1, 5],
    ) -> None:
        await interaction.response.send_message(f"{person.name} {channel.name} {times}")

    @tree.command(description="Read a file")
    async def read(interaction: discord.Interaction, file: discord.Attachment) -> None:
        await interaction.response.send_message(
            file=discord.File(fp=io.BytesIO(await file.read()), filename="copy.txt")
        )

    group = app_commands.Group(
        name="knowledge",
        description="For moderators",
        default_permissions=discord.Permissions(manage_messages=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
    )

    @group.command(description="Add something")
    async def add(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    tree.add_command(group)

    @tree.context_menu(name="Answer this")
    async def answer_this(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"about: {message.content}")

    @tree.context_menu(name="Greet")
    async def greet(interaction: discord.Interaction, user: discord.User) -> None:
        await interaction.response.send_message(f"hello {user.name}")
