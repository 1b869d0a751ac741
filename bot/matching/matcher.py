"""The engine's front: from a question to a match, with everything built once and never changed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from rapidfuzz import fuzz

from bot.knowledge import Document, Entry, KnowledgeBase
from bot.matching.asked import Asked, Reading
from bot.matching.confidence import Head, shipped
from bot.matching.decision import EXACT, Outcome, Ranked, Verdict, decide
from bot.matching.evidence import BEST, Evidence, gather
from bot.matching.explanation import Explanation, explained
from bot.matching.films import FilmReader
from bot.matching.frames import Frames
from bot.matching.index import query_of
from bot.matching.match import Decision, FilmSource, Match, Reason
from bot.matching.misspelt import respelt
from bot.matching.names import Everybody
from bot.matching.normalize import tokens_of
from bot.matching.ranker import Neighbours
from bot.matching.scope import Option, Scope
from bot.matching.scopes import Scopes
from bot.matching.spelling import Deletions, Speller, count_words
from bot.matching.titles import Titles
from bot.matching.words import DEICTIC, POINTING, english, stem

LIMIT = 5
AS_NEAR = 0.9  # share of a question's similarity that it must keep when its strange words are taken for misspelt ones
# Likeness of question and wording without a film's title, 0 to 100, from which they ask the same:
SAME_REST = 60.0  # where no wording about the other film is liker,
NEARLY_SAME_REST = 75.0  # where one is,
ALIKE_REST = 45.0  # and where the question speaks of both films.
COMPARED = frozenset(["it", "this"])
COMPARING = frozenset(["similar", "related"])  # sections that speak of other films
LIKELY = 0.005  # share of the best option's probability that an option has whose wording may stand beside a title
LIMIT_OF_DOUBT = 0.5  # confidence that a comparison of two films must have
_UNREAD = Reading(())
_COMMAND = re.compile(r"\s*[!/$%;.][a-z]", re.IGNORECASE)  # to another bot


@dataclass(frozen=True, slots=True)
class Trace:
    """What happened to one question, for `explain` and for measuring."""

    match: Match
    outcome: Outcome | None = None

    @property
    def evidence(self) -> Evidence | None:
        return self.outcome.evidence if self.outcome else None


class Matcher:
    """Matches questions against one knowledge base; immutable, safe to share between threads."""

    def __init__(
        self, base: KnowledgeBase, *, head: Head | None = None, last: Matcher | None = None, over: bool = False
    ) -> None:
        """`last` is a matcher of another state, to share with; `over`: of one to which documents are only added."""
        self.base = base
        self.head = head or shipped()
        self.scopes: Scopes = Scopes(base, last=last.scopes if last else None, over=over)
        titles = Titles(base.films.values())
        vocabulary = count_words(wording.matched for wording in self.scopes.wordings)
        for word in titles.words.union(*(names.words for names in self.scopes.names.values())):
            vocabulary.setdefault(word, 1)
        self._speller = Speller(vocabulary, deletions=last.deletions if last else None)
        self.deletions: Deletions = self._speller.deletions
        framing = [
            wording for wording in self.scopes.wordings if wording.document is None or wording.document in base.films
        ]
        self._films = FilmReader(
            titles, Frames(framing, titles), {film: base.documents[film] for film in sorted(base.films)}
        )
        self._everybody = Everybody(self.scopes.names)
        self._alone = next((wording.target for wording in self.scopes.patterns if not wording.matched), None)

    def match(self, question: str, *, film: str | None = None, limit: int = LIMIT) -> Match:
        """Find the entry a question asks for; `film` is the current film's id, which a film named in it overrules."""
        return self.trace(question, film=film, limit=limit).match

    def explain(self, question: str, *, film: str | None = None) -> Explanation:
        """Match and say why."""
        return explained(self.trace(question, film=film), self.head)

    def rebuilt(self, base: KnowledgeBase) -> Matcher:
        """A matcher of another state of the knowledge, made in a fraction of the time where most documents are the same."""
        return Matcher(base, head=self.head, last=self)

    def overlaid(self, documents: Iterable[Document]) -> Matcher:
        """A matcher that knows some documents more, or in place of those with the same ids.

        It shares what they leave as it is, so that thousands can stand beside each other.
        """
        merged = {**self.base.documents, **{document.id: document for document in documents}}
        base = KnowledgeBase(merged, self.base.patterns, self.base.warnings, self.base.root)
        return Matcher(base, head=self.head, last=self, over=True)

    def prepare(self, stop: Callable[[], bool] = bool) -> None:
        """Build what questions need that are likely to come, until `stop` says that this is enough."""
        self.scopes.prepare(stop)

    @cached_property
    def at_once(self) -> Matcher:
        """The same for who cannot wait: raises `Unbuilt` where something would have to be built for a question first."""
        found = copy(self)
        found.scopes = self.scopes.at_once
        return found

    def may_differ(self, last: Matcher) -> Callable[[str, str], bool]:
        """Tells whether a question about a document may be matched otherwise than by `last`; it is not where that says no."""
        changed = self.scopes.changed(last.scopes) if self.base.films == last.base.films else None

        def may(question: str, film: str) -> bool:
            if changed is None:
                return True
            words, _ = self._speller.correct(tokens_of(question), self.scopes.beside)
            stems, known = set(map(stem, words)), self.scopes(film if film in self.base.films else None).stems
            # What is not known at all may yet be read as a word of some wording.
            return not all(map(known.__contains__, stems)) or any(stems.issuperset(one.split()) for one in changed)

        return may

    def trace(self, question: str, *, film: str | None = None, limit: int = LIMIT) -> Trace:
        """Match, keeping what was seen on the way."""
        begun = time.perf_counter_ns()
        typed = tokens_of(question)
        asked, outcome, reading = None, None, _UNREAD
        if not typed:
            verdict = Verdict(reason=Reason.EMPTY)
        elif _COMMAND.match(question):
            verdict = Verdict()
        else:
            asked, outcome = self._read(self._asked(question, typed, film))
            reading = outcome.reading
            verdict = decide(outcome, self.head, limit)
        meant = reading.film
        if verdict.decision is Decision.ANSWER and meant is None:
            film_of = self.base.film_of(verdict.candidates[0].entry)
            meant = film_of.id if film_of else None
        match = Match(
            question,
            " ".join(typed),
            verdict.decision,
            verdict.confidence,
            verdict.candidates,
            film=meant,
            film_source=reading.source,
            unknown_film=reading.unknown,
            missing=verdict.missing,
            reason=verdict.reason,
            corrections=asked.corrections if asked else (),
            elapsed_us=(time.perf_counter_ns() - begun) / 1000,
        )
        return Trace(match, outcome)

    def _asked(self, question: str, typed: Sequence[str], film: str | None) -> Asked:
        """A question with its spelling corrected and the people found whom it names."""
        words, _ = self._speller.correct(typed, self.scopes.beside)
        current = film if film in self.base.films else None
        scope = self.scopes(current or self._films.only)
        _, people = scope.names.mask(words)
        named = frozenset(place for name in people for place in range(name.start, name.end))
        other = self._everybody.named(words) if current and not named else None
        if other and other[0][1] - other[0][0] > 1:  # a full name is no title
            named = frozenset(range(*other[0]))
        return Asked(question, typed, words, current, named, scope.stems.__contains__, other)

    def _read(self, asked: Asked, *, final: bool = False) -> tuple[Asked, Outcome]:
        """Find the film and weigh what the question can mean; the question comes back as it was read in the end."""
        if own := self._own_wording(asked):
            return asked, own
        reading = self._films.read(asked)
        if reading.source is FilmSource.NAMED:
            outcome = self._as_a_word(reading, asked, self._weighed(reading, asked))
            foreign = asked.current and asked.current not in reading.films
            return asked, self._beside(asked, outcome) if foreign else outcome
        if other := self._elsewhere(asked):
            return asked, other
        outcome = self._weighed(self._films.unnamed(asked) if reading.unknown else reading, asked)
        if reading.unknown:  # candidates are kept as if no film had been named: it may be none after all
            return self._doubted(asked, reading, outcome, final=final)
        left = None if outcome.exact else self._films.left_over(asked, self._wordings(outcome))
        return self._doubted(asked, left, outcome, final=final) if left else (asked, outcome)

    def _as_a_word(self, reading: Reading, asked: Asked, outcome: Outcome) -> Outcome:
        """A name of a film may be a word that the film's own questions use too (`how many sessions`): what says more counts."""
        telling = [word for word in reading.title if word not in DEICTIC]
        if len(telling) != 1 or telling[0] not in asked.words or reading.film is None:
            return outcome
        place = asked.words.index(telling[0])
        whole = reading.title == tuple(tokens_of(self.base.films[reading.film].title))
        if whole or asked.large(place, place + 1) or telling[0] not in self.scopes(reading.film).own_words:
            return outcome
        kept = self._weighed(replace(reading, words=tuple(asked.words)), asked)
        one_of_them = list(asked.words[place - 1 : place]) in (["a"], ["an"])
        return kept if one_of_them or kept.confidence > outcome.confidence else outcome

    def _doubted(
        self, asked: Asked, reading: Reading, outcome: Outcome, *, final: bool = False
    ) -> tuple[Asked, Outcome]:
        """Take words for a film that is not known, unless they are misspelt words of the nearest wordings."""
        strange = asked.strange(*reading.span)
        found = {} if final else respelt(asked.words, asked.typed, {*strange, *asked.corrected}, self._near(outcome))
        left = [place for place in strange if place not in found]
        if strange and not any(map(asked.telling, strange)) and not found:
            return asked, outcome
        if found and all(asked.words[place] in english() or not asked.telling(place) for place in left):
            words = [found.get(place, word) for place, word in enumerate(asked.words)]
            again, other = self._read(replace(asked, words=words), final=True)
            if not other.reading.unknown and other.nearest >= AS_NEAR * outcome.nearest:
                return again, other
        return asked, replace(outcome, reading=reading)

    def _near(self, outcome: Outcome) -> list[Sequence[str]]:
        """The wordings nearest to a question, and the names it may hold."""
        return [*self._wordings(outcome), sorted(outcome.scope.names.words)]

    @staticmethod
    def _wordings(outcome: Outcome) -> list[tuple[str, ...]]:
        """Each likely option's nearest wording, likeliest first."""
        if outcome.evidence is None:
            return []
        order = np.argsort([-odds for odds in outcome.probabilities], kind="stable")
        least = LIKELY * max(outcome.probabilities, default=0.0)
        likely = (place for place in order if outcome.probabilities[place] >= least)
        return [outcome.scope.wordings[outcome.evidence.rows[place]].words for place in likely]

    def _own_wording(self, asked: Asked) -> Outcome | None:
        """The question is word for word one of general knowledge, of the current film, or else of just one other film.

        No film is read into it then. It is another film's only if it speaks of what the current one does not have.
        """
        reading = self._films.unnamed(asked)
        if found := self._exactly_own(reading, asked):
            return found
        other = self.scopes.only_film_asking(tuple(asked.words)) if asked.current else None
        if other is None or not asked.strange(0, len(asked.words)):
            return None
        how = "the only film that has this wording"
        return self._exactly_own(Reading(tuple(asked.words), (other,), FilmSource.NAMED, how=how), asked)

    def _exactly_own(self, reading: Reading, asked: Asked) -> Outcome | None:
        scope = self.scopes(reading.film)
        words, names = scope.names.mask(asked.words)
        option = scope.exact_general.get(tuple(asked.words))
        if option is None and reading.film:
            option = scope.exact_own.get((tuple(words), frozenset(name.key for name in names)))
        if option is None or not (entries := scope.options[option].entries):
            return None
        target = scope.options[option].target
        return Outcome(reading, scope, (Ranked(target, entries, EXACT),), 1.0, target)

    def _elsewhere(self, asked: Asked) -> Outcome | None:
        """The question names people of another film and none of the current one: it is about that film.

        A single word names somebody only in a wording that is known.
        """
        if asked.elsewhere is None or not POINTING.isdisjoint(asked.words):
            return None
        (start, end), films = asked.elsewhere
        if asked.current in films or (end - start == 1 and asked.known(stem(asked.words[start]))):
            return None
        how = f"a name from it: {' '.join(asked.words[start:end])}"
        outcome = self._weighed(Reading(tuple(asked.words), films, FilmSource.NAMED, how=how), asked)
        return outcome if outcome.exact or end - start > 1 else None

    def _beside(self, asked: Asked, outcome: Outcome) -> Outcome:
        """A question that names another film may still be about the current one: how the two are alike.

        It is when a wording of the current film that names the other one asks the same of it. Titles are left out of the
        comparison: shared by both sides, a long one would make any two questions alike.
        """
        title = frozenset(outcome.reading.title)
        naming = title - DEICTIC
        if outcome.exact or not naming:
            return outcome
        other = self._weighed(self._films.beside(asked), asked)
        beside, named = (_likeness(asked.words, wording, title) for wording in (other.wording, outcome.wording))
        if naming <= set(other.wording) and (beside >= max(named, SAME_REST) or beside >= NEARLY_SAME_REST):
            return other
        if _compares(outcome) and _compares(other):  # either film's file says how the two are alike
            return other
        # "it" beside another film's title is the film that is talked about: the two are compared.
        both = not COMPARED.isdisjoint(word for word in asked.words if word not in title)
        apart = beside >= ALIKE_REST or outcome.confidence < self.head.answer
        return other if both and apart and other.confidence > LIMIT_OF_DOUBT else outcome

    def _weighed(self, reading: Reading, asked: Asked) -> Outcome:
        """Rank what the question can mean, the film being read so."""
        scope = self.scopes(reading.film or (asked.current if reading.unknown else None))
        words, names = scope.names.mask(reading.words)
        named = frozenset(entry for name in names for entry in name.entries)
        people = frozenset(name.key for name in names)
        exact = self._exact(scope, tuple(words), people, reading)
        if exact is not None and (entries := _meant(scope.options[exact], named, reading)):
            target = scope.options[exact].target
            return Outcome(reading, scope, (Ranked(target, entries, EXACT),), 1.0, target)
        query = query_of(words, self.scopes.lexicon)
        found = scope.ranker.neighbours(query, people)
        meant = _best(scope, found, named, reading)
        options = list(meant)
        evidence = gather(scope, self.scopes.lexicon, query, found, options, corrections=len(asked.corrections))
        odds = self.head.probabilities(evidence)
        ranked = [
            Ranked(scope.options[option].target, meant[option], float(probability))
            for option, probability in zip(options, odds, strict=True)
        ]
        ranked.sort(key=lambda option: -option.probability)
        nearest = float(found.similarity[0]) if len(found.similarity) else 0.0
        return Outcome(reading, scope, tuple(ranked), nearest, None, evidence, tuple(map(float, odds)))

    def _exact(self, scope: Scope, words: tuple[str, ...], people: frozenset[str], reading: Reading) -> int | None:
        """The option one of whose wordings the question is; a film's title alone asks what the film is."""
        if reading.unknown:
            return None
        if not words and self._alone and reading.films:
            return next((place for place, option in enumerate(scope.options) if option.target == self._alone), None)
        own = scope.exact_own.get((words, people))
        return own if own is not None else scope.exact_shared.get(words)


