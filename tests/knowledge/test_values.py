"""What moderators type, and what it means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from bot.knowledge import Spoiler
from bot.knowledge.values import (
    Texts,
    When,
    read_amount,
    read_count,
    read_day,
    read_link,
    read_minutes,
    read_result,
    read_spoiler,
    read_title,
    read_truth,
    read_year,
)

Reader = Callable[[Any], Any]


@pytest.mark.parametrize(
    ("reader", "typed", "value"),
    [
        (read_minutes, "95", 95),
        (read_minutes, "1 h 35", 95),
        (read_minutes, "1h35m", 95),
        (read_minutes, "1:35", 95),
        (read_minutes, "1:59", 119),
        (read_minutes, "95 min", 95),
        (read_minutes, "2 hours", 120),
        (read_amount, "1000000", 1_000_000),
        (read_amount, "1,000,000", 1_000_000),
        (read_amount, "1_000_000", 1_000_000),
        (read_amount, "1.000.000", 1_000_000),
        (read_amount, "$6,002,451", 6_002_451),
        (read_amount, "USD 5,000", 5_000),
        (read_amount, "6 million", 6_000_000),
        (read_amount, "6.5 million", 6_500_000),
        (read_amount, "5.00", 5),
        (read_count, "155k", 155_000),
        (read_year, "2012", 2012),
        (read_day, "2026-11-20", date(2026, 11, 20)),
        (read_day, "2001-1-1", date(2001, 1, 1)),
        (read_truth, "yes", True),
        (read_truth, "No", False),
        (read_truth, "true", True),
        (read_truth, "FALSE", False),
        (read_spoiler, "ending", Spoiler.ENDING),
        (read_result, "Winner", "won"),
        (read_result, "nominee", "nominated"),
        (read_result, "second place", "second place"),
        (read_title, " “Heroes” and Others ", "“Heroes” and Others"),
        (read_spoiler, "Mild", Spoiler.MILD),
        (read_link, "https://example.org/a?b#c", "https://example.org/a?b#c"),
    ],
)
def test_is_understood(reader: Reader, typed: str, value: object) -> None:
    assert reader(typed) == value


@pytest.mark.parametrize(
    ("reader", "typed"),
    [
        *((read_minutes, typed) for typed in ("", "0", "1 h 75", "1:60", "long", "-5", "9999999")),
        *((read_amount, typed) for typed in ("", "1.000", "1,5 million", "6.55", "1,00,000", "six", "-5", "9" * 5000)),
        *((read_year, typed) for typed in ("12", "20122", "2012-13", "")),
        *((read_day, typed) for typed in ("1735689600", "2026-02-30", "20.11.2026", "0000-01-01", "2026-11-20T10:00")),
        *((read_truth, typed) for typed in ("maybe", "", "ja", "2")),
        *(
            (read_link, typed)
            for typed in ("www.example.org", "javascript:x", "ftp://a.b", "https://", "http://[", "https://a b")
        ),
        *(
            (reader, ["a list"])
            for reader in (read_minutes, read_amount, read_year, read_day, read_truth, read_link, read_spoiler)
        ),
    ],
)
def test_is_refused(reader: Reader, typed: object) -> None:
    with pytest.raises(PydanticCustomError):
        reader(typed)


def test_a_release_may_be_a_day_or_a_text() -> None:
    adapter: TypeAdapter[date | str] = TypeAdapter(When)
    assert adapter.validate_python("2012-10-19") == date(2012, 10, 19)
    assert adapter.validate_python("autumn 1987") == "autumn 1987"
    assert adapter.validate_python("2012") == "2012"
    with pytest.raises(ValidationError):
        adapter.validate_python("2012-13-01")


def test_one_text_is_a_list_of_one() -> None:
    adapter: TypeAdapter[tuple[str, ...]] = TypeAdapter(Texts)
    assert adapter.validate_python("drama") == ("drama",)
    assert adapter.validate_python(["drama", " comedy "]) == ("drama", "comedy")
