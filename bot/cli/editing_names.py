"""Finds the document or the entry that an id on the command line names, or says which one may be meant."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.faults import UsageError

if TYPE_CHECKING:
    from bot.services.documents import StoredDocument
    from bot.services.stores import DocumentStore

A_SCREENFUL = 30
"""How many names are listed at most."""


async def named_document(document: str, documents: DocumentStore) -> StoredDocument:
    """The document of an id. Raises UsageError when there is none."""
    from bot.knowledge.edit import EditError

    try:
        found = await documents.read(document.casefold())
    except EditError as error:
        raise UsageError(str(error)) from error
    if found is None:
        known = [stored.id for stored in await documents.list()]
        raise UsageError(f"There is no document {document!r}{_meant(document, known)}")
    return found


async def named_entry(entry: str, documents: DocumentStore) -> str:
    """The full id of an entry that stands in a file, as it is written there.

    Raises:
        UsageError: there is none.
        KnowledgeError: the file cannot be read.
    """
    from bot.knowledge import parse_document
    from bot.knowledge.edit import entry_text
    from bot.knowledge.naming import FIELD_SECTIONS, SINGLE_SECTIONS, same_name

    name, *rest = entry.split("/")
    if len(rest) != 2 or not all((name, *rest)):  # noqa: PLR2004  # section and name
        raise UsageError(f"{entry[:80]!r} is no entry's id; it is written like the-sessions/faq/true-story")
    stored = await named_document(name, documents)
    document = parse_document(stored.data, path=Path(stored.place))
    section, fact = rest
    wanted = f"{stored.id}/{section}/{fact}"
    known = [other.id for other in document.entries]
    if found := next((other for other in known if same_name(other) == same_name(wanted)), None):
        return found
    if entry_text(document, wanted) is not None:  # no entry, but edited like one: the film's title, a source
        return wanted
    if fact in FIELD_SECTIONS.get(section, ()):
        raise UsageError(f"{wanted} is not written yet: film-faq-bot add {stored.id} {section} {fact}=VALUE")
    if section in SINGLE_SECTIONS:
        raise UsageError(f"{wanted} is not written yet: film-faq-bot add {stored.id} {section} FIELD=VALUE")
    named_section(section)
    beside = {other.name: other.id for other in document.entries if other.section == section and not other.derived}
    raise UsageError(f"There is no entry {entry[:80]!r}{_meant(fact, beside)}")


def named_section(section: str) -> str:
    """The name of a section that entries can be added to. Raises UsageError when there is none."""
    from bot.knowledge.edit import fields_of
    from bot.knowledge.edit.fields import section_order

    if not fields_of(section):
        raise UsageError(f"There is no section {section[:80]!r}{_meant(section, section_order())}")
    return section


def _meant(word: str, known: Collection[str] | Mapping[str, str]) -> str:
    """The end of a sentence about an unknown word: the nearest known one, else all of them where they are few."""
    near = get_close_matches(word, known, n=1)
    if near:
        return f"; did you mean {known[near[0]] if isinstance(known, Mapping) else near[0]}?"
    return f"; there are: {', '.join(known) or 'none'}" if len(known) <= A_SCREENFUL else ""
