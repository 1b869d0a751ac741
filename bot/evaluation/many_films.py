"""Thousands of films as one knowledge base, and questions about them in wordings that are no pattern."""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.evaluation.questions import Case
from bot.evaluation.typos import with_typos
from bot.knowledge import Document, KnowledgeBase, merge, parse_document
from bot.matching import Matcher, normalize

FILE = "films-3201.json"  # vega-datasets' movies.json
ASKED = 1_000
MISSPELT = 5  # letters from which a title gets a typo
NEWEST = 2019  # the list writes years of the twentieth century with two digits; what is later is read so
FORMS = {
    "overview/director": (
        "who was the director on {}", "director of the movie {} please", "who's the guy that directed {}",
        "{} - who directed it?", "hey who was {} directed by",
    ),
    "overview/runtime_minutes": (
        "how many minutes does {} run", "can you tell me how long {} lasts", "how long does {} go on for",
        "{} running time please", "what is the duration of {}",
    ),
    "overview/certificate": ("what is {} rated, PG or R?", "whats the mpaa rating of {}", "age rating for {}"),
    "overview/genres": ("what genre would {} be", "which genre does {} belong to"),
    "overview/distributor": ("which company distributed {}", "who was the distributor for {}"),
    "film/year": ("what year did {} hit theaters", "in which year did {} reach us", "{} came out in what year?"),
    "box_office/budget": ("what was the budget for {}", "how much did it cost to make {}", "how expensive was {}"),
    "box_office/domestic": ("how much did {} gross in the us", "domestic gross of {}"),
    "box_office/worldwide": ("what did {} gross worldwide", "how much did {} earn worldwide"),
}  # fmt: skip
SAME = {"film/year": "overview/released"}  # what answers a question as well

_MONTHS = {
    month: number
    for number, month in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}
_DATE = re.compile(r"(\w{3}) (\d\d) (\d{4})")


def many_films(data: Path) -> KnowledgeBase:
    """A knowledge base of the list's films with the facts that it gives; those without a title or a date are left out.

    Raises:
        OSError: the list is not in `data`.
    """
    seen: dict[str, int] = defaultdict(int)
    return merge([_document(record, seen) for record in json.loads((data / FILE).read_text("utf-8")) if _dated(record)])


def about_films(base: KnowledgeBase, *, typos: bool = False, count: int = ASKED, seed: int = 1) -> tuple[Case, ...]:
    """Questions with the entry that each asks for; films of one title are asked with the year.

    With `typos` each title has one, unless it is short; one that makes it another film's title is left out.
    """
    chance = random.Random(seed)
    films = sorted(base.films.values(), key=lambda film: film.id)
    titles: dict[str, list[int]] = defaultdict(list)
    for film in films:
        titles[_bare(film.title)].append(film.year)
    patterns = {normalize(re.sub("<film>", "", text)) for pattern in base.patterns for text in pattern.wordings}
    forms = {
        fact: [form for form in asked if normalize(form.format("")) not in patterns] for fact, asked in FORMS.items()
    }
    cases: list[Case] = []
    while len(cases) < count:
        film = chance.choice(films)
        fact = chance.choice([fact for fact in FORMS if f"{film.id}/{fact}" in base.entries and forms[fact]])
        title = chance.choice((film.title, film.title.lower()))
        if typos:
            if sum(map(str.isalpha, title)) < MISSPELT:
                continue
            title = with_typos(title, f"{seed} {len(cases)} {title}", count=1)
            if _bare(title) in titles:
                continue
        years = titles[_bare(film.title)]
        if len(years) > 1:
            if fact == "film/year" or years.count(film.year) > 1:
                continue
            title += chance.choice((f" {film.year}", f" ({film.year})"))
        expect = tuple(f"{film.id}/{one}" for one in (fact, SAME.get(fact)) if f"{film.id}/{one}" in base.entries)
        cases.append(Case(chance.choice(forms[fact]).format(title), expect))
    return tuple(cases)


def missed(matcher: Matcher, cases: Sequence[Case]) -> Iterator[Case]:
    """The cases in which another film or another fact is found."""
    for case in cases:
        match = matcher.match(case.question)
        if not match.best or match.best.id not in case.expect or match.film != match.best.document:
            yield case


def _bare(title: str) -> str:
    return normalize(title).removeprefix("the ")


def _dated(record: dict[str, Any]) -> bool:
    return bool(
        record.get("Title")
        and normalize(str(record.get("Title")))
        and _DATE.fullmatch(record.get("Release Date") or "")
    )


def _document(record: dict[str, Any], seen: dict[str, int]) -> Document:
    title = str(record.get("Title"))
    month, day, written = _DATE.fullmatch(record["Release Date"]).groups()  # type: ignore[union-attr]  # see `_dated`
    year = int(written) if int(written) <= NEWEST else int(written) - 100
    slug = re.sub("[^a-z0-9]+", "-", title.lower())[:18].strip("-") or "film"
    seen[slug] += 1
    rated = record.get("MPAA Rating") if record.get("MPAA Rating") not in ("Not Rated", "Open") else None
    overview = {
        "director": record.get("Director"), "runtime_minutes": record.get("Running Time min"), "certificate": rated,
        "genres": [record.get("Major Genre")] if record.get("Major Genre") else None, "distributor": record.get("Distributor"),
        "released": f"{year}-{_MONTHS[month]:02}-{day}",
    }  # fmt: skip
    money = {
        "currency": "USD", "budget": record.get("Production Budget"), "domestic": record.get("US Gross"),
        "worldwide": record.get("Worldwide Gross"),
    }  # fmt: skip
    file = {
        "film": {"title": title, "year": year},
        "overview": {name: value for name, value in overview.items() if value},
        "box_office": {name: value for name, value in money.items() if value},
    }
    return parse_document(json.dumps(file, ensure_ascii=False), path=Path(f"{slug}-{seen[slug]}.yaml"))
