from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.edit import AddEntry, AddItem, RemoveField, RemoveItem, SetField, Value
from bot.ui import limits
from bot.ui.forms import MOST_INPUTS, changes_of, fingerprint, inputs_of, left_out, page_of, tidy, typed, with_changes
from bot.ui.ids import BadPressError

FAQ: dict[str, Value] = {
    "question": "Is it a true story?",
    "also_asked": ("based on a true story", "real?"),
    "answer": "Yes.\n\nMostly.",
    "spoiler": "mild",
}


def submitted(values: dict[str, Value], section: str = "faq", name: str | None = None) -> dict[str, str]:
    """What a form sends back that nobody has touched."""
    return {made.custom_id: made.shown for made in inputs_of(section, name, values)}


def test_a_form_has_the_most_important_fields_first_and_five_of_them() -> None:
    inputs = inputs_of("faq", None, FAQ)
    first = page_of(inputs, 0)
    assert [made.field for made in first][:3] == ["question", "also_asked", "answer"]
    assert len(first) == MOST_INPUTS
    pages = [page_of(inputs, page) for page in range(-(-len(inputs) // MOST_INPUTS))]
    assert [made for page in pages for made in page] == list(inputs)
    assert page_of(inputs, 99) == pages[-1]


def test_what_nobody_touched_is_no_change() -> None:
    assert typed(submitted(FAQ)).values == {}


def test_everything_is_read_where_all_of_it_is_new() -> None:
    read = typed(submitted(FAQ), everything=True).values
    assert {field: value for field, value in read.items() if value} == FAQ


def test_only_what_was_changed_is_a_value_and_lists_are_lines() -> None:
    sent = {
        custom_id: "one\r\n\r\n two \n" if custom_id.startswith("also_asked") else text
        for custom_id, text in submitted(FAQ).items()
    }
    assert typed(sent).values == {"also_asked": ("one", "two")}


def test_a_blank_takes_a_value_out() -> None:
    sent = {custom_id: "" for custom_id in submitted(FAQ) if custom_id.startswith("spoiler")}
    given_values = typed(sent).values
    assert given_values == {"spoiler": ""}
    assert changes_of("a/faq/b", given_values, FAQ) == (SetField("a/faq/b", "spoiler", ""),)


def test_what_others_changed_meanwhile_is_found_by_field() -> None:
    sent = {
        custom_id: "Mine." if custom_id.startswith("answer") else text for custom_id, text in submitted(FAQ).items()
    }
    given_values = typed(sent)
    assert given_values.overtaken(FAQ) == ()
    assert given_values.overtaken({**FAQ, "question": "Theirs?"}) == ()
    assert given_values.overtaken({**FAQ, "answer": "Theirs."}) == ("answer",)


def test_texts_with_lines_of_their_own_are_parted_by_blank_lines() -> None:
    values: dict[str, Value] = {"value": ("He is\na poet.", "He dies.")}
    (first, *_) = inputs_of("plot", "synopsis", values)
    assert first.shown == "He is\na poet.\n\nHe dies."
    assert typed({first.custom_id: "One\ntwo.\n\n\nThree."}).values == {"value": ("One\ntwo.", "Three.")}


def test_what_no_input_can_hold_is_left_out_rather_than_cut() -> None:
    long: dict[str, Value] = {"value": tuple(f"part {number} " + "x" * 900 for number in range(5))}
    assert "value" not in {made.field for made in inputs_of("plot", "synopsis", long)}
    odd: dict[str, Value] = {"value": ("one\n\ntwo", "three")}
    assert "value" not in {made.field for made in inputs_of("plot", "synopsis", odd)}


def test_items_of_a_list_have_inputs_for_their_own_keys() -> None:
    values: dict[str, Value] = {"offers": ("Apple TV", "Crave"), "offers[0].how": ("rent", "buy")}
    inputs = {made.field: made for made in inputs_of("watch", None, values)}
    assert inputs["offers"].shown == "Apple TV\nCrave"
    assert inputs["offers[0].how"].shown == "rent\nbuy"
    assert inputs["offers[1].regions"].shown == ""
    assert "offers[0].service" not in inputs
    assert "{" not in inputs["offers"].help
    assert all("[" not in made.help for made in inputs_of("overview", "genres", {}))


def test_what_is_left_out_is_named() -> None:
    long: dict[str, Value] = {**FAQ, "also_asked": tuple(f"wording {number} " * 5 for number in range(100))}
    assert left_out("faq", None, long) == ("also_asked",)
    assert left_out("faq", None, FAQ) == ()


def test_a_wording_given_many_times_is_one() -> None:
    (made,) = [made for made in inputs_of("faq", None, {}) if made.field == "also_asked"]
    assert typed({made.custom_id: "true story\nreal?\nTrue story\nreal?"}).values == {
        "also_asked": ("true story", "real?")
    }
    offers = next(one for one in inputs_of("watch", None, {}) if one.field == "offers")
    assert typed({offers.custom_id: "Apple TV\nApple TV"}).values == {"offers": ("Apple TV", "Apple TV")}


def test_characters_that_turn_text_round_are_dropped_and_those_of_scripts_are_kept() -> None:
    assert (
        tidy("a\u202eb\u2066c\u2069 \u0627\u200f \U0001f468\u200d\U0001f469")
        == "abc \u0627\u200f \U0001f468\u200d\U0001f469"
    )


def test_labels_and_ids_are_within_discords_limits() -> None:
    values: dict[str, Value] = {"offers": tuple("S" * 200 + str(number) for number in range(12))}
    for made in inputs_of("watch", None, values):
        assert len(made.custom_id) <= limits.CUSTOM_ID


@pytest.mark.parametrize("custom_id", ["", "answer", "answer~t~xyz", "answer~q~000000000000", "~t~000000000000"])
def test_forged_inputs_are_refused(custom_id: str) -> None:
    with pytest.raises(BadPressError):
        typed({custom_id: "text"})


@given(st.text())
def test_tidying_twice_is_tidying_once(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert fingerprint(text) == fingerprint(once)
    assert "\r" not in once
    once.encode()


def test_a_draft_goes_on_from_its_changes() -> None:
    entry = "a/faq/b"
    changes = (
        SetField(entry, "answer", "No."),
        RemoveField(entry, "spoiler"),
        AddItem(entry, "also_asked", "is it"),
        RemoveItem(entry, "also_asked", "real?"),
    )
    assert with_changes(FAQ, changes) == {
        "question": "Is it a true story?",
        "also_asked": ("based on a true story", "is it"),
        "answer": "No.",
    }
    assert with_changes({}, [AddEntry("faq", {"question": "Q?"})]) == {"question": "Q?"}
