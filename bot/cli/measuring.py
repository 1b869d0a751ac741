"""Figures in the shell: `eval` for how well questions are answered, `bench` for how fast."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.faults import UsageError
from bot.cli.folders import CHECKOUT
from bot.cli.options import Film, Knowledge, existing_folder, known_film, read_settings, write_json


def evaluate(
    questions: Annotated[
        Path, typer.Option("--questions", metavar="FILE", help="A YAML list of question, expect and film.")
    ],
    knowledge: Knowledge = None,
    film: Film = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for other programs.")] = False,
) -> None:
    """Measure the matching with questions whose right entries are known."""
    from bot.evaluation import evaluate as measure
    from bot.evaluation import load_questions
    from bot.knowledge import load_knowledge
    from bot.matching import Matcher

    folder = existing_folder(read_settings().knowledge_dir if knowledge is None else knowledge)
    if not questions.is_file():
        raise UsageError(f"There is no file of questions {questions}")
    base = load_knowledge(folder)
    if film is not None:
        known_film(film, base.films)
    report = measure(Matcher(base), load_questions(questions), film=film)
    if as_json:
        write_json(report.as_dict())
    else:
        print(report.text())


def bench(
    name: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="By default all of them.")] = None,
) -> None:
    """Measure speed on this machine, each against something known."""
    folder = CHECKOUT / "tests" / "benchmarks"
    if not folder.is_dir():
        raise UsageError("The benchmarks are part of the project's source and not of an installed package")
    scripts = {path.stem.removeprefix("bench_"): path for path in sorted(folder.glob("bench_*.py"))}
    if unknown := sorted(set(name or ()) - set(scripts)):
        raise UsageError(f"There is no benchmark {', '.join(unknown)}; there are: {', '.join(scripts)}")
    for chosen in name or scripts:
        print(f"# {chosen}", flush=True)
        finished = subprocess.run([sys.executable, scripts[chosen]], cwd=CHECKOUT, check=False)  # noqa: S603  # our own script
        if finished.returncode:
            raise typer.Exit(finished.returncode)
