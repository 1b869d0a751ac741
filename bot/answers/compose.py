"""Composes the answer of one entry: its blocks, where they come from, how fresh they are, what to ask next."""

from __future__ import annotations

from datetime import date, timedelta

from bot.answers.answer import Answer
from bot.answers.neighbours import same_fact, steps_from
from bot.answers.sections import blocks_of, rows_checked, sources_of
from bot.answers.subject import Subject
from bot.answers.wording import day
from bot.knowledge import Entry, KnowledgeBase
from bot.texts import text

STALE_AFTER = timedelta(days=180)
"""Age after which a checked fact that changes by itself is shown with a warning."""

CHANGES = frozenset({"watch/offers", "overview/ratings", "soundtrack/album"})
"""What becomes wrong without anybody touching the file."""


def compose(
    entry: Entry, base: KnowledgeBase, *, today: date, country: str | None = None, service: str | None = None
) -> Answer:
    """What an entry answers, whatever may be shown where it is read: the blocks carry their spoiler levels.

    Args:
        today: Decides on ages, offers that are over, and freshness.
        country: A code or an English name; offers that are known to be for other countries alone are left out.
        service: Where somebody hopes to see the film; that it is not offered there is said in so many words.
    """
    subject = Subject(entry, base, today=today, country=country, service=service)
    known = subject.sources
    sources = tuple(dict.fromkeys(known[key] for key in sources_of(subject) if key in known))
    checked = entry.checked or min(rows_checked(subject), default=None)
    stale = subject.fact in CHANGES and checked is not None and today - checked > STALE_AFTER
    return Answer(
        entry=entry.id,
        title=entry.question,
        blocks=blocks_of(subject),
        film=subject.film,
        spoiler=entry.spoiler,
        mature=entry.mature,
        source="; ".join(source.title for source in sources) or None,
        source_url=sources[0].url if len(sources) == 1 else None,
        checked=checked,
        notice=text("notice.stale", day=day(checked)) if stale and checked else None,
        next_steps=steps_from(entry, base),
        other_films=bool(same_fact(entry, base)),
    )
