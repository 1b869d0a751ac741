"""The knowledge as moderators read it: entries with what stands behind them, lists, problems, history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from discord.utils import format_dt

from bot.answers import answerable, compose, literal, typed_name
from bot.answers.wording import day
from bot.knowledge import FACTS, Entry, KnowledgeBase, Problem, Severity, Spoiler
from bot.knowledge.edit import Value, entry_fields
from bot.knowledge.edit.fields import items_of
from bot.knowledge.naming import SINGLE_SECTIONS
from bot.services.clock import utc_now
from bot.services.entries import Found
from bot.services.question import Place
from bot.services.revisions import Origin, Revision
from bot.services.stores import Tally
from bot.texts import text
from bot.ui import limits
from bot.ui.components import Component, button, container, rows
from bot.ui.drafts import left_out_line, problem_line
from bot.ui.forms import left_out, texts_of
from bot.ui.ids import Act, Press
from bot.ui.items import where_of
from bot.ui.posts import BAD, CALM, CAREFUL, GOOD, Attached, Post, code, post
from bot.ui.views import Frame, view_of

ENTRIES_PAGE = 20
MOST_PROBLEMS = 12
MOST_WORDINGS = 20
MOST_LACKING = 10
MOST_ITEMS = 18
ITEM_LABEL = 30
DIFFERENCE = 3500
_ROW = rows([{}])[0]["type"]


def entry_post(
    entry: Entry, base: KnowledgeBase, place: Place, *, tally: Tally, last: Revision | None, may_edit: bool
) -> Post:
    """An entry as members read it, then its file, wordings, source, freshness, votes, and who changed it last."""
    shown: list[Component] = []
    if answerable(entry):
        reply = compose(entry, base, today=utc_now().date())
        layout = view_of(reply, Frame(place, rated=False, revealed=True))
        shown = [component for component in layout.to_components() if component["type"] != _ROW]
    document = base.documents[entry.document]
    source = document.sources.get(entry.source or "")
    lines = [text("mod.show.where", entry=entry.id, file=document.path.name, line=entry.line)]
    if entry.also_asked:
        wordings = "; ".join(f"“{typed_name(wording)}”" for wording in entry.also_asked[:MOST_WORDINGS])
        lines.append(text("mod.show.also_asked", count=len(entry.also_asked), wordings=wordings))
    if entry.spoiler is not Spoiler.NONE:
        lines.append(text("mod.show.spoiler", level=entry.spoiler.label))
    if entry.mature:
        lines.append(text("mod.show.mature"))
    lines.append(text("mod.show.source", source=literal(source.title)) if source else text("mod.show.no_source"))
    lines.append(text("mod.show.checked", day=day(entry.checked)) if entry.checked else text("mod.show.not_checked"))
    times = text("mod.once") if tally.shown == 1 else text("mod.times", count=tally.shown)
    lines.append(text("mod.show.tally", times=times, yes=tally.helpful, no=tally.unhelpful))
    if last is not None:
        lines.append(_changed(last))
    if entry.derived:
        lines.append(text("mod.show.derived"))
    values = {} if entry.derived else entry_fields(document, entry.id)
    where = where_of(entry.id)
    if long := left_out(*where, values):
        lines.append(left_out_line(long))
    space = limits.VIEW_TEXT - sum(len(part["content"]) for one in shown for part in one["components"])
    buttons = []
    if may_edit and not entry.derived:
        buttons = [button(Press.of(Act.EDIT, entry.id, ""), text("mod.button.edit")), *_items(entry.id, values)]
    facts = container(limits.clip("\n".join(lines), space), colour=CALM)
    return Post([*shown, facts, *rows(buttons)])


def entries_post(document: str, entries: Sequence[Entry], lacks: Sequence[str], *, page: int, may_edit: bool) -> Post:
    """A page of a document's entries by section; on the first one what the film lacks."""
    pages = max(1, -(-len(entries) // ENTRIES_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = entries[page * ENTRIES_PAGE : (page + 1) * ENTRIES_PAGE]
    texts = [text("mod.list.heading", document=document, count=len(entries), page=page + 1, pages=pages)]
    for section, members in groupby(shown, key=lambda entry: entry.section):
        lines = [f"**{section.replace('_', ' ')}**", *(_entry_line(entry) for entry in members)]
        texts.append("\n".join(lines))
    if not entries:
        texts.append(text("mod.list.empty"))
    if page == 0 and lacks:
        asked = ", ".join(f"`{where}`" for where in lacks if where in FACTS or "/" not in where)
        rest = text("mod.list.lacks_more", count=MOST_LACKING) if len(lacks) > MOST_LACKING else ""
        texts.append(text("mod.list.lacks", facts=asked) + rest)
    turn = []
    if page > 0:
        turn.append(button(Press.of(Act.ENTRIES, document, page - 1), text("mod.button.back")))
    if page + 1 < pages:
        turn.append(button(Press.of(Act.ENTRIES, document, page + 1), text("mod.button.forward")))
    listed = post(*texts, buttons=turn)
    write = [_write(document, where) for where in lacks[:MOST_LACKING]] if page == 0 and may_edit else []
    return Post([*listed.components, *rows(write)])


def found_post(words: str, found: Sequence[Found], *, sentence: str = "") -> Post:
    """What a search has found, each a press away from its form."""
    lines = [sentence or text("mod.search.heading", words=typed_name(words)), ""]
    for number, (entry, score) in enumerate(found, start=1):
        sure = text("mod.search.sure", score=f"{score:.0%}") if score else ""
        lines.append(f"{number}. {literal(entry.question)} (`{entry.id}`){sure}")
    if not found:
        lines.append(text("mod.search.nothing"))
    buttons = [
        button(Press.of(Act.EDIT, entry.id, ""), f"{number}") for number, (entry, _) in enumerate(found, start=1)
    ]
    if found:
        lines.append(f"\n{text('mod.search.press')}")
    return post("\n".join(lines), buttons=buttons)


def problems_post(problems: Sequence[Problem]) -> Post:
    """What is wrong in the files; a long list is attached whole."""
    if not problems:
        return post(text("mod.check.fine"), colour=GOOD)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    lines = [text("mod.check.heading", errors=errors, warnings=len(problems) - errors)]
    ordered = sorted(problems, key=lambda problem: problem.severity is not Severity.ERROR)
    lines += [problem_line(problem) for problem in ordered[:MOST_PROBLEMS]]
    files: tuple[Attached, ...] = ()
    if len(problems) > MOST_PROBLEMS:
        lines.append(text("mod.more", count=len(problems) - MOST_PROBLEMS))
        files = (Attached("problems.txt", "\n".join(map(str, problems)).encode()),)
    return post("\n".join(lines), colour=BAD if errors else CAREFUL, files=files)


def history_post(revisions: Sequence[Revision], document: str | None, *, more: bool) -> Post:
    """A page of revisions, each with the button that takes it back."""
    if not revisions:
        return post(text("mod.history.none"))
    lines = [text("mod.history.heading", document=literal(document or "*"))]
    lines += map(_revision_line, revisions)
    back = [
        button(Press.of(Act.TAKE_BACK, revision.id), text("mod.button.undo_one", revision=revision.id))
        for revision in revisions
        if revision.undone_by is None and not _is_first(revision)
    ]
    older = [button(Press.of(Act.HISTORY, document or "", revisions[-1].id), text("mod.button.older"))] if more else []
    shown = post("\n".join(lines), buttons=back)
    return Post([*shown.components, *rows(older)])


def difference_post(difference: str, first: int, second: int | None) -> Post:
    """What a revision changed, or what lies between two."""
    between = text("mod.diff.two", first=first, second=second) if second else text("mod.diff.one", first=first)
    if not difference:
        return post(between, text("mod.diff.none"))
    files = (Attached("difference.diff", difference.encode()),) if len(difference) > DIFFERENCE - 20 else ()
    return post(between, code(difference, language="diff", space=DIFFERENCE), files=files)


def _items(entry: str, values: Mapping[str, Value]) -> Iterator[Component]:
    """A button for a new item of an entry's list, and one for each that is there."""
    items = items_of(*where_of(entry))
    if items is not None:
        yield button(Press.of(Act.ITEM, entry, ""), text("mod.button.add_one"))
        for index, item in enumerate(texts_of(values.get(items.field, ()))[:MOST_ITEMS]):
            yield button(Press.of(Act.ITEM, entry, index), f"{index + 1}: {limits.clip(item, ITEM_LABEL)}")


def _write(document: str, where: str) -> Component:
    section, _, name = where.partition("/")
    label = text("mod.button.write_fact", fact=(name or section).replace("_", " "))
    return button(Press.of(Act.WRITE, document, section, "" if section in SINGLE_SECTIONS else name, ""), label)


def _entry_line(entry: Entry) -> str:
    marks = "".join(
        mark
        for mark, has in (
            (f" {text('mod.mark.spoiler')}", entry.spoiler is not Spoiler.NONE),
            (f" {text('mod.mark.mature')}", entry.mature),
        )
        if has
    )
    wordings = f" +{len(entry.also_asked)}" if entry.also_asked else ""
    return f"- `{entry.id}` {limits.clip(literal(entry.question), 80)}{wordings}{marks}"


def _is_first(revision: Revision) -> bool:
    """Whether this is a file as it was first seen: there is nothing before it."""
    return revision.base is None and revision.origin is Origin.DISK


def _revision_line(revision: Revision) -> str:
    entries = ", ".join(f"`{entry.partition('/')[2]}`" for entry in revision.entries[:3])
    if len(revision.entries) > 3:  # noqa: PLR2004 - as many as are named
        entries += "…"
    what = "first" if _is_first(revision) else "began" if revision.is_new else revision.origin.value
    parts = [
        f"**{revision.id}** {format_dt(revision.at, 'R')}",
        "" if revision.origin is Origin.DISK else literal(revision.author.name),
        _renamed(revision) or f"{text(f'mod.origin.{what}')} {literal(revision.document)}",
        entries,
    ]
    if revision.undoes:
        parts.append(text("mod.history.undoes", revision=revision.undoes))
    if revision.undone_by:
        parts.append(text("mod.history.undone", revision=revision.undone_by))
    if revision.reason:
        parts.append(f"“{typed_name(revision.reason, length=100)}”")
    return "- " + " · ".join(part for part in parts if part)


def _renamed(revision: Revision) -> str:
    if revision.was is None:
        return ""
    return text("mod.history.renamed", old=literal(revision.was), new=literal(revision.became or ""))


def _changed(revision: Revision) -> str:
    return text(
        "mod.show.changed",
        author=literal(revision.author.name),
        when=format_dt(revision.at, "R"),
        revision=revision.id,
    )
