"""What a moderator should know before saving: colliding wordings, broken promises, spoilers in the open, entries that go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from pydantic import BaseModel

from bot.answers import Reply, answerable, compose
from bot.knowledge import Document, Entry, KnowledgeBase, Spoiler
from bot.knowledge.check import ENOUGH_WORDINGS
from bot.knowledge.model import Faq
from bot.matching import Decision, Matcher, normalize
from bot.matching.words import english
from bot.services.drafts import MOST_PREVIEWS, Caution, CautionKind, Preview
from bot.services.editing.applying import Applied
from bot.services.library import Snapshot, with_documents
from bot.services.promises import broken_promises

COMMON_WORD = 5e7
"""How often an English word occurs, in symspellpy's dictionary, from which it gives nothing away."""

MOST_NAMED = 5

_NO_TEXTS = frozenset(("id", "source", "url", "must_match", "must_not_match", "spoiler"))
_WORD = re.compile(r"[^\W\d_]{3,}")


def advise(applied: Applied, snapshot: Snapshot | None) -> Iterator[Caution]:
    """Cautions about a draft; without a snapshot those that need no matching."""
    document = applied.document
    touched = [entry for entry in document.entries if entry.id in applied.entries] if document else []
    yield from _removals(applied)
    yield from _few_wordings(touched)
    if document is not None:
        yield from _spoilers(document, touched, _in_the_open_before(applied))
        known = {problem.message for problem in applied.before.warnings} if applied.before else set[str]()
        for problem in document.warnings:
            if problem.message not in known:
                yield Caution(CautionKind.KNOWLEDGE, problem.message, problem.entry)
        if snapshot is not None:
            yield from _collisions(document, touched, applied.before, snapshot.matcher)
            yield from _promises(document, snapshot)


def previews(applied: Applied, snapshot: Snapshot, *, today: date) -> tuple[Preview, ...]:
    """What members read of the first entries that are touched, before and after."""
    name = applied.document.id if applied.document else applied.before.id if applied.before else ""
    later = with_documents(snapshot.base, {name: applied.document})
    found = []
    for entry in applied.entries:
        before = _reply(snapshot.base, entry, today)
        after = _reply(later, applied.moved.get(entry, entry), today)
        if before or after:
            found.append(Preview(entry, before, after))
        if len(found) == MOST_PREVIEWS:
            break
    return tuple(found)


def _reply(base: KnowledgeBase, entry_id: str, today: date) -> Reply | None:
    entry = base.entries.get(entry_id)
    return compose(entry, base, today=today) if entry and answerable(entry) else None


def _removals(applied: Applied) -> Iterator[Caution]:
    if applied.before is not None and applied.document is None:
        count = sum(not entry.derived for entry in applied.before.entries)
        yield Caution(CautionKind.REMOVAL, f"The whole document goes, with {count} entries.")
    elif removed := applied.removed:
        named = ", ".join(f"`{entry}`" for entry in removed[:MOST_NAMED])
        more = f" and {len(removed) - MOST_NAMED} more" if len(removed) > MOST_NAMED else ""
        yield Caution(CautionKind.REMOVAL, f"This removes {named}{more}.", removed[0])


def _few_wordings(touched: Iterable[Entry]) -> Iterator[Caution]:
    for entry in touched:
        if isinstance(entry.value, Faq) and (count := len(entry.wordings)) < ENOUGH_WORDINGS:
            has = "one wording" if count == 1 else f"{count} wordings"
            sentence = f"It has {has}: add a short form, a keyword-only form and one as in chat to be found well."
            yield Caution(CautionKind.FEW_WORDINGS, sentence, entry.id)


def _collisions(
    document: Document, touched: Iterable[Entry], before: Document | None, matcher: Matcher
) -> Iterator[Caution]:
    """Wordings that are new and are answered by another entry as things are now."""
    old = {(entry.id, text) for entry in before.entries for text in entry.wordings} if before else set()
    film = document.id if document.film else None
    ids = {entry.id for entry in touched}
    for entry in touched:
        for wording in dict.fromkeys(entry.wordings):
            match = matcher.match(wording, film=film) if (entry.id, wording) not in old else None
            best = match.best if match and match.decision is Decision.ANSWER else None
            if match and best and best.id not in ids and not best.smalltalk:
                sentence = f"“{wording}” leads to `{best.id}` now ({match.confidence:.0%} sure): {best.question}"
                yield Caution(CautionKind.COLLISION, sentence, entry.id, best.id, match.confidence)


