"""Edits before and after they are saved: preview, difference, warnings, conflicts, refusals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from discord import ButtonStyle

from bot.answers import Reply, literal, typed_name
from bot.knowledge import Problem
from bot.services.drafts import Caution, Draft
from bot.services.editing import Conflict, Refused, Saved
from bot.services.question import Place
from bot.texts import text
from bot.ui import limits
from bot.ui.again import form_of_changes
from bot.ui.components import Component, button, container, rows, text_display
from bot.ui.ids import Act, Press
from bot.ui.markdown import unlinked
from bot.ui.posts import BAD, CAREFUL, GOOD, Attached, Post, code, post
from bot.ui.tasks import Task, code_of
from bot.ui.views import Frame, view_of

PREVIEW = 1700
"""Characters of the preview in a draft's message; the whole is what members read."""

DIFFERENCE = 1200
CAUTIONS = 700
OVERTAKEN = 250
CLASH = 800  # of one text of a conflict
MOST_CAUTIONS = 6
MOST_PROBLEMS = 8

_MASKED_LINK = re.compile(r"\[([^\]\n]{1,200})\]\(\s*<?(https?://[^\s)>]+)", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")
_SAVE = ButtonStyle.success.value
_DANGER = ButtonStyle.danger.value


def draft_post(
    draft: Draft,
    place: Place,
    *,
    task: Task | None = None,
    more: int | None = None,
    overtaken: Sequence[str] = (),
    left_out: Sequence[str] = (),
) -> Post:
    """An edit that waits for its moderator: nothing is saved yet.

    Args:
        more: the page of the form on which there are more fields.
        left_out: fields of the entry that its form does not hold.
        overtaken: fields that others have changed while the form was open; the difference shows both texts.
    """
    components: list[Component] = [container(_heading(draft), colour=CAREFUL)]
    after = next((preview.after for preview in draft.previews if preview.after is not None), None)
    if after is not None:
        components += _as_members_see(after, place)
    elif any(preview.before is not None for preview in draft.previews):
        components.append(text_display(text("mod.draft.gone")))
    shown, files = _difference(draft.difference, DIFFERENCE)
    notes = [text("mod.draft.difference"), shown]
    if overtaken:
        fields = ", ".join(f"`{literal(field)}`" for field in overtaken)
        notes.append(limits.clip(text("mod.draft.overtaken", fields=fields), OVERTAKEN))
    found = [*map(_caution, draft.cautions[:MOST_CAUTIONS]), *_masked(draft.difference)]
    cautions = "\n".join(found)
    if cautions:
        notes.append(limits.clip(f"{text('mod.draft.cautions')}\n{cautions}", CAUTIONS))
    if left_out:
        notes.append(left_out_line(left_out))
    components.append(container(*notes, colour=CAREFUL))
    code_ = code_of(task)
    if overtaken:
        buttons = [
            button(Press.of(Act.SAVE, draft.id, code_), text("mod.button.mine"), style=_DANGER),
            button(Press.of(Act.DROP, draft.id), text("mod.button.theirs")),
        ]
    else:
        buttons = [
            button(Press.of(Act.SAVE, draft.id, code_), text("mod.button.save"), style=_SAVE),
            button(Press.of(Act.DROP, draft.id), text("mod.button.discard")),
        ]
    if form_of_changes(draft.changes):
        buttons.insert(1, button(Press.of(Act.AGAIN, draft.id, 0, code_), text("mod.button.again")))
        if more:  # 0 is where “Edit again” leads
            buttons.insert(2, button(Press.of(Act.AGAIN, draft.id, more, code_), text("mod.button.more")))
    return Post([*components, *rows(buttons)], files)


def saved_post(saved: Saved) -> Post:
    """An edit that is in force, with the way back."""
    revision = saved.revision
    lines = [text("mod.saved", revision=revision.id, document=literal(revision.document))]
    if saved.displaced is not None:
        lines.append(text("mod.saved.displaced", revision=saved.displaced.id))
    difference, files = _difference(saved.difference, DIFFERENCE)
    back = button(Press.of(Act.TAKE_BACK, revision.id), text("mod.button.undo"))
    return post("\n".join(lines), difference, colour=GOOD, buttons=[back], files=files)


def left_out_line(fields: Sequence[str]) -> str:
    """What a form does not hold, and what to do with it."""
    named = ", ".join(f"`{field}`" for field in fields)
    return text("mod.left_out.wordings" if "also_asked" in fields else "mod.left_out", fields=named)


def refused_post(
    refused: Refused, *, again: bool = False, retry: bool = False, placed: bool = True, task: Task | None = None
) -> Post:
    """Why an edit was not saved; what was typed is kept.

    Args:
        again: it came from a form, which can be opened again.
        retry: nothing is wrong with it, it could just not be saved at this moment.
        placed: its lines are those of a file that the moderator has, too.
    """
    problems = refused.problems
    if not problems:
        lines = [text("mod.refused", sentence=unlinked(refused.sentence))]
    elif len(problems) == 1 and not placed:
        lines = [text("mod.refused", sentence=unlinked(_sentence(problems[0].message)))]
    else:
        lines = [text("mod.refused", sentence=text("mod.refused.problems"))]
        lines += [problem_line(problem, placed=placed) for problem in problems[:MOST_PROBLEMS]]
    if len(refused.problems) > MOST_PROBLEMS:
        lines.append(text("mod.more", count=len(refused.problems) - MOST_PROBLEMS))
    buttons = []
    if refused.draft_id is not None:
        if retry:
            buttons.append(
                button(Press.of(Act.SAVE, refused.draft_id, code_of(task)), text("mod.button.save"), style=_SAVE)
            )
        if again:
            press = Press.of(Act.AGAIN, refused.draft_id, 0, code_of(task))
            buttons.append(button(press, text("mod.button.again")))
            lines.append(text("mod.refused.kept"))
        buttons.append(button(Press.of(Act.DROP, refused.draft_id), text("mod.button.discard")))
    return post("\n".join(lines), colour=BAD, buttons=buttons)


def conflict_post(conflict: Conflict, *, task: Task | None = None) -> Post:
    """Both texts of what two have changed, and the choice between them."""
    theirs = conflict.theirs
    who = text("mod.conflict.by", author=literal(theirs.author.name), revision=theirs.id) if theirs else ""
    texts = [text("mod.conflict", who=who)]
    for clash in conflict.clashes[:2]:
        texts.append(f"**{literal(clash.entry)}**")
        for key, version in (("mod.conflict.theirs", clash.theirs), ("mod.conflict.ours", clash.ours)):
            texts.append(text(key))
            texts.append(code(version, language="yaml", space=CLASH) if version else text("mod.conflict.none"))
    buttons = [
        button(Press.of(Act.MINE, conflict.draft.id, code_of(task)), text("mod.button.mine"), style=_DANGER),
        button(Press.of(Act.DROP, conflict.draft.id), text("mod.button.theirs")),
    ]
    _, files = _difference(conflict.draft.difference, 0)
    return post(*texts, colour=CAREFUL, buttons=buttons, files=files)


def problem_line(problem: Problem, *, placed: bool = True) -> str:
    """A problem as a list's line: place, entry, sentence."""
    where = f"`{problem.file.rpartition('/')[2]}:{problem.line}`" if placed else ""
    entry = literal(problem.entry) if problem.entry else ""
    said = " ".join(filter(None, (where, entry)))
    return f"- {said}: {literal(problem.message)}" if said else f"- {literal(problem.message)}"


def _heading(draft: Draft) -> str:
    if called := draft.moved.get(draft.document):
        return text("mod.draft.rename", document=literal(draft.document), name=literal(called))
    key = "mod.draft.new" if draft.base is None else "mod.draft.heading"
    return text(key, document=literal(draft.document))


def _as_members_see(reply: Reply, place: Place) -> Iterator[Component]:
    """What members will read, without its buttons."""
    yield text_display(text("mod.draft.preview"))
    space = PREVIEW
    for component in view_of(reply, Frame(place, rated=False)).to_components():
        inner = component.get("components", ())
        if component["type"] != text_display("")["type"] and all("content" in part for part in inner):
            parts = []
            for part in inner:
                words = limits.clip(part["content"], space)
                space -= len(words)
                parts.append({**part, "content": words})
            yield {**component, "components": [part for part in parts if part["content"]] or [text_display("…")]}


def _difference(difference: str, space: int) -> tuple[str, tuple[Attached, ...]]:
    """A difference in a code block; one that does not fit is attached whole."""
    block = code(difference, language="diff", space=space) if space and difference else ""
    whole = not difference or (space and len(difference) <= space - 20)
    return block, () if whole else (Attached("difference.diff", difference.encode()),)


def _masked(difference: str) -> Iterator[str]:
    """Links in new lines whose label names another host than the one they lead to."""
    for line in difference.splitlines():
        if line.startswith("+"):
            for label, address in _MASKED_LINK.findall(line):
                host, shown = urlsplit(address).hostname or "", _HOST.search(label.casefold())
                if shown and host and not (host == shown[0] or host.endswith(f".{shown[0]}")):
                    yield f"- ⚠️ {text('mod.draft.link', label=typed_name(label), host=literal(host))}"


def _caution(caution: Caution) -> str:
    return f"- ⚠️ {unlinked(caution.sentence)}"


def _sentence(message: str) -> str:
    return f"{message[:1].upper()}{message[1:]}" + ("" if message.endswith((".", "!", "?")) else ".")
