from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.ui.limits import clip


@given(st.text(), st.integers(0, 100))
def test_clipped_text_fits_and_begins_alike(text: str, limit: int) -> None:
    clipped = clip(text, limit)
    assert len(clipped) <= limit
    assert text.startswith(clipped.removesuffix("…").rstrip())
    assert clipped == text or clipped.endswith("…") or limit == 0


def test_words_are_kept_whole() -> None:
    assert clip("the guy in the iron lung", 23) == "the guy in the iron…"
    assert clip("a " + "x" * 50, 10) == "a xxxxxxx…"
