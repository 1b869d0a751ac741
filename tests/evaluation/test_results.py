"""The page of results, and matching with parts left out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bot.evaluation import Case, evaluate, results
from bot.evaluation.ablations import PARTS, without
from bot.evaluation.many_films import about_films
from bot.evaluation.other_films import about_others
from bot.evaluation.sets import base_of, entry_id
from bot.evaluation.vectors import count
from bot.knowledge import KnowledgeBase
from bot.matching import Matcher
from tests.matching import bases

SHOP = {
    "delivery": ["when will my parcel arrive", "where is my order", "delivery time"],
    "refund": ["how do i get my money back", "can i return it", "refund please"],
    "sizes": ["which sizes do you have", "is there a larger size", "size chart"],
}
ASKED = (Case("wehre is my oredr", (entry_id("delivery"),)), Case("whats the capital of peru"))


@pytest.fixture(scope="module")
def base():
    """The shelf with few patterns: what is built again and again here is small."""
    kept = [pattern for pattern in bases.shelf().patterns if pattern.fact.startswith("overview/direct")]
    return KnowledgeBase(bases.shelf().documents, tuple(kept))


@pytest.mark.parametrize("part", sorted(PARTS))
def test_every_part_can_be_left_out_and_comes_back(base, part):
    before = Matcher(base).match("who is the direcotr", film="lamp")
    with without(part, base) as matcher:
        matcher.match("who is the direcotr", film="lamp")
    after = Matcher(base).match("who is the direcotr", film="lamp")
    assert (after.candidates, after.corrections) == (before.candidates, before.corrections)


def test_without_spelling_words_stay_and_without_the_film_slot_no_film_is_read(base):
    with without("spelling", base) as matcher:
        assert matcher.match("who is the direcotr", film="lamp").corrections == ()
    with without("film slot", base) as matcher:
        assert matcher.match("who directed Blinding Marmalade", film="lamp").unknown_film is None
    assert Matcher(base).match("who directed Blinding Marmalade", film="lamp").unknown_film


def test_questions_about_other_films_name_none_that_is_known(tmp_path):
    films = [{"Title": "The Lamp Keeper"}, {"Title": "1917"}, {"Title": None}, {"Title": "Zebra"}, {"Title": "Quartz"}]
    (tmp_path / "films-3201.json").write_text(json.dumps(films), encoding="utf-8")
    asked = about_others(tmp_path, bases.shelf(), count=2)
    assert asked == about_others(tmp_path, bases.shelf(), count=2)
    assert sorted(title for title in ("Zebra", "Quartz") for text in asked if title in text) == ["Quartz", "Zebra"]


def test_the_page_has_a_row_for_each_collection_clean_and_with_typos(monkeypatch, tmp_path, base):
    data = tmp_path / "data"
    data.mkdir()
    films = [{"Title": f"Zebra {letter}", "Release Date": "Jun 12 1998"} for letter in "abcdef"]
    (data / "films-3201.json").write_text(json.dumps(films), encoding="utf-8")
    monkeypatch.setattr(results, "SETS", {"shop": None})
    monkeypatch.setattr(results, "load_set", lambda *_: (base_of(SHOP), ASKED))
    monkeypatch.setattr(results, "about_others", lambda data, base: about_others(data, base, count=6))
    monkeypatch.setattr(results, "about_films", lambda base, *, typos: about_films(base, typos=typos, count=6))
    questions = tmp_path / "asked.yaml"
    questions.write_text("- {question: who made it, expect: lamp/overview/director}\n", encoding="utf-8")
    out = tmp_path / "results.md"
    arguments = ["--data", str(data), "--questions", str(questions), "--film", "lamp", "--out", str(out)]
    monkeypatch.setattr(results, "load_knowledge", lambda _: base)
    results.main(arguments)
    page = out.read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert {"shop", "shop, typos", "film questions (asked)", "spelling", "confidence head", "film slot"} <= {
        row.split("|")[1].strip() for row in rows
    }
    right = evaluate(Matcher(base_of(SHOP)), ASKED).as_dict()["top1"]
    assert f"| shop | {right:.1f} |" in page
    assert str(tmp_path) not in page


def test_the_page_has_what_the_benchmark_prints(monkeypatch, tmp_path):
    script = tmp_path / "bench.py"
    script.write_text("import sys\nprint('  100 wordings', *sys.argv[1:])\n", encoding="utf-8")
    monkeypatch.setattr(results, "BENCHMARK", script)
    assert "```\n  100 wordings --films sets\n```\n" in list(results._speed(Path("sets")))


def test_pairs_count_confusions_either_way():
    cases = [Case("who directed it", ("lamp/cast/greta",)), Case("who plays greta", ("lamp/overview/director",))]
    report = evaluate(Matcher(bases.shelf()), cases, film="lamp")
    assert report.pairs == (("lamp/cast/greta", "lamp/overview/director", 2),)


def test_the_word_vectors_come_out_of_the_dictionary_again():
    """The most frequent words only: the whole table takes half a minute."""
    names, vectors = count(300, dimensions=20)
    again = count(300, dimensions=20)
    assert names == again[0]
    assert np.array_equal(vectors, again[1])
    place = {name: row for row, name in enumerate(names)}
    near = vectors.astype(float) / np.linalg.norm(vectors.astype(float), axis=1, keepdims=True)
    assert near[place["two"]] @ near[place["three"]] > near[place["two"]] @ near[place["about"]]
