"""Other ids for films and entries: everything that refers to them follows, and all of it can be taken back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pytest

from bot.knowledge import Severity
from bot.knowledge.edit import AddItem, RemoveEntry, RenameEntry, SetField
from bot.services.audit import Saved as Heard
from bot.services.drafts import Draft
from bot.services.editing import Conflict, Outcome, Refused, Saved
from bot.services.errors import DocumentError, StoreError
from bot.services.names import about
from bot.services.permissions import Standing
from bot.services.revisions import ON_DISK, Revision, State
from bot.services.stores import AskedQuestion, GuildSettings
from bot.storage import Folder
from tests.services.editing.stage import BEN, BOAT, HARBOUR, MIA, MODERATOR, STORY, Stage, stage_in, write_knowledge
from tests.services.editing.test_saving import drafted, saved

OLD, NEW = "the-harbour", "harbour-2001"
QUAY = """\
film: {title: The Quay, year: 2003}   # the-harbour is quieter
similar:
  - {film: the-harbour, why: the same fog}   # yes
  - film:   third
"""
PIER = "film: {title: The Pier, year: 2004}\r\nsimilar:\r\n- film: the-harbour\r\n  id: fog\r\n"


@pytest.fixture
async def port(tmp_path: Path, quick: None) -> Stage:
    """Three films, two of which refer to the first."""
    folder = write_knowledge(tmp_path / "knowledge")
    (folder / "films" / "quay.yaml").write_bytes(QUAY.encode())
    (folder / "films" / "pier.yml").write_bytes(PIER.encode())
    stage = stage_in(folder)
    await stage.editing.start()
    return stage


def files(stage: Stage) -> dict[str, str]:
    """Every film's file and what it says; temporary files too."""
    return {path.name: path.read_bytes().decode() for path in (stage.folder / "films").iterdir()}


async def renaming(stage: Stage, name: str = NEW, *, document: str = OLD) -> Draft:
    draft = await stage.editing.draft_rename(document, name, author=MIA, standing=MODERATOR)
    assert isinstance(draft, Draft), draft
    return draft


async def renamed(stage: Stage, name: str = NEW, *, document: str = OLD) -> Saved:
    outcome = await stage.editing.save((await renaming(stage, name, document=document)).id, MIA, standing=MODERATOR)
    assert isinstance(outcome, Saved), outcome
    return outcome


def asked(number: int, entry: str | None, *choices: str, film: str | None = OLD) -> AskedQuestion:
    at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    return AskedQuestion(number, "which boat", 5, 10, film, "ask_back", entry, 0.3, choices, at, reason="unsure")


BEFORE = {"the-harbour.yaml": HARBOUR, "quay.yaml": QUAY, "pier.yml": PIER}
AFTER = {
    "harbour-2001.yaml": HARBOUR,
    "quay.yaml": QUAY.replace("{film: the-harbour", "{id: the-harbour, film: harbour-2001"),
    "pier.yml": PIER.replace("film: the-harbour", "film: harbour-2001"),
}


async def test_a_draft_shows_every_file_that_would_change(port: Stage) -> None:
    draft = await renaming(port)
    assert draft.moved == {OLD: NEW}
    assert draft.entries == ("pier/similar/fog", "quay/similar/the-harbour")
    assert draft.difference.startswith("rename from films/the-harbour.yaml\nrename to films/harbour-2001.yaml\n--- ")
    assert "+  - {id: the-harbour, film: harbour-2001, why: the same fog}   # yes\n" in draft.difference
    assert files(port) == BEFORE


async def test_a_film_goes_by_another_id_and_who_refers_to_it_follows(port: Stage) -> None:
    outcome = await renamed(port)
    assert files(port) == AFTER
    base = port.library.snapshot.base
    assert list(base.films) == [NEW, "pier", "quay"]
    assert f"{NEW}/faq/boat" in base.entries
    assert BOAT not in base.entries
    assert [problem for problem in base.warnings if "harbour" in problem.message] == []
    assert await port.library.reload() == base.warnings
    assert (outcome.revision.was, outcome.revision.document, outcome.revision.place) == (
        OLD,
        NEW,
        "films/harbour-2001.yaml",
    )
    (heard,) = port.heard(Heard)
    assert [revision.document for revision in (heard.revision, *heard.followed)] == [NEW, "pier", "quay"]
    assert {revision.follows for revision in heard.followed} == {outcome.revision.id}
    assert await port.stores.revisions.pending() == []


