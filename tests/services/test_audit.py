"""Events reach everybody who wants them, whatever one of them does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.services.audit import Audit, Event, Mended, Saved
from bot.services.revisions import Author, Origin, Revision


def test_observers_are_told_until_they_leave(caplog: pytest.LogCaptureFixture) -> None:
    audit, heard = Audit(), list[Event]()

    def failing(_event: Event) -> None:
        raise RuntimeError("no channel")

    audit.subscribe(failing)
    leave = audit.subscribe(heard.append)
    audit.tell(Mended())
    assert heard == [Mended()]
    assert "no channel" in caplog.text
    leave()
    leave()
    audit.tell(Mended())
    assert len(heard) == 1


def revision(number: int, *, follows: int | None = None) -> Revision:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    return Revision("film", "films/film.yaml", "d", Author(None, "ada"), at, Origin.SHELL, follows=follows, id=number)


def test_a_revision_is_told_once_wherever_it_is_heard_of() -> None:
    audit, heard = Audit(), list[Event]()
    audit.subscribe(heard.append)
    here = Saved(revision(1), guild_id=7)
    audit.tell(here)
    audit.tell_saved([revision(1), revision(2)])
    audit.tell_saved([revision(1), revision(2)])
    assert heard == [here, Saved(revision(2))]


def test_what_follows_another_name_is_told_with_it() -> None:
    audit, heard = Audit(), list[Event]()
    audit.subscribe(heard.append)
    followers = (revision(5, follows=4), revision(6, follows=4))
    audit.tell_saved([revision(4), *followers, revision(7)])
    assert heard == [Saved(revision(4), followed=followers), Saved(revision(7))]
    audit.tell(Saved(followers[0]))
    assert len(heard) == 2
