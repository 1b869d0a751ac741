"""`eval` and `bench`: what they need, what they print."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import measuring
from tests.cli.conftest import Cli

KEYS = {
    "questions", "in_scope", "out_of_scope", "top1", "top3", "auroc", "in_at_90", "aurc", "answered_right",
    "asked_back_right", "answered_wrong", "abstained_in_scope", "out_of_scope_rejected", "mcc_default", "mcc_best",
    "ece", "us_p50", "us_p95",
}  # fmt: skip

QUESTIONS = """\
- {question: who is the director, expect: the-garden/overview/director}
- {question: who directed harbour lights, expect: [harbour-lights/overview/director]}
- {question: who is the director, expect: harbour-lights/overview/director, film: harbour-lights}
- {question: what is the capital of france, expect: null}
"""


@pytest.fixture
def questions(here: Path) -> Path:
    file = here / "questions.yaml"
    file.write_text(QUESTIONS)
    return file


def test_eval_as_json(cli: Cli, knowledge: Path, questions: Path):
    ran = cli("eval", "--knowledge", knowledge, "--questions", questions, "--film", "the-garden", "--json")
    assert ran.status == 0
    (line,) = ran.out.splitlines()
    figures = json.loads(line)
    assert figures.keys() >= KEYS
    assert (figures["questions"], figures["in_scope"], figures["out_of_scope"]) == (4, 3, 1)
    assert figures["top1"] == figures["answered_right"] == 100
    assert figures["out_of_scope_rejected"] == 100


def test_the_film_of_the_option_is_the_current_one(cli: Cli, knowledge: Path, questions: Path):
    ran = cli("eval", "--questions", questions, "--film", "harbour-lights", "--json")
    assert json.loads(ran.out)["answered_right"] == pytest.approx(66.67)


def test_eval_for_people(cli: Cli, knowledge: Path, questions: Path):
    ran = cli("eval", "--questions", questions)
    assert ran.status == 0
    assert "AUROC" in ran.out


def test_a_picture_is_drawn_beside_the_figures(cli: Cli, knowledge: Path, questions: Path, here: Path):
    pytest.importorskip("matplotlib")
    ran = cli("eval", "--questions", questions, "--json", "--plot", here / "figures.png")
    assert ran.status == 0
    assert json.loads(ran.out)["questions"] == 4
    assert (here / "figures.png").read_bytes().startswith(b"\x89PNG")
    assert cli("eval", "--questions", questions, "--plot", here / "figures.nothing").status == 2


def test_a_picture_without_its_library_says_what_to_install(
    cli: Cli, knowledge: Path, questions: Path, here: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    ran = cli("eval", "--questions", questions, "--plot", here / "figures.png")
    assert ran.status == 2
    assert ".venv/bin/pip install -e '.[bench]'" in ran.err


def test_typos_are_seeded(cli: Cli, knowledge: Path, questions: Path, monkeypatch: pytest.MonkeyPatch):
    asked: list[tuple[str, ...]] = []

    def measure(_matcher: object, cases: tuple[object, ...], **_options: object):
        asked.append(tuple(case.question for case in cases))
        return evaluate(_matcher, cases, **_options)

    from bot import evaluation

    evaluate = evaluation.evaluate
    monkeypatch.setattr(evaluation, "evaluate", measure)
    for seed in (None, 1, 1, 2):
        cli("eval", "--questions", questions, "--json", *(["--typos", seed] if seed else []))
    clean, first, again, other = asked
    assert first == again
    assert len({clean, first, other}) == 3
    assert len(first) == len(clean)


def test_a_public_set(cli: Cli, shared_data: Callable[[str], Path]):
    data = shared_data("hint3-sofmattress").parent
    figures = json.loads(cli("eval", "--set", "sofmattress", "--data", data, "--json").out)
    assert figures["in_scope"] > 200
    assert figures["out_of_scope"] > 100
    assert figures["top1"] > 60


def test_expected_entries_that_do_not_exist_are_named(cli: Cli, knowledge: Path, here: Path):
    file = here / "questions.yaml"
    file.write_text("- {question: who is it, expect: the-garden/overview/editor}\n")
    ran = cli("eval", "--questions", file, "--json")
    assert ran.status == 0
    assert "1 question expects entries" in ran.err
    assert "who is it" in ran.err


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        ([], 2, "--questions FILE"),
        (["--set", "sofmattress"], 2, "--data DIR"),
        (["--set", "nothing", "--data", "."], 2, "sofmattress"),
        (["--set", "sofmattress", "--data", "absent"], 2, "absent/"),
        (["--questions", "absent.yaml"], 2, "absent.yaml"),
        (["--questions", "questions.yaml", "--film", "nothing"], 2, "the-garden"),
        (["--questions", "bad.yaml"], 1, "bad.yaml:1:"),
    ],
)
def test_wrong_use(
    cli: Cli, knowledge: Path, questions: Path, here: Path, arguments: list[str], status: int, says: str
):
    (here / "bad.yaml").write_text("question: who\n")
    ran = cli("eval", *arguments)
    assert ran.status == status
    assert says in ran.err
    assert ran.out == ""


def test_bench_needs_the_source(cli: Cli, here: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(measuring, "CHECKOUT", here)
    ran = cli("bench")
    assert ran.status == 2
    assert "project's source" in ran.err


def test_bench_hands_on_what_is_for_matching(
    here: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(measuring, "CHECKOUT", here)
    folder = here / "tests" / "benchmarks"
    folder.mkdir(parents=True)
    (folder / "bench_matching.py").write_text("import sys; print(sys.argv[1:])\n")
    (folder / "bench_other.py").write_text("import sys; print('none', sys.argv[1:])\n")
    from bot.cli import main

    with pytest.raises(SystemExit):
        main(["bench", "--data", "sets", "--plot", "times.png"])
    printed = capfd.readouterr().out
    assert f"['--films', '{here / 'sets'}', '--plot', '{here / 'times.png'}']" in printed
    assert "none []" in printed
    with pytest.raises(SystemExit):
        main(["bench", "other", "--plot", "times.png"])
    assert "belong to the benchmark named matching" in capfd.readouterr().err


def test_bench_runs_what_it_finds(here: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    monkeypatch.setattr(measuring, "CHECKOUT", here)
    folder = here / "tests" / "benchmarks"
    folder.mkdir(parents=True)
    (folder / "bench_a.py").write_text("print('a is fast')\n")
    (folder / "bench_b.py").write_text("raise SystemExit(3)\n")
    from bot.cli import main

    with pytest.raises(SystemExit) as ended:
        main(["bench", "a"])
    assert ended.value.code == 0
    assert capfd.readouterr().out == "# a\na is fast\n"
    with pytest.raises(SystemExit) as ended:
        main(["bench"])
    assert ended.value.code == 3
    with pytest.raises(SystemExit) as ended:
        main(["bench", "c"])
    assert ended.value.code == 2
    assert "there are: a, b" in capfd.readouterr().err
