"""Questions whose right answers are known, read from a YAML file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge import KnowledgeError
from bot.knowledge.code import Code, Fault
from bot.knowledge.reading import problems_of, read_text_of
from bot.knowledge.tree import MappingNode, Node, ScalarNode, SequenceNode

_KEYS = ("question", "expect", "film")


@dataclass(frozen=True, slots=True)
class Case:
    """One question; `expect` holds the ids that are right, the first being its class; empty when out of scope."""

    question: str
    expect: tuple[str, ...] = ()
    film: str | None = None

    @property
    def in_scope(self) -> bool:
        return bool(self.expect)


def load_questions(path: Path) -> tuple[Case, ...]:
    """Read a list of `question`, `expect` (an entry id, a list of them, or null) and optionally `film`.

    Raises:
        KnowledgeError: with every problem of the file, each at its line and column.
        OSError: the file cannot be read.
    """
    reading = read_text_of(path.read_bytes())
    faults = [fault for fault in reading.faults if fault.code is not Code.EMPTY_FILE]  # its words are of films
    cases: list[Case] = []
    if isinstance(reading.root, SequenceNode) and reading.root.items:
        for item in reading.root.items:
            case, found = _case(item)
            faults += found
            if case is not None:
                cases.append(case)
    elif not faults:
        start = reading.root.start if reading.root else 0
        faults.append(
            Fault(start, Code.NOT_A_LIST, "a file of questions is a list: start each question with `- question:`")
        )
    if faults:
        raise KnowledgeError(problems_of(faults, path=path, reading=reading))
    return tuple(cases)


def _case(item: Node) -> tuple[Case | None, list[Fault]]:
    if not isinstance(item, MappingNode):
        return None, [Fault(item.start, Code.NOT_A_MAPPING, "write `question:` and `expect:` here")]
    faults = [
        Fault(key.start, Code.UNKNOWN_KEY, f"`{key.text}` is no key of a question; there are {', '.join(_KEYS)}")
        for key, _ in item.pairs
        if key.text not in _KEYS
    ]
    values = {key.text: value for key, value in item.pairs}
    question, film = values.get("question"), values.get("film")
    if not isinstance(question, ScalarNode) or not question.given:
        faults.append(Fault(item.start, Code.MISSING, "`question` is missing: write what a member would type"))
    if film is not None and not isinstance(film, ScalarNode):
        faults.append(Fault(film.start, Code.NOT_TEXT, "`film` is the id of one film"))
    expect: tuple[str, ...] = ()
    if "expect" not in values:
        faults.append(Fault(item.start, Code.MISSING, "`expect` is missing: an entry id, a list of them, or null"))
    else:
        found = list(_ids(values["expect"]))
        faults += [one for one in found if isinstance(one, Fault)]
        expect = tuple(one for one in found if isinstance(one, str))
    if faults or not isinstance(question, ScalarNode):
        return None, faults
    return Case(question.text, expect, film.text if isinstance(film, ScalarNode) and film.given else None), faults


def _ids(node: Node) -> Iterator[str | Fault]:
    """The ids of an `expect`, or what is wrong with it."""
    if isinstance(node, ScalarNode):
        if node.given:
            yield from _id(node)
        return
    if isinstance(node, SequenceNode) and node.items:
        for item in node.items:
            if isinstance(item, ScalarNode) and item.given:
                yield from _id(item)
            else:
                yield Fault(item.start, Code.BAD_ID, "an entry's id stands here, like the-sessions/faq/true-story")
        return
    yield Fault(node.start, Code.NOT_TEXT, "`expect` is an entry id, a list of them, or null")


def _id(node: ScalarNode) -> Iterator[str | Fault]:
    if node.text.count("/") == 2 and all(node.text.split("/")):  # noqa: PLR2004 - document/section/name
        yield node.text
    else:
        yield Fault(node.start, Code.BAD_ID, f"`{node.text}` is no entry id; it has the form document/section/name")
