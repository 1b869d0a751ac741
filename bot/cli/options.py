"""What several commands share: options, the settings behind them, the knowledge folder, output as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from bot.cli.faults import UsageError

if TYPE_CHECKING:  # pydantic-settings takes longer to import than a question takes to answer
    from bot.config import Settings

Knowledge = Annotated[
    Path | None, typer.Option("--knowledge", metavar="DIR", help="The knowledge folder instead of KNOWLEDGE_DIR.")
]
Film = Annotated[
    str | None, typer.Option("--film", metavar="ID", help="The current film; one named in the question wins.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, for other programs.")]


def read_settings() -> Settings:
    """Read `.env` and the environment. Raises SettingsError with every fault."""
    from bot.config import load_settings

    return load_settings()


def knowledge_folder(given: Path | None) -> Path:
    """Find the folder that holds the knowledge: the one given, else the one of the settings. Raises UsageError."""
    folder = read_settings().knowledge_dir if given is None else given
    return existing_folder(folder)


def existing_folder(folder: Path, *, option: str = "") -> Path:
    """Give the knowledge folder back when it is there. Raises UsageError that says how to get one.

    Args:
        option: how a command that takes a folder is given one.
    """
    if folder.is_dir():
        return folder
    if folder.exists():
        raise UsageError(f"{folder} is a file; give the knowledge folder")
    raise UsageError(
        f"There is no knowledge folder {folder}. "
        f"Name it with {option and f'{option} or '}KNOWLEDGE_DIR, or begin with a copy of the shipped one: film-faq-bot init {folder}"
    )


def known_film(film: str, films: Iterable[str]) -> str:
    """Give a film's id back when there is such a film. Raises UsageError that names the films there are."""
    ids = sorted(films)
    if film in ids:
        return film
    near = get_close_matches(film, ids, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(ids) or 'none'}"
    raise UsageError(f"No film has the id {film!r}; {hint}")


def counted(number: int, noun: str, nouns: str = "") -> str:
    """A number with its noun, in the plural where it needs one."""
    return f"{number:,} {noun if number == 1 else nouns or f'{noun}s'}"


def write_json(value: Mapping[str, Any], *, stream: TextIO | None = None) -> None:
    """Write one object on one line, in UTF-8 whatever the terminal speaks."""
    line = json.dumps(value, ensure_ascii=False) + "\n"
    out = stream or sys.stdout
    out.flush()
    out.buffer.write(line.encode(errors="replace"))
    out.buffer.flush()


@contextmanager
def working(on: str) -> Iterator[None]:
    """Show somebody at a terminal that something is going on; programs and pipes see nothing of it."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{on} …"):
        yield
