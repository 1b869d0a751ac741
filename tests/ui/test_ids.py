from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui import limits
from bot.ui.ids import TEMPLATE, Act, BadPressError, Press, parse

LONGEST_ENTRY = f"{'d' * 24}/{'s' * 12}/{'n' * 28}"
SNOWFLAKE = 2**64 - 1


@pytest.mark.parametrize(
    "press",
    [
        Press.of(Act.NEXT, LONGEST_ENTRY),
        Press.of(Act.PICK, SNOWFLAKE, LONGEST_ENTRY),
        Press.of(Act.YES, SNOWFLAKE),
        Press.of(Act.NO, SNOWFLAKE),
        Press.of(Act.REMOVE, SNOWFLAKE, SNOWFLAKE),
        Press.of(Act.SHOW, LONGEST_ENTRY),
        Press.of(Act.FILMS, LONGEST_ENTRY),
    ],
    ids=lambda press: press.act,
)
def test_the_longest_ids_fit_and_come_back(press: Press) -> None:
    assert len(press.custom_id) <= limits.CUSTOM_ID
    assert re.fullmatch(TEMPLATE, press.custom_id)
    assert parse(press.custom_id) == press


def test_every_act_is_tried_above() -> None:
    assert {Act(name) for name in ("next", "pick", "yes", "no", "remove", "show", "films")} == set(Act)


@given(st.text(max_size=120) | st.from_regex(rf"{TEMPLATE}", fullmatch=True))
def test_what_the_template_matches_is_what_can_be_read(custom_id: str) -> None:
    matches = re.fullmatch(TEMPLATE, custom_id) is not None
    try:
        parse(custom_id)
    except BadPressError:
        assert not matches
    else:
        assert matches or "\n" in custom_id


@pytest.mark.parametrize("value", ["", "-1", "1" * 21, "²", "12a", " 1"])
def test_forged_numbers_are_refused(value: str) -> None:
    with pytest.raises(BadPressError):
        Press(Act.YES, (value,)).number(0)


def test_missing_arguments_are_refused() -> None:
    with pytest.raises(BadPressError):
        parse("f1:pick:5").text(1)


def test_an_id_that_would_be_refused_by_discord_is_an_error_here() -> None:
    with pytest.raises(ValueError, match="over 100"):
        _ = Press.of(Act.NEXT, "x" * 100).custom_id
