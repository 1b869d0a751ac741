"""From a question asked in vain to its answer and back: the real matcher, real files, and the inbox between them."""

from __future__ import annotations

from pathlib import Path

from bot.answers import Answer
from bot.knowledge.edit import AddEntry
from bot.services.asking import Asking
from bot.services.editing import Editing, Saved
from bot.services.inbox import Inbox
from bot.services.inbox_readings import Readings
from bot.services.library import Library
from bot.services.memory import MemoryStores
from bot.services.permissions import OPERATOR
from bot.services.question import Place, Question
from bot.services.revisions import Author
from bot.services.stores import EVERYBODY, Settled
from bot.storage import Folder
from tests.answers.films import LANTERN

HERE = Place(channel_id=10, guild_id=20)
ADA = Author(1, "Ada")
TRUE_STORY = "the-lantern/faq/true-story"
WORDING = "did a bloke like that ever live"


class Bot:
    """Asking, editing and the inbox over one folder."""

    def __init__(self, folder: Path) -> None:
        (folder / "films").mkdir(parents=True)
        (folder / "films" / "the-lantern.yaml").write_text(
            LANTERN.replace("  - {film: the-harbour, why: the same salt}\n", "")
        )
        stores = MemoryStores()
        self.library = Library.load(folder)
        self.asking = Asking(self.library, stores.questions)
        self.editing = Editing(self.library, Folder(folder), stores.revisions, stores.drafts)
        self.inbox = Inbox(self.library, stores.inbox, readings=Readings(self.library))

    def answered_with(self, text: str, question_id: int) -> str | None:
        reply = self.asking.ask(Question(question_id, text, HERE)).reply
        return reply.entry if isinstance(reply, Answer) else None

    async def save(self, *changes: object) -> Saved:
        draft = await self.editing.draft(changes, document="the-lantern", author=ADA, standing=OPERATOR)  # type: ignore[arg-type]
        saved = await self.editing.save(draft.id, ADA, standing=OPERATOR)  # type: ignore[union-attr]
        assert isinstance(saved, Saved)
        return saved

    async def waiting(self) -> list[str]:
        return [group.text for group in await self.inbox.groups(EVERYBODY)]


async def test_taught_is_answered_at_once_and_after_undo_it_waits_again(tmp_path: Path) -> None:
    bot = Bot(tmp_path / "knowledge")
    assert bot.answered_with(WORDING, 1) != TRUE_STORY
    assert await bot.waiting() == [WORDING]
    lesson = await bot.inbox.teach(1, TRUE_STORY, EVERYBODY)
    assert lesson is not None
    saved = await bot.save(lesson.change)
    assert await bot.inbox.settle(1, Settled.TAUGHT, EVERYBODY)
    assert bot.answered_with(WORDING, 2) == TRUE_STORY
    assert await bot.waiting() == []
    assert isinstance(await bot.editing.undo(saved.revision.id, ADA, standing=OPERATOR), Saved)
    assert bot.answered_with(WORDING, 3) != TRUE_STORY
    (group,) = await bot.inbox.groups(EVERYBODY)
    assert group.questions == (1, 3)


async def test_an_entry_written_from_the_prefilled_form_answers_the_group(tmp_path: Path) -> None:
    bot = Bot(tmp_path / "knowledge")
    for number, text in enumerate(("which lamp oil did they use", "what lamp oil did they use"), start=1):
        bot.answered_with(text, number)
    form = await bot.inbox.answer(1, EVERYBODY)
    assert form is not None
    assert form.document == "the-lantern"
    await bot.save(AddEntry(form.section, {**form.fields, "answer": "Bo did."}, form.name))
    assert await bot.waiting() == []
    assert bot.answered_with("which lamp oil did they use", 3) == "the-lantern/faq/which-lamp-oil-did-they-use"


async def test_a_fact_that_is_missing_is_written_as_that_fact(tmp_path: Path) -> None:
    bot = Bot(tmp_path / "knowledge")
    bot.answered_with("who produced it", 1)
    bot.answered_with("who was the producer", 2)
    form = await bot.inbox.answer(2, EVERYBODY)
    assert form is not None
    assert (form.group, form.section, form.name, form.fields) == (1, "overview", "producers", {})
    await bot.save(AddEntry(form.section, {"value": "Ed Vo"}, form.name))
    assert await bot.waiting() == []
    assert bot.answered_with("who produced it", 3) == "the-lantern/overview/producers"
