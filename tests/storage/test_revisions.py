"""Revisions and drafts come back as they were kept, from every kind of store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.knowledge.edit import AddEntry, AddItem, RemoveEntry, RemoveField, RemoveItem, RenameEntry, SetField
from bot.services.documents import digest_of
from bot.services.drafts import KeptDraft, new_draft_id
from bot.services.revisions import Author, Origin, Revision, State
from bot.storage import Stores

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MIA = Author(2**62 + 1, "Mia 🌊 “the mod”\x00")
DATA = "film: {title: Čas, year: 2012}\r\n".encode() * 50


def revision(**more: object) -> Revision:
    values = {
        "document": "the-harbour",
        "place": "films/the-harbour.yaml",
        "digest": digest_of(DATA),
        "author": Author(7, "Mia"),
        "at": NOW,
        "origin": Origin.DISCORD,
        "entries": ("the-harbour/faq/a", "the-harbour/faq/b"),
        "reason": "misspelt",
    }
    return Revision(**values | more)  # type: ignore[arg-type]


async def test_a_revision_comes_back_with_its_bytes(stores: Stores) -> None:
    kept = await stores.revisions.add(revision(author=MIA, base=3, undoes=2), DATA)
    assert kept.id > 0
    found = await stores.revisions.get(kept.id)
    assert found is not None
    assert found.author.id == MIA.id
    assert replace(found, author=MIA) == kept
    assert await stores.revisions.data(kept.id) == DATA


async def test_only_confirmed_revisions_are_history(stores: Stores) -> None:
    first = await stores.revisions.add(revision(state=State.CONFIRMED), DATA)
    second = await stores.revisions.add(revision(), DATA)
    third = await stores.revisions.add(revision(), DATA)
    assert [row.id for row in await stores.revisions.pending()] == [second.id, third.id]
    await stores.revisions.settle(second.id, State.CONFIRMED)
    await stores.revisions.settle(third.id, State.ABANDONED)
    assert await stores.revisions.pending() == []
    assert [row.id for row in await stores.revisions.history()] == [second.id, first.id]
    latest = await stores.revisions.latest("the-harbour")
    assert latest is not None
    assert latest.id == second.id
    assert await stores.revisions.latest("the-lantern") is None


async def test_history_goes_page_by_page(stores: Stores) -> None:
    rows = [await stores.revisions.add(revision(state=State.CONFIRMED), DATA) for _ in range(5)]
    other = await stores.revisions.add(revision(state=State.CONFIRMED, document="general"), DATA)
    assert [row.id for row in await stores.revisions.history(limit=2)] == [other.id, rows[4].id]
    page = await stores.revisions.history("the-harbour", limit=3, before=rows[4].id)
    assert [row.id for row in page] == [rows[3].id, rows[2].id, rows[1].id]
    newest = await stores.revisions.newest()
    assert {document: row.id for document, row in newest.items()} == {"the-harbour": rows[4].id, "general": other.id}


async def test_a_revision_knows_what_took_it_back(stores: Stores) -> None:
    edit = await stores.revisions.add(revision(state=State.CONFIRMED), DATA)
    given_up = await stores.revisions.add(revision(undoes=edit.id), DATA)
    await stores.revisions.settle(given_up.id, State.ABANDONED)
    found = await stores.revisions.get(edit.id)
    assert found is not None
    assert found.undone_by is None
    undo = await stores.revisions.add(revision(undoes=edit.id, state=State.CONFIRMED), DATA)
    (_, found) = await stores.revisions.history()
    assert found.undone_by == undo.id


async def test_a_removed_document_has_no_bytes(stores: Stores) -> None:
    gone = await stores.revisions.add(revision(digest=None, state=State.CONFIRMED), None)
    assert await stores.revisions.data(gone.id) is None
    found = await stores.revisions.get(gone.id)
    assert found is not None
    assert found.digest is None


async def test_texts_are_known_by_digest(stores: Stores) -> None:
    await stores.revisions.add(revision(state=State.ABANDONED), DATA)
    assert await stores.revisions.knows("the-harbour", digest_of(DATA))
    assert not await stores.revisions.knows("the-lantern", digest_of(DATA))
    assert not await stores.revisions.knows("the-harbour", digest_of(b""))


async def test_imported_revisions_keep_their_ids_and_new_ones_go_on_after_them(stores: Stores) -> None:
    await stores.revisions.add_all([(revision(id=40, state=State.CONFIRMED), DATA), (revision(id=41), None)])
    assert [row.id for row in await stores.revisions.history()] == [40]
    assert (await stores.revisions.add(revision(), DATA)).id == 42
    assert (await stores.revisions.add(revision(id=50), DATA)).id == 50
    assert (await stores.revisions.add(revision(), DATA)).id == 51


CHANGES = (
    SetField("a/faq/b", "answer", "It's: {x} \u2028 # no\nline\ud800"),
    RemoveField("a/watch/offers", "offers[0]"),
    AddItem("a/faq/b", "also_asked", "what"),
    RemoveItem("a/faq/b", "also_asked", "who"),
    AddEntry("faq", {"question": "Who?", "also_asked": ("a", "b")}, name=None),
    RemoveEntry("a/faq/c"),
    RenameEntry("a/faq/d", "e"),
)


async def test_a_draft_comes_back_as_it_was_kept(stores: Stores) -> None:
    draft = KeptDraft(
        new_draft_id(), "the-harbour", None, Author(7, "Mia"), NOW, Origin.DISCORD, CHANGES, guild_id=2**60, base=4
    )
    await stores.drafts.put(draft)
    assert await stores.drafts.get(draft.id) == draft
    whole = replace(draft, changes=(), whole=True, data=DATA, place="films/x.yaml", reason="r")
    await stores.drafts.put(whole)
    assert await stores.drafts.get(draft.id) == whole
    await stores.drafts.drop(draft.id)
    assert await stores.drafts.get(draft.id) is None


async def test_old_drafts_are_forgotten(stores: Stores) -> None:
    old = KeptDraft("old", "a", None, Author(None, "x"), NOW - timedelta(days=8), Origin.SHELL)
    new = replace(old, id="new", made_at=NOW)
    await stores.drafts.put(old)
    await stores.drafts.put(new)
    assert await stores.drafts.forget_before(NOW - timedelta(days=7)) == 1
    assert await stores.drafts.get("old") is None
    assert await stores.drafts.get("new") == new


@pytest.mark.parametrize("limit", [1, 3])
async def test_newest_is_by_document(stores: Stores, limit: int) -> None:
    for _ in range(limit):
        last = await stores.revisions.add(revision(state=State.CONFIRMED), DATA)
    await stores.revisions.add(revision(), DATA)
    assert (await stores.revisions.newest())["the-harbour"].id == last.id
