from __future__ import annotations

from bot.ui.autocomplete import choices


def test_at_most_25_are_offered() -> None:
    offered = choices((f"id-{number}", f"Label {number}") for number in range(40))
    assert [choice.value for choice in offered] == [f"id-{number}" for number in range(25)]


def test_one_bad_choice_does_not_cost_the_list() -> None:
    offered = choices(
        [("", "no value"), ("x" * 101, "value too long"), ("a", "l" * 200), ("b", " \n "), ("a", "again")]
    )
    assert [(choice.value, len(choice.name)) for choice in offered] == [("a", 100), ("b", 1)]
