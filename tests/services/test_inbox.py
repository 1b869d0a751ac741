"""The inbox: what waits in it, how it is grouped, and how it empties."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from bot.knowledge.edit import AddItem
from bot.matching import Decision, Reason
from bot.services.inbox import Cause, Inbox, audience_of
from bot.services.inbox_readings import AT_ONCE, Readings
from bot.services.inbox_wordings import wording_of
from bot.services.stores import EVERYBODY, Audience, Settled
from tests.services.inboxes import ELSEWHERE, GUILD, MODERATORS, NOW, OTHER, Desk
from tests.services.matchers import matched

DIRECTOR, TRUE_STORY = "the-lantern/overview/director", "the-lantern/faq/true-story"
ANSWERED = matched(Decision.ANSWER, TRUE_STORY)
MISSING = matched(Decision.ABSTAIN, reason=Reason.MISSING_FACT, missing="overview/producers")


@pytest.fixture
def desk() -> Desk:
    return Desk()


class TestWhatWaits:
    async def test_questions_of_one_meaning_are_one_group(self, desk: Desk) -> None:
        first = desk.ask("was the lamp real")
        second = desk.ask("Is the lamp real?", channel_id=11)
        desk.ask("is the lamp real", channel_id=11)
        desk.ask("who sewed the curtains")
        page = await desk.inbox.list(MODERATORS)
        assert (page.total, page.number, page.pages) == (2, 0, 1)
        group = page.groups[0]
        assert (group.id, group.count, group.channels, group.film) == (first, 3, (11, 10), "the-lantern")
        assert group.wordings == ("is the lamp real", "was the lamp real")
        assert group.cause is Cause.UNANSWERED
        assert (group.first_at.second, group.last_at.second) == (1, 3)
        assert await desk.inbox.group(second, MODERATORS) == group

    async def test_films_are_kept_apart(self, desk: Desk) -> None:
        desk.ask("was the lamp real")
        desk.ask("was the lamp real", film="the-harbour")
        desk.ask("was the lamp real", film=None)
        assert len(await desk.inbox.groups(MODERATORS)) == 3

    async def test_answered_questions_do_not_wait(self, desk: Desk) -> None:
        desk.ask("is it true", decision="answer", entry=TRUE_STORY)
        desk.ask("which one", decision="ask_back", entry=TRUE_STORY, reason="which_film")
        assert await desk.texts() == []

    async def test_an_ask_back_waits_until_a_choice_is_taken(self, desk: Desk) -> None:
        asked = desk.ask("hm true", decision="ask_back", choices=(TRUE_STORY,))
        (group,) = await desk.inbox.groups(MODERATORS)
        assert group.cause is Cause.NOT_CHOSEN
        await desk.stores.questions.choose(asked, TRUE_STORY)
        assert await desk.texts() == []

    async def test_a_no_brings_an_answered_question_with_its_entry(self, desk: Desk) -> None:
        asked = desk.ask("is it true", decision="answer", entry=TRUE_STORY)
        await desk.object_to(asked)
        (group,) = await desk.inbox.groups(MODERATORS)
        assert (group.cause, group.shown, group.unhelpful) == (Cause.ANSWERED_BADLY, TRUE_STORY, 1)

    async def test_answered_badly_is_no_group_with_not_answered(self, desk: Desk) -> None:
        desk.ask("is it true")
        await desk.object_to(desk.ask("is it true", decision="answer", entry=TRUE_STORY))
        await desk.object_to(desk.ask("is it true", decision="answer", entry=DIRECTOR))
        assert {group.shown for group in await desk.inbox.groups(MODERATORS)} == {None, TRUE_STORY, DIRECTOR}

    async def test_films_that_are_not_known_are_wishes(self, desk: Desk) -> None:
        desk.ask("who directed the matrix", reason="unknown_film", unknown_film="the matrix")
        assert await desk.texts() == []

    async def test_one_missing_fact_is_one_group_however_it_is_asked(self) -> None:
        desk = Desk({"who produced it": MISSING, "where did the money come from": MISSING})
        desk.ask("who produced it")
        desk.ask("where did the money come from")
        (group,) = await desk.inbox.groups(MODERATORS)
        assert (group.count, group.missing) == (2, "overview/producers")

    async def test_the_same_fact_of_no_film_is_one_group(self) -> None:
        which = matched(Decision.ASK_BACK, DIRECTOR, "the-harbour/overview/director", reason=Reason.WHICH_FILM)
        other = matched(Decision.ASK_BACK, "the-harbour/overview/director", DIRECTOR, reason=Reason.WHICH_FILM)
        desk = Desk({"who directed": which, "name of the boss": other})
        desk.ask("who directed", film=None)
        desk.ask("name of the boss", film=None)
        assert len(await desk.inbox.groups(MODERATORS)) == 1

    async def test_groups_do_not_depend_on_the_order_of_asking(self) -> None:
        texts = [
            "was the lamp real",
            "is the lamp real",
            "lamp real",
            "who sewed it",
            "who sews it",
            "part 2",
            "part 3",
        ]
        found = set()
        for seed in range(5):
            desk, numbered = Desk(), list(enumerate(texts, start=1))
            random.Random(seed).shuffle(numbered)
            for number, text in numbered:
                desk.ask(text, id=number)
            found.add(tuple(await desk.inbox.groups(MODERATORS)))
        assert len(found) == 1

    async def test_no_page_is_beyond_the_last(self, desk: Desk) -> None:
        for word in ("curtains", "windows", "boats", "oil", "fog"):
            desk.ask(f"what about {word}")
        page = await desk.inbox.list(MODERATORS, page=99, size=2)
        assert (page.number, page.pages, page.total, len(page.groups)) == (2, 3, 5, 1)
        assert (await desk.inbox.list(MODERATORS, page=-1, size=2)).number == 0
        desk.stores.questions.rows.clear()
        assert (await desk.inbox.list(MODERATORS)).pages == 1


class TestAudience:
    async def test_a_guild_sees_its_own_and_where_it_may_edit_direct_messages(self, desk: Desk) -> None:
        desk.ask("asked here")
        desk.ask("asked over there", guild_id=OTHER)
        desk.ask("written in private", guild_id=None)
        assert sorted(await desk.texts()) == ["asked here", "written in private"]
        assert await desk.texts(ELSEWHERE) == ["asked over there"]
        assert len(await desk.texts(EVERYBODY)) == 3

    async def test_the_channel_of_a_direct_message_is_not_told(self, desk: Desk) -> None:
        desk.ask("was the lamp real", guild_id=None, channel_id=77)
        desk.ask("was the lamp real")
        (group,) = await desk.inbox.groups(MODERATORS)
        assert (group.count, group.channels) == (2, (10,))

    async def test_nobody_closes_another_guilds_group(self, desk: Desk) -> None:
        asked = desk.ask("asked here")
        assert await desk.inbox.group(asked, ELSEWHERE) is None
        assert not await desk.inbox.dismiss(asked, ELSEWHERE)
        assert not await desk.inbox.ignore(asked, ELSEWHERE)
        assert await desk.texts() == ["asked here"]

    async def test_ignoring_is_a_guilds_own(self, desk: Desk) -> None:
        desk.ask("silly thing", guild_id=OTHER)
        assert await desk.inbox.ignore(desk.ask("silly thing"), MODERATORS)
        assert await desk.texts(ELSEWHERE) == ["silly thing"]

    @pytest.mark.parametrize(
        ("editors", "guilds", "direct"),
        [({GUILD}, {GUILD, OTHER}, True), ({OTHER}, {GUILD, OTHER}, False), (set(), {GUILD}, True), (set(), {GUILD, OTHER}, False)],
    )  # fmt: skip
    def test_who_may_edit_sees_direct_messages(self, editors: set[int], guilds: set[int], direct: bool) -> None:
        assert audience_of(GUILD, editors=editors, guild_ids=guilds) == Audience(GUILD, direct=direct)


class TestClosing:
    async def test_dismissed_questions_may_come_again(self, desk: Desk) -> None:
        asked = desk.ask("was the lamp real")
        assert await desk.inbox.dismiss(asked, MODERATORS)
        assert not await desk.inbox.dismiss(asked, MODERATORS)
        assert await desk.texts() == []
        desk.ask("is the lamp real")
        assert await desk.texts() == ["is the lamp real"]

    async def test_ignored_ones_do_not_until_they_are_heeded(self, desk: Desk) -> None:
        assert await desk.inbox.ignore(desk.ask("was the lamp real"), MODERATORS)
        desk.ask("is the lamp real?")
        desk.ask("is the oil real?")
        assert await desk.texts() == ["is the oil real?"]
        (ignored,) = await desk.inbox.ignored(MODERATORS)
        assert not await desk.inbox.heed(ignored.id, ELSEWHERE)
        assert await desk.inbox.heed(ignored.id, MODERATORS)
        assert not await desk.inbox.heed(ignored.id, MODERATORS)
        assert sorted(await desk.texts()) == ["is the lamp real?", "is the oil real?"]

    async def test_ignoring_bad_answers_ignores_no_other_entrys(self, desk: Desk) -> None:
        first = desk.ask("is it true", decision="answer", entry=TRUE_STORY)
        second = desk.ask("is it true", decision="answer", entry=DIRECTOR)
        for asked in (first, second):
            await desk.object_to(asked)
        await desk.inbox.ignore(first, MODERATORS)
        (group,) = await desk.inbox.groups(MODERATORS)
        assert group.shown == DIRECTOR

    async def test_asked_anew_by_an_edit_it_is_open_again(self, desk: Desk) -> None:
        asked = desk.ask("was the lamp real")
        await desk.inbox.dismiss(asked, MODERATORS)
        desk.ask("who sewed the curtains", id=asked)
        assert await desk.texts() == ["who sewed the curtains"]

    async def test_a_group_that_is_gone_is_none(self, desk: Desk) -> None:
        assert await desk.inbox.answer(404, MODERATORS) is None
        assert await desk.inbox.teach(404, TRUE_STORY, MODERATORS) is None
        assert not await desk.inbox.settle(404, Settled.TAUGHT, MODERATORS)


class TestAnswering:
    async def test_the_form_begins_with_what_was_asked(self, desk: Desk) -> None:
        desk.ask("was the lamp real")
        asked = desk.ask("is  the lamp <@123456789012345678> real")
        desk.ask("is the lamp real")
        form = await desk.inbox.answer(asked, MODERATORS)
        assert form is not None
        assert (form.document, form.section, form.name, form.corrects) == ("the-lantern", "faq", None, None)
        assert form.fields == {"question": "Is the lamp real?", "also_asked": ("was the lamp real",)}

    @pytest.mark.parametrize(
        ("missing", "place"),
        [
            ("overview/producers", ("overview", "producers")),
            ("trivia/all", ("trivia", None)),
            ("watch/offers", ("watch", None)),
            ("cast/actor", ("cast", None)),
            ("film/age", ("faq", None)),
            ("box_office/profit", ("faq", None)),
        ],
    )
    async def test_a_missing_fact_is_written_where_it_belongs(
        self, missing: str, place: tuple[str, str | None]
    ) -> None:
        desk = Desk({"q": replace(MISSING, missing=missing)})
        form = await desk.inbox.answer(desk.ask("q"), MODERATORS)
        assert form is not None
        assert (form.section, form.name) == place

    async def test_the_document_is_left_open_where_no_film_is_meant(self, desk: Desk) -> None:
        for film in (None, "a-film-that-has-gone"):
            form = await desk.inbox.answer(desk.ask("q", film=film), MODERATORS)
            assert form is not None
            assert form.document is None

    async def test_an_answer_that_was_bad_names_the_entry_to_correct(self, desk: Desk) -> None:
        asked = desk.ask("is it true", decision="answer", entry=TRUE_STORY)
        await desk.object_to(asked)
        form = await desk.inbox.answer(asked, MODERATORS)
        assert form is not None
        assert form.corrects == TRUE_STORY

    async def test_teaching_is_a_change_to_be_saved(self, desk: Desk) -> None:
        asked = desk.ask("did this really happen")
        lesson = await desk.inbox.teach(asked, TRUE_STORY, MODERATORS)
        assert lesson is not None
        assert (lesson.document, lesson.change) == (
            "the-lantern",
            AddItem(TRUE_STORY, "also_asked", "did this really happen"),
        )
        assert await desk.texts() == ["did this really happen"]  # nothing is closed before it is saved
        assert await desk.inbox.settle(asked, Settled.TAUGHT, MODERATORS)
        assert await desk.texts() == []
        assert await desk.inbox.teach(asked, "no/such/entry", MODERATORS) is None

    async def test_a_wording_that_the_entry_has_is_not_taught_again(self, desk: Desk) -> None:
        asked = desk.ask("is it a true story!")
        desk.ask("is it a true story!")
        desk.ask("is it a true storry")
        lesson = await desk.inbox.teach(asked, TRUE_STORY, MODERATORS)
        assert lesson is not None
        assert lesson.change.value == "is it a true storry"


class TestReadingAnew:
    async def test_what_is_answered_now_drops_out_and_comes_back_when_that_is_undone(self, desk: Desk) -> None:
        asked = desk.ask("did this happen")
        desk.learn({"did this happen": ANSWERED})
        assert await desk.texts() == []  # at once, whether or not it has been noted
        assert await desk.inbox.reevaluate() == 1
        assert desk.stores.questions.rows[asked].settled is Settled.SINCE
        assert await desk.inbox.reevaluate() == 0
        desk.learn({})
        assert await desk.inbox.reevaluate() == 1
        assert desk.stores.questions.rows[asked].settled is None
        assert await desk.texts() == ["did this happen"]

    async def test_a_bad_answer_is_mended_by_another_one_only(self) -> None:
        desk = Desk({"is it true": ANSWERED})
        await desk.object_to(desk.ask("is it true", decision="answer", entry=TRUE_STORY))
        assert await desk.texts() == ["is it true"]
        desk.learn({"is it true": matched(Decision.ANSWER, DIRECTOR)})
        assert await desk.texts() == []

    async def test_a_group_is_closed_whole_when_the_save_has_answered_some_of_it(self, desk: Desk) -> None:
        asked = desk.ask("did this happen")
        desk.ask("has this happened")
        desk.learn({"did this happen": ANSWERED})
        assert await desk.texts() == ["has this happened"]
        assert await desk.inbox.settle(asked, Settled.TAUGHT, MODERATORS)
        assert await desk.texts() == []
        desk.learn({})  # the save was undone
        assert await desk.texts() == ["did this happen"]

    async def test_wishes_and_proposals_are_read_anew_too(self, desk: Desk) -> None:
        wish = desk.ask("director of harbour", reason="unknown_film", unknown_film="the harbour")
        chosen = desk.ask("hm true", decision="ask_back", entry=TRUE_STORY)
        desk.learn({"hm true": ANSWERED})
        assert await desk.inbox.reevaluate() == 2
        assert {desk.stores.questions.rows[asked].settled for asked in (wish, chosen)} == {Settled.SINCE}

    async def test_each_wording_is_matched_once_per_knowledge(self, desk: Desk) -> None:
        for _ in range(3):
            desk.ask("same words")
        await desk.texts()
        await desk.texts()
        assert desk.matched() == ["same words"]
        desk.learn({})
        await desk.texts()
        assert desk.matched() == ["same words"]  # by the new matcher

    async def test_who_looks_at_the_list_does_not_wait_for_everything_to_be_read(self) -> None:
        """What there was no time for is as it was before the change, and caught up with later."""
        ticks = iter(range(100))
        desk = Desk()
        desk.inbox = Inbox(
            desk.library,
            desk.stores.inbox,
            readings=Readings(desk.library, clock=lambda: next(ticks)),
            clock=lambda: NOW,
        )
        texts = [f"what about {number}" for number in range(AT_ONCE + 1)]
        for text in reversed(texts):  # the newest is read first
            desk.ask(text)
        await desk.inbox.reevaluate()
        desk.learn(dict.fromkeys(texts, ANSWERED))
        assert len(await desk.inbox.groups(MODERATORS)) == len(texts)  # the time was up at once
        assert await desk.inbox.reevaluate() == len(texts)
        assert await desk.texts() == []
        restarted = Readings(desk.library, clock=lambda: next(ticks))
        desk.inbox = Inbox(desk.library, desk.stores.inbox, readings=restarted, clock=lambda: NOW)
        assert await desk.texts() == []  # what is not read yet is as it was noted


@pytest.mark.parametrize(
    ("typed", "wording"),
    [
        ("  is it\n true ", "is it true"),
        ("<@!1234> who <:lamp:99> did it @everyone", "who did it"),
        ("nul\x00 bell\x07 bom\ufeff", "nul bell bom"),
        ("--- {x: y} & *a", "--- {x: y} & *a"),
        ("word " * 100, ("word " * 60).strip()),
        ("x" * 400, "x" * 300),
    ],
)
def test_wordings_are_one_clean_line(typed: str, wording: str) -> None:
    assert wording_of(typed) == wording
