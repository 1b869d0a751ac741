"""Replies as Discord shows them: containers of text, spoilers closed, buttons below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import discord
from discord import ui

from bot.answers import Abstention, Answer, AskBack, Reply
from bot.answers.answer import Link, NextStep
from bot.answers.wording import day, typed_name
from bot.knowledge import Spoiler
from bot.services.question import Place
from bot.texts import text
from bot.ui import limits
from bot.ui.buttons import PressButton
from bot.ui.ids import Act, Press
from bot.ui.markdown import link, markdown, subtext

ANSWERED = 0x3BA55D
UNSURE = 0xE0A83A
SILENT = 0x80848E

MOST_ROWS = 4
"""Rows of next steps: with the row of controls and the texts a message stays below 40 components."""

MOST_FILMS = MOST_ROWS * limits.ROW_BUTTONS
"""Films that can be offered as buttons."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a reply: where it is shown, to whom, and what can be pressed."""

    place: Place
    question_id: int | None = None  # None where a command shows something unasked
    rated: bool = True  # "did that answer it?" is asked about the question
    asker_id: int | None = None  # who may remove the reply; None where it is private and goes away by itself
    revealed: bool = False  # the member has asked to see what is not shown openly here
    asked: str | None = None  # the question in the member's words, where the channel does not show it


def view_of(reply: Reply, frame: Frame) -> ui.LayoutView:
    """The message for a reply, within all of Discord's limits."""
    view = ui.LayoutView(timeout=None)
    match reply:
        case Answer():
            _answer(view, reply, frame)
        case AskBack():
            _ask_back(view, reply, frame)
        case Abstention():
            _abstention(view, reply, frame)
    # All buttons are `PressButton`s, which the client knows without the view: an ended view is not kept in memory,
    # and an ephemeral one starts no timer.
    view.stop()
    return view


def _answer(view: ui.LayoutView, answer: Answer, frame: Frame) -> None:
    heading = _heading(answer.title, answer.film.label if answer.film else None, frame.asked)
    if answer.mature and not (frame.place.age_restricted or frame.revealed):
        view.add_item(_container(ANSWERED, f"{heading}\n{text('ui.mature')}"))
        show = PressButton(Press.of(Act.SHOW, answer.entry), text("ui.button.show"))
        view.add_item(_row([show, *_remove(frame)]))
        return
    level = frame.place.spoilers
    shown: list[str] = []
    hidden: list[str] = []
    for block in answer.blocks:
        above = (answer.spoiler if isinstance(block, Link) else block.spoiler) > level
        (hidden if above else shown).append(markdown(block))
    if answer.notice:
        shown.insert(0, subtext(answer.notice))
    if hidden and answer.hides > Spoiler.NONE:
        shown.append(subtext(text(f"ui.spoiler.{answer.hides.label}")))
    footer = _footer(answer)
    space = limits.VIEW_TEXT - len(heading) - len(footer) - len(text("ui.helpful")) - 8  # line breaks, subtext marks
    body = limits.clip("\n".join(shown), space)
    view.add_item(_container(ANSWERED, f"{heading}\n{body}" if body else heading, footer))
    if secret := limits.clip("\n".join(hidden), space - len(body)).strip():
        view.add_item(ui.Container(ui.TextDisplay[ui.LayoutView](secret), spoiler=True))
    _next_steps(view, answer.next_steps)
    controls = []
    if frame.question_id is not None and frame.rated:
        view.add_item(ui.TextDisplay(subtext(text("ui.helpful"))))
        controls.append(PressButton(Press.of(Act.YES, frame.question_id), text("ui.button.yes")))
        controls.append(PressButton(Press.of(Act.NO, frame.question_id), text("ui.button.no")))
    if answer.other_films:
        controls.append(PressButton(Press.of(Act.FILMS, answer.entry), text("ui.button.films")))
    _controls(view, [*controls, *_remove(frame)])


def _ask_back(view: ui.LayoutView, ask_back: AskBack, frame: Frame) -> None:
    view.add_item(_container(UNSURE, _spoken(ask_back.prompt, frame.asked)))
    picks = {
        choice.entry: PressButton(
            Press.of(Act.PICK, frame.question_id or 0, choice.entry), choice.label, style=discord.ButtonStyle.primary
        )
        for choice in ask_back.choices[: limits.ROW_BUTTONS]
    }
    _controls(view, list(picks.values()))
    none = (
        [] if frame.question_id is None else [PressButton(Press.of(Act.NO, frame.question_id), text("ui.button.none"))]
    )
    _controls(view, [*none, *_remove(frame)])


def _abstention(view: ui.LayoutView, abstention: Abstention, frame: Frame) -> None:
    topics = "".join(f"\n- {topic}" for topic in abstention.topics)
    view.add_item(_container(SILENT, _spoken(abstention.text + topics, frame.asked)))
    _next_steps(view, abstention.next_steps)
    _controls(view, _remove(frame))


def _heading(title: str, film: str | None, asked: str | None) -> str:
    lines = [_asked(asked)] if asked else []
    lines.append(f"### {limits.clip(' '.join(title.split()), limits.TITLE)}")
    if film:
        lines.append(subtext(limits.clip(film, limits.TITLE)))
    return "\n".join(lines)


def _asked(asked: str) -> str:
    return subtext(text("ui.asked", question=typed_name(asked, length=limits.QUOTED_QUESTION)))


def _spoken(words: str, asked: str | None) -> str:
    return limits.clip(f"{_asked(asked)}\n{words}" if asked else words, limits.VIEW_TEXT)


def _footer(answer: Answer) -> str:
    parts = []
    if answer.source:
        source = limits.clip(answer.source, limits.TITLE)
        parts.append(text("ui.source", source=link(source, answer.source_url) if answer.source_url else source))
    if answer.checked:
        parts.append(text("ui.checked", day=day(answer.checked)))
    return subtext(" · ".join(parts)) if parts else ""


def _container(colour: int, *texts: str) -> ui.Container[ui.LayoutView]:
    return ui.Container(*(ui.TextDisplay(words) for words in texts if words), accent_colour=colour)


def _row(buttons: Iterable[PressButton]) -> ui.ActionRow[ui.LayoutView]:
    row = ui.ActionRow[ui.LayoutView]()
    for button in buttons:
        row.add_item(button)
    return row


def _controls(view: ui.LayoutView, buttons: list[PressButton]) -> None:
    if buttons:
        view.add_item(_row(buttons))


def _remove(frame: Frame) -> list[PressButton]:
    if frame.asker_id is None:
        return []
    return [PressButton(Press.of(Act.REMOVE, frame.question_id or 0, frame.asker_id), text("ui.button.remove"))]


def _next_steps(view: ui.LayoutView, steps: Iterable[NextStep]) -> None:
    # Discord refuses a message in which two buttons carry the same custom id.
    labels = {step.entry: step.label for step in steps}
    buttons = [PressButton(Press.of(Act.NEXT, entry), label) for entry, label in labels.items()]
    for start in range(0, min(len(buttons), MOST_FILMS), limits.ROW_BUTTONS):
        view.add_item(_row(buttons[start : start + limits.ROW_BUTTONS]))
