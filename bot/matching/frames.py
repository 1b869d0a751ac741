"""Where a film's name stands in a question: the film slots of all patterns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import lru_cache

from bot.matching.corpus import FILM_WORD, Wording, slotted_words
from bot.matching.titles import Titles
from bot.matching.words import ARTICLES, DEICTIC, PRONOUNS, QUESTION_WORDS, stem

# Words around a question that are no part of it.
_OPENING = (
    "hey hi hello yo ok okay so well um hmm btw please anyone anybody does do know can could would you u tell me us i want "
    "to need wonder wondering was quick question just and but now also guys bot sorry idk remind lol is it any"
)
_CLOSING = (
    "please thanks lol lmao haha guys anyone bro dude mate btw again though tho then now exactly actually really anyway by "
    "way the asking for friend somebody someone know do you tell me or if idea any ever"
)
_ASKING = "what who is are was were the a an of in show give tell me about i"
OPENING, CLOSING = frozenset(_OPENING.split()), frozenset(_CLOSING.split())


VAGUE = OPENING | CLOSING | frozenset(_ASKING.split())
_LEADING = frozenset(("of", "for", "from", "in", "about"))
LINKS = ("of", "for", "from", "in", "to")  # what may stand between a keyword and the film: `budget of <film>`
LONGEST_TITLE = 9  # words; what is longer in a film's place is a clause
SUBJECTS = frozenset(("it", "this", "there", "that"))  # what follows them in a film's place is no title
CLAUSES = (
    PRONOUNS | QUESTION_WORDS | frozenset(("i", "you", "me", "am", "are", "was", "were", "did", "do", "has", "have"))
)  # of other words in a film's place: no title
_LINKING = "of and or in on to for at with from no as by about"
LOOSE = frozenset(_LINKING.split())  # at the end of no title
SAYING = frozenset(("is", "are", "was", "were", "does", "did", "has"))
JOINING = frozenset(("and", "or", "no", "as", "with"))  # at the beginning of none
UNENDING = LOOSE | ARTICLES | {"my", "your", "our", "their"}
KEYWORDS = 3  # a wording of so few words that asks nothing is a keyword: the film may stand before or behind it
# How films are spoken of beside the wordings that lead somewhere.
SHAPES = (
    "have you seen <film>", "have you watched <film>", "anyone seen <film>", "just watched <film>", "i loved <film>",
    "i hated <film>", "do you like <film>", "did you like <film>", "what do you think of <film>",
    "how did <film> do", "how well did <film> do", "who plays the lead in <film>", "who has the lead in <film>",
    "who plays the villain in <film>", "who is the lead in <film>", "who is the main character of <film>",
    "does anyone die in <film>", "does the dog die in <film>", "is <film> a remake", "is <film> a sequel",
    "is there a sequel to <film>", "where is <film> set", "when is <film> set", "is <film> worth it",
)  # fmt: skip


class Place(IntEnum):
    """How a wording has the film, from strong to weak evidence that a title stands there."""

    SAID = auto()  # by its title, or as the film
    POINTED = auto()  # as `it`
    OWN = auto()  # as `it` in a wording of one film, which may be something else
    KEYWORD = auto()  # beside words that ask nothing: `<film> budget`
    APART = auto()  # nowhere: words that ask nothing stand alone


_POINTERS = (
    *(
        (tuple(text.split()), Place.SAID)
        for text in ("this movie", "this film", "the movie", "the film", "that movie", "that film")
    ),
    *((tuple(text.split()), Place.POINTED) for text in ("it", "this", "the story")),
)


@dataclass(frozen=True, slots=True)
class Slot:
    """Words `start` to `end` stand where a wording has the film."""

    start: int
    end: int
    place: Place = Place.SAID
    vague: bool = False  # around it only words that fit anything: `what is ...`

    def __len__(self) -> int:
        return self.end - self.start

    @property
    def keyword(self) -> bool:
        """Whether it is beside a mere keyword."""
        return self.place >= Place.KEYWORD

    def said_of(self, words: Sequence[str]) -> bool:
        """Whether what stands there is said of the keyword before it: `is the actor <paralysed too>`."""
        before = words[: self.start]
        return not SAYING.isdisjoint(before) and before[-1] not in LINKS

    def loose(self, inside: Sequence[str]) -> bool:
        """Whether what stands there may well be something else than a film: `how does <the poem> go`."""
        return self.place is Place.OWN or (self.place is Place.POINTED and inside[0] in ARTICLES)


class Frames:
    """Words before and after the film's name, as wordings have them."""

    def __init__(self, wordings: Iterable[Wording], titles: Titles) -> None:
        """A film's own wordings may have its title, which `titles` know."""
        frames: dict[tuple[str, ...], dict[tuple[str, ...], Place]] = defaultdict(dict)
        wordings = tuple(wordings)
        shared = (wording.words for wording in wordings if not wording.document)
        self.spoken = Counter(form for words in shared for form in map(stem, set(words)))
        for words, place in (
            *((slotted_words(shape), Place.SAID) for shape in SHAPES),
            *(_slotted(titles.slotted(wording), own=bool(wording.document)) for wording in wordings),
        ):
            if words.count(FILM_WORD) == 1:
                for form in {words, tuple(word for word in words if word not in ARTICLES)}:
                    at = form.index(FILM_WORD)
                    afters = frames[tuple(map(_form, form[:at]))]
                    after = tuple(map(_form, form[at + 1 :]))
                    afters[after] = min(place, afters.get(after, place))
            elif _is_keyword(words):
                stems = tuple(map(_form, words))
                for before, after in ((stems, ()), ((), stems), *(((*stems, link), ()) for link in LINKS)):
                    frames[before].setdefault(after, Place.APART)
        self._frames = dict(frames)
        self._longest_before = max(map(len, frames), default=0)
        self._longest_after = max((len(after) for found in frames.values() for after in found), default=0)

    def slots(self, words: Sequence[str]) -> list[Slot]:
        """Parts of the question that stand where wordings have the film, tightest first."""
        stems = tuple(map(_form, words))
        starts, ends = self._edges(words)
        found: dict[tuple[int, int], Place] = {}
        for opening in starts:
            for start in range(opening, min(len(stems), opening + self._longest_before + 1)):
                afters = self._frames.get(stems[opening:start])
                if afters is None:
                    continue
                for closing in ends:
                    for end in range(max(start + 1, closing - self._longest_after), closing + (start > opening)):
                        place = afters.get(stems[end:closing])
                        if place is not None:
                            found[start, end] = min(place, found.get((start, end), place))
        slots = (
            Slot(start, end, place, _is_vague(words[:start], words[end:])) for (start, end), place in found.items()
        )
        return sorted(slots, key=lambda slot: (slot.place, len(slot), slot.start))

    @staticmethod
    def _edges(words: Sequence[str]) -> tuple[set[int], set[int]]:
        """Where the question proper may begin and end: words of address and courtesy stand around it."""
        first, last = 0, len(words)
        starts, ends = {first}, {last}
        while first < len(words) and words[first] in VAGUE:
            first += 1
            starts.add(first)
        while last > first and words[last - 1] in CLOSING:
            last -= 1
            ends.add(last)
        return starts, ends


