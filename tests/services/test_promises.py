"""Questions that must, or must not, lead to an entry are asked, and each that is not heeded is a problem."""

from __future__ import annotations

from pathlib import Path

from bot.knowledge import Severity, load_knowledge
from bot.matching import Matcher
from bot.services.promises import MUST_MATCH, MUST_NOT_MATCH, broken_promises

FILM = """\
film: {title: The Garden, year: 2001}
overview:
  director: {value: Ada Green, must_match: [who is the director], must_not_match: [how long is it]}
  runtime_minutes: {value: 95, must_match: [who is the director], must_not_match: [how long is it]}
"""


def test_broken_promises(tmp_path: Path):
    (tmp_path / "films").mkdir()
    file = tmp_path / "films" / "the-garden.yaml"
    file.write_text(FILM)
    base = load_knowledge(tmp_path)
    found = list(broken_promises(base, Matcher(base)))
    assert {(problem.code, problem.entry) for problem in found} == {
        (MUST_MATCH, "the-garden/overview/runtime_minutes"),
        (MUST_NOT_MATCH, "the-garden/overview/runtime_minutes"),
    }
    assert all((problem.file, problem.line, problem.severity) == (str(file), 4, Severity.ERROR) for problem in found)
    assert any("leads to the-garden/overview/director" in problem.message for problem in found)
