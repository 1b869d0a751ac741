"""The broken files under `bad/`, and the problems that stand beside each in `<name>.expected`."""

from __future__ import annotations

from pathlib import Path

from bot.knowledge import KnowledgeError, Problem, check_knowledge, parse_document

BAD = Path(__file__).parent / "bad"
CASES = sorted(path for path in BAD.iterdir() if path.is_dir() or path.suffix == ".yaml")


def problems_of(case: Path) -> tuple[Problem, ...]:
    """The problems of one broken file, or of a broken folder with its advice."""
    if case.is_dir():
        return check_knowledge(case)
    try:
        return parse_document(case.read_bytes(), path=case).warnings
    except KnowledgeError as error:
        return error.problems


def written(problem: Problem) -> str:
    """One line of an `.expected` file."""
    file = Path(problem.file).relative_to(BAD)
    entry = f" [{problem.entry}]" if problem.entry else ""
    message = problem.message.replace(f"{BAD}/", "")
    return f"{file}:{problem.line}:{problem.column}: {problem.severity} {problem.code}: {message}{entry}"
