"""Undo, restore, history, differences, new films, import and export."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.edit import AddEntry, AddItem, Change, RemoveEntry, RenameEntry, SetField
from bot.services.drafts import CautionKind, Draft
from bot.services.editing import Conflict, Refused, Saved, why_not_import
from bot.services.revisions import Origin
from tests.services.editing.stage import BEN, BOAT, HARBOUR, MIA, MODERATOR, STORY, Stage, stage_in
from tests.services.editing.test_saving import drafted, saved

QUAY = b"film: {title: The Quay, year: 2003}\nfaq: [{id: a, question: Who?, answer: Ko.}]\n"

EDITS: dict[str, Change] = {
    "a field": SetField(BOAT, "answer", "Rose."),
    "a wording": AddItem(STORY, "also_asked", "true?"),
    "a removed entry with its comment": RemoveEntry(BOAT),
    "the first entry with its comment": RemoveEntry(STORY),
    "a new entry": AddEntry("faq", {"question": "Where is it?", "answer": "In the north."}),
    "a new section": AddEntry("trivia", {"text": "The fog was real."}),
    "a new fact": AddEntry("overview", {"value": "Ida Jo"}, name="composer"),
    "a fact": SetField("the-harbour/overview/director", "value", "Ko Ito"),
    "a name": RenameEntry(BOAT, "ship"),
    "the title": SetField("the-harbour/film/about", "title", "Harbour"),
}


@pytest.mark.parametrize("change", EDITS.values(), ids=EDITS)
async def test_undo_brings_every_byte_back(stage: Stage, change: Change) -> None:
    edit = await saved(stage, change)
    assert stage.text() != HARBOUR
    undo = await stage.editing.undo(edit.revision.id, BEN, standing=MODERATOR, reason="no")
    assert isinstance(undo, Saved), undo
    assert stage.text() == HARBOUR
    assert (undo.revision.undoes, undo.revision.reason) == (edit.revision.id, "no")
    (_, edited, _) = await stage.editing.history("the-harbour")
    assert edited.undone_by == undo.revision.id


@pytest.mark.parametrize("change", EDITS.values(), ids=EDITS)
async def test_undo_leaves_what_came_later(stage: Stage, change: Change) -> None:
    edit = await saved(stage, change)
    await saved(stage, AddItem("the-harbour/overview/genres", "value", "mystery"))
    assert isinstance(await stage.editing.undo(edit.revision.id, BEN, standing=MODERATOR), Saved)
    assert "mystery" in stage.text()
    assert [*_lines_without(stage.text(), "genres")] == [*_lines_without(HARBOUR, "genres")]


def _lines_without(text: str, word: str) -> list[str]:
    return [line for line in text.splitlines(keepends=True) if word not in line]


async def test_undo_in_a_list_on_one_line(stage: Stage) -> None:
    one = "the-harbour/overview/genres"
    stage.on_disk(lambda text: text + "trivia: [{id: a, text: First.}, {id: b, text: Second.}]  # short\n")
    edit = await saved(stage, SetField("the-harbour/trivia/a", "text", "Erst."))
    await saved(stage, SetField("the-harbour/trivia/b", "text", "Zweit."), AddItem(one, "value", "mystery"))
    assert isinstance(await stage.editing.undo(edit.revision.id, BEN, standing=MODERATOR), Saved)
    assert "trivia: [{id: a, text: First.}, {id: b, text: Zweit.}]  # short\n" in stage.text()


async def test_undo_of_an_entry_that_changed_since_is_a_conflict(stage: Stage) -> None:
    edit = await saved(stage, SetField(BOAT, "answer", "Rose."))
    await saved(stage, SetField(BOAT, "answer", "Lily."), author=BEN)
    conflict = await stage.editing.undo(edit.revision.id, MIA, standing=MODERATOR)
    assert isinstance(conflict, Conflict)
    (clash,) = conflict.clashes
    assert "Lily" in (clash.theirs or "")
    assert "Marigold" in (clash.ours or "")
    assert "Lily" in stage.text()
    assert isinstance(await stage.editing.save(conflict.draft.id, MIA, standing=MODERATOR, anyway=True), Saved)
    assert "answer: The boat is called Marigold." in stage.text()


async def test_undo_of_a_removal_puts_the_entry_back_among_newer_ones(stage: Stage) -> None:
    edit = await saved(stage, RemoveEntry(STORY))
    await saved(stage, AddEntry("faq", {"question": "Where is it?", "answer": "In the north."}))
    await saved(stage, SetField(BOAT, "question", "Which boat?"))
    assert isinstance(await stage.editing.undo(edit.revision.id, MIA, standing=MODERATOR), Saved)
    base = stage.library.snapshot.base
    assert [entry.name for entry in base.documents["the-harbour"].entries if entry.section == "faq"] == [
        "true-story",
        "boat",
        "where-is-it",
    ]
    assert "# asked every week" in stage.text()


async def test_undo_of_undo_brings_the_edit_again(stage: Stage) -> None:
    edit = await saved(stage, SetField(BOAT, "answer", "Rose."))
    text = stage.text()
    undo = await stage.editing.undo(edit.revision.id, MIA, standing=MODERATOR)
    assert isinstance(undo, Saved)
    assert isinstance(await stage.editing.undo(undo.revision.id, MIA, standing=MODERATOR), Saved)
    assert stage.text() == text
    refused = await stage.editing.undo(edit.revision.id, MIA, standing=MODERATOR)
    assert isinstance(refused, Saved)  # it was in force again
    assert stage.text() == HARBOUR
    nothing = await stage.editing.undo(edit.revision.id, MIA, standing=MODERATOR)
    assert isinstance(nothing, Refused | Conflict)


async def test_undo_of_a_change_on_disk(stage: Stage) -> None:
    stage.on_disk(lambda text: text.replace("Marigold", "Rose").replace("Hal Ito", "Ko"))
    (noted,) = await stage.editing.note_disk()
    assert set(noted.entries) == {BOAT, "the-harbour/overview/director"}
    assert isinstance(await stage.editing.undo(noted.id, MIA, standing=MODERATOR), Saved)
    assert stage.text() == HARBOUR


async def test_what_cannot_be_undone_says_why(stage: Stage) -> None:
    (first,) = await stage.editing.history("the-harbour")
    for revision, words in ((first.id, "nothing before"), (9999, "no revision 9999")):
        refused = await stage.editing.undo(revision, MIA, standing=MODERATOR)
        assert isinstance(refused, Refused)
        assert words in refused.sentence


async def test_restore_brings_a_whole_text_back(stage: Stage) -> None:
    first = (await stage.editing.history("the-harbour"))[0].id
    await saved(stage, SetField(BOAT, "answer", "Rose."))
    await saved(stage, RemoveEntry(STORY))
    draft = await stage.editing.draft_restore(first, author=MIA, standing=MODERATOR)
    assert isinstance(draft, Draft)
    assert set(draft.entries) == {BOAT, STORY}
    outcome = await stage.editing.restore(first, MIA, standing=MODERATOR)
    assert isinstance(outcome, Saved)
    assert outcome.revision.origin is Origin.RESTORE
    assert stage.text() == HARBOUR
    again = await stage.editing.restore(first, MIA, standing=MODERATOR)
    assert isinstance(again, Refused)
    assert "changes nothing" in again.sentence


async def test_restore_conflicts_with_what_came_after_the_draft(stage: Stage) -> None:
    first = (await stage.editing.history("the-harbour"))[0].id
    await saved(stage, SetField(BOAT, "answer", "Rose."))
    draft = await stage.editing.draft_restore(first, author=MIA, standing=MODERATOR)
    assert isinstance(draft, Draft)
    await saved(stage, SetField(STORY, "answer", "Lily."), author=BEN)
    conflict = await stage.editing.save(draft.id, MIA, standing=MODERATOR)
    assert isinstance(conflict, Conflict)
    assert [clash.entry for clash in conflict.clashes] == [STORY]


async def test_differences_of_revisions(stage: Stage) -> None:
    (first,) = await stage.editing.history("the-harbour")
    one = (await saved(stage, SetField(BOAT, "answer", "Rose."))).revision
    two = (await saved(stage, SetField(STORY, "answer", "In a way."))).revision
    assert "+++ films/the-harbour.yaml" in (await stage.editing.diff(two.id) or "")
    assert "Rose" not in (await stage.editing.diff(two.id, two.id) or "")
    both = await stage.editing.diff(first.id, two.id) or ""
    assert "Rose" in both
    assert "In a way" in both
    back = await stage.editing.diff(two.id, one.id) or ""
    assert "-    answer: In a way." in back
    assert await stage.editing.diff(9999) is None
    assert await stage.editing.diff(9999, one.id) is None


async def test_a_new_film_is_there_at_once_and_can_be_taken_back(stage: Stage) -> None:
    made = await stage.begin_film("The Quay: Part <2>", 2003)
    assert isinstance(made, Saved)
    assert made.revision.document == "the-quay-part-2"
    path = stage.folder / "films" / "the-quay-part-2.yaml"
    assert "title:" in path.read_text()
    assert stage.library.snapshot.base.films["the-quay-part-2"].title == "The Quay: Part <2>"
    again = await stage.begin_film("the quay: part <2>", 2003)
    assert isinstance(again, Refused)
    assert "already" in again.sentence
    remake = await stage.begin_film("The Quay: Part <2>", 2023)
    assert isinstance(remake, Saved)
    assert remake.revision.document == "the-quay-part-2-2023"
    assert isinstance(await stage.editing.undo(made.revision.id, MIA, standing=MODERATOR), Saved)
    assert not path.exists()
    assert "the-quay-part-2" not in stage.library.snapshot.base.films


@pytest.mark.parametrize(
    ("title", "year"), [("", 2000), ("x" * 5000, 2000), ("A", 1), ("a\x00b", 2000), ("?! …", 2000)]
)
async def test_films_that_cannot_be_are_refused(stage: Stage, title: str, year: int) -> None:
    refused = await stage.begin_film(title, year)
    assert isinstance(refused, Refused)
    assert sorted(path.name for path in (stage.folder / "films").iterdir()) == ["the-harbour.yaml"]


async def test_a_new_film_is_seen_before_it_is_saved(stage: Stage) -> None:
    draft = await stage.editing.draft_film("The Quay", 2003, author=MIA, standing=MODERATOR)
    assert isinstance(draft, Draft)
    assert draft.base is None
    assert '+  title: "The Quay"' in draft.difference
    assert [path.name for path in (stage.folder / "films").iterdir()] == ["the-harbour.yaml"]
    saved_ = await stage.editing.save(draft.id, MIA, standing=MODERATOR)
    assert isinstance(saved_, Saved)
    assert saved_.revision.is_new


async def test_names_that_collide_by_case_are_refused(stage: Stage) -> None:
    (stage.folder / "films" / "HER.yaml").write_text("x")
    refused = await stage.begin_film("Her", 2013)
    assert isinstance(refused, Refused)
    assert "HER.yaml" in refused.sentence


async def test_a_document_goes_out_and_comes_in_byte_for_byte(stage: Stage) -> None:
    out = await stage.editing.export("the-harbour")
    assert out is not None
    assert (out.data.decode(), out.place) == (HARBOUR, "films/the-harbour.yaml")
    assert await stage.editing.export("no-such") is None
    assert await stage.editing.export("../general") is None
    changed = HARBOUR.replace("\n", "\r\n").replace("Marigold", "Rose").encode("utf-8-sig")
    draft = await stage.editing.draft_import("the-harbour.yaml", changed, author=MIA, standing=MODERATOR)
    assert isinstance(draft, Draft)
    assert draft.entries == (BOAT,)
    outcome = await stage.editing.save(draft.id, MIA, standing=MODERATOR)
    assert isinstance(outcome, Saved)
    assert outcome.revision.origin is Origin.IMPORT
    assert stage.file.read_bytes() == changed


async def test_a_new_document_comes_in(stage: Stage) -> None:
    draft = await stage.editing.draft_import("the-quay.yaml", QUAY, author=MIA, standing=MODERATOR)
    assert isinstance(draft, Draft)
    assert not (stage.folder / "films" / "the-quay.yaml").exists()
    assert isinstance(await stage.editing.save(draft.id, MIA, standing=MODERATOR), Saved)
    assert (stage.folder / "films" / "the-quay.yaml").read_bytes() == QUAY
    assert "the-quay" in stage.library.snapshot.base.films


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("the-quay.yaml", b"film: {title: X}\n", "year"),
        ("the-quay.txt", QUAY, "called like its film"),
        ("../the-quay.yaml", QUAY, "called like its film"),
        ("films\\the-quay.yaml", QUAY, "called like its film"),
        ("The Quay.yaml", QUAY, "a-z"),
        ("the-quay.yaml", b"", "empty"),
        ("the-quay.yaml", QUAY.decode().encode("utf-16"), "UTF-16"),
        ("the-quay.yaml", b"PK\x03\x04" + QUAY, "zip"),
        ("the-quay.yaml", b"a" * (1 << 21), "2.0 MiB"),
        ("the-quay.yaml", b"\xff\xfe\x00\x00" + QUAY, "UTF-32"),
        ("the-quay.yaml", b"film: {title: \xe9t\xe9, year: 2000}", "UTF-8"),
    ],
)
async def test_files_that_are_no_knowledge_are_refused(stage: Stage, name: str, data: bytes, words: str) -> None:
    refused = await stage.editing.draft_import(name, data, author=MIA, standing=MODERATOR)
    assert isinstance(refused, Refused)
    assert words in refused.sentence
    assert sorted(path.name for path in stage.folder.rglob("*.yaml")) == ["general.yaml", "the-harbour.yaml"]


def test_large_files_are_refused_by_their_size_alone() -> None:
    assert "50.0 MiB" in (why_not_import("a.yaml", 50 << 20) or "")
    assert why_not_import("a.yaml", 1 << 20) is None
    assert why_not_import("a.yml", 10, b"film") is None


async def test_a_file_removed_on_disk_is_history_and_can_be_restored(stage: Stage) -> None:
    stage.file.unlink()
    (gone,) = await stage.editing.note_disk()
    assert gone.digest is None
    await stage.library.reload()
    assert isinstance(await stage.editing.undo(gone.id, MIA, standing=MODERATOR), Saved)
    assert stage.text() == HARBOUR
    assert "the-harbour" in stage.library.snapshot.base.films


async def test_a_removed_document_is_told_before_it_goes(stage: Stage) -> None:
    made = await stage.begin_film("The Quay", 2003)
    assert isinstance(made, Saved)
    draft = await stage.editing.draft_undo(made.revision.id, author=MIA, standing=MODERATOR)
    assert isinstance(draft, Draft)
    assert [caution.kind for caution in draft.cautions] == [CautionKind.REMOVAL]


async def test_the_first_look_is_recorded_once(stage: Stage, tmp_path: Path) -> None:
    assert {row.document for row in await stage.editing.history()} == {"the-harbour", "general"}
    again = stage_in(stage.folder, stores=stage.stores)
    await again.editing.start()
    assert len(await again.editing.history()) == 2


async def test_without_a_library_the_shell_edits_too(stage: Stage) -> None:
    from bot.services.editing import Editing
    from bot.services.permissions import OPERATOR

    (stage.folder / "general.yaml").write_text("faq: 3\n")  # broken, and none of our business
    editing = Editing(None, stage.documents, stage.stores.revisions, stage.stores.drafts, root=stage.folder)
    draft = await editing.draft(
        [SetField(BOAT, "answer", "Rose.")], document="the-harbour", author=MIA, standing=OPERATOR, origin=Origin.SHELL
    )
    assert isinstance(draft, Draft)
    assert draft.previews == ()
    assert isinstance(await editing.save(draft.id, MIA, standing=OPERATOR), Saved)
    assert "Rose" in stage.text()


async def test_drafts_are_not_mixed_up(stage: Stage) -> None:
    one, two = (
        await drafted(stage, SetField(BOAT, "answer", "1.")),
        await drafted(stage, SetField(BOAT, "answer", "2.")),
    )
    await stage.editing.drop(one.id)
    assert isinstance(await stage.editing.save(one.id, MIA, standing=MODERATOR), Refused)
    looked = await stage.editing.look(two.id)
    assert isinstance(looked, Draft)
    assert looked.difference == two.difference
