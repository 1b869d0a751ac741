"""How numbers, days, lists and names are written in a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from unicodedata import combining

from bot.texts import text

SYMBOLS = {"USD": "US$", "EUR": "€", "GBP": "£", "JPY": "¥", "CAD": "CA$", "AUD": "A$", "INR": "₹", "KRW": "₩"}
"""Currencies that have a sign of their own; of others the code is written."""

BUTTON_LENGTH = 80
"""Characters on a button."""

_FORMATTING = re.compile(r"([\\*_~`|<>\[\]])")
_ACTIVE = re.compile(r"([#:])")  # headings, channel names; addresses and emoji
MOST_MARKS = 2
"""Accents on one letter; more are no language but a tower of marks."""

_SENTENCE_WORDS = 4


def clip(words: str, length: int) -> str:
    """At most `length` characters, cut at a word where one ends in the last third, with an ellipsis."""
    if len(words) <= length:
        return words
    cut = words[: length - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > length * 2 // 3 else cut).rstrip(" ,;:–-") + "…"


def literal(words: str) -> str:
    """A name from a knowledge file that Discord shows as it is, whatever characters it has."""
    return _FORMATTING.sub(r"\\\1", words)


def typed_name(words: str, *, length: int = 60) -> str:
    """What a member typed, fit to be quoted back: one line, nothing invisible, nothing that formats, links or mentions."""
    visible = "".join(
        character if unicodedata.category(character)[0] not in "CZ" else " "
        for character in unicodedata.normalize("NFC", words[: length * 20])
    )
    readable = "".join(
        "".join(list(run)[:MOST_MARKS] if mark else run) for mark, run in groupby(visible, lambda c: combining(c) > 0)
    )
    name = _ACTIVE.sub(r"\\\1", literal(clip(" ".join(readable.split()), length)))
    return name.replace("@", "@\u200b")


def listed(items: Sequence[str], *, last: str = "list.last") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:  # noqa: PLR2004  # one needs no "and"
        return "".join(items)
    return text(last, first=", ".join(items[:-1]), last=items[-1])


def day(when: date) -> str:
    """`20 November 2026`."""
    return text("day", day=when.day, month=text(f"month.{when.month}"), year=when.year)


def runtime(minutes: int) -> str:
    """`1 h 35 min`."""
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)


def exact_amount(amount: int, currency: str | None) -> str:
    """`US$10,656,155`."""
    return f"{_symbol(currency)}{amount:,}"


def amount(whole: int, currency: str | None) -> str:
    """`US$10.7 million`; the exact sum where it is short or round enough to need no rounding."""
    for unit, name in ((10**9, "billion"), (10**6, "million")):
        if whole >= unit:
            return text(f"amount.{name}", amount=f"{_symbol(currency)}{whole / unit:.1f}".removesuffix(".0"))
    return exact_amount(whole, currency)


def both_amounts(whole: int, currency: str | None) -> str:
    """`US$10.7 million (US$10,656,155)`; once where rounding loses nothing."""
    short, exact = amount(whole, currency), exact_amount(whole, currency)
    return short if short == exact or whole % 10**5 == 0 else f"{short} ({exact})"


def is_sentence(words: str) -> bool:
    """Whether a value was written as a sentence of its own, to be shown as it stands."""
    return words.rstrip(" ”\"'*_)").endswith((".", "!", "?", "…")) and len(words.split()) >= _SENTENCE_WORDS


def sentence(words: str) -> str:
    """One full stop at the end, also after an abbreviation."""
    bare = words.rstrip()
    return bare if bare.endswith(("!", "?", "…")) else bare.rstrip(".") + "."


def _symbol(currency: str | None) -> str:
    if not currency:
        return ""
    return SYMBOLS.get(currency.upper(), f"{currency} ")
