"""Composes a platform-free answer from a match."""

from __future__ import annotations

from bot.answers.answer import (
    Abstention,
    Answer,
    AskBack,
    Block,
    Choice,
    Items,
    Link,
    NextStep,
    Quotation,
    Reply,
    Rows,
    Text,
)
from bot.answers.compose import compose
from bot.answers.neighbours import same_fact
from bot.answers.plain import plain_text, without_markdown
from bot.answers.replies import (
    choice_between_films,
    film_list,
    gone,
    missing_fact,
    no_quote_by,
    nothing_found,
    reply_to,
    unknown_film,
    which_film,
)
from bot.answers.sections import answerable
from bot.answers.wording import clip, literal, typed_name

__all__ = [
    "Abstention",
    "Answer",
    "AskBack",
    "Block",
    "Choice",
    "Items",
    "Link",
    "NextStep",
    "Quotation",
    "Reply",
    "Rows",
    "Text",
    "answerable",
    "choice_between_films",
    "clip",
    "compose",
    "film_list",
    "gone",
    "literal",
    "missing_fact",
    "no_quote_by",
    "nothing_found",
    "plain_text",
    "reply_to",
    "same_fact",
    "typed_name",
    "unknown_film",
    "which_film",
    "without_markdown",
]
