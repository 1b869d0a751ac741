"""What the doctor finds: a level, a subject, a sentence and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.cli.faults import WRONG_USE


class Level(Enum):
    """How a finding is printed."""

    FINE = ("ok", "green")
    NOTE = ("--", "yellow")
    FAULT = ("!!", "red")

    @property
    def mark(self) -> str:
        """Stands before the line, since colours do not survive a pipe."""
        return self.value[0]

    @property
    def color(self) -> str:
        """Terminal colour of the subject."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    level: Level
    subject: str
    text: str
    advice: str = ""
    status: int = 0  # the exit status it leads to

    @classmethod
    def fine(cls, subject: str, text: str) -> Finding:
        """Nothing to do."""
        return cls(Level.FINE, subject, text)

    @classmethod
    def note(cls, subject: str, text: str, *, advice: str = "") -> Finding:
        """Worth knowing; the bot works."""
        return cls(Level.NOTE, subject, text, advice)

    @classmethod
    def fault(cls, subject: str, text: str, *, advice: str = "", status: int = WRONG_USE) -> Finding:
        """The bot does not work, or not there."""
        return cls(Level.FAULT, subject, text, advice, status)
