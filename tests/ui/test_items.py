from __future__ import annotations

import pytest

from bot.knowledge.edit import AddEntry, AddItem, Change, SetField
from bot.knowledge.edit.fields import items_of
from bot.ui.items import as_in_the_file, changed_item, drafted_item, new_item, with_main_keys

SYNOPSIS, OFFERS, FAQ = "a/plot/synopsis", "a/watch/offers", "a/faq/b"


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (SetField(SYNOPSIS, "value", ("Plain.", "{text: Ends., spoiler: ending}")), "{text: Ends., spoiler: ending}"),
        (SetField(OFFERS, "offers", ("- { 'service': X }",)), "- { 'service': X }"),
        (AddItem(OFFERS, "offers", "{service: X}"), "{service: X}"),
        (AddEntry("plot", {"value": "Once.\n{text: x}"}, "synopsis"), "{text: x}"),
        (SetField(FAQ, "answer", "{answer: x}"), "{answer: x}"),
        (SetField(FAQ, "answer", "{what: x}"), None),
        (SetField(FAQ, "answer", "A set is written {1, 2}; text: so."), None),
        (SetField(SYNOPSIS, "value", ("He says {sic}: no.",)), None),
        (AddItem("", "also_asked", "{text: x}"), None),
    ],
)
def test_lines_written_as_in_the_file_are_found(change: Change, line: str | None) -> None:
    assert as_in_the_file([change]) == line


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize(
    ("entry", "values"),
    [
        (OFFERS, {"service": "Netflix", "how": ("stream",), "url": "https://example.org"}),
        (SYNOPSIS, {"text": "It ends.", "spoiler": "ending"}),
    ],
)
def test_a_draft_of_a_new_item_is_read_back(entry: str, values: dict[str, str], *, there: bool) -> None:
    _, section, name = entry.split("/")
    items = items_of(section, name)
    assert items is not None
    change = new_item(items, {**values, "by": ""}, entry=entry, there=there)
    found = drafted_item([change])
    assert found is not None
    assert found[1:] == (items, values)


def test_other_drafts_are_of_no_item() -> None:
    assert drafted_item([AddItem(FAQ, "also_asked", "x")]) is None
    assert drafted_item([AddItem("", "also_asked", "x")]) is None
    assert drafted_item([AddItem(SYNOPSIS, "also_asked", "x")]) is None
    assert drafted_item([AddEntry("watch", {"offers": ("A", "B"), "offers[0].how": "rent"})]) is None
    assert drafted_item([AddEntry("plot", {"value": ("A",)}, "synopsis")]) is None


def test_the_item_that_is_changed() -> None:
    assert changed_item([SetField(OFFERS, "offers[2].how", "rent"), SetField(OFFERS, "offers[2].url", "")]) == 2
    assert changed_item([SetField(OFFERS, "offers[2].how", "rent"), SetField(OFFERS, "note", "x")]) is None
    assert changed_item([SetField(OFFERS, "offers[2].how", "rent"), SetField(OFFERS, "offers[1].how", "x")]) is None


def test_what_items_are_about_stands_under_their_keys_too() -> None:
    values = with_main_keys(("watch", None), {"offers": ("A", "B")})
    assert values["offers[1].service"] == "B"
    assert with_main_keys(("faq", None), {"answer": "x"}) == {"answer": "x"}
