"""`/inbox`: what members asked in vain, films they asked for, wordings their choices propose."""

from __future__ import annotations

import logging

from discord import app_commands

from bot.cogs.drafting import Drafting
from bot.cogs.moderating import Interaction, Moderating, offered_to_moderators
from bot.cogs.teaching import Teaching
from bot.cogs.work import Work
from bot.services.editing import Editing
from bot.services.entries import Entries
from bot.services.errors import StoreError
from bot.services.guilds import Guilds
from bot.services.inbox import Inbox
from bot.services.library import Library
from bot.services.proposals import Proposals
from bot.services.stores import Audience, Settled
from bot.services.wishes import Wishes
from bot.ui import limits
from bot.ui.checks import require_moderator
from bot.ui.ids import Act, Press
from bot.ui.inbox import done_post, group_post, ignored_post, inbox_post, proposals_post, where_post, wishes_post
from bot.ui.posts import put, wait
from bot.ui.tasks import Task
from bot.ui.translation import localised

log = logging.getLogger(__name__)


class InboxCommands(Moderating):
    """Lists and their buttons; what teaches the bot goes through a draft, as every edit does."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        wishes: Wishes,
        proposals: Proposals,
        editing: Editing,
        drafting: Drafting,
        teaching: Teaching,
        entries: Entries,
        library: Library,
        guilds: Guilds,
        work: Work,
    ) -> None:
        super().__init__(guilds=guilds, work=work)
        self._inbox = inbox
        self._wishes = wishes
        self._proposals = proposals
        self._editing = editing
        self._drafting = drafting
        self._teaching = teaching
        self._entries = entries
        self._library = library
        self.acts = {
            Act.INBOX: self._page,
            Act.GROUP: self._group,
            Act.ANSWER: self._answer,
            Act.LESSON: self._lesson,
            Act.DISMISS: self._close,
            Act.IGNORE: self._close,
            Act.IGNORED: self._ignored,
            Act.HEED: self._heed,
            Act.WISHES: self._list_wishes,
            Act.UNWISH: self._unwish,
            Act.PROPOSALS: self._list_proposals,
            Act.ACCEPT: self._accept,
            Act.REJECT: self._reject,
        }

    @app_commands.command(description=localised("mod.command.inbox"))
    @offered_to_moderators
    async def inbox(self, interaction: Interaction) -> None:
        """Show what waits."""
        await wait(interaction)
        await self._show(interaction, 0)

    async def settle(self, interaction: Interaction, task: Task) -> None:
        """Close the question that an edit was made for; a fault here does not make the edit less saved."""
        audience = self._audience(interaction)
        try:
            if task.settled is Settled.ACCEPTED:
                await self._proposals.accepted(task.question, audience)
            else:
                await self._inbox.settle(task.question, task.settled, audience)
        except StoreError as error:
            log.warning("A question stays in the inbox though it was settled: %s", error)

    async def _page(self, interaction: Interaction, press: Press) -> None:
        await wait(interaction)
        await self._show(interaction, press.number(0))

    async def _group(self, interaction: Interaction, press: Press) -> None:
        await wait(interaction)
        group = await self._inbox.group(press.number(0), self._audience(interaction))
        if group is None:
            await put(interaction, done_post("mod.inbox.gone"))
        else:
            may_edit = self._may_edit(interaction)
            await put(interaction, group_post(group, self._library.snapshot.base, may_edit=may_edit))

    async def _answer(self, interaction: Interaction, press: Press) -> None:
        """Open the form for a new entry; where no film is meant, ask first in which file it shall stand."""
        self._drafting.require_editor(interaction)
        question = press.number(0)
        prefilled = await self._inbox.answer(question, self._audience(interaction))
        document = press.args[1] if len(press.args) > 1 else prefilled.document if prefilled else None
        if prefilled is None:
            await put(interaction, done_post("mod.inbox.gone"))
        elif document is None or self._drafting.document(document) is None:
            documents = self._entries.documents("", limit=limits.OPTIONS)
            await put(interaction, where_post(question, documents))
        else:
            task = Task(Settled.WRITTEN, question)
            form = self._drafting.form_for_new(
                document, prefilled.section, prefilled.name, values=prefilled.fields, task=task
            )
            await interaction.response.send_modal(form)

    async def _lesson(self, interaction: Interaction, press: Press) -> None:
        self._drafting.require_editor(interaction)
        group = await self._inbox.group(press.number(0), self._audience(interaction))
        if group is None:
            await put(interaction, done_post("mod.inbox.gone"))
        else:
            task = Task(Settled.TAUGHT, group.id)
            await self._teaching.ask(interaction, group.text, task=task, film=group.film)

    async def _close(self, interaction: Interaction, press: Press) -> None:
        await wait(interaction)
        audience = self._audience(interaction)
        if press.act is Act.IGNORE:
            closed, said = await self._inbox.ignore(press.number(0), audience), "mod.inbox.ignored"
        else:
            closed, said = await self._inbox.dismiss(press.number(0), audience), "mod.inbox.dismissed"
        await put(interaction, done_post(said if closed else "mod.inbox.gone"))

    async def _ignored(self, interaction: Interaction, _press: Press) -> None:
        await wait(interaction)
        await put(interaction, ignored_post(await self._inbox.ignored(self._audience(interaction))))

    async def _heed(self, interaction: Interaction, press: Press) -> None:
        await wait(interaction)
        heeded = await self._inbox.heed(press.text(0), self._audience(interaction))
        await put(interaction, done_post("mod.inbox.heeded" if heeded else "mod.inbox.gone"))

    async def _list_wishes(self, interaction: Interaction, _press: Press) -> None:
        await wait(interaction)
        await put(interaction, wishes_post(await self._wishes.list(self._audience(interaction))))

    async def _unwish(self, interaction: Interaction, press: Press) -> None:
        await wait(interaction)
        audience = self._audience(interaction)
        await self._wishes.dismiss(press.number(0), audience)
        await put(interaction, wishes_post(await self._wishes.list(audience)))

    async def _list_proposals(self, interaction: Interaction, _press: Press) -> None:
        await wait(interaction)
        await self._show_proposals(interaction)

    async def _accept(self, interaction: Interaction, press: Press) -> None:
        await wait(interaction)
        self._drafting.require_editor(interaction)
        one = await self._proposals.get(press.number(0), self._audience(interaction))
        if one is None:
            await put(interaction, done_post("mod.inbox.gone"))
        else:
            task = Task(Settled.ACCEPTED, one.id)
            await self._drafting.propose(interaction, [one.change], document=one.document, task=task)

    async def _reject(self, interaction: Interaction, press: Press) -> None:
        await wait(interaction)
        await self._proposals.reject(press.number(0), self._audience(interaction))
        await self._show_proposals(interaction)

    async def _show(self, interaction: Interaction, page: int) -> None:
        found = await self._inbox.list(self._audience(interaction), page=page)
        await put(interaction, inbox_post(found, self._library.snapshot.base))

    async def _show_proposals(self, interaction: Interaction) -> None:
        proposals = await self._proposals.list(self._audience(interaction))
        may_edit = self._may_edit(interaction)
        await put(interaction, proposals_post(proposals, self._library.snapshot.base, may_edit=may_edit))

    def _audience(self, interaction: Interaction) -> Audience:
        return Audience(interaction.guild_id, direct=self._may_edit(interaction))

    def _may_edit(self, interaction: Interaction) -> bool:
        return self._editing.why_not(require_moderator(interaction, self._guilds)) is None
