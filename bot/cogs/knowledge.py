"""`/knowledge`: moderators read, write, correct and take back what the bot knows."""

from __future__ import annotations

import asyncio
from pathlib import PurePosixPath

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.drafting import Drafting, author_of, section_of
from bot.cogs.moderating import Interaction, Moderating, offered_to_moderators
from bot.cogs.work import Work
from bot.knowledge.edit import RemoveEntry, RenameEntry
from bot.services.asking import Asking
from bot.services.checking import found_problems
from bot.services.editing import Editing
from bot.services.entries import Entries
from bot.services.errors import StoreError
from bot.services.guilds import Guilds
from bot.services.library import Library
from bot.services.names import about
from bot.services.revisions import Revision
from bot.services.sections import ITEM, complete_section, sections
from bot.services.stores import QuestionStore
from bot.texts import text
from bot.ui.attachments import received
from bot.ui.autocomplete import offered
from bot.ui.checks import require_moderator
from bot.ui.errors import explain
from bot.ui.forms import tidy
from bot.ui.ids import Act, Press
from bot.ui.knowledge import difference_post, entries_post, entry_post, found_post, history_post, problems_post
from bot.ui.places import place_of_interaction
from bot.ui.posts import Attached, post, put, wait
from bot.ui.translation import localised

Choices = list[app_commands.Choice[str]]

HISTORY_PAGE = 5
"""Revisions on a page: each has a button of its own."""

MOST_DOCUMENTS = 10
"""Films offered before the entries, where an option may be either."""

MOST_REVISIONS = 100
"""Revisions looked through for those that are like what was typed; the one of a number is found wherever it is."""

_ENTRY = localised("mod.option.entry")
_FILM = localised("mod.option.film")
_REASON = localised("mod.option.reason")
_REVISION = localised("mod.option.revision")


