"""Words: their stems, and how common they are in English."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

import snowballstemmer

QUESTION_WORDS = frozenset(("who", "what", "when", "where", "why", "how", "which", "is", "does", "can", "many", "much"))
# What points at a film without naming it. A slot filled with these alone is filled with the current film.
DEICTIC = frozenset(
    [
        "it",
        "this",
        "that",
        "the",
        "a",
        "an",
        "movie",
        "film",
        "flick",
        "picture",
        "movies",
        "films",
        "one",
        "thing",
        "show",
        "here",
        "there",
        "these",
        "those",
        "they",
        "them",
        "story",
        "tonight",
        "tonights",
        "pick",
        "of",
        "in",
        "for",
        "from",
        "on",
        "at",
        "to",
        "about",
    ]
)
# Of these, what points at the film that is being talked about.
POINTING = frozenset(["it", "this", "movie", "film", "flick"])
PRONOUNS = frozenset(["he", "she", "him", "his", "her", "hers", "they", "them", "their"])  # point at people of a film
ARTICLES = frozenset(("the", "a", "an"))
_INDEFINITE = (
    "all any anything both each everybody everyone everything more most nothing one some somebody someone something"
)
INDEFINITE = frozenset(_INDEFINITE.split())
BRIDGES = frozenset(
    ["the", "a", "an", "of", "and", "in", "on", "to", "for", "at", "with", "from", "my", "s"]
)  # in titles
_AUXILIARIES = (
    "be been did does do has have had will would not no at so or as am are was were can could should may might"
)
FUNCTION = DEICTIC | PRONOUNS | QUESTION_WORDS | BRIDGES | frozenset(_AUXILIARIES.split())  # no question's own words

_stemmer = snowballstemmer.stemmer("english")
_lock = threading.Lock()  # the stemmer keeps state between calls; a reload stems in a thread of its own


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Snowball's English stem; words with digits are their own stems."""
    if not word.isalpha() or not word.isascii():
        return word
    with _lock:
        return str(_stemmer.stemWord(word))


@cache
def english() -> Mapping[str, int]:
    """Some 82,800 English words with how often they occur, from symspellpy's frequency dictionary."""
    text = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig")
    fields = text.split()
    return MappingProxyType(dict(zip(fields[::2], map(int, fields[1::2]), strict=True)))
