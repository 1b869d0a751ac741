"""From what a moderator typed to a saved edit: the forms, the drafts, and the buttons below a draft."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import discord

from bot.cogs.moderating import Interaction, Moderating
from bot.cogs.work import Work
from bot.knowledge import Document
from bot.knowledge.edit import AddEntry, AddItem, Change, EditError, Value, entry_fields
from bot.knowledge.naming import FIELD_SECTIONS, SINGLE_SECTIONS
from bot.services.clock import utc_now
from bot.services.drafts import Draft, KeptDraft, new_draft_id
from bot.services.editing import Conflict, Editing, Refused, Saved
from bot.services.guilds import Guilds
from bot.services.library import Library
from bot.services.names import Today, unchanged
from bot.services.revisions import Author, Origin
from bot.services.stores import DraftStore
from bot.texts import text
from bot.ui import limits
from bot.ui.checks import require_moderator
from bot.ui.drafts import conflict_post, draft_post, form_of_changes, refused_post, saved_post
from bot.ui.errors import NotAllowedError
from bot.ui.forms import MOST_INPUTS, Input, changes_of, inputs_of, page_of, tidy, typed, with_changes
from bot.ui.ids import Act, FormId, Press, Sheet
from bot.ui.modals import Modal, SentForm, form_of
from bot.ui.places import place_of_interaction
from bot.ui.posts import post, put, wait
from bot.ui.tasks import Task, code_of

Settle = Callable[[Interaction, Task], Awaitable[None]]
"""What is done about a question once the edit made for it is saved."""


class Drafting:
    """The one way by which every command, form and button comes to an edit: a draft is shown, and saved by a press."""

    def __init__(
        self,
        *,
        editing: Editing,
        drafts: DraftStore,
        library: Library,
        guilds: Guilds,
        today: Today = unchanged,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._today = today
        self._editing = editing
        self._drafts = drafts
        self._clock = clock
        self._library = library
        self._guilds = guilds

    # Who, and what is there

    def require_editor(self, interaction: Interaction) -> None:
        """Raise NotAllowedError for who may not edit here, so that nobody fills in a form in vain."""
        sentence = self._editing.why_not(require_moderator(interaction, self._guilds))
        if sentence is not None:
            raise NotAllowedError(sentence)

    def document(self, name: str) -> Document | None:
        """A document by its id, or a film by its title."""
        snapshot = self._library.snapshot
        found = snapshot.base.documents.get(name.strip())
        return found or snapshot.base.documents.get(snapshot.suggestions.film(name) or "")

    def fields(self, entry: str) -> Mapping[str, Value] | None:
        """The values of an entry that a form can show; None where there is no such entry in a file."""
        document = self._library.snapshot.base.documents.get(entry.partition("/")[0])
        return (entry_fields(document, entry) or None) if document else None

    def _called(self, entry: str) -> str:
        """An entry's id as it is by now: a button or an open form may be older than its name."""
        base = self._library.snapshot.base
        if (called := self._today(entry, base.entries)) in base.entries:
            return called
        document, slash, rest = entry.partition("/")
        return self._today(document, base.documents) + slash + rest

    # Forms

    def form_for_entry(self, entry: str, *, page: int = 0, task: Task | None = None) -> Modal:
        """The form that changes an entry; raises EditError where there is none to change."""
        entry = self._called(entry)
        values = self.fields(entry)
        if values is None:
            raise EditError(text("mod.no_entry", entry=entry))
        return _modal(FormId.of(Sheet.EDIT, entry, page, code_of(task)), _title(entry), _inputs(entry, values), page)

    def form_for_new(
        self,
        document: str,
        section: str,
        name: str | None = None,
        *,
        values: Mapping[str, Value] | None = None,
        task: Task | None = None,
    ) -> Modal:
        """The form for a new entry."""
        form = FormId.of(Sheet.ADD, document, section, name or "", code_of(task))
        inputs = inputs_of(section, name, values or {})
        return _modal(form, text("mod.form.new", section=name or section, document=document), inputs, 0)

    async def form_again(self, draft_id: str, *, page: int, task: Task | None) -> Modal | None:
        """The form of a draft with all that was typed into it; None when the draft is gone."""
        kept = await self._editing.kept(draft_id)
        if kept is None or not form_of_changes(kept.changes):
            return None
        inputs, title = self._inputs_of(kept)
        return _modal(FormId.of(Sheet.AGAIN, draft_id, page, code_of(task)), title, inputs, page)

    # Drafts

    async def propose(
        self,
        interaction: Interaction,
        changes: Sequence[Change],
        *,
        document: str,
        task: Task | None = None,
        reason: str | None = None,
        overtaken: Sequence[str] = (),
        page: int = 0,
    ) -> None:
        """Draft changes and show what they come to; to be called after `wait`."""
        result = await self._editing.draft(
            changes,
            document=document,
            author=author_of(interaction),
            standing=require_moderator(interaction, self._guilds),
            reason=reason,
        )
        await self.show(interaction, result, task=task, overtaken=overtaken, page=page)

    async def keep(self, interaction: Interaction, changes: Sequence[Change], *, document: str) -> str:
        """Keep what is not complete enough to be drafted, for the button that goes on with it; returns its id."""
        kept = KeptDraft(
            id=new_draft_id(),
            document=document,
            place=None,
            author=author_of(interaction),
            made_at=self._clock(),
            origin=Origin.DISCORD,
            changes=tuple(changes),
            guild_id=interaction.guild_id,
        )
        await self._drafts.put(kept)
        return kept.id

    async def kept(self, draft_id: str) -> KeptDraft | None:
        """What `keep` has kept; None when it is too old."""
        return await self._drafts.get(draft_id)

    async def show(
        self,
        interaction: Interaction,
        result: Draft | Refused,
        *,
        task: Task | None = None,
        overtaken: Sequence[str] = (),
        page: int = 0,
        retry: bool = False,
    ) -> None:
        """Show a draft, or why there is none."""
        if isinstance(result, Refused):
            kept = await self._editing.kept(result.draft_id) if result.draft_id else None
            again = kept is not None and form_of_changes(kept.changes)
            await put(interaction, refused_post(result, again=again, retry=retry and kept is not None, task=task))
            return
        more = None
        if form_of_changes(result.changes):
            inputs = self._inputs_after(result.changes)
            pages = -(-len(inputs) // MOST_INPUTS)
            more = (page + 1) % pages if pages > 1 else None
        place = place_of_interaction(interaction)
        await put(interaction, draft_post(result, place, task=task, more=more, overtaken=overtaken))

    async def save(
        self, interaction: Interaction, draft_id: str, *, task: Task | None, anyway: bool, settle: Settle
    ) -> None:
        """Save a draft and show what came of it; to be called after `wait`."""
        standing = require_moderator(interaction, self._guilds)
        outcome = await self._editing.save(draft_id, author_of(interaction), standing=standing, anyway=anyway)
        if isinstance(outcome, Saved):
            if task is not None:
                await settle(interaction, task)
            await put(interaction, saved_post(outcome))
        elif isinstance(outcome, Conflict):
            await put(interaction, conflict_post(outcome, task=task))
        else:
            await self.show(interaction, outcome, task=task, retry=not outcome.problems)

    async def take_new(self, interaction: Interaction, form: SentForm) -> None:
        """The form for a new entry was sent."""
        document, section, name, task = (form.id.text(place) for place in range(4))
        values = {field: value for field, value in self._prefilled(form).items() if value}
        change = AddEntry(section, values, name or None)
        await self.propose(interaction, [change], document=document, task=Task.read(task))

    async def take_changed(self, interaction: Interaction, form: SentForm) -> None:
        """The form of an entry was sent: what was changed in it, seen against the entry as it is by now."""
        entry, page, task = self._called(form.id.text(0)), form.id.number(1), Task.read(form.id.text(2))
        given = typed(form.texts)
        current = self.fields(entry) or {}
        changes = changes_of(entry, given.values, current)
        if not changes:
            await put(interaction, post(text("mod.unchanged")))
            return
        document = entry.partition("/")[0]
        overtaken = given.overtaken(current)
        await self.propose(interaction, changes, document=document, task=task, overtaken=overtaken, page=page)

    async def take_again(self, interaction: Interaction, form: SentForm) -> None:
        """The form of a draft was sent: what was typed takes the place of what the draft had there."""
        draft_id, page, task = form.id.text(0), form.id.number(1), Task.read(form.id.text(2))
        kept = await self._editing.kept(draft_id)
        if kept is None or not form_of_changes(kept.changes):
            await put(interaction, post(text("mod.draft_gone")))
            return
        given = typed(form.texts)
        first = kept.changes[0]
        overtaken: Sequence[str] = ()
        changes: tuple[Change, ...]
        if isinstance(first, AddEntry):
            fields = {field: value for field, value in {**first.fields, **given.values}.items() if value}
            changes = (AddEntry(first.section, fields, first.name),)
        else:
            entry = entry_of(kept.changes)
            current = self.fields(entry) or {}
            before = with_changes(current, kept.changes)
            overtaken = given.overtaken(before)
            wanted = {
                field: before.get(field, "") for change in kept.changes if (field := getattr(change, "field", ""))
            }
            changes = changes_of(entry, {**wanted, **given.values}, current)
        if not changes:
            await put(interaction, post(text("mod.unchanged")))
            return
        await self._editing.drop(draft_id)
        await self.propose(
            interaction,
            changes,
            document=kept.document,
            task=task,
            reason=kept.reason,
            overtaken=overtaken,
            page=page,
        )

    async def teach(self, interaction: Interaction, entry: str, wording: str, *, task: Task | None = None) -> None:
        """Draft one more wording for an entry."""
        line = " ".join(tidy(wording).split())
        if not line:
            await put(interaction, post(text("mod.no_wording")))
            return
        change = AddItem(entry, "also_asked", line)
        await self.propose(interaction, [change], document=entry.partition("/")[0], task=task)

    @staticmethod
    def _prefilled(form: SentForm) -> Mapping[str, Value]:
        """All values of a form for something new, typed or filled in by us."""
        return typed(form.texts, everything=True).values

    def _inputs_of(self, kept: KeptDraft) -> tuple[Sequence[Input], str]:
        first = kept.changes[0]
        if isinstance(first, AddEntry):
            title = text("mod.form.new", section=first.name or first.section, document=kept.document)
        else:
            title = _title(entry_of(kept.changes))
        return self._inputs_after(kept.changes), title

    def _inputs_after(self, changes: Sequence[Change]) -> Sequence[Input]:
        first = changes[0]
        if isinstance(first, AddEntry):
            return inputs_of(first.section, first.name, with_changes({}, changes))
        entry = entry_of(changes)
        return _inputs(entry, with_changes(self.fields(entry) or {}, changes))


class Drafts(Moderating):
    """Listens to what belongs to every draft, whichever command it came from."""

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
            Act.WRITE: self._write,
            Act.TAKE_BACK: self._take_back,
        }
        self.sheets = {
            Sheet.ADD: self._sent(drafting.take_new),
            Sheet.EDIT: self._sent(drafting.take_changed),
            Sheet.AGAIN: self._sent(drafting.take_again),
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
            await take(interaction, form)

        return taken


def author_of(interaction: Interaction) -> Author:
    """Who edits, as the history names them."""
    return Author(interaction.user.id, interaction.user.display_name)


def entry_of(changes: Sequence[Change]) -> str:
    """The one entry that changes of fields are about."""
    first: Any = changes[0]
    return str(first.entry)


def section_of(where: str) -> tuple[str, str | None]:
    """A section as `/knowledge add` takes it: `faq`, or with the fact's name, `overview/director`."""
    section, _, name = where.strip().partition("/")
    if section in SINGLE_SECTIONS:
        return section, None
    return section, name or None


def _inputs(entry: str, values: Mapping[str, Value]) -> Sequence[Input]:
    _, section, name = entry.split("/", 2)
    return inputs_of(section, name if section in FIELD_SECTIONS else None, values)


def _modal(form: FormId, title: str, inputs: Sequence[Input], page: int) -> Modal:
    if not inputs:
        raise EditError(text("mod.no_form"))
    return form_of(form, title, page_of(inputs, page))


def _title(entry: str) -> str:
    return limits.clip(entry, limits.FORM_TITLE)


async def _open(interaction: Interaction, modal: discord.ui.Modal | None) -> None:
    """Open a form: only as a first response, so nothing that takes its time stands before it."""
    if modal is None:
        await put(interaction, post(text("mod.draft_gone")))
    else:
        await interaction.response.send_modal(modal)
