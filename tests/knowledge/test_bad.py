"""Every kind of fault, by a broken file that has it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.knowledge import KnowledgeError, Problem, parse_document
from bot.knowledge.code import Code
from tests.knowledge.cases import BAD, CASES, problems_of, written

# Faults that no committed file can have; the tests that make them are named.
MADE_ELSEWHERE = {
    Code.TOO_BIG,  # test_reading
    Code.UNREADABLE,  # test_load
    Code.EMPTY_FOLDER,  # test_load
}
SUGGESTION = re.compile(r"(?:put quotes around it|put quotes around the text|write it like this): (.+)$")


def expected(case: Path) -> list[str]:
    return (BAD / f"{case.name.removesuffix('.yaml')}.expected").read_text(encoding="utf-8").split("\n")[:-1]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_problems_are_exactly_those_expected(case: Path) -> None:
    assert [written(problem) for problem in problems_of(case)] == expected(case)


def test_every_kind_of_fault_has_its_file() -> None:
    shown = {line.split(" ")[2].rstrip(":") for case in CASES for line in expected(case)}
    assert shown | MADE_ELSEWHERE == set(Code)


def test_there_are_enough_broken_files() -> None:
    assert len(CASES) >= 45
    assert all(expected(case) for case in CASES)


def suggested(case: Path) -> list[tuple[Problem, str]]:
    return [(problem, found[1]) for problem in problems_of(case) if (found := SUGGESTION.search(problem.message))]


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.is_file() and suggested(case)], ids=lambda case: case.name
)
def test_a_suggested_line_makes_the_fault_go_away(case: Path) -> None:
    """What the message says to write instead is taken at its word."""
    lines = case.read_text(encoding="utf-8").split("\n")
    for problem, line in suggested(case):
        old = lines[problem.line - 1]
        lines[problem.line - 1] = old[: len(old) - len(old.lstrip())] + line
    try:
        parse_document("\n".join(lines), path=case)
    except KnowledgeError as error:
        left = {(problem.line, problem.code) for problem in error.problems}
        assert not left & {(problem.line, problem.code) for problem, _ in suggested(case)}


def test_problems_show_as_file_line_column_and_message() -> None:
    problem = problems_of(BAD / "bad-spoiler.yaml")[0]
    assert str(problem) == f"{BAD / 'bad-spoiler.yaml'}:3:31: write none, mild or ending"
