"""Pictures of one evaluation: how far confidence can be trusted, and what it costs to answer more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.evaluation.measures import calibration, risk_coverage

if TYPE_CHECKING:
    from bot.evaluation.report import Report

SIZE = (10, 4.6)  # inches
_INK, _BARS, _IDEAL = "#1f3b57", "#9db8d2", "#999999"


class MissingPlotterError(RuntimeError):
    """The library that draws is not installed."""


def draw(report: Report, path: Path, *, title: str = "") -> None:
    """Write a reliability diagram beside a risk-coverage curve; the file's ending says the format.

    Raises:
        MissingPlotterError: matplotlib is absent.
        ValueError: the format is not known, or there is nothing to draw.
        OSError: the file cannot be written.
    """
    try:
        from matplotlib.figure import Figure  # an extra that only pictures need
    except ImportError as error:
        raise MissingPlotterError(
            "Pictures need matplotlib; install it in the project's folder with: .venv/bin/pip install -e '.[bench]'"
        ) from error
    if not report.outcomes:
        raise ValueError("There is nothing to draw: no question was asked")
    figure = Figure(figsize=SIZE, layout="constrained")  # without pyplot: no window, no state
    trusted, costs = figure.subplots(1, 2)
    bins = calibration(report.confidence, report.right)
    most = max(size for _, _, size in bins)
    trusted.bar([sure for sure, _, _ in bins], [size / most for _, _, size in bins], width=0.06, color=_BARS)
    trusted.plot([0, 1], [0, 1], "--", color=_IDEAL)
    trusted.plot([sure for sure, _, _ in bins], [accurate for _, accurate, _ in bins], "o-", color=_INK)
    trusted.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="confidence", ylabel="share right (bars: questions)")
    figures = report.as_dict()
    trusted.set_title(f"Reliability, calibration error {figures['ece']}")
    coverage, risk = risk_coverage(report.confidence, report.right)
    costs.plot(coverage, risk, color=_INK)
    costs.set(xlim=(0, 1), ylim=(0, 1), xlabel="share of questions answered", ylabel="share of answers wrong")
    costs.set_title(f"Risk and coverage, area {figures['aurc']} %")
    if title:
        figure.suptitle(title)
    figure.savefig(path)
