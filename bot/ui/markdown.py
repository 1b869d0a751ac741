"""Blocks of an answer as Discord's Markdown."""

from __future__ import annotations

from bot.answers.answer import Block, Items, Link, Quotation, Rows, Text
from bot.ui import limits


def markdown(block: Block) -> str:
    """One block, without a line break at its end."""
    match block:
        case Text(text):
            return text
        case Rows(rows):
            return "\n".join(f"**{label}:** {value}" for label, value in rows)
        case Items(items):
            return "\n".join(f"- {_indented(item)}" for item in items)
        case Quotation(text, by, context):
            return f"{_quoted(text)}\n— {by}, {context}" if context else f"{_quoted(text)}\n— {by}"
        case Link(label, url):
            return link(label, url)


def link(label: str, url: str) -> str:
    """A masked link; a bracket in the address would end it early, and a monster of an address is left out."""
    if len(url) > limits.URL:
        return label
    return f"[{label}]({url.replace('(', '%28').replace(')', '%29').replace(' ', '%20')})"


def unlinked(words: str) -> str:
    """A sentence that quotes what somebody typed, with no link in it that hides where it leads."""
    return words.replace("](", "]\u200b(")


def subtext(line: str) -> str:
    """Small grey print; one line only."""
    return f"-# {' '.join(line.split())}"


def _indented(item: str) -> str:
    return item.replace("\n", "\n  ")


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())
