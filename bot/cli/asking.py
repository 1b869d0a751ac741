"""Questions in the shell: `ask` for one or a file of them, `chat` for a conversation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.faults import UsageError
from bot.cli.options import AsJson, Film, Knowledge, existing_folder, known_film, read_settings, write_json

if TYPE_CHECKING:
    from bot.knowledge import KnowledgeBase
    from bot.matching import Matcher


def ask(
    question: Annotated[list[str] | None, typer.Argument(help="The question; quotes are not needed.")] = None,
    film: Film = None,
    as_json: AsJson = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say why: features, thresholds, decision.")] = False,
    batch: Annotated[
        Path | None, typer.Option("--batch", metavar="FILE", help="Ask every line of a file, blank ones too.")
    ] = None,
    knowledge: Knowledge = None,
) -> None:
    """Ask a question and print the answer.

    What gives a story away is printed openly, marked in a line above it.
    """
    if (question is None) == (batch is None):
        raise UsageError('Ask one question (film-faq-bot ask "whos the director") or give a file with --batch FILE')
    matcher, base, current = _open(knowledge, film)
    for text in [" ".join(question)] if question is not None else _lines(batch):
        asked = _ask(text, matcher, base, film=current, explain=explain)
        if as_json:
            write_json(asked)
        else:
            if batch is not None:
                print(f"> {text}")
            if asked["spoiler"] != "none":
                print(f"[Spoiler: {asked['spoiler']}]")
            print(asked["text"], end="\n\n" if batch is not None else "\n")
            if explain:
                print(f"\n{matcher.explain(text, film=current).text()}")


def _open(knowledge: Path | None, film: str | None) -> tuple[Matcher, KnowledgeBase, str | None]:
    """Load and index the knowledge; the current film is the option's, else DEFAULT_FILM, which belongs to KNOWLEDGE_DIR."""
    from bot.knowledge import load_knowledge
    from bot.matching import Matcher

    if knowledge is None:
        settings = read_settings()
        knowledge, film = settings.knowledge_dir, film or settings.default_film
    base = load_knowledge(existing_folder(knowledge, option="--knowledge"))
    if film is not None:
        film = known_film(film, base.films)
    matcher = Matcher(base)
    matcher.match("about", film=film)  # what is built for the first question is not the time of matching it
    return matcher, base, film


def _lines(file: Path | None) -> Iterator[str]:
    """Read a file's lines as they are; only LF and CRLF end one, as in any other program's output."""
    if file is None:
        return
    try:
        text = file.read_bytes().decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    lines = text.split("\n")
    for line in lines[:-1] if lines[-1] == "" else lines:
        yield line.removesuffix("\r")


def _ask(text: str, matcher: Matcher, base: KnowledgeBase, *, film: str | None, explain: bool) -> dict[str, Any]:
    """One question as `--json` gives it; the keys are a promise to other programs."""
    from bot.answers import Answer, AskBack, plain_text, reply_to

    match = matcher.match(text, film=film)
    reply = reply_to(match, base, today=date.today(), current=film)  # noqa: DTZ011  # the day of who reads it
    answer = reply if isinstance(reply, Answer) else None
    asked: dict[str, Any] = {
        "question": text,
        "decision": match.decision.value,
        "confidence": round(match.confidence, 4),
        "entry": answer.entry if answer else None,
        "film": answer.film.id if answer and answer.film else None,
        "text": plain_text(reply),
        "spoiler": answer.hides.label if answer else "none",
        "suggestions": [
            {
                "entry": choice.entry,
                "question": base.entries[choice.entry].question,
                "confidence": round(choice.confidence, 4),
            }
            for choice in (reply.choices if isinstance(reply, AskBack) else ())
        ],
        "elapsed_us": round(match.elapsed_us, 1),
    }
    if explain:
        asked["explain"] = matcher.explain(text, film=film).as_dict()
    return asked


def chat(film: Film = None, knowledge: Knowledge = None) -> None:
    """Talk with the bot in the terminal; Ctrl-D ends."""
    from bot.cli.chat import Chat
    from bot.services.library import Library

    default = None
    if knowledge is None:
        settings = read_settings()
        knowledge, default = settings.knowledge_dir, settings.default_film
    library = Library.load(existing_folder(knowledge, option="--knowledge"))
    if current := film or default:
        known_film(current, library.snapshot.base.films)
    Chat(library, film=current).run()
