"""One conversation in the terminal: the same asking as in a channel, choices by number."""

from __future__ import annotations

import contextlib
import sys
from itertools import count

from bot.answers import AskBack, Reply, plain_text
from bot.services.asking import Asking
from bot.services.films import CurrentFilm
from bot.services.library import Library
from bot.services.memory import MemoryStores
from bot.services.question import Place, Question

with contextlib.suppress(ImportError):  # not every Python was built with it
    import readline  # noqa: F401  # gives `input` a history and line editing

HERE = Place(channel_id=0)

HELP = """\
Ask in your own words. A number takes one of the choices offered.
  /film ID    make a film the current one (/film alone names it)
  /films      list the films
  /why        say why the last question was answered so
  /quit       end, as Ctrl-D does"""


class Chat:
    """Reads lines, prints replies; remembers the film of the conversation and the choices on offer."""

    def __init__(self, library: Library, *, film: str | None = None) -> None:
        self._library = library
        self._films = CurrentFilm(default=film)
        self._asking = Asking(library, MemoryStores().questions, films=self._films)
        self._ids = count(1)
        self._choices: tuple[str, ...] = ()
        self._last: tuple[str, str | None] | None = None  # question and the film that was current

    def run(self) -> None:
        """Talk until the input ends."""
        prompt = "> " if sys.stdin.isatty() else ""
        if prompt:
            print("Ask about a film; /help says what else there is, Ctrl-D ends.")
        while True:
            try:
                line = input(prompt).strip()
            except (EOFError, KeyboardInterrupt):
                if prompt:
                    print()
                return
            if line in {"/quit", "/exit"}:
                return
            if line:
                print(self.say(line), end="\n\n")

    def say(self, line: str) -> str:
        """Answer one line: a question, the number of a choice, or a command."""
        if line.startswith("/"):
            return self._command(*line[1:].split(maxsplit=1))
        if self._choices and line.isdecimal() and 1 <= int(line) <= len(self._choices):
            return self._show(self._asking.show(self._choices[int(line) - 1], HERE))
        self._last = (line, self._films.of(HERE, self._library.snapshot.base))
        return self._show(self._asking.ask(Question(next(self._ids), line, HERE)).reply)

    def _show(self, reply: Reply) -> str:
        self._choices = tuple(choice.entry for choice in reply.choices) if isinstance(reply, AskBack) else ()
        return plain_text(reply)

    def _command(self, name: str = "", argument: str = "") -> str:
        base = self._library.snapshot.base
        match name:
            case "film":
                return self._film(argument)
            case "films":
                return "\n".join(f"{film.id:<26}{film.label}" for film in base.films.values()) or "There are no films."
            case "why":
                return self._why()
            case _:
                return HELP

    def _why(self) -> str:
        if self._last is None:
            return "Nothing was asked yet."
        question, current = self._last
        return self._library.snapshot.matcher.explain(question, film=current).text()

    def _film(self, wanted: str) -> str:
        films = self._library.snapshot.base.films
        if wanted and wanted not in films:
            return f"No film has the id {wanted}; /films lists them."
        if wanted:
            self._films.note(HERE, wanted)
        current = self._films.of(HERE, self._library.snapshot.base)
        return f"We speak of {films[current].label}." if current else "No film is set; /film ID sets one."
