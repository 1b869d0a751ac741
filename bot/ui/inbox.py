"""The inbox as moderators see it: pages of groups, one group, wishes, proposals, what is ignored."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ButtonStyle
from discord.utils import format_dt

from bot.answers import literal, typed_name
from bot.knowledge import KnowledgeBase
from bot.services.inbox import Group, Page
from bot.services.proposals import Proposal
from bot.services.stores import Refusal, Settled
from bot.services.wishes import Wish
from bot.texts import text
from bot.ui.components import Component, button, rows
from bot.ui.ids import Act, Press
from bot.ui.posts import CALM, GOOD, Post, post
from bot.ui.tasks import Task

MOST = 10
"""Wishes, proposals and ignored meanings on one page; each has a button of its own."""

MOST_WORDINGS = 8
MOST_CHANNELS = 3
QUOTED = 120
_CHOICE = ButtonStyle.primary.value


def inbox_post(page: Page, base: KnowledgeBase) -> Post:
    """A page of groups, each a press away."""
    if not page.total:
        shown = post(text("mod.inbox.empty"), colour=GOOD)
        return Post([*shown.components, *rows(_tabs())])
    heading = "mod.inbox.heading.one" if page.total == 1 else "mod.inbox.heading"
    lines = [text(heading, count=page.total, page=page.number + 1, pages=page.pages)]
    for number, group in enumerate(page.groups, start=1):
        lines.append(f"**{number}.** {_line(group, base)}")
    numbered = [
        button(Press.of(Act.GROUP, group.id), str(number), style=_CHOICE)
        for number, group in enumerate(page.groups, start=1)
    ]
    turn = []
    if page.number > 0:
        turn.append(button(Press.of(Act.INBOX, page.number - 1), text("mod.button.back")))
    if page.number + 1 < page.pages:
        turn.append(button(Press.of(Act.INBOX, page.number + 1), text("mod.button.forward")))
    shown = post("\n".join(lines), buttons=numbered)
    return Post([*shown.components, *rows([*turn, *_tabs()])])


def group_post(group: Group, base: KnowledgeBase, *, may_edit: bool) -> Post:
    """One group with all its wordings, and what can be done about it."""
    lines = [f"### {typed_name(group.text, length=200)}", _line(group, base)]
    others = group.wordings[1 : MOST_WORDINGS + 1]
    if others:
        wordings = "; ".join(f"“{typed_name(wording, length=QUOTED)}”" for wording in others)
        lines.append(text("mod.inbox.wordings", wordings=wordings))
    if group.shown:
        lines.append(text("mod.inbox.shown", entry=group.shown, yes=group.helpful, no=group.unhelpful))
    if group.missing:
        lines.append(text("mod.inbox.missing", fact=group.missing))
    near = [base.entries[entry] for entry in group.nearest if entry in base.entries]
    if near:
        lines.append(text("mod.inbox.nearest"))
        lines += [f"- {literal(entry.question)} (`{entry.id}`)" for entry in near[:3]]
    act = []
    if may_edit:
        if group.shown:
            act.append(
                button(Press.of(Act.EDIT, group.shown, _written(group)), text("mod.button.correct"), style=_CHOICE)
            )
        act.append(button(Press.of(Act.ANSWER, group.id), text("mod.button.answer"), style=_CHOICE))
        act.append(button(Press.of(Act.LESSON, group.id), text("mod.button.teach"), style=_CHOICE))
    act.append(button(Press.of(Act.DISMISS, group.id), text("mod.button.dismiss")))
    act.append(button(Press.of(Act.IGNORE, group.id), text("mod.button.ignore")))
    shown = post("\n".join(lines), buttons=act)
    return Post([*shown.components, *rows([_home()])])


def where_post(question: int, documents: Sequence[tuple[str, str]]) -> Post:
    """In which document a new entry for a question shall stand."""
    return post(
        text("mod.inbox.where"),
        buttons=[button(Press.of(Act.ANSWER, question, document), label) for document, label in documents],
    )


def wishes_post(wishes: Sequence[Wish]) -> Post:
    """Films asked for that nobody has written."""
    lines = [text("mod.wishes.heading" if wishes else "mod.wishes.none")]
    lines += [
        f"**{number}.** {typed_name(wish.title)} · {_times(wish.count)}{_channels(wish.channels)}"
        for number, wish in enumerate(wishes[:MOST], start=1)
    ]
    lines += _more(len(wishes))
    drop = [
        button(Press.of(Act.UNWISH, wish.id), text("mod.button.unwish", number=number))
        for number, wish in enumerate(wishes[:MOST], start=1)
    ]
    shown = post("\n".join(lines), buttons=drop)
    return Post([*shown.components, *rows([_home()])])


def proposals_post(proposals: Sequence[Proposal], base: KnowledgeBase, *, may_edit: bool) -> Post:
    """Wordings that members' choices propose."""
    lines = [text("mod.proposals.heading" if proposals else "mod.proposals.none")]
    decide: list[Component] = []
    some = proposals[: MOST // 2]
    for number, one in enumerate(some, start=1):
        entry = base.entries.get(one.entry)
        meant = literal(entry.question) if entry else one.entry
        lines.append(
            f"**{number}.** “{typed_name(one.wording, length=QUOTED)}” → {meant} (`{one.entry}`) · {_times(one.count)}"
        )
        if may_edit:
            accept = text("mod.button.accept", number=number)
            decide.append(button(Press.of(Act.ACCEPT, one.id), accept, style=ButtonStyle.success.value))
        decide.append(button(Press.of(Act.REJECT, one.id), text("mod.button.reject", number=number)))
    lines += _more(len(proposals), len(some))
    shown = post("\n".join(lines), buttons=decide)
    return Post([*shown.components, *rows([_home()])])


def ignored_post(ignored: Sequence[Refusal]) -> Post:
    """What is listed no more, and the way back."""
    lines = [text("mod.ignored.heading" if ignored else "mod.ignored.none")]
    lines += [
        f"**{number}.** “{typed_name(one.text, length=QUOTED)}” {format_dt(one.at, 'R')}"
        for number, one in enumerate(ignored[:MOST], start=1)
    ]
    lines += _more(len(ignored))
    heed = [
        button(Press.of(Act.HEED, one.id), text("mod.button.heed", number=number))
        for number, one in enumerate(ignored[:MOST], start=1)
    ]
    shown = post("\n".join(lines), buttons=heed)
    return Post([*shown.components, *rows([_home()])])


def done_post(key: str) -> Post:
    """What became of a group, and the way back to the others."""
    shown = post(text(key), colour=CALM)
    return Post([*shown.components, *rows([_home()])])


def _line(group: Group, base: KnowledgeBase) -> str:
    film = base.films.get(group.film or "")
    parts = [
        f"“{typed_name(group.text, length=QUOTED)}”",
        literal(film.label) if film else "",
        _times(group.count),
        text(f"mod.cause.{group.cause.value}"),
    ]
    return " · ".join(part for part in parts if part) + _channels(group.channels)


def _channels(channels: Sequence[int]) -> str:
    return " · " + " ".join(f"<#{channel}>" for channel in channels[:MOST_CHANNELS]) if channels else ""


def _times(count: int) -> str:
    return text("mod.once") if count == 1 else text("mod.times", count=count)


def _more(count: int, shown: int = MOST) -> list[str]:
    return [text("mod.more", count=count - shown)] if count > shown else []


def _written(group: Group) -> str:
    return Task(Settled.WRITTEN, group.id).code


def _home() -> Component:
    return button(Press.of(Act.INBOX, 0), text("mod.button.inbox"))


def _tabs() -> list[Component]:
    return [
        button(Press.of(Act.WISHES), text("mod.button.wishes")),
        button(Press.of(Act.PROPOSALS), text("mod.button.proposals")),
        button(Press.of(Act.IGNORED), text("mod.button.ignored")),
    ]
