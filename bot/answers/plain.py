"""A reply as plain text, for the shell: Markdown removed, spoilers left out where they are not wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from bot.answers.answer import Abstention, Answer, AskBack, Block, Items, Link, Quotation, Reply, Rows, Text
from bot.answers.wording import day
from bot.knowledge import Spoiler
from bot.texts import text

_CODE = re.compile(r"```(?:\w*\n)?(.*?)```|`([^`\n]+)`", re.DOTALL)
_LINK = re.compile(r"(?<!\\)\[([^\[\]\n]+)\]\(<?(https?://[^\s)>]+)>?\)")
_PAIRS = [
    re.compile(rf"(?<!\\){mark}(?=\S)(.+?)(?<=[^\s\\]){mark}", re.DOTALL)
    for mark in (r"\*\*\*", r"\*\*", r"__", r"~~", r"\|\|", r"\*")
]
_UNDERSCORE = re.compile(r"(?<![\\\w])_(?=\S)([^_\n]+?)(?<=[^\s\\])_(?!\w)")
_LINE_MARK = re.compile(r"^(?:#{1,3} |-# |> |>>> )", re.MULTILINE)
_ESCAPED = re.compile(r"\\([^\w\s]|_)")


def plain_text(reply: Reply, *, hide_above: Spoiler | None = None) -> str:
    """The reply in lines of plain text; blocks above `hide_above` become a note, all are shown when it is None."""
    match reply:
        case Answer():
            return "\n".join(_answer(reply, Spoiler.ENDING if hide_above is None else hide_above))
        case AskBack():
            choices = (f"{number}. {choice.label}" for number, choice in enumerate(reply.choices, start=1))
            return "\n".join([without_markdown(reply.prompt), *choices])
        case Abstention():
            topics = [text("plain.topics", topics=", ".join(reply.topics))] if reply.topics else []
            return "\n".join([without_markdown(reply.text), *topics])


def _answer(answer: Answer, shown: Spoiler) -> Iterator[str]:
    if answer.film:
        yield answer.film.label
    if answer.notice:
        yield answer.notice
    for hidden, blocks in groupby(answer.blocks, key=lambda block: block.spoiler > shown):
        if hidden:
            highest = max(block.spoiler for block in blocks)
            yield text(f"plain.hidden.{highest.label}")
        else:
            yield from _lines(blocks)
    if answer.source:
        yield text("plain.source", source=answer.source)
    if answer.checked and not answer.notice:  # which says it already
        yield text("plain.checked", day=day(answer.checked))


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Text():
                yield without_markdown(block.text)
            case Rows():
                yield from (f"{without_markdown(label)}: {without_markdown(value)}" for label, value in block.rows)
            case Items():
                yield from (f"- {without_markdown(item)}" for item in block.items)
            case Quotation():
                context = f" ({without_markdown(block.context)})" if block.context else ""
                yield f"“{without_markdown(block.text)}” – {without_markdown(block.by)}{context}"
            case Link():
                yield f"{block.label}: {block.url}"


def without_markdown(words: str) -> str:
    """What Discord would show of a text: formatting gone, links with their address, escapes resolved; code as it is."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[1] if found[1] is not None else found[2])
        return f"\x00{len(kept) - 1}\x00"

    words = _CODE.sub(keep, words.replace("\x00", ""))
    words = _LINE_MARK.sub("", words.replace("@\u200b", "@"))
    words = _LINK.sub(r"\1 (\2)", words)
    for pair in _PAIRS:
        words = pair.sub(r"\1", words)
    words = _ESCAPED.sub(r"\1", _UNDERSCORE.sub(r"\1", words))
    return re.sub("\x00(\\d+)\x00", lambda found: kept[int(found[1])], words)