@offered_to_moderators
class KnowledgeCommands(
    Moderating, commands.GroupCog, group_name="knowledge", group_description=localised("mod.command.knowledge")
):
    """Every reply is private. What changes something ends in a draft, which `Drafts` saves."""

    def __init__(
        self,
        *,
        drafting: Drafting,
        editing: Editing,
        entries: Entries,
        asking: Asking,
        library: Library,
        questions: QuestionStore,
        guilds: Guilds,
        work: Work,
    ) -> None:
        super().__init__(guilds=guilds, work=work)
        self._drafting = drafting
        self._editing = editing
        self._entries = entries
        self._asking = asking
        self._library = library
        self._questions = questions
        self.acts = {Act.HISTORY: self._more_history, Act.ENTRIES: self._more_entries}

    # Writing

    @app_commands.command(description=localised("mod.command.add"))
    @app_commands.describe(film=_FILM, section=localised("mod.option.section"))
    async def add(self, interaction: Interaction, film: str, section: str) -> None:
        """Open the form for a new entry, or for the fact that is there already."""
        self._drafting.require_editor(interaction)
        document = self._drafting.document(film)
        if document is None:
            await put(interaction, post(text("mod.no_document", film=film[:100])))
            return
        known = {place.where: place for place in sections(document)}
        place = known.get(section.strip())
        if place is None:
            await put(interaction, post(text("mod.no_section", section=section[:60])))
        elif place.is_item:
            entry = f"{document.id}/{place.where.removesuffix(ITEM)}"
            await interaction.response.send_modal(self._drafting.form_for_item(entry))
        elif place.taken:
            await interaction.response.send_modal(self._drafting.form_for_entry(f"{document.id}/{place.where}"))
        else:
            where, name = section_of(place.where)
            await interaction.response.send_modal(self._drafting.form_for_new(document.id, where, name))

    @app_commands.command(description=localised("mod.command.edit"))
    @app_commands.describe(entry=_ENTRY)
    async def edit(self, interaction: Interaction, entry: str) -> None:
        """Open an entry's form, filled in."""
        self._drafting.require_editor(interaction)
        if self._entries.find(entry) is None:
            await self._not_found(interaction, entry)
        else:
            await interaction.response.send_modal(self._drafting.form_for_entry(entry.strip()))

    @app_commands.command(name="also-asked", description=localised("mod.command.also_asked"))
    @app_commands.describe(
        entry=_ENTRY, wording=localised("mod.option.wording"), take_away=localised("mod.option.take_away")
    )
    async def also_asked(self, interaction: Interaction, entry: str, wording: str, take_away: bool = False) -> None:  # noqa: FBT001, FBT002
        """Draft one more wording for an entry, or one less."""
        self._drafting.require_editor(interaction)
        if self._entries.find(entry) is None:
            await self._not_found(interaction, entry)
            return
        await wait(interaction)
        await self._drafting.teach(interaction, entry.strip(), wording, take_away=take_away)

    @app_commands.command(description=localised("mod.command.remove"))
    @app_commands.describe(entry=_ENTRY, reason=_REASON)
    async def remove(self, interaction: Interaction, entry: str, reason: str | None = None) -> None:
        """Draft an entry's removal; the press that saves it confirms."""
        self._drafting.require_editor(interaction)
        found = self._entries.find(entry)
        if found is None:
            await self._not_found(interaction, entry)
            return
        await wait(interaction)
        await self._drafting.propose(interaction, [RemoveEntry(found.id)], document=found.document, reason=reason)

    @app_commands.command(description=localised("mod.command.rename"))
    @app_commands.describe(what=localised("mod.option.what"), name=localised("mod.option.name"), reason=_REASON)
    async def rename(
        self, interaction: Interaction, what: str, name: app_commands.Range[str, 1, 100], reason: str | None = None
    ) -> None:
        """Draft another id for an entry or a film."""
        self._drafting.require_editor(interaction)
        entry = self._entries.find(what)
        document = None if entry else self._drafting.document(what)
        if entry is None and document is None:
            await put(interaction, post(text("mod.no_such", what=what[:100])))
            return
        await wait(interaction)
        if entry is not None:
            called = name.strip().removeprefix(f"{entry.document}/{entry.section}/")
            await self._drafting.propose(
                interaction, [RenameEntry(entry.id, called)], document=entry.document, reason=reason
            )
        elif document is not None:
            await self._drafting.rename(interaction, document.id, name, reason=reason)

    @app_commands.command(name="new-film", description=localised("mod.command.new_film"))
    @app_commands.describe(title=localised("mod.option.title"), year=localised("mod.option.year"))
    async def new_film(
        self,
        interaction: Interaction,
        title: app_commands.Range[str, 1, 100],
        year: app_commands.Range[int, 1870, 2100],
    ) -> None:
        """Draft a film's file."""
        self._drafting.require_editor(interaction)
        await wait(interaction)
        standing, author = require_moderator(interaction, self._guilds), author_of(interaction)
        result = await self._editing.draft_film(tidy(title), year, author=author, standing=standing)
        await self._drafting.show(interaction, result)

    # Reading

    @app_commands.command(description=localised("mod.command.show"))
    @app_commands.describe(entry=_ENTRY)
    async def show(self, interaction: Interaction, entry: str) -> None:
        """Show an entry as members read it, and what stands behind it."""
        found = self._library.snapshot.base.entries.get(entry.strip())
        if found is None:
            await self._not_found(interaction, entry)
            return
        await wait(interaction)
        revisions = await self._editing.history(found.document, limit=100)
        last = next(about(found.id, revisions), None)
        tally = await self._questions.tally(found.id)
        may_edit = self._editing.why_not(require_moderator(interaction, self._guilds)) is None
        base, place = self._library.snapshot.base, place_of_interaction(interaction)
        await put(interaction, entry_post(found, base, place, tally=tally, last=last, may_edit=may_edit))

    @app_commands.command(name="list", description=localised("mod.command.list"))
    @app_commands.describe(film=_FILM)
    async def list_(self, interaction: Interaction, film: str) -> None:
        """List a document's entries, and what its film lacks."""
        document = self._drafting.document(film)
        if document is None:
            await put(interaction, post(text("mod.no_document", film=film[:100])))
        else:
            await self._list(interaction, document.id, 0)

    @app_commands.command(description=localised("mod.command.search"))
    @app_commands.describe(words=localised("mod.option.words"), film=_FILM)
    async def search(self, interaction: Interaction, words: str, film: str | None = None) -> None:
        """Find entries by words of their question or by what members would ask."""
        document = self._drafting.document(film) if film else None
        found = await self._entries.search(words, film=document.id if document else None)
        await put(interaction, found_post(words, found))

    @app_commands.command(description=localised("mod.command.check"))
    async def check(self, interaction: Interaction) -> None:
        """Name what is wrong in the files as they are on disk."""
        await wait(interaction)
        await put(interaction, problems_post(await asyncio.to_thread(found_problems, self._library.folder)))

    # Looking back

    @app_commands.command(description=localised("mod.command.history"))
    @app_commands.describe(film=_FILM)
    async def history(self, interaction: Interaction, film: str | None = None) -> None:
        """List revisions, newest first."""
        await wait(interaction)
        document = self._drafting.document(film) if film else None
        await self._history(interaction, document.id if document else film, None)

    @app_commands.command(description=localised("mod.command.undo"))
    @app_commands.describe(revision=_REVISION, reason=_REASON)
    async def undo(self, interaction: Interaction, revision: str, reason: str | None = None) -> None:
        """Draft taking a revision back."""
        await self._look_back(interaction, revision, reason, restore=False)

    @app_commands.command(description=localised("mod.command.restore"))
    @app_commands.describe(revision=_REVISION, reason=_REASON)
    async def restore(self, interaction: Interaction, revision: str, reason: str | None = None) -> None:
        """Draft making a document what it was."""
        await self._look_back(interaction, revision, reason, restore=True)

    @app_commands.command(description=localised("mod.command.diff"))
    @app_commands.describe(revision=_REVISION, other=localised("mod.option.other"))
    async def diff(self, interaction: Interaction, revision: str, other: str | None = None) -> None:
        """Show what a revision changed, or what lies between two."""
        await wait(interaction)
        number, second = _number(revision), _number(other) if other else None
        found = None if number is None or (other and second is None) else await self._editing.diff(number, second)
        if found is None:
            await put(interaction, post(text("mod.no_revision", revision=revision[:30])))
        else:
            await put(interaction, difference_post(found, number or 0, second))

    # In and out

    @app_commands.command(description=localised("mod.command.export"))
    @app_commands.describe(film=_FILM)
    async def export(self, interaction: Interaction, film: str) -> None:
        """Give a document's file."""
        await wait(interaction)
        document = self._drafting.document(film)
        stored = await self._editing.export(document.id if document else film.strip())
        if stored is None:
            await put(interaction, post(text("mod.no_document", film=film[:100])))
        else:
            name = PurePosixPath(stored.place).name
            await put(interaction, post(text("mod.exported", file=name), files=(Attached(name, stored.data),)))

    @app_commands.command(name="import", description=localised("mod.command.import"))
    @app_commands.describe(file=localised("mod.option.file"), reason=_REASON)
    async def import_(self, interaction: Interaction, file: discord.Attachment, reason: str | None = None) -> None:
        """Draft a whole file: its problems, or the difference to be confirmed."""
        self._drafting.require_editor(interaction)
        await wait(interaction)
        data = await received(file)
        if isinstance(data, str):
            await put(interaction, post(text("mod.refused", sentence=data)))
            return
        standing = require_moderator(interaction, self._guilds)
        result = await self._editing.draft_import(
            file.filename, data, author=author_of(interaction), standing=standing, reason=reason
        )
        await self._drafting.show(interaction, result)

    # Completing

    @edit.autocomplete("entry")
    @also_asked.autocomplete("entry")
    @remove.autocomplete("entry")
    @show.autocomplete("entry")
    async def _complete_entry(self, interaction: Interaction, current: str) -> Choices:
        if not self.completes(interaction):
            return []
        found = await self._entries.complete(current, film=self._film_of(interaction))
        return offered(lambda: found)

    @add.autocomplete("film")
    @list_.autocomplete("film")
    @search.autocomplete("film")
    @history.autocomplete("film")
    @export.autocomplete("film")
    async def _complete_film(self, interaction: Interaction, current: str) -> Choices:
        return self.completed(interaction, lambda: self._entries.documents(current))

    @rename.autocomplete("what")
    async def _complete_what(self, interaction: Interaction, current: str) -> Choices:
        if not self.completes(interaction):
            return []
        found = await self._entries.named(current, film=self._film_of(interaction), most=MOST_DOCUMENTS)
        return offered(lambda: found)

    @add.autocomplete("section")
    async def _complete_section(self, interaction: Interaction, current: str) -> Choices:
        film = getattr(interaction.namespace, "film", None) or ""
        document = self._drafting.document(film)
        return self.completed(interaction, lambda: complete_section(current, document))

    @also_asked.autocomplete("wording")
    async def _complete_wording(self, interaction: Interaction, current: str) -> Choices:
        """Those that the entry has, where one is to be taken away."""
        given = interaction.namespace
        entry = getattr(given, "entry", None) if getattr(given, "take_away", None) else None
        words = current.casefold()
        return self.completed(
            interaction,
            lambda: [(one, one) for one in self._drafting.wordings(entry or "") if words in one.casefold()],
        )

    @undo.autocomplete("revision")
    @restore.autocomplete("revision")
    @diff.autocomplete("revision")
    @diff.autocomplete("other")
    async def _complete_revision(self, interaction: Interaction, current: str) -> Choices:
        if not self.completes(interaction):
            return []
        number = _number(current)
        try:
            revisions = await self._editing.history(limit=MOST_REVISIONS)
            exact = None if number is None else await self._editing.revision(number)
        except StoreError as error:
            explain(error, "Completing a revision")
            return []
        found = [exact] if exact else []
        for revision in revisions:
            alike = current.casefold() in _label(revision).casefold()
            if alike if number is None else str(revision.id).startswith(str(number)):
                found.append(revision)
        return offered(lambda: [(str(revision.id), _label(revision)) for revision in found])

    # Inside

    def _film_of(self, interaction: Interaction) -> str | None:
        return self._asking.film_of(place_of_interaction(interaction))

    async def _not_found(self, interaction: Interaction, entry: str) -> None:
        found = await self._entries.search(entry)
        sentence = text("mod.no_entry", entry=entry[:100])
        await put(interaction, found_post(entry, found, sentence=sentence) if found else post(sentence))

    async def _list(self, interaction: Interaction, document: str, page: int) -> None:
        lacks = self._entries.lacks(document)
        may_edit = self._editing.why_not(require_moderator(interaction, self._guilds)) is None
        shown = entries_post(document, self._entries.of(document), lacks, page=page, may_edit=may_edit)
        await put(interaction, shown)

    async def _more_entries(self, interaction: Interaction, press: Press) -> None:
        await self._list(interaction, press.text(0), press.number(1))

    async def _more_history(self, interaction: Interaction, press: Press) -> None:
        await wait(interaction)
        await self._history(interaction, press.text(0) or None, press.number(1) or None)

    async def _history(self, interaction: Interaction, document: str | None, before: int | None) -> None:
        revisions = await self._editing.history(document, limit=HISTORY_PAGE + 1, before=before)
        await put(interaction, history_post(revisions[:HISTORY_PAGE], document, more=len(revisions) > HISTORY_PAGE))

    async def _look_back(self, interaction: Interaction, revision: str, reason: str | None, *, restore: bool) -> None:
        self._drafting.require_editor(interaction)
        await wait(interaction)
        number = _number(revision)
        if number is None:
            await put(interaction, post(text("mod.no_revision", revision=revision[:30])))
            return
        draft = self._editing.draft_restore if restore else self._editing.draft_undo
        standing = require_moderator(interaction, self._guilds)
        result = await draft(number, author=author_of(interaction), standing=standing, reason=reason)
        await self._drafting.show(interaction, result)


def _number(typed: str) -> int | None:
    digits = typed.partition(" · ")[0].strip().removeprefix("#")  # a label that was typed, or copied, says it too
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 18 else None  # noqa: PLR2004


def _label(revision: Revision) -> str:
    what = ", ".join(entry.partition("/")[2] for entry in revision.entries[:2])
    if revision.was is not None:
        what = f"{revision.was} → {revision.became}"
    return f"{revision.id} · {revision.document} · {revision.author.name} · {what or revision.origin}"
