"""From what a moderator typed to a saved edit: the forms and the drafts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from bot.answers import typed_name
from bot.cogs.moderating import Interaction
from bot.knowledge import Document
from bot.knowledge.edit import AddEntry, AddItem, Change, EditError, RemoveItem, Value, entry_fields
from bot.knowledge.edit.fields import items_of
from bot.knowledge.naming import SINGLE_SECTIONS
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
from bot.ui.again import (
    called_in,
    changes_again,
    entry_in,
    form_of_changes,
    inputs_again,
    is_written_again,
    left_out_again,
    name_input,
    name_typed,
    title_of,
)
from bot.ui.checks import require_moderator
from bot.ui.drafts import conflict_post, draft_post, refused_post, saved_post
from bot.ui.errors import NotAllowedError
from bot.ui.forms import MOST_INPUTS, Input, changes_of, inputs_of, page_of, texts_of, tidy, typed
from bot.ui.ids import BadPressError, FormId, Sheet
from bot.ui.items import (
    as_in_the_file,
    inputs_of_item,
    new_item,
    where_of,
    with_main_keys,
)
from bot.ui.modals import Modal, SentForm, form_of
from bot.ui.places import place_of_interaction
from bot.ui.posts import post, put
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
        found = entry_fields(document, entry) if document else None
        return with_main_keys(where_of(entry), found) if found else None

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

    def form_for_item(self, entry: str, index: int | None = None, *, task: Task | None = None) -> Modal:
        """The form of one item of an entry's list, of a new one without `index`; raises EditError where there is no list."""
        entry = self._called(entry)
        items = items_of(*where_of(entry))
        if items is None:
            raise EditError(text("mod.no_form"))
        if index is None:
            title = text("mod.form.item", kind=text(f"mod.kind.{items.kind}"), entry=entry)
            return _modal(FormId.of(Sheet.ITEM, entry, code_of(task)), title, inputs_of_item(items, {}), 0)
        values = self.fields(entry) or {}
        if f"{items.field}[{index}].{items.main}" not in values:
            raise EditError(text("mod.no_item", entry=entry))
        form = FormId.of(Sheet.EDIT, entry, 0, code_of(task))
        return _modal(form, f"{index + 1}: {_title(entry)}", inputs_of_item(items, values, index), 0)

    def form_for_new(
        self,
        document: str,
        section: str,
        name: str | None = None,
        *,
        values: Mapping[str, Value] | None = None,
        task: Task | None = None,
    ) -> Modal:
        """The form for a new entry; of one that is a list of items which no bare text can be, for its first item."""
        items = items_of(section, name)
        if items is not None and not items.bare:
            return self.form_for_item(entry_in(document, section, name), task=task)
        form = FormId.of(Sheet.ADD, document, section, name or "", code_of(task))
        inputs = inputs_of(section, name, values or {})
        return _modal(form, text("mod.form.new", section=name or section, document=document), inputs, 0)

    async def form_again(self, draft_id: str, *, page: int, task: Task | None) -> Modal | None:
        """The form of a draft with all that was typed into it; None when the draft is gone."""
        kept = await self._editing.kept(draft_id)
        if kept is None or not is_written_again(kept):
            return None
        called = called_in(kept)
        inputs = inputs_again(kept.changes, self.fields) if called is None else name_input(called)
        return _modal(FormId.of(Sheet.AGAIN, draft_id, page, code_of(task)), title_of(kept), inputs, page)

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
        if line := as_in_the_file(changes):
            kept = await self.keep(interaction, changes, document=document, reason=reason)
            refused = Refused(text("mod.as_in_the_file", line=typed_name(line, length=100)), draft_id=kept)
            await self.show(interaction, refused, task=task)
            return
        result = await self._editing.draft(
            changes,
            document=document,
            author=author_of(interaction),
            standing=require_moderator(interaction, self._guilds),
            reason=reason,
        )
        await self.show(interaction, result, task=task, overtaken=overtaken, page=page)

    async def keep(
        self, interaction: Interaction, changes: Sequence[Change], *, document: str, reason: str | None = None
    ) -> str:
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
            reason=reason,
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
            again = kept is not None and is_written_again(kept)
            typed_in = kept is not None and bool(kept.changes)
            retry = retry and kept is not None
            await put(interaction, refused_post(result, again=again, retry=retry, placed=not typed_in, task=task))
            return
        more: int | None = None
        long: Sequence[str] = ()
        if form_of_changes(result.changes):
            pages = -(-len(inputs_again(result.changes, self.fields)) // MOST_INPUTS)
            more = (page + 1) % pages if pages > 1 else None
            long = left_out_again(result.changes, self.fields)
        place = place_of_interaction(interaction)
        await put(interaction, draft_post(result, place, task=task, more=more, overtaken=overtaken, left_out=long))

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

    async def take_item(self, interaction: Interaction, form: SentForm) -> None:
        """The form of a new item was sent."""
        entry, task = self._called(form.id.text(0)), Task.read(form.id.text(1))
        items = items_of(*where_of(entry))
        if items is None:
            raise BadPressError(f"no list of items: {entry!r}")
        change = new_item(items, self._prefilled(form), entry=entry, there=self.fields(entry) is not None)
        await self.propose(interaction, [change], document=entry.partition("/")[0], task=task)

    async def take_again(self, interaction: Interaction, form: SentForm) -> None:
        """The form of a draft was sent: what was typed takes the place of what the draft had there."""
        draft_id, page, task = form.id.text(0), form.id.number(1), Task.read(form.id.text(2))
        kept = await self._editing.kept(draft_id)
        if kept is None or not is_written_again(kept):
            await put(interaction, post(text("mod.draft_gone")))
            return
        given = typed(form.texts)
        if (called := called_in(kept)) is not None:
            await self._editing.drop(draft_id)
            await self.rename(interaction, kept.document, name_typed(given, called), reason=kept.reason)
            return
        changes, overtaken = changes_again(kept, given, self.fields)
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

    async def rename(self, interaction: Interaction, document: str, name: str, *, reason: str | None) -> None:
        """Draft another id for a document."""
        standing, author = require_moderator(interaction, self._guilds), author_of(interaction)
        result = await self._editing.draft_rename(document, name, author=author, standing=standing, reason=reason)
        await self.show(interaction, result)

    async def teach(
        self, interaction: Interaction, entry: str, wording: str, *, task: Task | None = None, take_away: bool = False
    ) -> None:
        """Draft one more wording for an entry, or one less."""
        line = " ".join(tidy(wording).split())
        if not line:
            await put(interaction, post(text("mod.no_wording")))
            return
        change: Change = AddItem(entry, "also_asked", line)
        if take_away:
            same = (one for one in self.wordings(entry) if " ".join(one.split()).casefold() == line.casefold())
            change = RemoveItem(entry, "also_asked", next(same, line))
        await self.propose(interaction, [change], document=entry.partition("/")[0], task=task)

    def wordings(self, entry: str) -> Sequence[str]:
        """The further wordings that an entry has in its file."""
        return texts_of((self.fields(entry.strip()) or {}).get("also_asked", ()))

    @staticmethod
    def _prefilled(form: SentForm) -> Mapping[str, Value]:
        """All values of a form for something new, typed or filled in by us."""
        return typed(form.texts, everything=True).values


def author_of(interaction: Interaction) -> Author:
    """Who edits, as the history names them."""
    return Author(interaction.user.id, interaction.user.display_name)


def section_of(where: str) -> tuple[str, str | None]:
    """A section as `/knowledge add` takes it: `faq`, or with the fact's name, `overview/director`."""
    section, _, name = where.strip().partition("/")
    if section in SINGLE_SECTIONS:
        return section, None
    return section, name or None


def _inputs(entry: str, values: Mapping[str, Value]) -> Sequence[Input]:
    return inputs_of(*where_of(entry), values)


def _modal(form: FormId, title: str, inputs: Sequence[Input], page: int) -> Modal:
    if not inputs:
        raise EditError(text("mod.no_form"))
    return form_of(form, title, page_of(inputs, page))


def _title(entry: str) -> str:
    return limits.clip(entry, limits.FORM_TITLE)
