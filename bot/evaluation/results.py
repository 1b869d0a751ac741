"""Measure everything that files at hand allow, and write the page of results: `python -m bot.evaluation.results`."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bot.evaluation.ablations import PARTS, without
from bot.evaluation.evaluate import evaluate
from bot.evaluation.many_films import about_films, many_films, missed
from bot.evaluation.other_films import about_others
from bot.evaluation.questions import Case, load_questions
from bot.evaluation.report import Report
from bot.evaluation.sets import SETS, load_set
from bot.evaluation.typos import with_typos
from bot.knowledge import KnowledgeBase, load_knowledge
from bot.matching import Decision, Matcher

KEYS = ("top1", "top3", "auroc", "in_at_90", "aurc", "answered_right", "asked_back_right", "answered_wrong",
        "out_of_scope_rejected", "mcc_default", "mcc_best", "ece", "us_p50")  # fmt: skip
HEADS = ("top-1", "top-3", "AUROC", "in@90", "AURC", "right", "asked back", "wrong", "rejected", "MCC", "best MCC",
         "ECE", "µs p50")  # fmt: skip
SEEDS = (1, 2)  # of typos; their mean is given
LARGE = (
    "clinc150",
    "banking77",
)  # sets that take minutes: no part is left out for them; of film questions for the first
BENCHMARK = Path(__file__).parents[2] / "tests" / "benchmarks" / "bench_matching.py"
CONFUSED = 12  # pairs of entries that are named

Questions = tuple[str, KnowledgeBase, tuple[Case, ...], str | None]


def measured(data: Path, knowledge: Path, questions: Sequence[Path], film: str | None) -> Iterator[Questions]:
    """Every collection of questions at hand: its name, knowledge, cases and film."""
    for file in questions:
        yield f"film questions ({file.stem})", load_knowledge(knowledge), load_questions(file), film
    for name in SETS:
        base, cases = load_set(name, data)
        yield name, base, cases, None


def page(
    data: Path, knowledge: Path, questions: Sequence[Path], film: str | None, *, speed: bool = False
) -> Iterator[str]:
    """The lines of the page."""
    yield from _opening(questions, film, speed=speed)
    collections = list(measured(data, knowledge, questions, film))
    reports: list[Report] = []
    yield from _head("questions")
    for name, base, cases, current in collections:
        matcher = Matcher(base)
        reports.append(evaluate(matcher, cases, film=current))
        yield _row(name, [reports[-1]])
        yield _row(f"{name}, typos", [evaluate(matcher, _typed(cases, seed), film=current) for seed in SEEDS])
    yield from _others(data, load_knowledge(knowledge), film)
    yield from _many(data)
    if speed:
        yield from _speed(data)
    for place, ((name, base, cases, current), report) in enumerate(zip(collections, reports, strict=True)):
        if name not in LARGE and not 0 < place < len(questions):
            yield from _ablated(name, base, cases, current, report)
    yield from _confused(collections[0][0], reports[0])


def _opening(questions: Sequence[Path], film: str | None, *, speed: bool) -> Iterator[str]:
    asked = "".join(f" --questions {file.name}" for file in questions)
    asked += f" --film {film}" if film else ""
    asked += " --speed" if speed else ""
    yield "# Results of matching\n"
    yield (
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, Python {platform.python_version()}, NumPy {np.__version__}, "
        f"{os.cpu_count()} cores, {platform.machine()}. This page is written by\n"
    )
    yield f"```\npython -m bot.evaluation.results --data DIR{asked} --out docs/results.md\n```\n"
    yield (
        "where `DIR` holds `hint3-sofmattress/`, `clinc150/`, `banking77/` and `films-3201.json` (vega-datasets). Of the "
        "public sets these are the test splits: nothing was fitted on them. What the film questions were used for stands in [matching.md](matching.md). "
        "SOFMattress is HINT3 v1 in full; CLINC150 has 5 wordings an intent; BANKING77 too, with one intent of four held out. Percent; MCC and ECE from 0 to 1. *right*, "
        "*asked back* (the right entry among the choices) and *wrong* are shares of questions in scope at the shipped "
        "thresholds, *rejected* is the share out of scope that is not answered. "
        "It says how it is done, too.\n"
    )
    yield "## Figures\n"


def _typed(cases: Sequence[Case], seed: int) -> list[Case]:
    return [replace(case, question=with_typos(case.question, f"{seed} {case.question}")) for case in cases]


def _head(first: str) -> Iterator[str]:
    yield f"| {first} | {' | '.join(HEADS)} |"
    yield "|---" * (len(HEADS) + 1) + "|"


def _row(name: str, reports: Sequence[Report]) -> str:
    figures = [report.as_dict() for report in reports]
    cells = []
    for key in KEYS:
        values = [float(value) for one in figures if (value := one[key]) is not None]
        digits = 3 if key in ("mcc_default", "mcc_best", "ece") else 0 if key == "us_p50" else 1
        cells.append(f"{np.mean(values):.{digits}f}" if values else "–")
    return f"| {name} | {' | '.join(cells)} |"


def _others(data: Path, base: KnowledgeBase, film: str | None) -> Iterator[str]:
    asked = about_others(data, base)
    matcher = Matcher(base)
    matches = [matcher.match(question, film=film) for question in asked]
    abstained = sum(match.decision is Decision.ABSTAIN for match in matches)
    named = sum(match.decision is Decision.ABSTAIN and match.unknown_film is not None for match in matches)
    yield "\n## Films that are not in the knowledge base\n"
    yield (
        f"{len(asked)} questions about films of the list, {f'`{film}` being the current film' if film else 'no film being the current one'}: "
        f"{100 * abstained / len(asked):.1f} % abstained from, {100 * named / len(asked):.1f} % with the film named.\n"
    )


def _many(data: Path) -> Iterator[str]:
    base = many_films(data)
    matcher = Matcher(base)
    yield "\n## Many films\n"
    found = []
    for typos in (False, True):
        cases = about_films(base, typos=typos)
        found.append(100 - 100 * sum(1 for _ in missed(matcher, cases)) / len(cases))
    yield (
        f"{len(base.films)} films of the list as one knowledge base, {len(cases)} questions without a current film, in "
        f"wordings that are no pattern: right film and right fact {found[0]:.1f} %, with one typo in the title "
        f"{found[1]:.1f} %.\n"
    )


def _speed(data: Path) -> Iterator[str]:
    command: list[str | Path] = [sys.executable, BENCHMARK, "--films", data]
    measured = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own script
    yield "\n## Speed\n"
    yield (
        "Whole engine, one thread: building and its peak of added memory, then a question; behind it plain scans and a "
        "search engine over the same wordings in the same run, and how many times as long they take.\n"
    )
    yield f"```\n{measured.stdout.rstrip()}\n```\n"


def _ablated(name: str, base: KnowledgeBase, cases: tuple[Case, ...], film: str | None, whole: Report) -> Iterator[str]:
    yield f"\n## What each part is worth: {name}\n"
    yield "Each part left out alone, clean and with typos; the head is not fitted anew.\n"
    yield from _head("without")
    yield _row("nothing left out", [whole])
    for part in PARTS:
        if part == "patterns" and not base.patterns:
            continue
        if part == "film slot" and not base.films:
            continue
        with without(part, base) as matcher:
            yield _row(part, [evaluate(matcher, cases, film=film)])
            yield _row(f"{part}, typos", [evaluate(matcher, _typed(cases, seed), film=film) for seed in SEEDS])


def _confused(name: str, report: Report) -> Iterator[str]:
    yield f"\n## Entries taken for one another: {name}\n"
    yield "| entry | entry | times |\n|---|---|---|"
    for one, other, times in report.pairs[:CONFUSED]:
        yield f"| {one} | {other} | {times} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write or print the page."""
    parser = argparse.ArgumentParser(prog="python -m bot.evaluation.results", description="Measure matching.")
    parser.add_argument("--data", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--knowledge", type=Path, default=Path("knowledge"))
    parser.add_argument(
        "--questions", type=Path, action="append", default=[], help="a file of questions about a film; may be repeated"
    )
    parser.add_argument("--film", help="the film they are about")
    parser.add_argument("--out", type=Path, help="where the page goes; printed when not given")
    parser.add_argument("--speed", action="store_true", help="measure speed, too; needs the source")
    options = parser.parse_args(arguments)
    lines = page(options.data, options.knowledge, options.questions, options.film, speed=options.speed)
    if options.out is None:
        for line in lines:
            print(line, flush=True)  # noqa: T201 - the page, where no file is named
    else:
        options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