def _compares(outcome: Outcome) -> bool:
    """Whether the best candidate says what a film has to do with another."""
    return bool(outcome.ranked and outcome.ranked[0].entries and outcome.ranked[0].entries[0].section in COMPARING)


def _likeness(question: Sequence[str], wording: Sequence[str], title: frozenset[str]) -> float:
    """How alike two texts are without a title, 0 to 100; word order and endings do not count."""
    left, right = (" ".join(stem(word) for word in words if word not in title) for words in (question, wording))
    return fuzz.token_sort_ratio(left, right)


def _meant(option: Option, named: frozenset[str], reading: Reading) -> tuple[Entry, ...]:
    """The entries an option leads to, of the films that the question may mean."""
    found = option.resolved(named)
    return tuple(entry for entry in found if entry.document in reading.films) if len(reading.films) > 1 else found


def _best(scope: Scope, found: Neighbours, named: frozenset[str], reading: Reading) -> dict[int, tuple[Entry, ...]]:
    """The best options by ridge score with the entries they lead to.

    Left out are options that need a name which the question lacks, and entries whose near miss is nearer than what
    may lead to them.
    """
    best: dict[int, tuple[Entry, ...]] = {}
    missed = scope.missed(found)
    for option in found.options[np.argsort(-found.ridge, kind="stable")].tolist():
        meant = scope.options[option]
        entries = _meant(meant, named, reading)
        if meant.slotted and not entries:
            continue
        if missed and entries:
            nearest = found.similarity[found.targets == option].max()
            entries = tuple(entry for entry in entries if missed.get(entry.id, 0.0) < nearest)
            if not entries:
                continue
        best[option] = entries
        if len(best) == BEST:
            break
    return best
