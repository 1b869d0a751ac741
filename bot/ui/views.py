"""Replies as Discord shows them: containers of text, spoilers closed, buttons below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from discord import ButtonStyle

from bot.answers import Abstention, Answer, AskBack, Reply
from bot.answers.answer import NextStep
from bot.answers.wording import day, typed_name
from bot.knowledge import Spoiler
from bot.services.question import Place
from bot.texts import text
from bot.ui import limits
from bot.ui.components import Component, Layout, button, container, rows, text_display
from bot.ui.ids import Act, Press
from bot.ui.markdown import link, markdown, subtext

ANSWERED = 0x3BA55D
UNSURE = 0xE0A83A
SILENT = 0x80848E
CHOICE_STYLE = ButtonStyle.primary.value

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


def view_of(reply: Reply, frame: Frame) -> Layout:
    """The message for a reply, within all of Discord's limits."""
    match reply:
        case Answer():
            return Layout(_answer(reply, frame))
        case AskBack():
            return Layout(_ask_back(reply, frame))
        case Abstention():
            return Layout(_abstention(reply, frame))


def _answer(answer: Answer, frame: Frame) -> list[Component]:
    heading = _heading(answer.title, answer.film.label if answer.film else None, frame.asked)
    if answer.mature and not (frame.place.age_restricted or frame.revealed):
        show = button(Press.of(Act.SHOW, answer.entry), text("ui.button.show"))
        return [container(f"{heading}\n{text('ui.mature')}", colour=ANSWERED), *rows([show, *_remove(frame)])]
    shown, hidden = _open_and_hidden(answer, frame.place.spoilers)
    footer = _footer(answer)
    helpful = subtext(text("ui.helpful"))
    space = limits.VIEW_TEXT - len(heading) - len(footer) - len(helpful) - 1  # the line break below the heading
    shown = limits.clip(shown, space)
    hidden = limits.clip(hidden, space - len(shown))
    components = [container(f"{heading}\n{shown}" if shown else heading, footer, colour=ANSWERED)]
    if hidden:
        components.append(container(hidden, spoiler=True))
    components += _next_steps(answer.next_steps)
    controls = []
    if frame.question_id is not None and frame.rated:
        components.append(text_display(helpful))
        controls.append(button(Press.of(Act.YES, frame.question_id), text("ui.button.yes")))
        controls.append(button(Press.of(Act.NO, frame.question_id), text("ui.button.no")))
    if answer.other_films:
        controls.append(button(Press.of(Act.FILMS, answer.entry), text("ui.button.films")))
    return components + rows([*controls, *_remove(frame)])


def _open_and_hidden(answer: Answer, level: Spoiler) -> tuple[str, str]:
    """The texts at most at a level, with a word on what is hidden, and those above it."""
    shown = [subtext(answer.notice)] if answer.notice else []
    hidden: list[str] = []
    for block in answer.blocks:
        (hidden if block.spoiler > level else shown).append(markdown(block))
    secret = "\n".join(hidden).strip()
    if secret:
        shown.append(subtext(text(f"ui.spoiler.{max(answer.hides, answer.spoiler).label}")))
    return "\n".join(shown), secret


def _ask_back(ask_back: AskBack, frame: Frame) -> list[Component]:
    question_id = frame.question_id or 0
    picks = {
        choice.entry: button(Press.of(Act.PICK, question_id, choice.entry), choice.label, style=CHOICE_STYLE)
        for choice in ask_back.choices[: limits.ROW_BUTTONS]
    }
    controls = _remove(frame)
    if frame.question_id is not None:
        controls.insert(0, button(Press.of(Act.NO, frame.question_id), text("ui.button.none")))
    said = container(_spoken(ask_back.prompt, frame.asked), colour=UNSURE)
    return [said, *rows(picks.values()), *rows(controls)]


def _abstention(abstention: Abstention, frame: Frame) -> list[Component]:
    topics = "".join(f"\n- {topic}" for topic in abstention.topics)
    said = container(_spoken(abstention.text + topics, frame.asked), colour=SILENT)
    return [said, *_next_steps(abstention.next_steps), *rows(_remove(frame))]


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


def _remove(frame: Frame) -> list[Component]:
    if frame.asker_id is None:
        return []
    return [button(Press.of(Act.REMOVE, frame.question_id or 0, frame.asker_id), text("ui.button.remove"))]


def _next_steps(steps: Iterable[NextStep]) -> list[Component]:
    # Discord refuses a message in which two buttons carry the same custom id.
    labels = {step.entry: step.label for step in steps}
    return rows(button(Press.of(Act.NEXT, entry), label) for entry, label in list(labels.items())[:MOST_FILMS])
