"""The shipped knowledge: it loads clean, says what it should, and gives nothing away unmarked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.knowledge import Entry, KnowledgeBase, Severity, Spoiler, load_knowledge
from bot.knowledge.facts import FACTS
from bot.matching import Decision, Matcher, normalize
from bot.services.promises import broken_promises

ROOT = Path(__file__).resolve().parents[1]
KNOWLEDGE = ROOT / "knowledge"
FILM = "the-sessions"
SHORTEST_PATTERNS = 8
DOCUMENTED = re.findall(
    r"^```yaml\n(.*?)^```", (ROOT / "docs" / "knowledge.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
)

ENTRIES = {
    "film": "about year age also_known_as",
    "overview": "director writers genres runtime_minutes ratings released certificate distributor premiere trailer",
    "plot": "badly_explained synopsis ending",
    "cast": "all mark-obrien cheryl-cohen-greene father-brendan vera amanda susan-fernbach josh",
    "quotes": "all god-sense-of-humor go-for-it touch-you-with-my-words",
    "box_office": "budget domestic worldwide profit",
    "reviews": "professional audience consensus who_would_enjoy",
    "content": "warnings audience",
    "awards": "all spirit-helen-hunt spirit-john-hawkes oscar-nomination sundance-audience sundance-ensemble",
    "trivia": "all lewin-polio hawkes-cushion",
    "watch": "offers",
    "similar": "all diving-bell away-from-her the-intouchables the-station-agent hope-springs",
    "related": "all breathing-lessons soundtrack-album collected-poems poster",
    "soundtrack": "album",
    "bonus": "all jeff-sessions",
    "faq": "true-story what-is-a-surrogate surrogate-or-therapist where-filmed when-set why-this-title where-essay how-many-sessions what-is-an-iron-lung "
    "why-paralysed mark-real what-became-of-mark cheryl-real how-he-writes why-a-surrogate priest-role "
    "do-they-fall-in-love message comedy-or-drama suitable-class suitable-church suitable-date rate-it",
}
GENERAL = {
    "general": "who-are-you what-can-you-do how-to-ask which-films spoilers are-you-human wrong-answer privacy",
    "smalltalk": "hello thanks bye how-are-you joke praise insult sorry off-topic about-you crisis aside",
}
QUOTES = {
    "god-sense-of-humor": "I believe in a God with a sense of humor. I would find it absolutely intolerable "
    "not to be able to blame someone for all this.",
    "go-for-it": "In my heart I feel God will give you a pass on this. Go for it.",
    "touch-you-with-my-words": "Let me touch you with my words.",
}
LEVELS = {"how-many-sessions": "mild", "do-they-fall-in-love": "mild", "what-became-of-mark": "ending"}

# What gives the story away, and from which level on it may stand in a text.
TELLING = {
    Spoiler.MILD: re.compile(r"\b(six|eighth?|fonder)\b", re.IGNORECASE),
    Spoiler.ENDING: re.compile(r"\b(1999|die[sd]?|dead|death|funeral|mourners|Susan|Fernbach)\b", re.IGNORECASE),
}
# Names in the credits are no secret; what becomes of the person is.
ALLOWED = {"the-sessions/cast/susan-fernbach": re.compile(r"\b(Susan|Fernbach)\b")}


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return load_knowledge(KNOWLEDGE)


@pytest.fixture(scope="module")
def matcher(base: KnowledgeBase) -> Matcher:
    return Matcher(base)


def ids(document: str, sections: dict[str, str]) -> set[str]:
    return {f"{document}/{section}/{name}" for section, names in sections.items() for name in names.split()}


def told(value: object, level: Spoiler) -> Iterator[tuple[str, Spoiler]]:
    """Every text that a value answers with, at its own level; tests and wordings are no answers."""
    if isinstance(value, str):
        yield value, level
    elif isinstance(value, tuple):
        for item in value:
            yield from told(item, level)
    elif isinstance(value, BaseModel):
        own = getattr(value, "spoiler", None)
        for name in type(value).model_fields:
            if name not in {"also_asked", "must_match", "must_not_match", "source", "id", "spoiler"}:
                yield from told(getattr(value, name), level if own is None else own)


def authored(base: KnowledgeBase) -> list[Entry]:
    return [entry for entry in base if not entry.derived]


def test_it_loads_without_a_warning(base: KnowledgeBase) -> None:
    assert [str(warning) for warning in base.warnings] == []


def test_the_sessions_has_exactly_its_entries(base: KnowledgeBase) -> None:
    asked = {entry.id for entry in base.documents[FILM].entries if entry.section != "quiz"}
    assert asked == ids(FILM, ENTRIES)


def test_general_knowledge_has_exactly_its_entries(base: KnowledgeBase) -> None:
    general = {entry.id for entry in base if base.film_of(entry) is None}
    assert general == {f"{document}/faq/{name}" for document, names in GENERAL.items() for name in names.split()}
    assert {entry.document for entry in base if entry.smalltalk} == {"smalltalk"}


def test_the_neighbours_are_all_there_and_point_back(base: KnowledgeBase) -> None:
    neighbours = set(base.films) - {FILM}
    assert neighbours == {
        "diving-bell-butterfly",
        "away-from-her",
        "the-intouchables",
        "the-station-agent",
        "hope-springs",
        "breathing-lessons",
    }
    for film in neighbours:
        assert any(getattr(e.value, "film", None) == FILM for e in base.documents[film].entries if not e.derived), film


def test_every_fact_has_enough_wordings(base: KnowledgeBase) -> None:
    counts = Counter({pattern.fact: len({*map(normalize, pattern.wordings)}) for pattern in base.patterns})
    assert {fact: counts[fact] for fact in FACTS if counts[fact] < SHORTEST_PATTERNS} == {}


def test_patterns_come_with_and_without_the_film(base: KnowledgeBase) -> None:
    for pattern in base.patterns:
        named = sum("<film>" in wording for wording in pattern.wordings)
        assert 0 < named < len(pattern.wordings), pattern.fact


def test_no_wording_stands_for_two_facts(base: KnowledgeBase) -> None:
    facts: dict[str, set[str]] = {}
    for pattern in base.patterns:
        for wording in pattern.wordings:
            facts.setdefault(normalize(wording), set()).add(pattern.fact)
    assert {wording: found for wording, found in facts.items() if len(found) > 1} == {}


def test_no_wording_stands_for_two_entries_of_a_document(base: KnowledgeBase) -> None:
    for document in base.documents.values():
        leads: dict[str, set[str]] = {}
        for entry in document.entries:
            for wording in entry.wordings:
                leads.setdefault(normalize(wording), set()).add(entry.id)
        assert {wording: found for wording, found in leads.items() if len(found) > 1} == {}, document.id


def test_questions_have_enough_wordings_of_their_own(base: KnowledgeBase) -> None:
    few = {e.id: len(e.also_asked) for e in authored(base) if e.section == "faq" and len(e.also_asked) < 10}
    assert few == {}
    items = {"cast", "quotes", "awards", "trivia", "similar", "related", "bonus"}
    rows = [entry for entry in authored(base) if entry.document == FILM and entry.section in items]
    assert {row.id: len(row.also_asked) for row in rows if len(row.also_asked) < 6} == {}


@pytest.mark.parametrize(("name", "text"), QUOTES.items(), ids=QUOTES)
def test_quotes_are_exact(base: KnowledgeBase, name: str, text: str) -> None:
    assert getattr(base.entries[f"{FILM}/quotes/{name}"].value, "text", None) == text


def test_quotes_are_those_of_the_facts(shared_data: Callable[[str], Path]) -> None:
    section = shared_data("films-facts.md").read_text("utf-8").partition("**Quotes**")[2].partition("**Box office**")[0]
    printed = re.findall(r'^- [^:]+: "([^"]+)"', section, re.MULTILINE)
    # The first is misprinted in its source; the facts ask for the film's wording.
    assert [text.replace("be to able blame", "be able to blame") for text in printed] == list(QUOTES.values())


def test_the_misprinted_quote_says_so(base: KnowledgeBase) -> None:
    assert "not to be to able blame" in base.entries[f"{FILM}/quotes/god-sense-of-humor"].value.model_dump()["note"]


def test_every_film_fact_names_its_source(base: KnowledgeBase) -> None:
    def sourced(entry: Entry) -> bool:
        if entry.source:
            return True
        parts = getattr(entry.value, "value", None)
        return isinstance(parts, tuple) and all(getattr(part, "source", None) for part in parts)

    unsourced = [e.id for e in authored(base) if base.film_of(e) and e.section != "quiz" and not sourced(e)]
    assert unsourced == []


def test_what_changes_says_when_it_was_checked(base: KnowledgeBase) -> None:
    for entry in (f"{FILM}/watch/offers", f"{FILM}/overview/ratings"):
        assert base.entries[entry].checked is not None, entry


def test_spoilers_are_at_their_levels(base: KnowledgeBase) -> None:
    marked = {e.name: e.spoiler.label for e in authored(base) if e.section == "faq" and e.spoiler}
    assert marked == LEVELS
    assert base.entries[f"{FILM}/plot/ending"].spoiler is Spoiler.ENDING
    assert not base.entries[f"{FILM}/cast/susan-fernbach"].spoiler


def test_what_gives_the_story_away_stands_in_marked_texts_only(base: KnowledgeBase) -> None:
    shown = 0
    for entry in authored(base):
        if entry.document != FILM:
            continue
        for text, level in told(entry.value, entry.spoiler):
            shown += 1
            open_text = ALLOWED[entry.id].sub("", text) if entry.id in ALLOWED else text
            for needed, words in TELLING.items():
                assert level >= needed or not words.search(open_text), f"{entry.id}: {text}"
    assert shown > 100


def test_no_neighbour_tells_the_ending_of_the_sessions(base: KnowledgeBase) -> None:
    for entry in authored(base):
        if entry.document != FILM:
            for text, level in told(entry.value, entry.spoiler):
                assert level or not re.search(r"\b(1999|Fernbach|funeral)\b", text), f"{entry.id}: {text}"


def test_questions_give_nothing_away(base: KnowledgeBase) -> None:
    for entry in authored(base):
        if entry.section == "faq":
            assert not any(words.search(entry.question) for words in TELLING.values()), entry.id


def test_answers_are_short(base: KnowledgeBase) -> None:
    long = {e.id: len(e.value.model_dump()["answer"]) for e in authored(base) if e.section == "faq"}
    assert {entry: length for entry, length in long.items() if length > 400} == {}


def test_answers_shared_by_many_wordings_say_neither_yes_nor_no(base: KnowledgeBase) -> None:
    """ "Is it boring" and "is it good" lead to one entry: an answer that begins with Yes is wrong for one of them."""
    leading = re.compile(r"(Yes|No|He did|She did|It is|It was)\b[.,:]")
    found = [
        entry.id for entry in authored(base) for text, _level in told(entry.value, entry.spoiler) if leading.match(text)
    ]
    assert found == []


@pytest.mark.parametrize("film", [None, FILM, "hope-springs"])
@pytest.mark.parametrize(
    "question", ["i want to die", "I wanna die", "i want to kill myself", "i'm depressed", "im suicidal"]
)
def test_somebody_in_need_gets_no_film(matcher: Matcher, question: str, film: str | None) -> None:
    match = matcher.match(question, film=film)
    assert (match.decision, match.best and match.best.id) == (Decision.ANSWER, "smalltalk/faq/crisis")


def test_nothing_here_is_marked_mature(base: KnowledgeBase) -> None:
    """Information about surrogacy is sober; were it marked, half of the film's questions would need a click."""
    assert [entry.id for entry in base if entry.mature] == []