async def test_undo_brings_every_byte_of_every_file_back(port: Stage) -> None:
    outcome = await renamed(port)
    undo = await port.editing.draft_undo(outcome.revision.id, author=BEN, standing=MODERATOR)
    assert isinstance(undo, Draft)
    assert "rename to films/the-harbour.yaml" in undo.difference
    assert "{film: the-harbour, why" in undo.difference
    back = await port.editing.save(undo.id, BEN, standing=MODERATOR)
    assert isinstance(back, Saved)
    assert files(port) == BEFORE
    assert list(port.library.snapshot.base.films) == ["pier", "quay", OLD]
    assert back.revision.undoes == outcome.revision.id
    rows = await port.editing.history()
    assert {row.undone_by for row in rows if row.id == outcome.revision.id} == {back.revision.id}
    again = await port.editing.undo(back.revision.id, BEN, standing=MODERATOR)
    assert isinstance(again, Saved)
    assert files(port) == AFTER


async def test_undo_keeps_what_others_wrote_since(port: Stage) -> None:
    outcome = await renamed(port)
    why = SetField("quay/similar/the-harbour", "why", "the boats")
    await _saved_in(port, "quay", why)
    await _saved_in(port, NEW, SetField(f"{NEW}/faq/boat", "answer", "Rose."))
    assert isinstance(await port.editing.undo(outcome.revision.id, BEN, standing=MODERATOR), Saved)
    assert "film: the-harbour, why: the boats" in files(port)["quay.yaml"]
    assert files(port)["pier.yml"] == PIER
    assert "Rose." in files(port)["the-harbour.yaml"]


async def _saved_in(stage: Stage, document: str, change: SetField) -> None:
    draft = await drafted(stage, change, document=document)
    assert isinstance(await stage.editing.save(draft.id, MIA, standing=MODERATOR), Saved)


async def test_history_goes_on_under_the_new_id_and_is_found_by_the_old(port: Stage) -> None:
    edit = await saved(port, SetField(BOAT, "answer", "Rose."))
    outcome = await renamed(port)
    rows = await port.editing.history(NEW)
    assert [row.id for row in rows[:2]] == [outcome.revision.id, edit.revision.id]
    assert {row.document for row in rows} == {NEW}
    assert {row.place for row in rows} == {"films/harbour-2001.yaml"}
    assert await port.editing.history(OLD) == rows
    assert await port.stores.revisions.history(OLD) == []
    assert [row.id for row in about(f"{NEW}/faq/boat", rows)] == [edit.revision.id]
    difference = await port.editing.diff(outcome.revision.id)
    assert difference is not None
    assert difference.startswith("rename from films/the-harbour.yaml\nrename to films/harbour-2001.yaml\n")
    assert "+- film: harbour-2001\r\n" in difference


async def test_an_edit_from_before_is_undone_under_the_new_id(port: Stage) -> None:
    edit = await saved(port, SetField(BOAT, "answer", "Rose."))
    await renamed(port)
    assert isinstance(await port.editing.undo(edit.revision.id, BEN, standing=MODERATOR), Saved)
    assert files(port) == AFTER


async def test_a_state_from_before_is_restored_under_the_new_id(port: Stage) -> None:
    first = (await port.editing.history(OLD))[-1]
    await saved(port, SetField(BOAT, "answer", "Rose."))
    await renamed(port)
    assert isinstance(await port.editing.restore(first.id, BEN, standing=MODERATOR), Saved)
    assert files(port) == AFTER


async def test_only_the_last_of_several_names_is_undone(port: Stage) -> None:
    first = await renamed(port)
    second = await renamed(port, "haven", document=NEW)
    refused = await port.editing.undo(first.revision.id, BEN, standing=MODERATOR)
    assert isinstance(refused, Refused)
    assert "`haven`" in refused.sentence
    assert isinstance(await port.editing.undo(second.revision.id, BEN, standing=MODERATOR), Saved)
    assert isinstance(await port.editing.undo(first.revision.id, BEN, standing=MODERATOR), Saved)
    assert files(port) == BEFORE


