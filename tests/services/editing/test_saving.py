"""Drafts and saves: what is shown before, what is written, what is acknowledged, and who meets whom.

Long, but one matter: the one way from a draft to the file.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers import Answer, plain_text
from bot.knowledge.edit import AddEntry, AddItem, Change, EditError, RemoveEntry, SetField
from bot.services.audit import Displaced, ManyRemoved
from bot.services.audit import Saved as Heard
from bot.services.drafts import CautionKind, Draft
from bot.services.editing import Conflict, Limits, Refused, Saved
from bot.services.errors import StoreError
from bot.services.permissions import OPERATOR, Rights, Standing
from bot.services.revisions import ON_DISK, Author, Origin, State
from bot.storage import folder_files
from tests.services.editing.stage import BEN, BOAT, GENEROUS, HARBOUR, MIA, MODERATOR, STORY, Stage, stage_in

ANSWER = SetField(BOAT, "answer", "The boat is called Rose.")


async def drafted(stage: Stage, *changes: Change, author: Author = MIA, document: str = "the-harbour") -> Draft:
    draft = await stage.editing.draft(changes, document=document, author=author, standing=MODERATOR)
    assert isinstance(draft, Draft), draft
    return draft


async def saved(stage: Stage, *changes: Change, author: Author = MIA) -> Saved:
    draft = await drafted(stage, *changes, author=author)
    outcome = await stage.editing.save(draft.id, author, standing=MODERATOR)
    assert isinstance(outcome, Saved), outcome
    return outcome


async def texts(stage: Stage) -> list[str]:
    """Every confirmed text of the film, oldest first."""
    rows = reversed(await stage.editing.history("the-harbour", limit=1_000))
    return [(await stage.stores.revisions.data(row.id) or b"").decode() for row in rows]


async def test_a_draft_shows_what_would_change_and_saves_nothing(stage: Stage) -> None:
    draft = await drafted(stage, ANSWER)
    assert stage.text() == HARBOUR
    assert "+    answer: >-\n+      The boat is called Rose.\n" in draft.difference or "+" in draft.difference
    assert draft.entries == (BOAT,)
    (preview,) = draft.previews
    assert isinstance(preview.before, Answer)
    assert isinstance(preview.after, Answer)
    assert "Marigold" in plain_text(preview.before)
    assert "Rose" in plain_text(preview.after)
    assert not stage.heard(Heard)


async def test_a_save_is_in_the_file_in_history_and_in_force(stage: Stage) -> None:
    outcome = await saved(stage, ANSWER)
    assert "Rose" in stage.text()
    assert stage.text().splitlines()[:15] == HARBOUR.splitlines()[:15]  # nobody touched them
    entry = stage.library.snapshot.base.entries[BOAT]
    assert "Rose" in entry.value.answer  # type: ignore[attr-defined]
    assert await texts(stage) == [HARBOUR, stage.text()]
    revision = outcome.revision
    assert (revision.author, revision.origin, revision.entries) == (MIA, Origin.DISCORD, (BOAT,))
    assert revision.state is State.CONFIRMED
    assert [event.revision for event in stage.heard(Heard)] == [revision]
    assert stage.heard(Heard)[0].guild_id == 10


async def test_a_reload_after_a_save_finds_nothing_new(stage: Stage) -> None:
    await saved(stage, ANSWER)
    before = stage.library.snapshot
    await stage.library.reload()
    assert stage.library.snapshot is before
    assert await stage.editing.note_disk() == []
    assert len(await texts(stage)) == 2


async def test_a_draft_survives_a_restart(stage: Stage) -> None:
    draft = await drafted(stage, ANSWER)
    again = stage_in(stage.folder, stores=stage.stores)
    await again.editing.start()
    assert isinstance(await again.editing.save(draft.id, MIA, standing=MODERATOR), Saved)
    assert "Rose" in stage.text()


async def test_a_second_press_saves_nothing_twice(stage: Stage) -> None:
    draft = await drafted(stage, AddEntry("faq", {"question": "Where is it?", "answer": "In the north."}))
    first, second = await asyncio.gather(
        *(stage.editing.save(draft.id, MIA, standing=MODERATOR, anyway=anyway) for anyway in (False, True))
    )
    assert isinstance(first, Saved)
    assert isinstance(second, Refused)
    assert stage.text().count("Where is it?") == 1


@pytest.mark.parametrize(
    "change",
    [
        SetField(BOAT, "answer", ""),
        SetField("the-harbour/faq/nothing", "answer", "x"),
        SetField(BOAT, "colour", "red"),
        AddItem(BOAT, "also_asked", "boat name"),
        AddEntry("faq", {"question": "Who?"}),
        AddEntry("faq", {"question": "Who?", "answer": "I."}, name="boat"),
        SetField(BOAT, "source", "nobody"),
    ],
)
async def test_what_cannot_be_is_refused_with_a_sentence_and_kept(stage: Stage, change: Change) -> None:
    refused = await stage.editing.draft([change], document="the-harbour", author=MIA, standing=MODERATOR)
    assert isinstance(refused, Refused)
    assert refused.sentence.endswith((".", "!", "?", "`"))
    assert stage.text() == HARBOUR
    assert refused.draft_id is not None
    kept = await stage.editing.kept(refused.draft_id)
    assert kept is not None
    assert kept.changes == (change,)
    assert isinstance(await stage.editing.save(refused.draft_id, MIA, standing=MODERATOR), Refused)
    assert stage.text() == HARBOUR


@pytest.mark.parametrize("document", ["../general", "no-such", "The-Harbour", "films/the-harbour", "", "x" * 90, "."])
async def test_documents_that_are_none_are_refused(stage: Stage, document: str) -> None:
    before = sorted(stage.folder.parent.rglob("*"))
    refused = await stage.editing.draft([ANSWER], document=document, author=MIA, standing=MODERATOR)
    assert isinstance(refused, Refused)
    assert sorted(stage.folder.parent.rglob("*")) == before


async def test_two_edits_of_different_entries_both_stay(stage: Stage) -> None:
    mine = await drafted(stage, ANSWER)
    theirs = await drafted(stage, SetField(STORY, "answer", "In a way."), author=BEN)
    assert isinstance(await stage.editing.save(theirs.id, BEN, standing=MODERATOR), Saved)
    assert isinstance(await stage.editing.save(mine.id, MIA, standing=MODERATOR), Saved)
    assert "In a way." in stage.text()
    assert "Rose" in stage.text()
    assert "# says the writer" in stage.text()


async def test_two_edits_of_one_entry_are_a_conflict_with_both_texts(stage: Stage) -> None:
    mine = await drafted(stage, ANSWER)
    await saved(stage, SetField(BOAT, "answer", "Lily."), author=BEN)
    conflict = await stage.editing.save(mine.id, MIA, standing=MODERATOR)
    assert isinstance(conflict, Conflict)
    (clash,) = conflict.clashes
    assert clash.entry == BOAT
    assert "Marigold" in (clash.base or "")
    assert "Lily" in (clash.theirs or "")
    assert "Rose" in (clash.ours or "")
    assert conflict.theirs is not None
    assert conflict.theirs.author == BEN
    assert "Lily" in stage.text()
    assert "Lily" in conflict.draft.difference
    assert isinstance(await stage.editing.save(mine.id, MIA, standing=MODERATOR, anyway=True), Saved)
    assert "Rose" in stage.text()
    assert any("Lily" in text for text in await texts(stage))


async def test_insisting_is_about_the_text_that_was_shown(stage: Stage) -> None:
    mine = await drafted(stage, ANSWER)
    await saved(stage, SetField(BOAT, "answer", "Lily."), author=BEN)
    assert isinstance(await stage.editing.save(mine.id, MIA, standing=MODERATOR), Conflict)
    await saved(stage, SetField(BOAT, "answer", "Daisy."), author=BEN)
    conflict = await stage.editing.save(mine.id, MIA, standing=MODERATOR, anyway=True)
    assert isinstance(conflict, Conflict)
    assert "Lily" in (conflict.clashes[0].base or "")
    assert "Daisy" in (conflict.clashes[0].theirs or "")
    assert isinstance(await stage.editing.save(mine.id, MIA, standing=MODERATOR, anyway=True), Saved)


async def test_an_entry_that_others_removed_is_a_conflict(stage: Stage) -> None:
    mine = await drafted(stage, ANSWER)
    await saved(stage, RemoveEntry(BOAT), author=BEN)
    conflict = await stage.editing.save(mine.id, MIA, standing=MODERATOR)
    assert isinstance(conflict, Conflict)
    assert conflict.clashes[0].theirs is None
    refused = await stage.editing.save(mine.id, MIA, standing=MODERATOR, anyway=True)
    assert isinstance(refused, Refused)
    assert "no entry" in refused.sentence


async def test_the_same_new_entry_twice_is_a_conflict(stage: Stage) -> None:
    new = AddEntry("faq", {"question": "Where is it?", "answer": "In the north."})
    mine, theirs = await drafted(stage, new), await drafted(stage, new, author=BEN)
    assert isinstance(await stage.editing.save(theirs.id, BEN, standing=MODERATOR), Saved)
    assert isinstance(await stage.editing.save(mine.id, MIA, standing=MODERATOR), Conflict)


async def test_what_was_saved_on_disk_meanwhile_is_history_and_conflicts_too(stage: Stage) -> None:
    mine = await drafted(stage, ANSWER)
    stage.on_disk(lambda text: text.replace("Hal Ito", "Hal B. Ito"))
    assert isinstance(await stage.editing.save(mine.id, MIA, standing=MODERATOR), Saved)
    assert "Hal B. Ito" in stage.text()
    (latest, disk, _) = await stage.editing.history("the-harbour")
    assert (disk.author, disk.origin, disk.entries) == (ON_DISK, Origin.DISK, ("the-harbour/overview/director",))
    assert latest.base == disk.id
    other = await drafted(stage, SetField(BOAT, "answer", "Daisy."))
    stage.on_disk(lambda text: text.replace("Rose", "Lily"))
    conflict = await stage.editing.save(other.id, MIA, standing=MODERATOR)
    assert isinstance(conflict, Conflict)
    assert conflict.theirs is not None
    assert conflict.theirs.origin is Origin.DISK


@pytest.mark.parametrize("clashing", [False, True])
async def test_a_foreign_save_between_check_and_replace_is_kept_and_shown(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, clashing: bool
) -> None:
    mine = await drafted(stage, ANSWER)
    exchange, once = folder_files.exchange, iter([True])

    def exchanged(one: Path, other: Path) -> bool:
        if next(once, False):  # the file has been looked at and is what the edit was made from; now it changes
            stage.on_disk(lambda text: text.replace("Marigold" if clashing else "Hal Ito", "Foreign"))
        return exchange(one, other)

    monkeypatch.setattr(folder_files, "exchange", exchanged)
    outcome = await stage.editing.save(mine.id, MIA, standing=MODERATOR)
    (displaced,) = stage.heard(Displaced)
    assert displaced.kept.origin is Origin.DISK
    assert "Foreign" in (await stage.stores.revisions.data(displaced.kept.id) or b"").decode()
    assert "Foreign" in stage.text()
    if clashing:
        assert isinstance(outcome, Conflict)
        assert "Foreign" in (outcome.clashes[0].theirs or "")
        assert outcome.theirs == displaced.kept
        assert "Rose" not in stage.text()
    else:
        assert isinstance(outcome, Saved)
        assert outcome.displaced == displaced.kept
        assert "Rose" in stage.text()
    assert (await texts(stage))[-1] == stage.text()
    assert not [*stage.folder.rglob(".*")]


async def test_a_file_that_keeps_changing_is_given_up_and_left_alone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = await drafted(stage, ANSWER)
    exchange, turns = folder_files.exchange, iter(range(1000))

    def exchanged(one: Path, other: Path) -> bool:
        if b"Rose" in one.read_bytes():  # at each of our tries somebody else is faster
            stage.on_disk(lambda _: HARBOUR.replace("Hal Ito", f"H. Ito {next(turns)}"))
        return exchange(one, other)

    monkeypatch.setattr(folder_files, "exchange", exchanged)
    refused = await stage.editing.save(mine.id, MIA, standing=MODERATOR)
    assert isinstance(refused, Refused)
    assert "keeps writing" in refused.sentence
    last = next(turns) - 1
    assert stage.text() == HARBOUR.replace("Hal Ito", f"H. Ito {last}")
    everything = "".join(await texts(stage))
    assert all(f"H. Ito {turn}" in everything for turn in range(last + 1))


@pytest.mark.parametrize("same_place", [False, True])
async def test_a_program_that_builds_on_ours_before_theirs_is_given_back_loses_neither(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, same_place: bool
) -> None:
    """One program saves at our replace, another reads what we wrote and saves that before the first is given back."""
    mine = await drafted(stage, ANSWER)
    exchange, turns = folder_files.exchange, iter([1, 2])

    def exchanged(one: Path, other: Path) -> bool:
        if next(turns, None) == 1:
            stage.on_disk(lambda text: text + "# one\n")
            done = exchange(one, other)
            new = stage.text() + "# two\n" if same_place else stage.text().replace("Hal Ito", "Ko")
            stage.file.write_bytes(new.encode())
            return done
        return exchange(one, other)

    monkeypatch.setattr(folder_files, "exchange", exchanged)
    await stage.editing.save(mine.id, MIA, standing=MODERATOR)
    assert "# one" in stage.text()
    assert ("# two" if same_place else "director: Ko") in stage.text()
    assert "Rose" in stage.text()
    assert (await texts(stage))[-1] == stage.text()


async def test_many_displaced_texts_end_with_the_newest(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others save at our replace, and again while their text is given back."""
    mine = await drafted(stage, ANSWER)
    exchange, turns = folder_files.exchange, iter(["one", "two", "three"])

    def exchanged(one: Path, other: Path) -> bool:
        if turn := next(turns, None):
            stage.on_disk(lambda text: HARBOUR.replace("Hal Ito", turn))
        return exchange(one, other)

    monkeypatch.setattr(folder_files, "exchange", exchanged)
    assert isinstance(await stage.editing.save(mine.id, MIA, standing=MODERATOR), Saved)
    assert "director: three" in stage.text()
    assert "Rose" in stage.text()
    everything = "".join(await texts(stage))
    assert all(f"director: {turn}" in everything for turn in ("one", "two", "three"))


