"""The form that asks which entry a wording belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from bot.texts import text
from bot.ui import limits
from bot.ui.ids import FormId, Sheet
from bot.ui.modals import Modal, SentForm, select, text_input
from bot.ui.tasks import Task, code_of

WORDING, ENTRY, SEARCH, DOCUMENT = "wording", "entry", "search", "document"
NEW = "new"
"""Chosen in place of an entry: none has the answer yet."""

LONGEST_WORDING = 300


def teaching_form(
    wording: str,
    candidates: Sequence[tuple[str, str]],
    documents: Sequence[tuple[str, str]],
    *,
    document: str | None = None,
    task: Task | None = None,
) -> Modal:
    """Candidates are ids of entries with their labels, the likeliest first; documents where a new entry may stand."""
    offered = [*candidates[: limits.OPTIONS - 1], (NEW, text("mod.teach.new"))]
    known = [name for name, _ in documents]
    components = [
        text_input(
            WORDING,
            text("mod.teach.wording"),
            value=wording,
            description=text("mod.teach.wording.help"),
            max_length=LONGEST_WORDING,
        ),
        select(ENTRY, text("mod.teach.entry"), offered, description=text("mod.teach.entry.help")),
        text_input(SEARCH, text("mod.teach.search"), required=False, max_length=100),
        select(
            DOCUMENT,
            text("mod.teach.document"),
            documents,
            default=document if document in known[: limits.OPTIONS] else known[0] if len(known) == 1 else None,
        ),
    ]
    return Modal(FormId.of(Sheet.TEACH, code_of(task)), text("mod.teach.title"), components)


def chosen(form: SentForm, name: str) -> str:
    """What was chosen in one of the form's menus; empty for nothing."""
    return "".join(form.chosen.get(name, ())[:1])