def _promises(document: Document, snapshot: Snapshot) -> Iterator[Caution]:
    """Promises of the document, and of the others where it is general, that hold now and would hold no more."""
    later = with_documents(snapshot.base, {document.id: document})
    documents = later.documents.values() if document.film is None else (later.documents[document.id],)
    promising = [entry for one in documents for entry in one.entries if entry.must_match or entry.must_not_match]
    if not promising:
        return
    matcher = snapshot.matcher.rebuilt(later)
    may_differ = matcher.may_differ(snapshot.matcher)

    def at_stake(entry: Entry, question: str) -> bool:
        before = snapshot.base.entries.get(entry.id)
        held = before is not None and question in (*before.must_match, *before.must_not_match)
        return not held or may_differ(question, entry.document)

    broken = tuple(broken_promises(later, matcher, entries=promising, at_stake=at_stake))
    current = [entry for key in {one.entry for one in broken} if key and (entry := snapshot.base.entries.get(key))]
    known = {(one.entry, one.message) for one in broken_promises(snapshot.base, snapshot.matcher, entries=current)}
    for problem in broken:
        if (problem.entry, problem.message) not in known:
            yield Caution(CautionKind.PROMISE, f"{problem.message}.", problem.entry)


def _in_the_open_before(applied: Applied) -> Mapping[str, set[str]]:
    """The words that an entry's own texts said openly, by the id it goes by afterwards."""
    entries = applied.before.entries if applied.before else ()
    return {
        applied.moved.get(entry.id, entry.id): {word.lower() for word, hidden in _words(entry) if not hidden}
        for entry in entries
        if entry.id in applied.entries
    }


def _spoilers(document: Document, touched: Sequence[Entry], before: Mapping[str, set[str]]) -> Iterator[Caution]:
    """Names and telling words, new to an entry, that stand in spoiler-marked texts of the film and in no open ones."""
    edited = {entry.id for entry in touched}
    marked, in_the_open = set[str](), set[str]()
    for entry in document.entries:
        if not entry.derived and entry.id not in edited:
            for word, hidden in _words(entry):
                (marked if hidden else in_the_open).add(word.lower())
            in_the_open.update(normalize(" ".join(entry.wordings)).split())
    if document.film:
        in_the_open.update(map(str.lower, _WORD.findall(document.film.title)))
    for entry in touched:
        shown = dict.fromkeys(word for word, hidden in _words(entry) if not hidden and not entry.derived)
        only_marked = marked - in_the_open - before.get(entry.id, set())
        if telling := [word for word in shown if _tells(word, only_marked)]:
            named = ", ".join(f"“{word}”" for word in telling[:MOST_NAMED])
            sentence = f"{named} stands only in spoiler-marked texts so far; mark this one if it gives something away."
            yield Caution(CautionKind.SPOILER, sentence, entry.id)


def _tells(word: str, only_marked: set[str]) -> bool:
    """Whether a word gives something away; names count whatever English word they are."""
    return word.lower() in only_marked and (word[0].isupper() or english().get(word.lower(), 0) < COMMON_WORD)


def _words(entry: Entry) -> Iterator[tuple[str, bool]]:
    """The words of an entry's texts, and whether they are marked as spoilers; parts of it may have their own marks."""
    for text, hidden in _texts(entry.value, hidden=entry.spoiler is not Spoiler.NONE):
        yield from ((word, hidden) for word in _WORD.findall(text))


def _texts(value: object, *, hidden: bool) -> Iterator[tuple[str, bool]]:
    if isinstance(value, str):
        yield value, hidden
    elif isinstance(value, BaseModel):
        own = getattr(value, "spoiler", None)
        hidden = hidden if own is None else own is not Spoiler.NONE
        for name, field in value:
            if name not in _NO_TEXTS:
                yield from _texts(field, hidden=hidden)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one, hidden=hidden)
