"""Which film is meant, what is answered, and what is remembered of a question."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest

from bot.answers import Abstention, Answer, AskBack
from bot.matching import Decision, FilmSource, Match, Matcher, Reason, Unbuilt
from bot.services.asking import Asking
from bot.services.errors import StoreError
from bot.services.films import CurrentFilm
from bot.services.library import Snapshot
from bot.services.memory import MemoryStores
from bot.services.question import Place, Question
from tests.answers.films import BASE, base_of
from tests.services.matchers import ScriptedMatcher, asked_of, library_of, matched

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HERE = Place(channel_id=10, guild_id=20)

DIRECTOR, HARBOUR_DIRECTOR = "the-lantern/overview/director", "the-harbour/overview/director"

SCRIPT = {
    "who directed it": matched(Decision.ANSWER, DIRECTOR),
    "who directed the lantern": matched(Decision.ANSWER, DIRECTOR, source=FilmSource.NAMED),
    "writers of the lantern": matched(Decision.ANSWER, "the-lantern/overview/writers", source=FilmSource.NAMED),
    "hm": matched(Decision.ASK_BACK, DIRECTOR, "the-lantern/cast/keeper", reason=Reason.UNSURE),
    "thanks": matched(Decision.ANSWER, "smalltalk/faq/thanks"),
    "!": matched(Decision.ABSTAIN, reason=Reason.EMPTY),
    "the matrix": matched(Decision.ABSTAIN, reason=Reason.UNKNOWN_FILM, unknown_film="the matrix"),
}  # fmt: skip


class Scene:
    """An Asking over the scripted matcher, with its store and clock at hand."""

    def __init__(self, *, default: str | None = None, **films: object) -> None:
        self.seconds = 0.0
        self.library = library_of(SCRIPT)
        self.stores = MemoryStores()
        self.films = CurrentFilm(default=default, clock=lambda: self.seconds, **films)  # type: ignore[arg-type]
        self.asking = Asking(self.library, self.stores.questions, films=self.films, clock=lambda: NOW)

    def ask(self, text: str, *, place: Place = HERE, film: str | None = None, id: int = 1):  # noqa: A002
        return self.asking.ask(Question(id, text, place, film=film)).reply

    def film_given(self) -> str | None:
        """The film that the matcher was last told."""
        return asked_of(self.library)[-1][1]


@pytest.fixture
def scene() -> Scene:
    return Scene()


class TestFilm:
    def test_none_is_assumed_among_several(self, scene: Scene) -> None:
        scene.ask("anything")
        assert scene.film_given() is None

    def test_the_only_film(self) -> None:
        base = base_of(one="film: {title: One, year: 1990}")
        assert CurrentFilm().of(HERE, base) == "one"

    def test_the_default(self) -> None:
        scene = Scene(default="the-harbour")
        scene.ask("anything")
        assert scene.film_given() == "the-harbour"

    def test_the_channels_own_goes_before_the_default(self) -> None:
        scene = Scene(default="the-harbour", defaults=lambda place: "the-lantern" if place.channel_id == 10 else None)
        scene.ask("anything")
        assert scene.film_given() == "the-lantern"

    def test_the_last_answers_goes_before_the_channels_own(self) -> None:
        scene = Scene(defaults=lambda place: "the-harbour")
        scene.ask("who directed it")
        scene.ask("anything")
        assert scene.film_given() == "the-lantern"

    def test_an_option_goes_before_all(self, scene: Scene) -> None:
        scene.ask("who directed it")
        scene.ask("anything", film="the-harbour")
        assert scene.film_given() == "the-harbour"

    @pytest.mark.parametrize("typed", ["the-harbour", "The Harbour", "the harbor", "the harbour (2001)"])
    def test_an_option_may_be_typed(self, scene: Scene, typed: str) -> None:
        scene.ask("anything", film=typed)
        assert scene.film_given() == "the-harbour"

    def test_another_title_serves_too(self, scene: Scene) -> None:
        scene.ask("anything", film="lamp light")
        assert scene.film_given() == "the-lantern"

    def test_an_option_that_names_no_film_is_said_and_kept(self, scene: Scene) -> None:
        reply = scene.ask("who directed it", film="the matrix")
        assert isinstance(reply, Abstention)
        assert "“the matrix”" in reply.text
        assert scene.stores.questions.rows[1].unknown_film == "the matrix"
        assert scene.stores.questions.rows[1].reason == "unknown_film"

    def test_an_option_against_a_named_film_is_asked_back(self, scene: Scene) -> None:
        reply = scene.ask("who directed the lantern", film="the-harbour")
        assert isinstance(reply, AskBack)
        assert [choice.entry for choice in reply.choices] == [HARBOUR_DIRECTOR, DIRECTOR]
        assert scene.stores.questions.rows[1].decision == "ask_back"

    def test_a_named_film_answers_where_the_chosen_one_cannot(self, scene: Scene) -> None:
        assert isinstance(scene.ask("writers of the lantern", film="the-harbour"), Answer)

    def test_is_forgotten_after_ten_minutes(self, scene: Scene) -> None:
        scene.ask("who directed it")
        scene.seconds = 600.0
        scene.ask("anything")
        assert scene.film_given() == "the-lantern"
        scene.seconds = 600.1
        scene.ask("anything")
        assert scene.film_given() is None

    def test_one_that_a_single_member_read_is_not_the_channels(self, scene: Scene) -> None:
        scene.asking.show(DIRECTOR, HERE)
        scene.asking.show(HARBOUR_DIRECTOR, replace(HERE, private=True))
        scene.ask("anything")
        assert scene.film_given() == "the-lantern"

    def test_is_of_one_channel(self, scene: Scene) -> None:
        scene.ask("who directed it")
        scene.ask("anything", place=Place(channel_id=11))
        assert scene.film_given() is None

    def test_a_thread_goes_on_about_its_channels_film(self, scene: Scene) -> None:
        scene.ask("who directed it")
        thread = Place(channel_id=30, parent_id=10)
        scene.ask("anything", place=thread)
        assert scene.film_given() == "the-lantern"
        scene.asking.show("the-harbour/film/year", thread)
        scene.ask("anything", place=thread)
        assert scene.film_given() == "the-harbour"
        scene.ask("anything")
        assert scene.film_given() == "the-lantern"

    def test_one_that_a_reload_removed_is_no_longer_meant(self, scene: Scene) -> None:
        scene.films.note(HERE, "gone")
        scene.ask("anything")
        assert scene.film_given() is None

    def test_memory_is_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bot.services.films.MOST_PLACES", 2)
        films = CurrentFilm()
        for channel in (1, 2, 3):
            films.note(Place(channel), "the-lantern")
        assert [films.of(Place(channel), BASE) for channel in (1, 2, 3)] == [None, "the-lantern", "the-lantern"]


class TestMemory:
    def test_an_answered_question(self, scene: Scene) -> None:
        scene.ask("who directed it", id=7)
        row = scene.stores.questions.rows[7]
        assert (row.text, row.channel_id, row.guild_id, row.film) == ("who directed it", 10, 20, "the-lantern")
        assert (row.decision, row.entry, row.confidence, row.choices) == ("answer", DIRECTOR, 0.4, ())
        assert (row.asked_at, row.reason, row.unknown_film) == (NOW, None, None)

    def test_one_asked_back_keeps_its_choices(self, scene: Scene) -> None:
        scene.ask("hm")
        row = scene.stores.questions.rows[1]
        assert (row.decision, row.entry, row.choices) == ("ask_back", None, (DIRECTOR, "the-lantern/cast/keeper"))
        assert row.reason == "unsure"

    def test_one_not_answered(self, scene: Scene) -> None:
        scene.ask("the matrix")
        row = scene.stores.questions.rows[1]
        assert (row.decision, row.reason, row.unknown_film) == ("abstain", "unknown_film", "the matrix")

    @pytest.mark.parametrize("text", ["thanks", "!"])
    def test_courtesies_and_wordless_messages_are_not_kept(self, scene: Scene, text: str) -> None:
        scene.ask(text)
        assert not scene.stores.questions.rows

    def test_an_edited_question_replaces_its_earlier_state(self, scene: Scene) -> None:
        scene.ask("the matrix")
        scene.ask("who directed it")
        assert scene.stores.questions.rows[1].decision == "answer"


class TestChoices:
    async def test_a_choice_is_answered_and_noted(self, scene: Scene) -> None:
        scene.ask("hm")
        outcome = await scene.asking.choose(1, DIRECTOR, HERE)
        assert isinstance(outcome.reply, Answer)
        assert (outcome.question_id, outcome.place) == (1, HERE)
        assert scene.stores.questions.rows[1].entry == DIRECTOR
        assert scene.films.of(HERE, BASE) == "the-lantern"

    async def test_a_choice_that_a_reload_removed(self, scene: Scene) -> None:
        scene.ask("hm")
        outcome = await scene.asking.choose(1, "the-lantern/faq/gone", HERE)
        assert isinstance(outcome.reply, Abstention)
        assert scene.stores.questions.rows[1].entry is None

    async def test_a_store_at_fault_does_not_keep_the_answer_away(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        async def fail(question_id: int, entry: str) -> None:
            raise StoreError("disk full")

        monkeypatch.setattr(scene.stores.questions, "choose", fail)
        assert isinstance((await scene.asking.choose(1, DIRECTOR, HERE)).reply, Answer)
        assert "disk full" in caplog.text

    def test_questions_of_the_quiz_are_not_answered(self, scene: Scene) -> None:
        assert isinstance(scene.asking.show("the-lantern/quiz/how-many", HERE), Abstention)
        assert scene.asking.resolve("the-lantern/quiz/how-many") is None

    def test_other_films(self, scene: Scene) -> None:
        assert [choice.entry for choice in scene.asking.other_films(DIRECTOR)] == [HARBOUR_DIRECTOR]
        assert scene.asking.other_films("no/such/entry") == ()


class TestAutocomplete:
    def test_a_chosen_question_is_answered_and_kept_in_words(self, scene: Scene) -> None:
        reply = scene.ask(DIRECTOR)
        assert isinstance(reply, Answer)
        assert scene.stores.questions.rows[1].text == "Who directed The Lantern?"
        assert not asked_of(scene.library)

    def test_values_are_resolved(self, scene: Scene) -> None:
        assert scene.asking.resolve(DIRECTOR) == DIRECTOR
        assert scene.asking.resolve("who directed it") is None

    def test_questions_of_the_film_option_then_of_the_place(self, scene: Scene) -> None:
        def documents(**more: object) -> set[str]:
            return {value.split("/")[0] for value, _label in scene.asking.suggest_questions("direct", **more)}  # type: ignore[arg-type]

        assert documents(film="the harbour") == {"the-harbour"}
        assert documents(place=HERE) >= {"the-harbour", "the-lantern"}
        scene.ask("who directed it")
        assert documents(place=HERE) == {"the-lantern"}
        assert documents(place=HERE, film="harb") >= {"the-lantern"}  # still being typed

    def test_films_and_characters(self, scene: Scene) -> None:
        assert next(value for value, _label in scene.asking.suggest_films("harbor")) == "the-harbour"
        assert [value for value, _label in scene.asking.suggest_characters("", film="the-lantern")] == ["Keeper"]


class Unready(ScriptedMatcher):
    """Has something to build for every question until it has been asked in a thread."""

    def match(self, question: str, *, film: str | None = None, limit: int = 5) -> Match:
        """See Matcher."""
        if threading.current_thread() is threading.main_thread() and not self.asked:
            raise Unbuilt
        return super().match(question, film=film, limit=limit)


@pytest.fixture
def unready(scene: Scene) -> Scene:
    scene.library.snapshot = Snapshot(BASE, cast("Matcher", Unready(BASE, SCRIPT)))
    return scene


async def test_what_the_matcher_has_to_build_for_a_question_it_builds_in_a_thread(unready: Scene) -> None:
    outcome = await unready.asking.answer(Question(1, "who directed it", HERE, film="the-lantern"))
    assert isinstance(outcome.reply, Answer)
    assert asked_of(unready.library) == [("who directed it", "the-lantern")] * 2
    kept = await unready.stores.questions.get(1)
    assert kept is not None
    assert kept.entry == DIRECTOR


async def test_whether_something_is_known_is_asked_in_a_thread_too(unready: Scene) -> None:
    assert not await unready.asking.knows(Question(1, "hm", HERE))
    assert asked_of(unready.library) == [("hm", None)]
