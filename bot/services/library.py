"""The knowledge in force: one immutable snapshot, replaced whole by a reload or by an edit."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.knowledge import Document, KnowledgeBase, KnowledgeError, Problem, Severity, merge, parse_document
from bot.knowledge.code import Code
from bot.knowledge.load import read_folder
from bot.matching import Matcher
from bot.services.suggestions import Suggestions

log = logging.getLogger(__name__)

WARMED_AFTER_S = 1.0
"""How long after an edit, and no further one, the matcher prepares what is not needed at once."""

AT_ONCE = 2
"""Changed documents that are prepared before they come into force; of many, each is asked about seldom."""

_BETWEEN = {Code.UNKNOWN_FILM, Code.SAME_FILM}  # what `merge` finds anew every time


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Everything that is built from one state of the files; take it once per question and use it throughout."""

    base: KnowledgeBase
    matcher: Matcher

    @cached_property
    def suggestions(self) -> Suggestions:
        """What autocomplete offers, prepared once."""
        return Suggestions(self.base)

    def over(self, base: KnowledgeBase) -> Snapshot:
        """The snapshot of another state of the files, taking over what has not changed.

        Ready for questions about what has: members ask about that next. The rest is prepared behind their backs.
        """
        snapshot = Snapshot.of(base, self.matcher.rebuilt(base))
        known = self.base.documents
        changed = [key for key, document in base.documents.items() if known.get(key) is not document]
        for key in changed[:AT_ONCE]:
            snapshot.warm(key)
        return snapshot

    @classmethod
    def of(cls, base: KnowledgeBase, matcher: Matcher) -> Snapshot:
        """A snapshot that keeps no keystroke waiting for what it offers."""
        snapshot = cls(base, matcher)
        _ = snapshot.suggestions
        return snapshot

    def warm(self, film: str | None) -> None:
        """Let the matcher prepare what it prepares at the first question about a film, or about none in particular."""
        self.matcher.match("what is this", film=film)


