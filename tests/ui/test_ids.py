from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.stores import Settled
from bot.ui import limits
from bot.ui.ids import TEMPLATE, Act, BadPressError, FormId, Press, Sheet, parse, parse_form
from bot.ui.tasks import Task

LONGEST_ENTRY = f"{'d' * 24}/{'s' * 10}/{'n' * 28}"
DRAFT = "A" * 12
SNOWFLAKE = 2**64 - 1
TASK = Task(Settled.WRITTEN, SNOWFLAKE).code


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
        Press.of(Act.SAVE, DRAFT, TASK),
        Press.of(Act.MINE, DRAFT, TASK),
        Press.of(Act.DROP, DRAFT),
        Press.of(Act.AGAIN, DRAFT, 9, TASK),
        Press.of(Act.EDIT, LONGEST_ENTRY, TASK),
        Press.of(Act.WRITE, "d" * 24, "s" * 10, "n" * 28, TASK),
        Press.of(Act.ITEM, LONGEST_ENTRY, 99),
        Press.of(Act.SEARCH, DRAFT, TASK),
        Press.of(Act.TEACH, DRAFT, LONGEST_ENTRY, TASK),
        Press.of(Act.TAKE_BACK, SNOWFLAKE),
        Press.of(Act.HISTORY, "d" * 24, SNOWFLAKE),
        Press.of(Act.ENTRIES, "d" * 24, 99),
        Press.of(Act.INBOX, 99),
        Press.of(Act.GROUP, SNOWFLAKE),
        Press.of(Act.ANSWER, SNOWFLAKE, "d" * 24),
        Press.of(Act.LESSON, SNOWFLAKE),
        Press.of(Act.DISMISS, SNOWFLAKE),
        Press.of(Act.IGNORE, SNOWFLAKE),
        Press.of(Act.IGNORED),
        Press.of(Act.HEED, "f" * 32),
        Press.of(Act.WISHES),
        Press.of(Act.UNWISH, SNOWFLAKE),
        Press.of(Act.PROPOSALS),
        Press.of(Act.ACCEPT, SNOWFLAKE),
        Press.of(Act.REJECT, SNOWFLAKE),
    ],
    ids=lambda press: press.act,
)
def test_the_longest_ids_fit_and_come_back(press: Press) -> None:
    assert len(press.custom_id) <= limits.CUSTOM_ID
    assert re.fullmatch(TEMPLATE, press.custom_id)
    assert parse(press.custom_id) == press


def test_every_act_is_tried_above() -> None:
    (mark,) = [mark for mark in test_the_longest_ids_fit_and_come_back.pytestmark if mark.name == "parametrize"]
    assert {press.act for press in mark.args[1]} == set(Act)


@pytest.mark.parametrize(
    "form",
    [
        FormId.of(Sheet.ADD, "d" * 24, "s" * 10, "n" * 28, TASK),
        FormId.of(Sheet.EDIT, LONGEST_ENTRY, 9, TASK),
        FormId.of(Sheet.AGAIN, DRAFT, 9, TASK),
        FormId.of(Sheet.ITEM, LONGEST_ENTRY, TASK),
        FormId.of(Sheet.TEACH, TASK),
        FormId.of(Sheet.MODERATORS),
    ],
    ids=lambda form: form.sheet,
)
def test_the_longest_forms_fit_and_come_back(form: FormId) -> None:
    assert len(form.custom_id) <= limits.CUSTOM_ID
    assert parse_form(form.custom_id) == form


@pytest.mark.parametrize("custom_id", ["", "m1:", "m1:old", "f1:add:x", "m1:add"])
def test_forms_that_were_never_made_are_refused(custom_id: str) -> None:
    with pytest.raises(BadPressError):
        parse_form(custom_id).text(0)


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
