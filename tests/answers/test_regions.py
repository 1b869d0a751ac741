"""Countries as members type them."""

from __future__ import annotations

import pytest

from bot.answers.regions import COUNTRIES, code_of, name_of, named_in


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("CA", "CA"),
        (" canada ", "CA"),
        ("The Netherlands", "NL"),
        ("uk", "GB"),
        ("U.S.", "US"),
        ("zz", "ZZ"),
        ("moon", None),
    ],
)
def test_codes(typed: str, code: str | None) -> None:
    assert code_of(typed) == code


def test_every_name_leads_to_its_code() -> None:
    assert {code: code_of(name) for code, name in COUNTRIES.items()} == {code: code for code in COUNTRIES}


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("is it on netflix in canada?", "CA"),
        ("where can I stream it in the us", "US"),
        ("US streaming", "US"),
        ("tell us where to watch", None),
        ("in South Korea", "KR"),
        ("is it indian", None),
    ],
)
def test_countries_named_in_a_question(question: str, code: str | None) -> None:
    assert named_in(question) == code


def test_a_code_without_a_name_stands_for_itself() -> None:
    assert name_of("ZZ") == "ZZ"
