"""What is asked, and where: the one value that every way of asking becomes."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answers import Reply
from bot.knowledge import Spoiler


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question is asked; decides which film is meant and what may be shown openly."""

    channel_id: int  # of the thread, where it is one
    guild_id: int | None = None  # None in direct messages
    parent_id: int | None = None  # the channel a thread belongs to
    age_restricted: bool = False  # False also where it is not known
    spoilers: Spoiler = Spoiler.NONE  # the level shown openly
    private: bool = False  # the reply is for one member of many: others' conversation goes on about its own film


@dataclass(frozen=True, slots=True)
class Question:
    """A member's question. `id` is the snowflake of the message or interaction that asked it; no member's id is kept."""

    id: int
    text: str
    place: Place
    film: str | None = None  # chosen explicitly, by a command's option


@dataclass(frozen=True, slots=True)
class Outcome:
    """The reply to a question, and what to show it with."""

    question_id: int
    reply: Reply
    place: Place
    kept: bool = True  # False for courtesies and wordless messages: nobody is asked whether they were answered
