"""Random edits of a document, each with what the file should say afterwards, worked out without the code under test."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import yaml

from bot.knowledge.edit import (
    AddEntry,
    AddItem,
    Change,
    RemoveEntry,
    RemoveField,
    RemoveItem,
    RenameEntry,
    SetField,
)
from bot.knowledge.entry import Document
from tests.knowledge.edit.documents import NASTY, TEXTS

SINGLE = ("watch", "soundtrack")
FIELDS = ("overview", "plot", "box_office", "reviews", "content")
MAIN = {
    "cast": ("character", "actor", "about"),
    "quotes": ("text", "by", "context"),
    "trivia": ("text",),
    "awards": ("award", "category"),
    "bonus": ("title", "about"),
    "related": ("title", "about"),
    "similar": ("why",),
    "faq": ("question", "answer"),
}
ADDED = {
    "cast": ("character", "actor"),
    "quotes": ("text", "by"),
    "trivia": ("text",),
    "awards": ("award",),
    "bonus": ("title", "about"),
    "faq": ("question", "answer"),
}
LONGEST = {"question": 300, "also_asked": 300, "must_match": 300, "part": 1000}


@dataclass(frozen=True)
class Edit:
    """What is asked for, what should come of it, and which entry of which section it touches (-1: a new one)."""

    operation: str
    changes: tuple[Change, ...]
    intended: dict[str, Any]
    section: str
    index: int


class _Texts(yaml.CBaseLoader):
    """Every scalar is a text, or nothing."""


_Texts.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^(?:~|null|)$"), ["~", "n", ""])
_Texts.add_constructor("tag:yaml.org,2002:null", lambda _loader, _node: None)


def said(text: str) -> dict[str, Any]:
    """The values of a text, as another YAML loader sees them."""
    loaded = yaml.load(text, Loader=_Texts)
    assert isinstance(loaded, dict)
    return loaded


def canonical(value: Any, path: tuple[str, ...] = ()) -> Any:
    """Values without what is not given, and every short form as the short form."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, list):
        return [item for item in (canonical(item, (*path, "")) for item in value) if item is not None] or None
    if not isinstance(value, dict):
        return value
    pairs = {key: canonical(item, (*path, key)) for key, item in value.items()}
    pairs = {key: item for key, item in pairs.items() if item is not None}
    if len(path) > 1 and path[0] != "sources" and list(pairs) in (["value"], ["text"]):
        return next(iter(pairs.values()))
    return pairs or None