async def test_rights_are_asked_at_every_step(stage: Stage) -> None:
    draft = await drafted(stage, ANSWER)
    nobody = replace(MODERATOR, rights=Rights(manage_messages=True))
    elsewhere = replace(MODERATOR, guild_id=11, guild_ids=frozenset({10, 11}))
    for standing in (nobody, elsewhere, Standing(Rights(manage_guild=True))):
        assert isinstance(await stage.editing.save(draft.id, MIA, standing=standing), Refused)
        refused = await stage.editing.draft([ANSWER], document="the-harbour", author=MIA, standing=standing)
        assert isinstance(refused, Refused)
        assert isinstance(await stage.editing.undo(1, MIA, standing=standing), Refused)
        assert isinstance(await stage.editing.restore(1, MIA, standing=standing), Refused)
        assert isinstance(await stage.editing.draft_film("Her", 2013, author=MIA, standing=standing), Refused)
        imported = await stage.editing.draft_import("her.yaml", b"film: {}", author=MIA, standing=standing)
        assert isinstance(imported, Refused)
    assert stage.text() == HARBOUR
    assert isinstance(await stage.editing.save(draft.id, MIA, standing=MODERATOR), Saved)


async def test_one_person_saves_so_often_a_minute_and_the_shell_as_often_as_it_likes(
    tmp_path: Path, stage: Stage
) -> None:
    slow = stage_in(stage.folder, stores=stage.stores, limits=Limits(saves_a_minute=2))
    for turn in range(2):
        await saved(slow, SetField(BOAT, "answer", f"{turn}"))
    draft = await drafted(slow, ANSWER)
    refused = await slow.editing.save(draft.id, MIA, standing=MODERATOR)
    assert isinstance(refused, Refused)
    assert "wait" in refused.sentence
    assert isinstance(await slow.editing.save(draft.id, BEN, standing=MODERATOR), Saved)
    for turn in range(4):
        shell = Author(None, "ops")
        draft_ = await slow.editing.draft(
            [SetField(BOAT, "answer", f"shell {turn}")],
            document="the-harbour",
            author=shell,
            standing=OPERATOR,
            origin=Origin.SHELL,
        )
        assert isinstance(draft_, Draft)
        assert isinstance(await slow.editing.save(draft_.id, shell, standing=OPERATOR), Saved)


