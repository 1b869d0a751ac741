"""Public question sets as knowledge bases of one general document, an entry for each intent."""

from __future__ import annotations

import csv
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from bot.evaluation.questions import Case
from bot.knowledge import Document, Entry, KnowledgeBase
from bot.knowledge.model import GeneralFile

DOCUMENT = "set"
NO_INTENT = "NO_NODES_DETECTED"  # HINT3's name for what is out of scope
SHOTS = 5  # training wordings for each of CLINC150's intents
SHOTS_SEED = 5


def load_set(name: str, data: Path) -> tuple[KnowledgeBase, tuple[Case, ...]]:
    """The training wordings of one of `SETS` as a knowledge base, and its test questions.

    Raises:
        KeyError: there is no set of that name.
        OSError: its files are not below `data`.
    """
    return SETS[name](data)


def base_of(wordings: Mapping[str, Sequence[str]]) -> KnowledgeBase:
    """A knowledge base with one entry for each intent; the first wording is its question."""
    nothing = GeneralFile()  # nobody reads the answers
    entries = tuple(
        Entry(
            id=entry_id(intent),
            document=DOCUMENT,
            section="faq",
            name=intent,
            question=texts[0],
            also_asked=tuple(texts[1:]),
            value=nothing,
        )
        for intent, texts in sorted(wordings.items())
    )
    document = Document(DOCUMENT, Path(f"{DOCUMENT}.yaml"), "", nothing, entries)
    return KnowledgeBase({DOCUMENT: document}, ())


def entry_id(intent: str) -> str:
    """The id of an intent's entry."""
    return f"{DOCUMENT}/faq/{intent}"


def read_sofmattress(data: Path) -> tuple[dict[str, list[str]], list[tuple[str, str | None]]]:
    """Training wordings by intent, and test questions; no intent where they are out of scope."""
    folder = data / "hint3-sofmattress"
    train, test = _rows(folder / "train.csv"), _rows(folder / "test.csv")
    return _grouped((row["label"], row["sentence"]) for row in train), [
        (row["sentence"], None if row["label"] == NO_INTENT else row["label"]) for row in test
    ]


def read_clinc150(data: Path) -> dict[str, list[tuple[str, str]]]:
    """The splits of CLINC150: pairs of question and intent."""
    loaded: dict[str, list[tuple[str, str]]] = json.loads((data / "clinc150" / "data_full.json").read_text("utf-8"))
    return loaded


def read_banking77(data: Path, split: str) -> list[tuple[str, str]]:
    """Pairs of question and intent of `train` or `test`."""
    return [(row["text"], row["category"]) for row in _rows(data / "banking77" / f"{split}.csv")]


def _sofmattress(data: Path) -> tuple[KnowledgeBase, tuple[Case, ...]]:
    train, test = read_sofmattress(data)
    return base_of(train), tuple(Case(text, (entry_id(intent),) if intent else ()) for text, intent in test)


def _clinc150(data: Path) -> tuple[KnowledgeBase, tuple[Case, ...]]:
    """Five wordings an intent, against the whole test split."""
    splits = read_clinc150(data)
    chance = random.Random(SHOTS_SEED)
    train = _grouped((intent, text) for text, intent in splits["train"])
    few = {intent: chance.sample(texts, SHOTS) for intent, texts in sorted(train.items())}
    cases = [Case(text, (entry_id(intent),)) for text, intent in splits["test"]]
    return base_of(few), (*cases, *(Case(text) for text, _ in splits["oos_test"]))


def _banking77(data: Path) -> tuple[KnowledgeBase, tuple[Case, ...]]:
    """Five wordings for three intents of four; what is asked about the rest is near, and out of scope."""
    chance = random.Random(SHOTS_SEED)
    train = _grouped((intent, text) for text, intent in read_banking77(data, "train"))
    few = {
        intent: chance.sample(texts, SHOTS) for place, (intent, texts) in enumerate(sorted(train.items())) if place % 4
    }
    test = read_banking77(data, "test")
    return base_of(few), tuple(Case(text, (entry_id(intent),) if intent in few else ()) for text, intent in test)


SETS: Mapping[str, Callable[[Path], tuple[KnowledgeBase, tuple[Case, ...]]]] = {
    "sofmattress": _sofmattress,
    "clinc150": _clinc150,
    "banking77": _banking77,
}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for intent, text in pairs:
        found[intent].append(text)
    return dict(found)
