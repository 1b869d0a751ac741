"""Figures in the shell: `eval` for how well questions are answered, `bench` for how fast."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.faults import UsageError
from bot.cli.folders import CHECKOUT
from bot.cli.options import Film, Knowledge, counted, knowledge_folder, known_film, working, write_json

if TYPE_CHECKING:
    from bot.evaluation import Case
    from bot.knowledge import KnowledgeBase


def evaluate(
    questions: Annotated[
        Path | None, typer.Option("--questions", metavar="FILE", help="A YAML list of question, expect and film.")
    ] = None,
    knowledge: Knowledge = None,
    film: Film = None,
    public_set: Annotated[
        str | None, typer.Option("--set", metavar="NAME", help="A public set instead: its wordings, its questions.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="Where the public sets are, each in its folder.")
    ] = None,
    typos: Annotated[
        int | None, typer.Option("--typos", metavar="SEED", help="Put one or two typos into every question.")
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="FILE", help="Draw reliability, and risk beside coverage: .png, .svg or .pdf."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for other programs.")] = False,
) -> None:
    """Measure how well questions find their entries."""
    from bot.evaluation import evaluate as measure
    from bot.evaluation import with_typos
    from bot.evaluation.plot import MissingPlotterError, draw
    from bot.matching import Matcher

    if public_set is not None and data is not None and questions is None:
        base, cases = _public_set(public_set, data)
    elif questions is not None and public_set is None and data is None:
        base, cases = _questions(questions, knowledge)
    else:
        raise UsageError(
            "Give a file of questions (--questions FILE), or a public set and its place (--set NAME --data DIR)"
        )
    if film is not None:
        known_film(film, base.films)
    if typos is not None:
        cases = tuple(replace(case, question=with_typos(case.question, f"{typos} {case.question}")) for case in cases)
    with working(f"Asking {counted(len(cases), 'question')}"):
        report = measure(Matcher(base), cases, film=film)
    if plot is not None:
        try:
            draw(report, plot)
        except (MissingPlotterError, ValueError, OSError) as error:
            raise UsageError(str(error)) from error
    if as_json:
        write_json(report.as_dict())
    else:
        print(report.text())


def _questions(file: Path, knowledge: Path | None) -> tuple[KnowledgeBase, tuple[Case, ...]]:
    from bot.evaluation import load_questions
    from bot.knowledge import load_knowledge

    if not file.is_file():
        raise UsageError(f"There is no file of questions {file}")
    base = load_knowledge(knowledge_folder(knowledge))
    cases = load_questions(file)
    # Of several acceptable ids some may be another knowledge's; none at all is a question that cannot be answered right.
    hopeless = [case.question for case in cases if case.expect and not base.entries.keys() & set(case.expect)]
    if hopeless:
        shown = "; ".join(hopeless[:3])
        expect = f"{counted(len(hopeless), 'question expects', 'questions expect')}"
        print(f"{expect} entries that this knowledge does not have: {shown}", file=sys.stderr)
    return base, cases


def _public_set(name: str, data: Path) -> tuple[KnowledgeBase, tuple[Case, ...]]:
    from bot.evaluation import SETS, load_set

    if name not in SETS:
        raise UsageError(f"There is no set {name!r}; there are: {', '.join(SETS)}")
    return load_set(name, data)


def bench(
    name: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="By default all of them.")] = None,
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="For matching: where films-3201.json is, to be asked about, too.")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE", help="For matching: draw times over the number of wordings here.")
    ] = None,
) -> None:
    """Measure speed on this machine; needs the source."""
    folder = CHECKOUT / "tests" / "benchmarks"
    if not folder.is_dir():
        raise UsageError("The benchmarks are part of the project's source and not of an installed package")
    scripts = {path.stem.removeprefix("bench_"): path for path in sorted(folder.glob("bench_*.py"))}
    if unknown := sorted(set(name or ()) - set(scripts)):
        raise UsageError(f"There is no benchmark {', '.join(unknown)}; there are: {', '.join(scripts)}")
    for_matching = [*(("--films", data.resolve()) if data else ()), *(("--plot", plot.resolve()) if plot else ())]
    if for_matching and name and "matching" not in name:
        raise UsageError("--data and --plot belong to the benchmark named matching")
    for chosen in name or scripts:
        print(f"# {chosen}", flush=True)
        command = [sys.executable, scripts[chosen], *(for_matching if chosen == "matching" else ())]
        finished = subprocess.run(command, cwd=CHECKOUT, check=False)  # noqa: S603  # our own script
        if finished.returncode:
            raise typer.Exit(finished.returncode)