async def test_state_follows(port: Stage) -> None:
    """Questions, settings and drafts; the stores' own tests see to the rest."""
    port.stores.questions.remember(asked(1, BOAT, BOAT, STORY))
    await port.stores.guilds.change(10, _with_films)
    draft = await drafted(port, AddItem(BOAT, "also_asked", "ship"))
    await renamed(port)
    row = await port.stores.questions.get(1)
    assert row is not None
    assert (row.film, row.entry, row.choices) == (NEW, f"{NEW}/faq/boat", (f"{NEW}/faq/boat", f"{NEW}/faq/true-story"))
    (settings,) = await port.stores.guilds.all()
    assert (settings.film, dict(settings.channel_films)) == (NEW, {7: NEW, 8: "quay"})
    outcome = await port.editing.save(draft.id, MIA, standing=MODERATOR)
    assert isinstance(outcome, Saved)
    assert outcome.revision.entries == (f"{NEW}/faq/boat",)


def _with_films(settings: GuildSettings) -> GuildSettings:
    return replace(settings, film=OLD, channel_films=MappingProxyType({7: OLD, 8: "quay"}))


async def test_a_form_that_was_open_is_saved_under_the_new_id(port: Stage) -> None:
    await renamed(port)
    outcome = await saved(port, SetField(BOAT, "answer", "Rose."))
    assert outcome.revision.document == NEW
    assert "Rose." in files(port)["harbour-2001.yaml"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../../x", "a-z, 0-9 and -"),
        ("films/x", "a-z, 0-9 and -"),
        ("The Harbour!", "like the-harbour"),
        ("x" * 25, "at most 24"),
        ("x" * 5_000, "at most 24"),
        ("", "a-z, 0-9 and -"),
        ("hafen\0", "a-z, 0-9 and -"),
        ("ｑuay", "a-z, 0-9 and -"),
        ("quay", "already"),
        ("general", "already"),
        ("GENERAL", "a-z, 0-9 and -"),
        ("patterns", "question patterns"),
        (OLD, "already"),
    ],
)
async def test_ids_that_cannot_be(port: Stage, name: str, reason: str) -> None:
    outside = sorted(path.name for path in port.folder.parent.rglob("*"))
    refused = await port.editing.draft_rename(OLD, name, author=MIA, standing=MODERATOR)
    assert isinstance(refused, Refused), refused
    assert reason in refused.sentence
    if refused.draft_id is not None:
        assert isinstance(await port.editing.save(refused.draft_id, MIA, standing=MODERATOR), Refused)
    assert sorted(path.name for path in port.folder.parent.rglob("*")) == outside


@pytest.mark.parametrize("name", ["Mole.yaml", "ｍole.yml", "mole.YAML"])
async def test_names_that_some_systems_take_for_the_same(port: Stage, name: str) -> None:
    (port.folder / "films" / name).write_text("film: {title: Mole, year: 2005}\n")
    draft = await port.editing.draft_rename(OLD, "mole", author=MIA, standing=MODERATOR)
    refused = draft if isinstance(draft, Refused) else await port.editing.save(draft.id, MIA, standing=MODERATOR)
    assert isinstance(refused, Refused)
    assert "already" in refused.sentence
    assert files(port) == {**BEFORE, name: "film: {title: Mole, year: 2005}\n"}
    assert await port.stores.revisions.pending() == []


async def test_documents_that_cannot_be_renamed(port: Stage) -> None:
    (port.folder / "patterns.yaml").write_text("patterns: []\n")
    for document in ("no-such-film", "patterns", "../x"):
        assert isinstance(await port.editing.draft_rename(document, "new", author=MIA, standing=MODERATOR), Refused), (
            document
        )
    refused = await port.editing.draft_rename(OLD, NEW, author=MIA, standing=Standing())
    assert isinstance(refused, Refused)
    assert files(port) == BEFORE


async def test_a_file_that_refers_to_it_and_cannot_be_read_is_named(port: Stage) -> None:
    (port.folder / "films" / "quay.yaml").write_text("film: {title: The Quay\nsimilar: [the-harbour\n")
    refused = await port.editing.draft_rename(OLD, NEW, author=MIA, standing=MODERATOR)
    assert isinstance(refused, Refused)
    assert {Path(problem.file).name for problem in refused.problems} == {"quay.yaml"}
    assert (port.folder / "films" / "the-harbour.yaml").exists()


async def test_a_name_taken_since_the_draft_is_refused(port: Stage) -> None:
    draft = await renaming(port)
    (port.folder / "films" / "harbour-2001.yaml").write_text("film: {title: Another, year: 2001}\n")
    refused = await port.editing.save(draft.id, MIA, standing=MODERATOR)
    assert isinstance(refused, Refused)
    assert "already" in refused.sentence
    assert "Another" in files(port)["harbour-2001.yaml"]


