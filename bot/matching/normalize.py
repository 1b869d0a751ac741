"""Bring what people type into one form: folded words of letters and digits, shorthand opened, length capped."""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 300  # of the normalised text; longer questions hold nothing more to match
MAX_RAW_CHARACTERS = 4_000  # Discord's longest message; what lies beyond is not looked at

SHORTHAND = {
    "whats": "what is", "wats": "what is", "wuts": "what is", "whatre": "what are", "wat": "what", "wht": "what",
    "wot": "what", "whos": "who is", "whose": "whose", "whod": "who did", "wheres": "where is", "whens": "when is",
    "whys": "why is", "hows": "how is", "hw": "how", "y": "why", "wich": "which", "wen": "when", "whr": "where",
    "its": "it is", "thats": "that is", "theres": "there is", "heres": "here is", "hes": "he is", "shes": "she is",
    "theyre": "they are", "im": "i am", "ive": "i have", "youre": "you are", "ur": "your", "u": "you", "r": "are",
    "ya": "you", "dont": "do not", "doesnt": "does not", "didnt": "did not", "isnt": "is not", "wasnt": "was not",
    "arent": "are not", "cant": "can not", "cannot": "can not", "couldnt": "could not", "wont": "will not",
    "wouldnt": "would not", "shouldnt": "should not", "havent": "have not", "hasnt": "has not", "lets": "let us",
    "gonna": "going to", "wanna": "want to", "gotta": "got to", "gimme": "give me", "lemme": "let me",
    "pls": "please", "plz": "please", "plss": "please", "thx": "thanks", "tnx": "thanks", "ty": "thanks",
    "thnx": "thanks", "abt": "about", "bout": "about", "cuz": "because", "bc": "because", "coz": "because",
    "b4": "before", "gr8": "great", "2day": "today", "2nite": "tonight", "tmrw": "tomorrow", "ppl": "people",
    "smth": "something", "sth": "something", "rn": "right now", "idk": "i do not know", "dunno": "do not know",
    "tho": "though", "w": "with", "wo": "without", "vs": "versus", "yr": "year", "yrs": "years", "mins": "minutes",
    "hrs": "hours", "dir": "director", "mov": "movie", "pic": "picture",
}  # fmt: skip
ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}  # sequels' numbers

_DROPPED = ("Mn", "Me", "Cf", "Cs", "Co", "Cn")  # marks, invisible and unassigned characters

_ADDRESSED = re.compile(
    r"<(?:@[!&]?|#)\d+>|<a?:\w+:\d+>|</[^<>:]+:\d+>|<t:-?\d+(?::\w)?>|<id:\w+>"  # Discord's own markup
    r"|https?://\S+|www\.\S+|@everyone\b|@here\b|:[a-z0-9_+-]*[a-z][a-z0-9_+-]*:"
    r"|```(?:\w+\n)?",
    re.IGNORECASE,
)
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "&": " and "}
)
_APOSTROPHES = re.compile(r"['’‘ʼ`´ʹʻ′＇]")
_POSSESSIVE = re.compile(r"(\w+)['’ʼ‘′`´]s\b")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_REPEATS = re.compile(r"([a-hj-uwyz])\1{2,}")  # not i, v, x: they write numbers
_TOKEN = re.compile(r"[^\W_]+")
_IRISH = re.compile(r"(?<!\bo )\bo (?=[a-np-z][a-z]{2})")


def normalize(text: str) -> str:
    """Return the words of a text in matching form, at most 300 characters; doing it twice changes nothing."""
    return " ".join(tokens_of(text))


def tokens_of(text: str) -> list[str]:
    """The normalised words of a text."""
    text = _ADDRESSED.sub(" ", text[:MAX_RAW_CHARACTERS])
    if not text.isascii():
        text = _fold(text)
    text = text[: 2 * MAX_CHARACTERS].lower().translate(_LETTERS)
    if "'" in text or not text.isascii() or "`" in text:
        text = _POSSESSIVE.sub(_open_possessive, text)
        text = _APOSTROPHES.sub("", text)
    if "." in text:
        text = _INITIALS.sub(lambda found: found[0].replace(".", "") + " ", text)
    if "," in text:
        text = _THOUSANDS.sub("", text)
    words = _TOKEN.findall(_REPEATS.sub(r"\1\1", text))
    opened = " ".join(_read(word, place) for place, word in enumerate(words))
    opened = _IRISH.sub("o", opened)
    if len(opened) > MAX_CHARACTERS:
        opened = opened[: MAX_CHARACTERS + 1].rsplit(" ", 1)[0][:MAX_CHARACTERS]
    return opened.split()


def _fold(text: str) -> str:
    """Compatibility forms folded, case folded, marks and invisible characters dropped."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text[:MAX_RAW_CHARACTERS]).casefold())
    return "".join(char for char in folded if unicodedata.category(char) not in _DROPPED)


def _open_possessive(found: re.Match[str]) -> str:
    """Keep the s of `who's` for the table of shorthand; in `Mark's` it only stands in the way."""
    return contracted if (contracted := found[1] + "s") in SHORTHAND else found[1]


def _read(word: str, place: int) -> str:
    if place and word in ROMAN:
        return ROMAN[word]
    return SHORTHAND.get(word, word)