async def test_removing_many_entries_is_told(stage: Stage) -> None:
    slow = stage_in(stage.folder, stores=stage.stores, limits=replace(GENEROUS, removed=2))
    draft = await drafted(slow, RemoveEntry(BOAT))
    assert [caution.entry for caution in draft.cautions if caution.kind is CautionKind.REMOVAL] == [BOAT]
    await slow.editing.save(draft.id, MIA, standing=MODERATOR)
    assert not slow.heard(ManyRemoved)
    await saved(slow, RemoveEntry(STORY))
    (many,) = slow.heard(ManyRemoved)
    assert (many.author, many.count, many.guild_id) == (MIA, 2, 10)


async def test_a_cancelled_save_goes_on_to_its_end(stage: Stage) -> None:
    draft = await drafted(stage, ANSWER)
    waiting = asyncio.create_task(stage.editing.save(draft.id, MIA, standing=MODERATOR))
    await asyncio.sleep(0.001)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await stage.editing.close()
    assert "Rose" in stage.text()
    assert (await texts(stage))[-1] == stage.text()
    assert await stage.stores.revisions.pending() == []


async def test_a_store_at_fault_before_the_replace_leaves_the_file(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = await drafted(stage, ANSWER)

    async def failing(*_: object) -> None:
        raise StoreError("database or disk is full")

    monkeypatch.setattr(stage.stores.revisions, "add", failing)
    with pytest.raises(StoreError, match="full"):
        await stage.editing.save(draft.id, MIA, standing=MODERATOR)
    assert stage.text() == HARBOUR
    monkeypatch.undo()
    assert isinstance(await stage.editing.save(draft.id, MIA, standing=MODERATOR), Saved)


async def test_a_store_at_fault_after_the_replace_loses_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = await drafted(stage, ANSWER)

    async def failing(*_: object) -> None:
        raise StoreError("database or disk is full")

    with monkeypatch.context() as faults:
        faults.setattr(stage.stores.revisions, "settle", failing)
        assert isinstance(await stage.editing.save(draft.id, MIA, standing=MODERATOR), Saved)
    assert "Rose" in stage.text()
    assert len(await stage.stores.revisions.pending()) == 1
    await stage.editing.note_disk()  # finds it in force
    assert await stage.stores.revisions.pending() == []
    assert [row.origin for row in await stage.editing.history("the-harbour")] == [Origin.DISCORD, Origin.DISK]


async def test_an_edit_goes_live_though_another_file_is_broken(stage: Stage) -> None:
    (stage.folder / "general.yaml").write_text("faq: 3\n")
    await stage.library.reload()
    await saved(stage, ANSWER)
    assert "Rose" in stage.library.snapshot.base.entries[BOAT].value.answer  # type: ignore[attr-defined]
    assert "general/faq/who-are-you" in stage.library.snapshot.base.entries


async def test_a_broken_file_is_not_edited_and_the_reason_is_given(stage: Stage) -> None:
    stage.on_disk(lambda text: text + "  - id: [\n")
    refused = await stage.editing.draft([ANSWER], document="the-harbour", author=MIA, standing=MODERATOR)
    assert isinstance(refused, Refused)
    assert refused.problems
    assert "line" in refused.sentence.lower()


HOSTILE: Sequence[str] = (
    "---\n...\n- x: {",
    "@everyone [safe](https://evil.example)",
    "a: b # c\n\tt\r\nq",
    "x" * 3500,
    "\u2028\u0085\N{ZERO WIDTH JOINER}\u202e",
    "'\"\\\n\n\n  indented\n",
    "%TAG ! tag\n&a *a !!python/object:os.system",
)


@pytest.mark.parametrize("answer", HOSTILE)
async def test_any_text_comes_back_faithfully(stage: Stage, answer: str) -> None:
    draft = await stage.editing.draft(
        [SetField(BOAT, "answer", answer)], document="the-harbour", author=MIA, standing=MODERATOR
    )
    if isinstance(draft, Refused):
        assert draft.sentence
        assert stage.text() == HARBOUR
        return
    assert isinstance(await stage.editing.save(draft.id, MIA, standing=MODERATOR), Saved)
    got = stage.library.snapshot.base.entries[BOAT].value.answer  # type: ignore[attr-defined]
    assert got.split() == answer.split()


@pytest.mark.parametrize("answer", ["\x00", "a\x07b", "x" * 4000, "\ud800"])
async def test_texts_that_cannot_be_knowledge_are_refused(stage: Stage, answer: str) -> None:
    refused = await stage.editing.draft(
        [SetField(BOAT, "answer", answer)], document="the-harbour", author=MIA, standing=MODERATOR
    )
    assert isinstance(refused, Refused)
    assert stage.text() == HARBOUR


async def test_an_edit_error_is_no_fault(stage: Stage) -> None:
    with pytest.raises(EditError):
        await stage.documents.read("../x")