def _is_keyword(words: Sequence[str]) -> bool:
    """Whether it asks nothing; `R`, the age rating, is read as `are`, which says nothing."""
    return len(words) <= KEYWORDS and (QUESTION_WORDS | DEICTIC).isdisjoint(words) and not VAGUE.issuperset(words)


def _is_vague(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether what is around a slot fits anything; `what is ... about` does not."""
    return VAGUE.issuperset((*before, *after)) and not (before and after[:1] in (["about"], ("about",)))


_FORMS = {
    "which": "what",
    "did": "do",
    "does": "do",
    "was": "is",
    "are": "is",
    "were": "is",
    "has": "have",
    "had": "have",
}


def _form(word: str) -> str:
    """A word's stem; tenses of the commonest verbs are one."""
    return _FORMS.get(word) or stem(word)


@lru_cache(maxsize=65_536)
def _slotted(words: tuple[str, ...], *, own: bool) -> tuple[tuple[str, ...], Place]:
    """Put the slot in the place of words that point at the film, where the wording does not name it."""
    if FILM_WORD in words:
        short = 1 < len(words) <= KEYWORDS and words[-2] not in _LEADING
        asks = len(words) == KEYWORDS and not QUESTION_WORDS.isdisjoint(words)
        return words, Place.KEYWORD if short and not asks else Place.SAID
    for pointing, place in _POINTERS:
        for at in range(len(words) - len(pointing) + 1):
            if words[at : at + len(pointing)] == pointing:
                return (
                    *words[:at],
                    FILM_WORD,
                    *words[at + len(pointing) :],
                ), Place.OWN if own and place is Place.POINTED else place
    return words, Place.APART