async def test_two_who_rename_the_same_film_meet(port: Stage) -> None:
    mine, theirs = await renaming(port), await renaming(port, "haven")
    assert isinstance(await port.editing.save(theirs.id, BEN, standing=MODERATOR), Saved)
    conflict = await port.editing.save(mine.id, MIA, standing=MODERATOR)
    assert isinstance(conflict, Conflict)
    (clash,) = conflict.clashes
    assert (clash.base, clash.theirs, clash.ours) == (OLD, "haven", NEW)
    assert isinstance(await port.editing.save(mine.id, MIA, standing=MODERATOR, anyway=True), Saved)
    assert files(port) == AFTER


async def test_texts_that_others_change_meanwhile_are_no_conflict(port: Stage) -> None:
    draft = await renaming(port)
    port.on_disk(lambda text: text.replace("Marigold", "Rose"))
    quay = port.folder / "films" / "quay.yaml"
    quay.write_text(QUAY.replace("the same fog", "the boats"))
    assert isinstance(await port.editing.save(draft.id, MIA, standing=MODERATOR), Saved)
    assert "Rose" in files(port)["harbour-2001.yaml"]
    assert "film: harbour-2001, why: the boats" in files(port)["quay.yaml"]
    assert [row.author for row in (await port.editing.history(NEW))[:2]] == [MIA, ON_DISK]


