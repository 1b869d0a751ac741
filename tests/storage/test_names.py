"""What is kept under the id of a film or an entry follows when that gets another, in every kind of store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

import pytest

from bot.knowledge.edit import AddEntry, AddItem, RenameEntry, SetField
from bot.services.drafts import KeptDraft
from bot.services.inbox_refusals import refusal
from bot.services.revisions import Author, Origin, Revision, State
from bot.services.stores import EVERYBODY, AskedQuestion, Audience, GuildSettings, RefusalKind
from bot.storage import Stores
from tests.storage.test_revisions import DATA, NOW, revision

OLD, NEW = "the-harbour", "harbour-2001"
FILM = {OLD: NEW}
ENTRY = {"the-harbour/faq/a": "the-harbour/faq/z"}
NEAR = "the-harbour-2"  # another film, whose id begins with the old one


def question(number: int, film: str | None, entry: str | None, *choices: str) -> AskedQuestion:
    at = datetime(2026, 11, 20, 12, number, tzinfo=UTC)
    return AskedQuestion(number, "Which boat?", 5, 10, film, "ask_back", entry, 0.3, choices, at, reason="unsure")


def draft(number: str, document: str, **more: object) -> KeptDraft:
    place = f"films/{document}.yaml" if document else None
    values = {"id": number, "document": document, "place": place, "author": Author(7, "Mia"), "made_at": NOW}
    return KeptDraft(**values | {"origin": Origin.DISCORD} | more)  # type: ignore[arg-type]


async def confirmed(stores: Stores, moved: dict[str, str], **more: object) -> Revision:
    pending = await stores.revisions.add(revision(moved=moved, **more), DATA)
    await stores.revisions.settle(pending.id, State.CONFIRMED)
    return pending


@pytest.fixture
async def used(stores: Stores) -> Stores:
    """Stores in which two films have been asked about and edited."""
    questions = (
        question(1, OLD, "the-harbour/faq/a", "the-harbour/faq/a", "the-harbour/faq/b", f"{NEAR}/faq/a"),
        question(2, NEAR, f"{NEAR}/faq/a", f"{NEAR}/faq/a"),
        question(3, None, None, "the-harbour/faq/ab"),
    )
    for asked in questions:
        stores.questions.remember(asked)
    guild = Audience(10)
    await stores.inbox.refuse(
        [
            refusal(RefusalKind.WORDING, "boat", audience=guild, at=NOW, entry="the-harbour/faq/a"),
            refusal(RefusalKind.WORDING, "boat", audience=guild, at=NOW, entry=f"{NEAR}/faq/a"),
            refusal(RefusalKind.MEANING, "what boat", audience=guild, at=NOW, film=OLD),
        ]
    )
    films = MappingProxyType({1: OLD, 2: NEAR})
    await stores.guilds.change(10, lambda one: replace(one, film=OLD, channel_films=films))
    await stores.guilds.change(11, lambda one: replace(one, film=NEAR))
    changes = (SetField("the-harbour/faq/a", "answer", "the-harbour/faq/a"), AddItem("the-harbour/faq/b", "x", "y"))
    await stores.drafts.put(draft("one", OLD, changes=changes))
    await stores.drafts.put(draft("two", NEAR, changes=(RenameEntry(f"{NEAR}/faq/a", "b"),)))
    await stores.drafts.put(draft("three", OLD, changes=(AddEntry("faq", {"question": "Q?"}),), called="haven"))
    await stores.revisions.add(revision(state=State.CONFIRMED), DATA)
    await stores.revisions.add(revision(state=State.CONFIRMED, document=NEAR, place=f"films/{NEAR}.yml"), DATA)
    return stores


async def test_a_renamed_films_questions_follow(used: Stores) -> None:
    await confirmed(used, FILM, document=NEW, place=f"films/{NEW}.yaml")
    assert [await used.questions.get(number) for number in (1, 2, 3)] == [
        question(1, NEW, f"{NEW}/faq/a", f"{NEW}/faq/a", f"{NEW}/faq/b", f"{NEAR}/faq/a"),
        question(2, NEAR, f"{NEAR}/faq/a", f"{NEAR}/faq/a"),
        question(3, None, None, f"{NEW}/faq/ab"),
    ]
    assert (await used.questions.tally(f"{NEW}/faq/a")).shown == 1
    assert len(await used.inbox.waiting(EVERYBODY, limit=9)) == 3


async def test_what_was_refused_of_a_renamed_film_is_refused_still(used: Stores) -> None:
    await confirmed(used, FILM, document=NEW)
    now = refusal(RefusalKind.WORDING, "boat", audience=Audience(10), at=NOW, entry=f"{NEW}/faq/a")
    found = await used.inbox.refusals(RefusalKind.WORDING, EVERYBODY)
    assert {(one.id, one.entry) for one in found if one.entry != f"{NEAR}/faq/a"} == {(now.id, now.entry)}
    assert [one.film for one in await used.inbox.refusals(RefusalKind.MEANING, EVERYBODY)] == [NEW]
    await used.inbox.refuse([now])
    assert len(await used.inbox.refusals(RefusalKind.WORDING, EVERYBODY)) == 2


async def test_a_refusal_that_is_there_under_the_new_id_already_is_one(used: Stores) -> None:
    await used.inbox.refuse([refusal(RefusalKind.MEANING, "what boat", audience=Audience(10), at=NOW, film=NEW)])
    await confirmed(used, FILM, document=NEW)
    assert [one.film for one in await used.inbox.refusals(RefusalKind.MEANING, EVERYBODY)] == [NEW]


async def test_servers_go_on_meaning_a_renamed_film(used: Stores) -> None:
    await confirmed(used, FILM, document=NEW)
    assert [*await used.guilds.all()] == [
        GuildSettings(10, film=NEW, channel_films={1: NEW, 2: NEAR}),
        GuildSettings(11, film=NEAR),
    ]


async def test_drafts_of_a_renamed_film_can_be_saved(used: Stores) -> None:
    await confirmed(used, FILM, document=NEW)
    changes = (SetField(f"{NEW}/faq/a", "answer", "the-harbour/faq/a"), AddItem(f"{NEW}/faq/b", "x", "y"))
    assert await used.drafts.get("one") == draft("one", NEW, changes=changes)
    assert await used.drafts.get("two") == draft("two", NEAR, changes=(RenameEntry(f"{NEAR}/faq/a", "b"),))
    changes = (AddEntry("faq", {"question": "Q?"}),)
    assert await used.drafts.get("three") == draft("three", NEW, changes=changes, called="haven")


async def test_a_renamed_films_history_is_one(used: Stores) -> None:
    rename = await confirmed(used, FILM, document=NEW, place=f"films/{NEW}.yaml", origin=Origin.SHELL)
    first, second = reversed(await used.revisions.history(NEW))
    assert (first.document, first.place, first.entries) == (
        NEW,
        f"films/{NEW}.yaml",
        ("the-harbour/faq/a", "the-harbour/faq/b"),
    )
    assert (second.id, second.was, second.became) == (rename.id, OLD, NEW)
    assert await used.revisions.history(OLD) == []
    assert set(await used.revisions.newest()) == {NEW, NEAR}
    other = await used.revisions.latest(NEAR)
    assert other is not None
    assert other.place == f"films/{NEAR}.yml"


async def test_an_entrys_other_id_is_followed(used: Stores) -> None:
    await confirmed(used, ENTRY)
    assert [await used.questions.get(number) for number in (1, 3)] == [
        question(1, OLD, "the-harbour/faq/z", "the-harbour/faq/z", "the-harbour/faq/b", f"{NEAR}/faq/a"),
        question(3, None, None, "the-harbour/faq/ab"),
    ]
    found = await used.inbox.refusals(RefusalKind.WORDING, EVERYBODY)
    assert {one.entry for one in found} == {"the-harbour/faq/z", f"{NEAR}/faq/a"}
    kept = await used.drafts.get("one")
    assert kept is not None
    assert [getattr(change, "entry", None) for change in kept.changes] == ["the-harbour/faq/z", "the-harbour/faq/b"]
    assert len(await used.revisions.history(OLD)) == 2


async def test_nothing_follows_what_never_came_into_force(used: Stores) -> None:
    pending = await used.revisions.add(revision(moved=FILM, document=NEW), DATA)
    assert (await used.revisions.pending())[0].was == OLD
    await used.revisions.settle(pending.id, State.ABANDONED)
    asked = await used.questions.get(1)
    assert asked is not None
    assert asked.film == OLD
    assert await used.revisions.renames() == []


async def test_what_was_kept_meanwhile_follows_too(used: Stores) -> None:
    await confirmed(used, FILM, document=NEW)
    used.questions.remember(question(4, OLD, "the-harbour/faq/b"))
    await used.revisions.follow(FILM)
    assert await used.questions.get(4) == question(4, NEW, f"{NEW}/faq/b")


async def test_renames_are_told_in_order(stores: Stores) -> None:
    entry = await confirmed(stores, ENTRY)
    film = await confirmed(stores, FILM, document=NEW)
    other = await confirmed(stores, {f"{NEAR}/faq/a": f"{NEAR}/faq/b"}, document=NEAR)
    await stores.revisions.add(revision(state=State.CONFIRMED, document=NEAR), DATA)
    follower = await stores.revisions.add(revision(state=State.CONFIRMED, document=NEAR, follows=film.id), DATA)
    assert [(row.id, dict(row.moved)) for row in await stores.revisions.renames()] == [
        (entry.id, ENTRY),
        (film.id, FILM),
        (other.id, {f"{NEAR}/faq/a": f"{NEAR}/faq/b"}),
    ]
    assert [row.id for row in await stores.revisions.renames(NEW)] == [entry.id, film.id]
    assert [row.id for row in await stores.revisions.renames(NEW, since=entry.id)] == [film.id]
    assert [row.id for row in await stores.revisions.following(film.id)] == [follower.id]