def test_tests_of_entries_are_no_wordings(base: KnowledgeBase) -> None:
    """A `must_match` that is itself a wording would prove nothing."""
    for entry in authored(base):
        known = {*map(normalize, entry.wordings)}
        assert not known & {*map(normalize, entry.must_match)}, entry.id


def test_entries_keep_their_promises(base: KnowledgeBase, matcher: Matcher) -> None:
    """Each `must_match` is answered by its entry, and no `must_not_match` is."""
    assert [str(problem) for problem in broken_promises(base, matcher)] == []
    assert sum(len(entry.must_match) for entry in base) > 100
    assert sum(len(entry.must_not_match) for entry in base) > 100


@pytest.mark.parametrize("text", DOCUMENTED, ids=range(len(DOCUMENTED)))
def test_examples_of_the_guide_load(tmp_path: Path, text: str) -> None:
    name = "patterns" if text.startswith("patterns:") else "paper-boats" if "film:" in text else "general"
    (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    base = load_knowledge(tmp_path)
    assert not [problem for problem in base.warnings if problem.severity is Severity.ERROR]
    assert base.entries or name == "patterns"


def test_the_guide_shows_every_section(tmp_path: Path) -> None:
    example = next(text for text in DOCUMENTED if "box_office:" in text)
    (tmp_path / "paper-boats.yaml").write_text(example, "utf-8")
    sections = {entry.section for entry in load_knowledge(tmp_path)}
    assert sections == {fact.partition("/")[0] for fact in FACTS} | {"faq", "quiz"}
