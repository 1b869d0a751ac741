"""What the bot says, free of any platform: blocks with spoiler and mature marks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bot.knowledge import Film, Spoiler


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph in Discord's Markdown, as the knowledge file has it."""

    text: str
    spoiler: Spoiler = Spoiler.NONE


@dataclass(frozen=True, slots=True)
class Rows:
    """Labelled values, one a line."""

    rows: tuple[tuple[str, str], ...]
    spoiler: Spoiler = Spoiler.NONE


@dataclass(frozen=True, slots=True)
class Items:
    """A list of short texts."""

    items: tuple[str, ...]
    spoiler: Spoiler = Spoiler.NONE


@dataclass(frozen=True, slots=True)
class Quotation:
    """Somebody's exact words."""

    text: str
    by: str
    context: str | None = None
    spoiler: Spoiler = Spoiler.NONE


@dataclass(frozen=True, slots=True)
class Link:
    """An address outside, shown with its label."""

    label: str
    url: str
    spoiler: Spoiler = Spoiler.NONE


Block = Text | Rows | Items | Quotation | Link


@dataclass(frozen=True, slots=True)
class NextStep:
    """Another entry one press away; `label` gives nothing away and fits a button (80 characters)."""

    entry: str
    label: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What one entry answers. `title` is safe to show anywhere; blocks may be hidden, each by its own mark."""

    entry: str
    title: str
    blocks: tuple[Block, ...]
    film: Film | None = None  # its label stands on every answer
    spoiler: Spoiler = Spoiler.NONE  # the entry's own level; blocks are at least this
    mature: bool = False
    source: str | None = None  # the source's title
    source_url: str | None = None
    checked: date | None = None  # when somebody last saw that this still holds
    notice: str | None = None  # one line before the text: "May have changed since …"
    next_steps: tuple[NextStep, ...] = ()
    other_films: bool = False  # there are other films: "another film?" is worth a button

    @property
    def hides(self) -> Spoiler:
        """The highest level that stands in any block."""
        return max((block.spoiler for block in self.blocks), default=self.spoiler)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing the member may have meant."""

    entry: str
    label: str  # fits a button; names the film where the choices differ in it
    confidence: float


@dataclass(frozen=True, slots=True)
class AskBack:
    """Not sure: up to five things to choose from."""

    prompt: str
    choices: tuple[Choice, ...]
    film: Film | None = None


@dataclass(frozen=True, slots=True)
class Abstention:
    """No answer, said plainly, with what the bot can talk about."""

    text: str
    film: Film | None = None
    next_steps: tuple[NextStep, ...] = ()
    topics: tuple[str, ...] = field(default=())  # what can be asked, in a few words each


Reply = Answer | AskBack | Abstention
