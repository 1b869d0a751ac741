"""What belongs to every draft, whichever command it came from: its buttons and the forms that are sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import discord

from bot.cogs.drafting import Drafting, Settle, author_of
from bot.cogs.moderating import Interaction, Moderating
from bot.cogs.work import Work
from bot.services.editing import Editing
from bot.services.guilds import Guilds
from bot.texts import text
from bot.ui.checks import require_moderator
from bot.ui.ids import Act, Press, Sheet
from bot.ui.modals import SentForm
from bot.ui.posts import post, put, wait
from bot.ui.tasks import Task


class Drafts(Moderating):
    """Listens; what it hears is `Drafting`'s to do."""

    def __init__(self, *, drafting: Drafting, editing: Editing, guilds: Guilds, work: Work, settle: Settle) -> None:
        super().__init__(guilds=guilds, work=work)
        self._drafting = drafting
        self._editing = editing
        self._settle = settle
        self.acts = {
            Act.SAVE: self._save,
            Act.MINE: self._save,
            Act.DROP: self._drop,
            Act.AGAIN: self._again,
            Act.EDIT: self._edit,
            Act.ITEM: self._item,
            Act.WRITE: self._write,
            Act.TAKE_BACK: self._take_back,
        }
        self.sheets = {
            Sheet.ADD: self._sent(drafting.take_new),
            Sheet.EDIT: self._sent(drafting.take_changed),
            Sheet.AGAIN: self._sent(drafting.take_again),
            Sheet.ITEM: self._sent(drafting.take_item),
        }

    async def _save(self, interaction: Interaction, press: Press) -> None:
        await wait(interaction)
        await self._drafting.save(
            interaction,
            press.text(0),
            task=Task.read(press.text(1)),
            anyway=press.act is Act.MINE,
            settle=self._settle,
        )

    async def _drop(self, interaction: Interaction, press: Press) -> None:
        await wait(interaction)
        await self._editing.drop(press.text(0))
        await put(interaction, post(text("mod.dropped")))

    async def _again(self, interaction: Interaction, press: Press) -> None:
        self._drafting.require_editor(interaction)
        task = Task.read(press.text(2))
        modal = await self._drafting.form_again(press.text(0), page=press.number(1), task=task)
        await _open(interaction, modal)

    async def _edit(self, interaction: Interaction, press: Press) -> None:
        self._drafting.require_editor(interaction)
        await _open(interaction, self._drafting.form_for_entry(press.text(0), task=Task.read(press.text(1))))

    async def _item(self, interaction: Interaction, press: Press) -> None:
        self._drafting.require_editor(interaction)
        index = press.number(1) if press.text(1) else None
        await _open(interaction, self._drafting.form_for_item(press.text(0), index))

    async def _write(self, interaction: Interaction, press: Press) -> None:
        self._drafting.require_editor(interaction)
        document, section, name, task = (press.text(place) for place in range(4))
        await _open(interaction, self._drafting.form_for_new(document, section, name or None, task=Task.read(task)))

    async def _take_back(self, interaction: Interaction, press: Press) -> None:
        await wait(interaction)
        standing = require_moderator(interaction, self._guilds)
        author = author_of(interaction)
        result = await self._editing.draft_undo(press.number(0), author=author, standing=standing)
        await self._drafting.show(interaction, result)

    def _sent(self, take: Callable[[Interaction, SentForm], Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        async def taken(interaction: Interaction, form: SentForm) -> None:
            await wait(interaction)
            self._drafting.require_editor(interaction)
            await take(interaction, form)

        return taken


async def _open(interaction: Interaction, modal: discord.ui.Modal | None) -> None:
    """Open a form: only as a first response, so nothing that takes its time stands before it."""
    if modal is None:
        await put(interaction, post(text("mod.draft_gone")))
    else:
        await interaction.response.send_modal(modal)
