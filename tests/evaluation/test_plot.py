"""Pictures of evaluations."""

from __future__ import annotations

import sys

import pytest

from bot.evaluation import Case, evaluate
from bot.evaluation.plot import MissingPlotterError, draw
from bot.matching import Matcher
from tests.matching import bases


@pytest.fixture(scope="module")
def report():
    cases = [Case("who directed it", ("lamp/overview/director",)), Case("dog?", ("lamp/cast/greta",)), Case("hm")]
    return evaluate(Matcher(bases.shelf()), cases, film="lamp")


@pytest.mark.parametrize(("ending", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_a_picture_is_written_in_the_format_of_its_name(report, tmp_path, ending, begins):
    pytest.importorskip("matplotlib")
    path = tmp_path / f"figures.{ending}"
    draw(report, path, title="Lamp")
    assert path.read_bytes().startswith(begins)


def test_a_format_that_nobody_knows_is_said_so(report, tmp_path):
    pytest.importorskip("matplotlib")
    with pytest.raises(ValueError, match="xyz"):
        draw(report, tmp_path / "figures.xyz")


def test_without_the_library_it_is_said_what_to_install(report, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingPlotterError, match="pip install"):
        draw(report, tmp_path / "figures.png")


def test_nothing_asked_is_nothing_to_draw(tmp_path):
    pytest.importorskip("matplotlib")
    with pytest.raises(ValueError, match="nothing to draw"):
        draw(evaluate(Matcher(bases.shelf()), []), tmp_path / "figures.png")
