"""Cautions before a save: collisions, promises, spoilers, wordings, entries that go. The real matcher speaks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.knowledge.edit import AddEntry, AddItem, Change, RemoveEntry, SetField
from bot.matching import Match, Matcher
from bot.services.drafts import Caution, CautionKind, Draft
from bot.services.editing import Saved
from bot.services.library import Library
from tests.services.editing.stage import MIA, MODERATOR, Stage, stage_in

FILM = """\
film: {title: The Harbour, year: 2001}
plot:
  synopsis:
    - A pilot brings ships in.
    - {text: Marigold is really her sister., spoiler: mild}
  ending: The smuggler Bartholomew drowns the pilot.
faq:
  - id: boat
    question: What is the boat called?
    also_asked: [name of the boat, boat name]
    answer: Seagull.
    must_match: [what is the name of the boat]
  - id: true-story
    question: Is it a true story?
    also_asked: [based on a true story, did this really happen]
    answer: No, it is not.
"""
BOAT, STORY = "the-harbour/faq/boat", "the-harbour/faq/true-story"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("knowledge")
    (folder / "films").mkdir()
    (folder / "films" / "the-harbour.yaml").write_text(FILM)
    return folder


@pytest.fixture(scope="module")
def library(folder: Path) -> Library:
    return Library.load(folder)


@pytest.fixture
def stage(folder: Path, library: Library) -> Stage:
    """Drafts alone: nothing is saved, so that the tests may share what was indexed."""
    return stage_in(folder, library=library)


async def cautions(stage: Stage, *changes: Change) -> list[Caution]:
    draft = await stage.editing.draft(changes, document="the-harbour", author=MIA, standing=MODERATOR)
    assert isinstance(draft, Draft), draft
    return list(draft.cautions)


def kinds(found: list[Caution]) -> set[CautionKind]:
    return {caution.kind for caution in found}


async def test_a_harmless_edit_gives_no_caution(stage: Stage) -> None:
    assert await cautions(stage, SetField(BOAT, "answer", "The boat is called Seagull.")) == []


async def test_a_wording_that_leads_elsewhere_is_told_with_the_score(stage: Stage) -> None:
    (caution,) = await cautions(stage, AddItem(BOAT, "also_asked", "did this really happen"))
    assert caution.kind is CautionKind.COLLISION
    assert (caution.entry, caution.other) == (BOAT, STORY)
    assert caution.score is not None
    assert 0.5 < caution.score <= 1
    assert "did this really happen" in caution.sentence


async def test_a_new_wording_of_its_own_does_not_collide(stage: Stage) -> None:
    assert await cautions(stage, AddItem(BOAT, "also_asked", "what do they call the ship")) == []


async def test_few_wordings(stage: Stage) -> None:
    new = AddEntry("faq", {"question": "Where was the lighthouse built?", "answer": "In the north."})
    assert kinds(await cautions(stage, new)) == {CautionKind.FEW_WORDINGS}


async def test_a_promise_that_would_break(stage: Stage) -> None:
    found = await cautions(
        stage,
        SetField(BOAT, "question", "How tall is the lighthouse?"),
        SetField(BOAT, "also_asked", ("height of the lighthouse", "lighthouse height")),
    )
    (caution,) = [caution for caution in found if caution.kind is CautionKind.PROMISE]
    assert caution.entry == BOAT
    assert "what is the name of the boat" in caution.sentence


async def test_a_promise_that_is_new_and_does_not_hold(stage: Stage) -> None:
    (caution,) = await cautions(stage, AddItem(STORY, "must_match", "how tall is the lighthouse"))
    assert (caution.kind, caution.entry) == (CautionKind.PROMISE, STORY)


async def test_promises_that_an_edit_cannot_break_are_not_asked(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    match = Matcher.match

    def recorded(matcher: Matcher, question: str, *, film: str | None = None, limit: int = 5) -> Match:
        asked.append(question)
        return match(matcher, question, film=film, limit=limit)

    monkeypatch.setattr(Matcher, "match", recorded)
    assert await cautions(stage, SetField(STORY, "answer", "Not a word of it.")) == []
    assert asked == []
    assert await cautions(stage, SetField(STORY, "answer", "The boat is real.")) == []
    assert asked == ["what is the name of the boat"]  # of words whose neighbours have changed


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        ("No, and Bartholomew knows it.", "Bartholomew"),
        ("It is about a smuggler.", "smuggler"),
        ("marigold", "marigold"),
    ],
)
async def test_spoiler_words_in_an_open_answer(stage: Stage, answer: str, word: str) -> None:
    (caution,) = await cautions(stage, SetField(STORY, "answer", answer))
    assert caution.kind is CautionKind.SPOILER
    assert f"“{word}”" in caution.sentence


async def test_words_that_stood_there_before_are_no_matter_of_the_edit(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "knowledge")
    film = tmp_path / "knowledge" / "films" / "the-harbour.yaml"
    film.write_text(film.read_text().replace("answer: Seagull.", "answer: Seagull, as Marigold says."))
    stage = stage_in(tmp_path / "knowledge", library=Library.load(tmp_path / "knowledge"))
    assert await cautions(stage, AddItem(BOAT, "also_asked", "what do they call the ship")) == []
    found = await cautions(stage, SetField(BOAT, "answer", "Seagull, as Marigold says of Bartholomew."))
    assert ["Bartholomew" in one.sentence and "Marigold" not in one.sentence for one in found] == [True]


async def test_spoiler_words_in_a_marked_answer_are_where_they_belong(stage: Stage) -> None:
    changes = (SetField(STORY, "answer", "Bartholomew knows."), SetField(STORY, "spoiler", "ending"))
    assert await cautions(stage, *changes) == []


async def test_words_that_stand_in_the_open_give_nothing_away(stage: Stage) -> None:
    assert await cautions(stage, SetField(STORY, "answer", "No, the pilot never was.")) == []


async def test_entries_that_go(stage: Stage) -> None:
    found = await cautions(stage, RemoveEntry(BOAT))
    assert [(caution.kind, caution.entry) for caution in found] == [(CautionKind.REMOVAL, BOAT)]


async def test_what_is_taught_is_answered_at_once_and_not_after_undo(tmp_path: Path) -> None:
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "the-harbour.yaml").write_text(FILM)
    stage = stage_in(tmp_path)
    question = "how do folks christen that old tub"

    def answered() -> bool:
        match = stage.library.snapshot.matcher.match(question, film="the-harbour")
        return match.decision == "answer" and match.best is not None and match.best.id == BOAT

    assert not answered()
    draft = await stage.editing.draft(
        [AddItem(BOAT, "also_asked", question)], document="the-harbour", author=MIA, standing=MODERATOR
    )
    assert isinstance(draft, Draft)
    taught = await stage.editing.save(draft.id, MIA, standing=MODERATOR)
    assert isinstance(taught, Saved)
    assert answered()
    assert isinstance(await stage.editing.undo(taught.revision.id, MIA, standing=MODERATOR), Saved)
    assert not answered()
    assert (tmp_path / "films" / "the-harbour.yaml").read_text() == FILM
