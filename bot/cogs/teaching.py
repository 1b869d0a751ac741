"""The message menu "Teach the bot": a member's words become a wording of the entry that answers them, or a new entry."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
from discord import app_commands

from bot.cogs.drafting import Drafting
from bot.cogs.moderating import Interaction, Moderating, offered_to_moderators
from bot.cogs.work import Work
from bot.knowledge.edit import AddEntry, AddItem
from bot.services.asking import Asking
from bot.services.entries import FAQ, Entries
from bot.services.guilds import Guilds
from bot.services.inbox import as_question
from bot.services.inbox_wordings import wording_of
from bot.services.stores import Settled
from bot.texts import text
from bot.ui import limits
from bot.ui.components import Component, button
from bot.ui.forms import tidy
from bot.ui.ids import Act, Press, Sheet
from bot.ui.modals import SentForm
from bot.ui.places import place_of_interaction
from bot.ui.posts import post, put, wait
from bot.ui.tasks import Task, code_of
from bot.ui.teaching import DOCUMENT, ENTRY, NEW, SEARCH, WORDING, chosen, teaching_form
from bot.ui.translation import localised

PATIENCE_S = 1.5
"""Seconds that the matcher may take to name likely entries."""


class Teaching(Moderating):
    """Asks which entry is meant in one form; what that leaves open is settled by a button."""

    def __init__(
        self,
        tree: app_commands.CommandTree[Any],
        *,
        drafting: Drafting,
        entries: Entries,
        asking: Asking,
        guilds: Guilds,
        work: Work,
    ) -> None:
        super().__init__(guilds=guilds, work=work)
        self._tree = tree
        self._drafting = drafting
        self._entries = entries
        self._asking = asking
        self._menu = offered_to_moderators(
            app_commands.ContextMenu(name=localised("mod.menu.teach"), callback=self._teach_the_bot)
        )
        self.acts = {Act.TEACH: self._picked, Act.SEARCH: self._search}
        self.sheets = {Sheet.TEACH: self._take}

    async def cog_load(self) -> None:
        """Add the menu together with the cog's commands."""
        self._tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take the menu away with the cog."""
        self._tree.remove_command(self._menu.name, type=self._menu.type)

    async def _teach_the_bot(self, interaction: Interaction, message: discord.Message) -> None:
        self._drafting.require_editor(interaction)
        wording = wording_of(message.content)
        if not wording:
            await put(interaction, post(text("ui.empty")))
            return
        await self.ask(interaction, wording, task=Task(Settled.TAUGHT, message.id))

    async def ask(self, interaction: Interaction, wording: str, *, task: Task | None, film: str | None = None) -> None:
        """Open the form that asks which entry a wording belongs to."""
        film = film or self._asking.film_of(place_of_interaction(interaction))
        most = limits.OPTIONS - 1
        matching = asyncio.to_thread(self._entries.likely, wording, film=film, limit=most)
        try:
            candidates = await asyncio.wait_for(matching, PATIENCE_S)
        except TimeoutError:  # new knowledge is just being prepared; a form must be open within three seconds
            candidates = self._entries.likely("", film=film, limit=most)
        documents = self._entries.documents("", limit=limits.OPTIONS)
        form = teaching_form(wording, candidates, documents, document=film, task=task)
        await interaction.response.send_modal(form)

    async def _take(self, interaction: Interaction, form: SentForm) -> None:
        await wait(interaction)
        self._drafting.require_editor(interaction)
        task = Task.read(form.id.text(0))
        wording = " ".join(tidy(form.values.get(WORDING, "")).split())
        entry, search, document = chosen(form, ENTRY), tidy(form.values.get(SEARCH, "")), chosen(form, DOCUMENT)
        if not wording:
            await put(interaction, post(text("mod.no_wording")))
        elif entry == NEW:
            await self._write(interaction, wording, document, task)
        elif entry and self._entries.find(entry):
            await self._drafting.teach(interaction, entry, wording, task=task)
        else:
            await self._offer(interaction, wording, search or wording, task)

    async def _write(self, interaction: Interaction, wording: str, document: str, task: Task | None) -> None:
        """No form can follow a form: a button opens it, with the question filled in."""
        if self._drafting.document(document) is None:
            kept = await self._keep(interaction, wording)
            await put(interaction, post(text("mod.teach.which"), buttons=[_again(kept, task)]))
            return
        written = task._replace(settled=Settled.WRITTEN) if task else None
        change = AddEntry(FAQ, {"question": as_question(wording)})
        draft_id = await self._drafting.keep(interaction, [change], document=document)
        open_form = button(Press.of(Act.AGAIN, draft_id, 0, code_of(written)), text("mod.button.write"))
        await put(interaction, post(text("mod.teach.write", document=document), buttons=[open_form]))

    async def _offer(self, interaction: Interaction, wording: str, words: str, task: Task | None) -> None:
        found = await self._entries.search(words)
        kept = await self._keep(interaction, wording)
        buttons = [
            button(Press.of(Act.TEACH, kept, entry.id, code_of(task)), f"{entry.question} ({entry.name})")
            for entry, _score in found
        ]
        said = text("mod.teach.pick" if found else "mod.teach.nothing")
        await put(interaction, post(said, buttons=[*buttons, _again(kept, task)]))

    async def _picked(self, interaction: Interaction, press: Press) -> None:
        await wait(interaction)
        wording = await self._kept(press.text(0))
        await self._drafting.teach(interaction, press.text(1), wording, task=Task.read(press.text(2)))

    async def _search(self, interaction: Interaction, press: Press) -> None:
        """The form again, as it was opened first."""
        self._drafting.require_editor(interaction)
        wording = await self._kept(press.text(0))
        if wording:
            await self.ask(interaction, wording, task=Task.read(press.text(1)))
        else:
            await put(interaction, post(text("mod.draft_gone")))

    async def _keep(self, interaction: Interaction, wording: str) -> str:
        return await self._drafting.keep(interaction, [AddItem("", "also_asked", wording)], document="")

    async def _kept(self, draft_id: str) -> str:
        kept = await self._drafting.kept(draft_id)
        return next((change.value for change in kept.changes if isinstance(change, AddItem)), "") if kept else ""


def _again(kept: str, task: Task | None) -> Component:
    return button(Press.of(Act.SEARCH, kept, code_of(task)), text("mod.button.search"))
