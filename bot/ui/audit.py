"""One line for the moderators' channel about what happened to the knowledge; it quotes no text of any answer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers import literal, typed_name
from bot.knowledge import KnowledgeBase, Problem, Spoiler
from bot.services.audit import Broken, Displaced, Event, ManyRemoved, Mended, Saved
from bot.services.revisions import Revision
from bot.texts import text
from bot.ui.markdown import unlinked

MOST_ENTRIES = 5
MOST_PROBLEMS = 6


def told_guilds(event: Event, guild: int) -> bool:
    """Whether a guild's moderators are told: everybody who edits what the event is about; warnings where it happened."""
    return not isinstance(event, ManyRemoved) or event.guild_id in {None, guild}


def line_of(event: Event, base: KnowledgeBase) -> str:
    """What is said about an event."""
    match event:
        case Saved(revision):
            return _saved(revision, event.followed)
        case Displaced(kept, by):
            return text("mod.audit.displaced", document=literal(kept.document), kept=kept.id, by=by.id)
        case ManyRemoved(author, count, minutes):
            return text("mod.audit.removed", author=literal(author.name), count=count, minutes=round(minutes))
        case Broken(problems):
            more = [text("mod.more", count=len(problems) - MOST_PROBLEMS)] if len(problems) > MOST_PROBLEMS else []
            lines = [_problem(problem, base) for problem in problems[:MOST_PROBLEMS]]
            return "\n".join([text("mod.audit.broken"), *lines, *more])
        case Mended():
            return text("mod.audit.mended")


def _saved(revision: Revision, followed: Sequence[Revision]) -> str:
    entries = ", ".join(f"`{entry}`" for entry in revision.entries[:MOST_ENTRIES])
    if len(revision.entries) > MOST_ENTRIES:
        entries += "…"
    what = revision.origin.value
    if revision.was is not None and revision.undoes is None:
        what = "rename"
    elif revision.is_new:
        what = "began"
    line = text(
        f"mod.audit.{what}",
        author=literal(revision.author.name),
        entries=entries or literal(revision.document),
        document=literal(revision.document),
        old=literal(revision.was or ""),
        undone=revision.undoes or "",
        revision=revision.id,
    )
    if followed:
        names = [f"`{name}`" for name in dict.fromkeys(one.document for one in followed)]
        more = text("mod.audit.others", count=len(names) - MOST_ENTRIES) if len(names) > MOST_ENTRIES else ""
        line += text("mod.audit.followed", documents=", ".join(names[:MOST_ENTRIES]) + more)
    return f"{line} “{typed_name(revision.reason, length=200)}”" if revision.reason else line


def _problem(problem: Problem, base: KnowledgeBase) -> str:
    """File, line, entry and reason; what may quote a text that gives something away stands behind a spoiler."""
    entry = base.entries.get(problem.entry or "")
    secret = entry is not None and entry.spoiler is not Spoiler.NONE
    message = unlinked(literal(problem.message))
    shown = f"||{message}||" if secret else message
    where = f"`{problem.file.rpartition('/')[2]}:{problem.line}`"
    return f"- {where} {literal(problem.entry or '')}: {shown}"