async def test_what_another_program_saves_while_the_file_is_renamed_stays(
    port: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its text moves along, or stands under the old name again: never is it lost."""
    draft = await renaming(port)
    move = Folder.move

    async def overtaken(self: Folder, document_id: str, new_id: str, *, expected: str) -> object:
        result = await move(self, document_id, new_id, expected=expected)
        (port.folder / "films" / f"{new_id}.yaml").write_text(HARBOUR.replace("Marigold", "Rose"))
        return result

    monkeypatch.setattr(Folder, "move", overtaken)
    assert isinstance(await port.editing.save(draft.id, MIA, standing=MODERATOR), Saved)
    assert "Rose" in files(port)["harbour-2001.yaml"]
    newest, rename, *_ = await port.editing.history(NEW)
    assert (newest.author, rename.was) == (ON_DISK, OLD)


async def test_a_document_that_cannot_follow_leaves_everything_as_it_was(
    port: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = await renaming(port)
    save = Folder.save

    async def full(self: Folder, document_id: str, *arguments: object, **options: object) -> object:
        if document_id == "quay":
            raise DocumentError("quay.yaml was not saved: the disk is full. It is as it was.")
        return await save(self, document_id, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Folder, "save", full)
    refused = await port.editing.save(draft.id, MIA, standing=MODERATOR)
    assert isinstance(refused, Refused)
    assert "the disk is full" in refused.sentence
    assert files(port) == BEFORE
    assert await port.stores.revisions.pending() == []
    assert list(port.library.snapshot.base.films) == ["pier", "quay", OLD]
    monkeypatch.undo()
    assert isinstance(await port.editing.save(draft.id, MIA, standing=MODERATOR), Saved)
    assert files(port) == AFTER


@pytest.mark.parametrize("killed_in", ["move", "save", "second save", "settle", "add"])
async def test_what_was_killed_is_finished_or_never_began(
    port: Stage, monkeypatch: pytest.MonkeyPatch, killed_in: str
) -> None:
    draft = await renaming(port)
    with monkeypatch.context() as faults:
        _kill(faults, port, killed_in)
        with pytest.raises(_Killed):
            await port.editing.save(draft.id, MIA, standing=MODERATOR)
    assert [problem for problem in await port.library.reload() if problem.severity is Severity.ERROR] == []
    again = stage_in(port.folder, stores=port.stores)
    await again.editing.start()
    assert files(again) == (BEFORE if killed_in in {"add", "move"} else AFTER)
    assert await port.stores.revisions.pending() == []
    name = OLD if killed_in in {"add", "move"} else NEW
    assert f"{name}/faq/boat" in again.library.snapshot.base.entries
    rows = await again.editing.history()
    assert [row for row in rows if row.author == ON_DISK and row.base is not None] == []
    assert {row.document for row in rows} == {name, "pier", "quay", "general"}


class _Killed(BaseException):
    """No code of ours sees a kill."""


def _kill(faults: pytest.MonkeyPatch, port: Stage, where: str) -> None:
    calls = 0
    owner: object = Folder if where in {"move", "save", "second save"} else port.stores.revisions
    name = where.removeprefix("second ")
    real = getattr(owner, name)
    wanted = {"second save": 2, "settle": 3}.get(where, 1)  # those that refer to it are settled first

    async def killed(*arguments: object, **options: object) -> object:
        nonlocal calls
        calls += 1
        if calls >= wanted:
            raise _Killed
        return await real(*arguments, **options)

    faults.setattr(owner, name, killed)


async def test_another_process_finishes_what_a_killed_one_began(port: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    other = stage_in(port.folder, stores=port.stores)
    draft = await renaming(other)
    with monkeypatch.context() as faults:
        _kill(faults, other, "second save")
        with pytest.raises(_Killed):
            await other.editing.save(draft.id, MIA, standing=MODERATOR)
    await port.library.reload()
    await port.editing.note_disk()
    assert files(port) == AFTER
    assert await port.stores.revisions.pending() == []
    assert [row.was for row in await port.stores.revisions.renames()] == [OLD]


async def test_what_a_killed_save_left_does_not_bring_the_old_file_back(port: Stage) -> None:
    """Its text was displaced and is kept in the history; under the old name it would be a second film."""
    left = port.folder / "films" / f".{OLD}.yaml.0123456789abcdef.swap"
    left.write_text(HARBOUR.replace("Marigold", "Lily"))
    await renamed(port)
    assert files(port) == AFTER
    again = stage_in(port.folder, stores=port.stores)
    await again.editing.start()
    assert files(again) == AFTER
    texts = [await port.stores.revisions.data(row.id) for row in await port.editing.history(NEW)]
    assert any(b"Lily" in (text or b"") for text in texts)


async def test_a_state_that_cannot_be_written_is_brought_after(port: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = await renaming(port)
    settle = port.stores.revisions.settle

    async def failing(revision_id: int, state: State) -> None:
        found = await port.stores.revisions.get(revision_id)
        if found is not None and found.was is not None:
            raise StoreError("the disk is full")
        await settle(revision_id, state)

    with monkeypatch.context() as faults:
        faults.setattr(port.stores.revisions, "settle", failing)
        assert isinstance(await port.editing.save(draft.id, MIA, standing=MODERATOR), Saved)
    assert files(port) == AFTER
    await port.editing.note_disk()
    assert [row.was for row in await port.stores.revisions.renames()] == [OLD]
    assert (await port.editing.history(NEW))[0].was == OLD


async def test_many_renamings_and_edits_at_once_lose_nothing(port: Stage) -> None:
    """Two films that refer to each other change names again and again while both are edited."""
    (port.folder / "films" / "quay.yaml").write_text(QUAY + "faq:\n- {id: a, question: Where is it?, answer: Here.}\n")
    (port.folder / "films" / "the-harbour.yaml").write_text(HARBOUR + "similar: [{film: quay}]\n")
    await port.editing.note_disk()
    await port.library.reload()

    async def rename(first: str, other: str) -> int:
        done = 0
        for name, called in [(first, other), (other, first)] * 5:
            draft = await port.editing.draft_rename(name, called, author=MIA, standing=MODERATOR)
            assert isinstance(draft, Draft), draft
            done += isinstance(await port.editing.save(draft.id, MIA, standing=MODERATOR), Saved)
        return done

    async def teach(entry: str) -> list[str]:
        taught = []
        for number in range(20):
            change = AddItem(entry, "also_asked", f"wording {number}")
            draft = await port.editing.draft([change], document=entry.partition("/")[0], author=BEN, standing=MODERATOR)
            assert isinstance(draft, Draft | Refused)
            if isinstance(draft, Draft):
                outcome: Outcome = await port.editing.save(draft.id, BEN, standing=MODERATOR)
                if isinstance(outcome, Saved):
                    taught.append(f"wording {number}")
        return taught

    async with asyncio.timeout(60):
        *done, boats, places = await asyncio.gather(
            rename(OLD, NEW), rename("quay", "the-mole"), teach(BOAT), teach("quay/faq/a")
        )
    assert done == [10, 10]
    base = port.library.snapshot.base
    assert len(boats) + len(places) > 20
    assert set(boats) <= set(base.entries[BOAT].also_asked)
    assert set(places) <= set(base.entries["quay/faq/a"].also_asked)
    assert "film: quay" in files(port)["the-harbour.yaml"]
    assert "film: the-harbour" in files(port)["quay.yaml"]
    assert await port.stores.revisions.pending() == []


# --- entries ---------------------------------------------------------------------------------------------------------

SHIP = f"{OLD}/faq/ship"


async def test_an_entrys_state_follows(stage: Stage) -> None:
    stage.stores.questions.remember(asked(1, BOAT, BOAT, STORY))
    other = await drafted(stage, AddItem(BOAT, "also_asked", "which ship"))
    draft = await drafted(stage, RenameEntry(BOAT, "ship"))
    assert [caution for caution in draft.cautions if caution.entry == BOAT] == []
    outcome = await stage.editing.save(draft.id, MIA, standing=MODERATOR)
    assert isinstance(outcome, Saved)
    assert outcome.revision.moved == {BOAT: SHIP}
    row = await stage.stores.questions.get(1)
    assert row is not None
    assert (row.entry, row.choices) == (SHIP, (SHIP, STORY))
    assert isinstance(await stage.editing.save(other.id, BEN, standing=MODERATOR), Saved)
    assert "which ship" in stage.library.snapshot.base.entries[SHIP].also_asked


async def test_an_entrys_name_and_state_are_taken_back(stage: Stage) -> None:
    edit = await saved(stage, RenameEntry(BOAT, "ship"))
    stage.stores.questions.remember(asked(1, SHIP, SHIP))
    undo = await stage.editing.undo(edit.revision.id, BEN, standing=MODERATOR)
    assert isinstance(undo, Saved)
    assert undo.revision.moved == {SHIP: BOAT}
    row = await stage.stores.questions.get(1)
    assert row is not None
    assert (row.entry, row.choices) == (BOAT, (BOAT,))
    assert stage.text() == HARBOUR


async def test_an_edit_from_before_is_undone_in_the_renamed_entry(stage: Stage) -> None:
    edit = await saved(stage, SetField(BOAT, "answer", "Rose."))
    await saved(stage, RenameEntry(BOAT, "ship"))
    assert isinstance(await stage.editing.undo(edit.revision.id, BEN, standing=MODERATOR), Saved)
    assert stage.text() == HARBOUR.replace("id: boat", "id: ship")


async def test_a_removal_from_before_is_undone_beside_a_renamed_entry(stage: Stage) -> None:
    edit = await saved(stage, RemoveEntry(STORY))
    await saved(stage, RenameEntry(BOAT, "ship"))
    assert isinstance(await stage.editing.undo(edit.revision.id, BEN, standing=MODERATOR), Saved)
    assert stage.text() == HARBOUR.replace("id: boat", "id: ship")


async def test_two_who_rename_the_same_entry_meet(stage: Stage) -> None:
    mine, theirs = await drafted(stage, RenameEntry(BOAT, "ship")), await drafted(stage, RenameEntry(BOAT, "vessel"))
    assert isinstance(await stage.editing.save(theirs.id, BEN, standing=MODERATOR), Saved)
    conflict = await stage.editing.save(mine.id, MIA, standing=MODERATOR)
    assert isinstance(conflict, Conflict)
    assert isinstance(await stage.editing.save(mine.id, MIA, standing=MODERATOR, anyway=True), Saved)
    assert "id: ship" in stage.text()


async def test_who_changed_an_entry_is_known_by_all_its_names(stage: Stage) -> None:
    first = await saved(stage, SetField(BOAT, "answer", "Rose."))
    second = await saved(stage, RenameEntry(BOAT, "ship"))
    third = await saved(stage, AddItem(SHIP, "also_asked", "which ship"))
    await saved(stage, AddItem(STORY, "also_asked", "true?"))
    rows: list[Revision] = [*await stage.editing.history(OLD)]
    numbers = [third.revision.id, second.revision.id, first.revision.id]
    assert [row.id for row in about(SHIP, rows)][:3] == numbers


@pytest.mark.parametrize("name", ["true-story", "True-Story", "all", "../../x", "", "a b", "x" * 29, "boat"])
async def test_names_that_no_entry_may_have(stage: Stage, name: str) -> None:
    change = RenameEntry(BOAT, name)
    refused = await stage.editing.draft([change], document=OLD, author=MIA, standing=MODERATOR)
    assert isinstance(refused, Refused), refused
    assert stage.text() == HARBOUR
