"""A knowledge folder with its editing services, on stores in memory; a stand-in matches, for indexing takes its time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.services.audit import Audit, Event
from bot.services.editing import Editing, Limits, Outcome, Refused
from bot.services.library import Library
from bot.services.permissions import Rights, Standing
from bot.services.revisions import Author
from bot.storage import Folder, Stores

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MIA, BEN = Author(1, "Mia"), Author(2, "Ben")
MODERATOR = Standing(Rights(manage_guild=True), guild_id=10, guild_ids=frozenset({10}))
GENEROUS = Limits(saves_a_minute=1_000_000, removed=1_000_000)

HARBOUR = """\
# yaml-language-server: $schema=../../docs/schema/film.json
film: {title: The Harbour, year: 2001}   # no other title

overview:
  director: Hal Ito
  genres: [drama,   comedy]

faq:
  # asked every week
  - id: true-story
    question: Is it a true story?
    also_asked: [based on a true story, did this really happen]
    answer: No, it is not.   # says the writer

  # the boat
  - id: boat
    question: What is the boat called?
    also_asked:
      - name of the boat
      - boat name
    answer: >-
      The boat is called
      Marigold.
"""
GENERAL = "faq:\n  - {id: who-are-you, question: Who are you?, answer: A bot.}\n"

BOAT, STORY = "the-harbour/faq/boat", "the-harbour/faq/true-story"


class Clock:
    """A second passes with every look at it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class Stage:
    """Everything a test of editing touches."""

    folder: Path
    library: Library
    documents: Folder
    stores: Stores
    audit: Audit
    editing: Editing
    events: list[Event] = field(default_factory=list)

    @property
    def file(self) -> Path:
        """The film's file."""
        return self.folder / "films" / "the-harbour.yaml"

    def text(self) -> str:
        """What the film's file says."""
        return self.file.read_bytes().decode()

    def on_disk(self, change: Callable[[str], str]) -> None:
        """Somebody saves the file in an editor, by replacing it."""
        other = self.file.with_name("editor-4913")
        other.write_bytes(change(self.text()).encode())
        other.replace(self.file)

    async def begin_film(self, title: str, year: int) -> Outcome:
        """Draft a new film's file and save it."""
        draft = await self.editing.draft_film(title, year, author=MIA, standing=MODERATOR)
        return draft if isinstance(draft, Refused) else await self.editing.save(draft.id, MIA, standing=MODERATOR)

    def heard(self, kind: type) -> list[Any]:
        """Events of one kind, in order."""
        return [event for event in self.events if isinstance(event, kind)]


def write_knowledge(folder: Path, harbour: str = HARBOUR) -> Path:
    """A small knowledge folder."""
    (folder / "films").mkdir(parents=True)
    (folder / "films" / "the-harbour.yaml").write_bytes(harbour.encode())
    (folder / "general.yaml").write_text(GENERAL)
    return folder


def stage_in(
    folder: Path,
    *,
    stores: Stores | None = None,
    limits: Limits = GENEROUS,
    editor_guilds: frozenset[int] = frozenset(),
    library: Library | None = None,
) -> Stage:
    """The services over a folder."""
    library = library or Library.load(folder)
    stores = stores or Stores.in_memory()
    documents, audit = Folder(folder), Audit()
    editing = Editing(
        library,
        documents,
        stores.revisions,
        stores.drafts,
        audit=audit,
        editor_guilds=editor_guilds,
        limits=limits,
        clock=Clock(),
    )
    stage = Stage(folder, library, documents, stores, audit, editing)
    audit.subscribe(stage.events.append)
    return stage