class Texts:
    """Parses each text of a file once: reloads come after every save, and most files are as they were."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[bytes, Document]] = {}

    def parse(self, text: str | bytes, *, path: Path) -> Document:
        """`parse_document`, or what it gave for the same text at this path."""
        data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        digest = _digest(data)
        known = self._known.get(path)
        if known is None or known[0] != digest:
            known = (digest, parse_document(data, path=path))
            self._known[path] = known
        return known[1]

    def remember(self, data: bytes, document: Document) -> None:
        """Note what `parse` would give for a text that has been parsed elsewhere."""
        self._known[document.path] = (_digest(data), document)

    def overtaken(self, data: bytes | None, now: Document | None, *, path: Path) -> bool:
        """Whether a file has become another than `data`, and `now`, which is in force, is what it says; None: it is gone."""
        try:
            found = path.read_bytes()
        except FileNotFoundError:
            return data is not None and now is None
        except OSError:
            return False
        if found == data or now is None or (known := self._known.get(path)) is None:
            return False
        return known[0] == _digest(found) and known[1].text == now.text

    def keep_only(self, paths: Iterable[Path]) -> None:
        """Forget files that have gone."""
        self._known = {path: self._known[path] for path in paths if path in self._known}


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


def build_snapshot(folder: Path, texts: Texts | None = None, *, last: Snapshot | None = None) -> Snapshot:
    """Load and index a folder; takes about a second where there is no `last`, which itself is returned unchanged.

    Raises KnowledgeError with every problem.
    """
    texts = texts or Texts()
    documents, rows, problems = read_folder(folder, parse=texts.parse)
    texts.keep_only(document.path for document in documents)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise KnowledgeError(problems)
    base = merge(documents, rows=rows, root=folder, warnings=problems)
    if last is None:
        return Snapshot.of(base, Matcher(base))
    same = list(base.documents.items()) == list(last.base.documents.items()) and base.patterns == last.base.patterns
    return last if same else last.over(base)


def with_documents(base: KnowledgeBase, documents: Mapping[str, Document | None]) -> KnowledgeBase:
    """A base in which some documents have another state; None takes one out."""
    kept = {key: document for key, document in {**base.documents, **documents}.items() if document is not None}
    paths = {str(base.documents[key].path) for key in documents if key in base.documents}
    warnings = [
        *(problem for problem in base.warnings if problem.file not in paths and problem.code not in _BETWEEN),
        *(problem for document in documents.values() if document is not None for problem in document.warnings),
    ]
    fresh = merge(sorted(kept.values(), key=lambda document: document.path), root=base.root, warnings=warnings)
    return KnowledgeBase(fresh.documents, base.patterns, fresh.warnings, base.root)


class Library:
    """Holds the snapshot in force; a reload that fails leaves it as it is."""

    def __init__(self, folder: Path, snapshot: Snapshot, texts: Texts | None = None) -> None:
        self.folder = folder
        self.snapshot = snapshot
        self._texts = texts or Texts()
        self._building = asyncio.Lock()
        self._warming: asyncio.TimerHandle | None = None
        self._closed = False
        self._waiting: dict[str, tuple[Document | None, bytes | None]] = {}  # edits that the next snapshot takes up

    @classmethod
    async def open(cls, folder: Path) -> Library:
        """Load a folder in a thread. Raises KnowledgeError with every problem."""
        library = await asyncio.to_thread(cls.load, folder)
        await asyncio.to_thread(library.prepare)
        await asyncio.to_thread(library.snapshot.warm, None)
        return library

    @classmethod
    def load(cls, folder: Path) -> Library:
        """Load a folder at once, for the shell. Raises KnowledgeError with every problem."""
        texts = Texts()
        return cls(folder, build_snapshot(folder, texts), texts)

    async def reload(self) -> tuple[Problem, ...]:
        """Read the files again; returns what is wrong, warnings when the new snapshot is in force, else its errors."""
        async with self._rebuilding():
            try:
                snapshot = await asyncio.to_thread(build_snapshot, self.folder, self._texts, last=self.snapshot)
            except KnowledgeError as error:
                log.warning(
                    "Knowledge not reloaded: %d problems, the last good state stays in force", len(error.problems)
                )
                return error.problems
            except OSError as error:  # the folder is gone, or cannot be read
                log.warning("Knowledge not reloaded: %s; the last good state stays in force", error)
                return (Problem(str(self.folder), 1, 1, Code.UNREADABLE, str(error)),)
            if snapshot is not self.snapshot:
                self.snapshot = snapshot
                base = snapshot.base
                log.info("Knowledge reloaded: %d entries, %d films", len(base.entries), len(base.films))
            return snapshot.base.warnings

    async def put(self, document_id: str, document: Document | None, data: bytes | None) -> None:
        """Bring one document's saved state into force, though other files may be broken just now; None takes it out.

        Args:
            data: the file's bytes as they were saved. By them the next reload knows that it has seen them; and where one
                has read newer ones already, these stay in force.

        Edits that come while a snapshot is built share the next one.
        """
        await self.put_all({document_id: (document, data)})

    async def put_all(self, edits: Mapping[str, tuple[Document | None, bytes | None]]) -> None:
        """Bring the saved states of documents that belong together into force, in one step; see `put`."""
        self._waiting |= edits
        async with self._rebuilding():
            if not self._waiting:  # somebody else's snapshot has it
                return
            taken, self._waiting = self._waiting, {}
            self.snapshot = await asyncio.to_thread(self._edited, taken)

    def prepare(self) -> None:
        """Build what questions need that are likely to come next, unless something else has to be built meanwhile."""
        snapshot = self.snapshot
        snapshot.matcher.prepare(lambda: self._closed or self._building.locked() or self.snapshot is not snapshot)

    def close(self) -> None:
        """Begin nothing any more, and end what has begun."""
        self._closed = True
        self._cancel()

    def _edited(self, edits: Mapping[str, tuple[Document | None, bytes | None]]) -> Snapshot:
        last = self.snapshot
        fresh: dict[str, Document | None] = {}
        for key, (document, data) in edits.items():
            now = last.base.documents.get(key)
            known = document or now
            if known is None or self._texts.overtaken(data, now, path=known.path):
                continue
            fresh[key] = document
            if document is not None and data is not None:
                self._texts.remember(data, document)
        return last.over(with_documents(last.base, fresh)) if fresh else last

    @asynccontextmanager
    async def _rebuilding(self) -> AsyncIterator[None]:
        """One after another, or the older snapshot could come into force last.

        What is not prepared before is prepared in a thread when edits pause.
        """
        self._cancel()
        async with self._building:
            try:
                yield
            finally:
                self._cancel()
                if not self._closed:
                    loop = asyncio.get_running_loop()
                    self._warming = loop.call_later(WARMED_AFTER_S, lambda: loop.run_in_executor(None, self.prepare))

    def _cancel(self) -> None:
        if self._warming is not None:
            self._warming.cancel()