class Editor:
    """Chooses edits of one document."""

    def __init__(self, rng: random.Random, document: Document) -> None:
        self.rng = rng
        self.document = document
        self.base = said(document.text)
        self.entries: list[tuple[str, int, str, str]] = []  # section, index among its entries, name, id
        counts: dict[str, int] = {}
        for entry in document.entries:
            if not entry.derived:
                index = counts.get(entry.section, 0)
                counts[entry.section] = index + 1
                self.entries.append((entry.section, index, entry.name, entry.id))

    def text(self, field: str = "") -> str:
        """Something to write, as wild as the field may be long."""
        limit = LONGEST.get(field, 3500)
        return self.rng.choice([text for text in (*TEXTS, *NASTY, *NASTY) if len(text.strip()) <= limit])

    def edits(self, count: int) -> list[Edit]:
        """Some edits; every operation has its turn where the document allows it."""
        found: list[Edit] = []
        while len(found) < count:
            if not self.entries or self.rng.random() < 0.2:
                edit = self.addition()
            else:
                section, index, name, entry = self.rng.choice(self.entries)
                edit = self.of_entry(section, index, name, entry)
            if edit is not None:
                found.append(edit)
        return found

    def of_entry(self, section: str, index: int, name: str, entry: str) -> Edit | None:
        data = deepcopy(self.base)
        if self.rng.random() < 0.15:
            self._drop(data, section, index, name)
            return Edit("remove entry", (RemoveEntry(entry),), data, section, index)
        if section in FIELDS:
            return self._of_fact(data, section, name, entry, index)
        if section == "watch":
            return self._of_watch(data, entry, index)
        if section == "soundtrack":
            text = self.text()
            data[section]["about"] = text.strip()
            return Edit("set a text", (SetField(entry, "about", text),), data, section, index)
        return self._of_item(data, section, index, name, entry)

    def _drop(self, data: dict[str, Any], section: str, index: int, name: str) -> None:
        if section in SINGLE:
            del data[section]
        elif section in FIELDS:
            del data[section][_key(data[section], name)]
        else:
            del data[section][_places(data[section])[index]]

    def _of_item(self, data: dict[str, Any], section: str, index: int, name: str, entry: str) -> Edit | None:
        place = _places(data[section])[index]
        item = data[section][place]
        if not isinstance(item, dict):
            item = data[section][place] = {"text": item}
        if not item.get("id"):
            item["id"] = name

        def one(operation: str, *changes: Change) -> Edit:
            return Edit(operation, changes, data, section, index)

        operations: list[Callable[[], Edit | None]] = [
            lambda: self._main(one, item, section, entry),
            lambda: self._main(one, item, section, entry),
            lambda: self._common(one, item, entry),
            lambda: self._wordings(one, item, entry),
            lambda: self._wordings(one, item, entry),
            lambda: self._several(one, item, section, entry),
            lambda: self._renamed(one, item, section, name, entry),
        ]
        return self.rng.choice(operations)()

    def _main(self, one: Callable[..., Edit], item: dict[str, Any], section: str, entry: str) -> Edit | None:
        field = self.rng.choice(MAIN[section])
        text = self.text(field)
        if item.get(field) == text.strip():
            return None
        item[field] = text.strip()
        return one("set a text", SetField(entry, field, text))

    def _common(self, one: Callable[..., Edit], item: dict[str, Any], entry: str) -> Edit | None:
        given = [key for key in ("spoiler", "source", "also_asked", "context", "about") if canonical(item.get(key))]
        if given and self.rng.random() < 0.4:
            field = self.rng.choice(given)
            del item[field]
            return one("remove a field", RemoveField(entry, field))
        field, value = self.rng.choice(
            (("spoiler", "mild"), ("source", "page"), ("checked", "2026-11-20"), ("mature", "yes"))
        )
        if item.get(field) == value:  # nothing to do, so that nothing is touched
            return None
        item[field] = value
        return one("set a common key", SetField(entry, field, value))

    def _wordings(self, one: Callable[..., Edit], item: dict[str, Any], entry: str) -> Edit | None:
        field = self.rng.choice(("also_asked", "also_asked", "must_match"))
        old = _texts(item.get(field))
        kind = self.rng.random()
        if old and kind < 0.35:
            text = self.rng.choice(old)
            old.remove(text)
            item[field] = old
            return one("remove a wording", RemoveItem(entry, field, text))
        if kind < 0.5:
            wanted = tuple(self.text(field) for _ in range(self.rng.randint(1, 4)))
            keep = tuple(text for text in old if self.rng.random() < 0.7)
            item[field] = [text.strip() for text in (*keep, *wanted)]
            return one("set all wordings", SetField(entry, field, (*keep, *wanted)))
        text = self.text(field)
        if text.strip() in old:
            return None
        item[field] = [*old, text.strip()]
        return one("add a wording", AddItem(entry, field, text))

    def _several(self, one: Callable[..., Edit], item: dict[str, Any], section: str, entry: str) -> Edit | None:
        field = self.rng.choice(MAIN[section])
        text, wording = self.text(field), self.text("also_asked")
        old = _texts(item.get("also_asked"))
        if wording.strip() in old:
            return None
        item |= {field: text.strip(), "also_asked": [*old, wording.strip()], "source": "page"}
        return one(
            "several changes",
            SetField(entry, field, text),
            AddItem(entry, "also_asked", wording),
            SetField(entry, "source", "page"),
        )

    def _renamed(
        self, one: Callable[..., Edit], item: dict[str, Any], section: str, name: str, entry: str
    ) -> Edit | None:
        item["id"] = "new-name"
        return one("rename", RenameEntry(entry, "new-name"))

    def _of_fact(self, data: dict[str, Any], section: str, name: str, entry: str, index: int) -> Edit | None:
        facts = data[section]
        key = _key(facts, name)
        fact = facts[key]
        if isinstance(fact, dict) and "value" not in fact:  # {text: …}: another shape, seen to elsewhere
            return None
        if not isinstance(fact, dict):
            fact = facts[key] = {"value": fact}

        def one(operation: str, *changes: Change) -> Edit:
            return Edit(operation, changes, data, section, index)

        number = "1,234" if section == "box_office" else "105" if name == "runtime_minutes" else None
        if name == "ratings" or (number and self.rng.random() < 0.5):
            return self._key_of_fact(one, fact, entry)
        if number:
            fact["value"] = number
            return one("set a fact", SetField(entry, "value", number))
        operations = [self._key_of_fact, self._key_of_fact, self._more_of_fact, self._more_of_fact, self._less_of_fact]
        operations += [self._item_of_fact, self._part_of_fact, self._whole_fact, self._whole_fact]
        return self.rng.choice(operations)(one, fact, entry)

    def _key_of_fact(self, one: Callable[..., Edit], fact: dict[str, Any], entry: str) -> Edit | None:
        field, text = self.rng.choice((("spoiler", "mild"), ("source", "page")))
        fact[field] = text
        return one("set a key of a fact", SetField(entry, field, text))

    def _more_of_fact(self, one: Callable[..., Edit], fact: dict[str, Any], entry: str) -> Edit | None:
        text = self.text("part")
        if text.strip() in map(_text, _listed(fact["value"])):
            return None
        fact["value"] = [*_listed(fact["value"]), text.strip()]
        return one("add to a fact", AddItem(entry, "value", text))

    def _less_of_fact(self, one: Callable[..., Edit], fact: dict[str, Any], entry: str) -> Edit | None:
        value = fact["value"]
        if not isinstance(value, list) or len(value) == 1:
            return None
        texts = [_text(item) for item in value]
        text = self.rng.choice(texts)
        del value[texts.index(text)]
        return one("remove from a fact", RemoveItem(entry, "value", text))

    def _item_of_fact(self, one: Callable[..., Edit], fact: dict[str, Any], entry: str) -> Edit | None:
        value = fact["value"]
        if not isinstance(value, list):
            return None
        at, text = self.rng.randrange(len(value)), self.text("part")
        value[at] = {**value[at], "text": text.strip()} if isinstance(value[at], dict) else text.strip()
        return one("set an item of a fact", SetField(entry, f"value[{at}]", text))

    def _part_of_fact(self, one: Callable[..., Edit], fact: dict[str, Any], entry: str) -> Edit | None:
        value = fact["value"]
        if not isinstance(value, list) or entry.split("/")[1] not in ("plot", "reviews"):
            return None
        at = self.rng.randrange(len(value))
        part = value[at] if isinstance(value[at], dict) else {"text": value[at]}
        value[at] = {**part, "spoiler": "ending"}
        return one("set a key of a part", SetField(entry, f"value[{at}].spoiler", "ending"))

    def _whole_fact(self, one: Callable[..., Edit], fact: dict[str, Any], entry: str) -> Edit | None:
        parts = entry.split("/")[1] in ("plot", "reviews")
        if parts and isinstance(fact["value"], list):
            return None
        texts = list(dict.fromkeys(self.text().strip() for _ in range(1 if parts else self.rng.randint(1, 4))))
        if len(texts) > 1:
            fact["value"] = texts
            return one("set a fact", SetField(entry, "value", tuple(texts)))
        fact["value"] = texts if isinstance(fact["value"], list) else texts[0]
        return one("set a fact", SetField(entry, "value", texts[0]))

    def _of_watch(self, data: dict[str, Any], entry: str, index: int) -> Edit | None:
        offers = data["watch"]["offers"]
        at = self.rng.randrange(len(offers))

        def one(operation: str, *changes: Change) -> Edit:
            return Edit(operation, changes, data, "watch", index)

        kind = self.rng.randrange(6)
        if kind == 0:
            text = self.text()
            offers[at]["note"] = text.strip()
            return one("set a nested field", SetField(entry, f"offers[{at}].note", text))
        if kind == 1:
            offers[at]["how"] = [*_listed(offers[at].get("how")), "disc"]
            return one("add to a nested list", AddItem(entry, f"offers[{at}].how", "disc"))
        if kind == 2:
            text = self.text()
            offers.append({"service": text.strip()})
            return one("append a nested item", SetField(entry, f"offers[{len(offers) - 1}].service", text))
        if kind == 3 and len(offers) > 1:
            del offers[at]
            return one("remove a nested item", RemoveField(entry, f"offers[{at}]"))
        if kind == 4:
            data["watch"]["checked"] = "2026-12-01"
            return one("set a common key", SetField(entry, "checked", "2026-12-01"))
        text = self.text()
        data["watch"]["note"] = text.strip()
        return one("set a text", SetField(entry, "note", text))

    def addition(self) -> Edit | None:
        data = deepcopy(self.base)
        film = "film" in self.base
        if film and self.rng.random() < 0.3:
            section = self.rng.choice(("overview", "plot"))
            names = {"overview": ("composer", "studio", "setting", "director"), "plot": ("synopsis", "ending")}[section]
            name = self.rng.choice(names)
            old = data.get(section) or {}
            if not isinstance(old, dict) or canonical(old.get(name)):
                return None
            text = self.text()
            fields: dict[str, Any] = {"value": text}
            if self.rng.random() < 0.5:
                fields["source"] = "page"
            data[section] = {**old, name: {key: value.strip() for key, value in fields.items()}}
            return Edit("add a fact", (AddEntry(section, fields, name),), data, section, -1)
        section = self.rng.choice(list(ADDED)) if film else "faq"
        fields = {field: self.text(field) for field in ADDED[section]}
        if self.rng.random() < 0.5:
            fields["also_asked"] = tuple(dict.fromkeys(self.text("also_asked") for _ in range(self.rng.randint(1, 5))))
        said_: dict[str, Any] = {
            key: [text.strip() for text in value] if isinstance(value, tuple) else value.strip()
            for key, value in fields.items()
        }
        data[section] = [*(data.get(section) or []), {"id": "brand-new", **said_}]
        return Edit("add an entry", (AddEntry(section, fields, "brand-new"),), data, section, -1)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value] if value else []


def _texts(value: Any) -> list[str]:
    return [text.strip() for text in _listed(value) if text]


def _places(items: list[Any]) -> list[int]:
    """Where the items stand that are given; YAML has room for others."""
    return [index for index, item in enumerate(items) if canonical(item) is not None]


def _text(item: Any) -> str:
    return str(item.get("text", "") if isinstance(item, dict) else item).strip()


def _key(facts: dict[str, Any], name: str) -> str:
    return "runtime" if name == "runtime_minutes" and name not in facts else name
