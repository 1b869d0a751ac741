"""Which events about a message are news of its text; everything else about messages is tested from end to end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.cogs.messages import _is_news
from tests.ui.payloads import message


@pytest.mark.parametrize(
    ("ago", "news"),
    [(None, False), (timedelta(seconds=1), True), (timedelta(minutes=4), True), (timedelta(hours=1), False)],
)
def test_only_a_text_that_was_edited_just_now_is_news(ago: timedelta | None, news: bool) -> None:
    """A pin and a preview say when the text was edited, too, however long ago that was."""
    edited = None if ago is None else (datetime.now(UTC) - ago).isoformat()
    assert _is_news(message("whos the director", edited_timestamp=edited)) is news
