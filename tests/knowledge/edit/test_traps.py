"""Places where YAML's positions mislead, and forms that a new value takes: the whole text before and after.

Long, but one matter: tables of such texts.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge import KnowledgeError
from bot.knowledge.edit import (
    AddEntry,
    AddItem,
    Change,
    EditError,
    RemoveEntry,
    RemoveField,
    RemoveItem,
    RenameEntry,
    SetField,
    apply_changes,
)

PATH = Path("film.yaml")
HEAD = "film: {title: A film, year: 2012}\nsources: {page: A page}\n"


def edit(before: str, *changes: Change) -> str:
    """What becomes of the text below a film's head."""
    after = apply_changes(HEAD + before, changes, path=PATH).text
    assert after.startswith(HEAD)
    return after[len(HEAD) :]


LONG = (
    "This is one long answer, the kind that moderators write when a question needs more than a line to be dealt with."
)


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        pytest.param(
            "faq:\n  - id: a\n    question: A?\n    answer: No.\n  # about b\n  - id: b\n    question: B?\n    answer: No.\n",
            SetField("film/faq/a", "source", "page"),
            "faq:\n  - id: a\n    question: A?\n    answer: No.\n    source: page\n  # about b\n  - id: b\n    question: B?\n    answer: No.\n",
            id="a mapping's end runs into the next entry's comment",
        ),
        pytest.param(
            "faq:\n  - id: a\n    question: A?\n    answer: |\n      Yes.\n\n\n  - id: b\n    question: B?\n    answer: No.\n",
            SetField("film/faq/a", "answer", "No."),
            "faq:\n  - id: a\n    question: A?\n    answer: No.\n\n\n  - id: b\n    question: B?\n    answer: No.\n",
            id="a block scalar ends at the start of a later line",
        ),
        pytest.param(
            "faq:\n  - id: a\n    question: A?\n    answer: >-   # why\n      Yes.\n      Really.\n",
            SetField("film/faq/a", "answer", "No."),
            "faq:\n  - id: a\n    question: A?\n    answer: No.   # why\n",
            id="a comment in a block's head stays",
        ),
        pytest.param(
            "faq:\n  - id: a\n    question: A?\n    answer: Yes.   # why\n    source: page\n",
            SetField("film/faq/a", "answer", "One.\n\nTwo."),
            "faq:\n  - id: a\n    question: A?\n    answer: |-   # why\n      One.\n\n      Two.\n    source: page\n",
            id="several lines become a block; the comment goes to its head",
        ),
        pytest.param(
            "faq:\n  - id: a\n    question: A?\n    answer: Yes.\n",
            SetField("film/faq/a", "answer", LONG),
            "faq:\n  - id: a\n    question: A?\n    answer: >-\n      This is one long answer, the kind that moderators write when a question\n"
            "      needs more than a line to be dealt with.\n",
            id="a long answer is folded",
        ),
        pytest.param(
            "trivia:\n- One.\n-  Two.\n",
            AddEntry("trivia", {"text": "Three."}, "three"),
            "trivia:\n- One.\n-  Two.\n-  {id: three, text: Three.}\n",
            id="hyphens at column 0, with the neighbours' distance",
        ),
        pytest.param(
            "faq:\n    -   id: a\n        question: A?\n        answer: No.\n",
            AddEntry("faq", {"question": "B?", "answer": "Yes.", "also_asked": ("b", "x, y")}, "b"),
            "faq:\n    -   id: a\n        question: A?\n        answer: No.\n    -   id: b\n        question: B?\n"
            '        also_asked: [b, "x, y"]\n        answer: Yes.\n',
            id="the neighbours' indentation",
        ),
        pytest.param(
            "faq:\n  - id: a\n    question: A?\n    answer: No.\n\n  - id: b\n    question: B?\n    answer: No.\n\ntrivia: []\n",
            AddEntry("faq", {"question": "C?", "answer": "Yes."}, "c"),
            "faq:\n  - id: a\n    question: A?\n    answer: No.\n\n  - id: b\n    question: B?\n    answer: No.\n\n"
            "  - id: c\n    question: C?\n    answer: Yes.\n\ntrivia: []\n",
            id="entries stand apart by a blank line",
        ),
        pytest.param(
            "faq:   # soon\ntrivia: []   # none\n",
            AddEntry("trivia", {"text": "One."}, "one"),
            "faq:   # soon\ntrivia:   # none\n  - id: one\n    text: One.\n",
            id="an empty list grows",
        ),
        pytest.param(
            "faq:   # soon\n",
            AddEntry("faq", {"question": "A?", "answer": "Yes."}, "a"),
            "faq:   # soon\n  - id: a\n    question: A?\n    answer: Yes.\n",
            id="a section without a value grows",
        ),
        pytest.param(
            "overview:\n  director: A man\nfaq: []\n",
            AddEntry("cast", {"character": "Mark", "actor": "John"}),
            "overview:\n  director: A man\ncast:\n  - id: mark\n    character: Mark\n    actor: John\nfaq: []\n",
            id="an absent section comes where the model has it",
        ),
        pytest.param(
            "overview:\n  director: A man   # who\n",
            SetField("film/overview/director", "source", "page"),
            "overview:\n  director: {value: A man, source: page}   # who\n",
            id="a fact in short form is opened",
        ),
        pytest.param(
            "overview:\n  genres:\n    value: [a]\n    source: page\n  director: A man\n",
            SetField("film/overview/director", "source", "page"),
            "overview:\n  genres:\n    value: [a]\n    source: page\n  director:\n    value: A man\n    source: page\n",
            id="a fact is opened as its neighbours are",
        ),
        pytest.param(
            "plot:\n  ending: >-\n    He dies\n    in the end.\n",
            SetField("film/plot/ending", "spoiler", "ending"),
            "plot:\n  ending:\n    value: >-\n      He dies\n      in the end.\n    spoiler: ending\n",
            id="a block is opened and keeps its lines",
        ),
        pytest.param(
            "plot:\n  synopsis:   # parts\n  - One.   # first\n\n  # then\n  - {text: Two., spoiler: mild}\n",
            SetField("film/plot/synopsis", "source", "page"),
            "plot:\n  synopsis:   # parts\n    value:\n    - One.   # first\n\n  # then\n    - {text: Two., spoiler: mild}\n    source: page\n".replace(
                "\n  # then", "\n    # then"
            ),
            id="a list is opened and keeps its comments",
        ),
        pytest.param(
            "trivia:\n  - The lung was real.   # seen\n",
            AddItem("film/trivia/the-lung-was-real", "also_asked", "real lung?"),
            "trivia:\n  - {id: the-lung-was-real, text: The lung was real., also_asked: [real lung?]}   # seen\n",
            id="a plain item is opened and its name written in",
        ),
        pytest.param(
            "quotes:\n  - text: Go for it.\n    by: Brendan\n",
            SetField("film/quotes/go-for-it", "text", "Go for it!"),
            "quotes:\n  - id: go-for-it\n    text: Go for it!\n    by: Brendan\n",
            id="the name is written in at the first edit",
        ),
        pytest.param(
            "awards:\n  - award: Oscars\n    who: Helen Hunt   # her\n",
            AddItem("film/awards/oscars", "who", "John Hawkes"),
            "awards:\n  - id: oscars\n    award: Oscars\n    who: [Helen Hunt, John Hawkes]   # her\n",
            id="one text becomes a list",
        ),
        pytest.param(
            "faq:\n  - {id: a, question: A?, answer: Yes., also_asked: [b, ]}\n",
            AddItem("film/faq/a", "also_asked", "c: d"),
            'faq:\n  - {id: a, question: A?, answer: Yes., also_asked: [b, "c: d", ]}\n',
            id="a trailing comma stays",
        ),
        pytest.param(
            "overview:\n  genres: [\n    drama,   # sad\n    comedy   # funny\n  ]\n",
            AddItem("film/overview/genres", "value", "war"),
            "overview:\n  genres: [\n    drama,   # sad\n    comedy,   # funny\n    war\n  ]\n",
            id="brackets with an item a line",
        ),
        pytest.param(
            "overview:\n  genres: [\n    drama,   # sad\n    comedy,   # funny\n    war\n  ]\n",
            RemoveItem("film/overview/genres", "value", "comedy"),
            "overview:\n  genres: [\n    drama,   # sad\n       # funny\n    war\n  ]\n",
            id="comments between brackets stay",
        ),
        pytest.param(
            "overview:\n  genres: [drama, comedy]\n",
            RemoveItem("film/overview/genres", "value", "comedy"),
            "overview:\n  genres: [drama]\n",
            id="the last of a list in brackets",
        ),
        pytest.param(
            "faq:\n  - id: a\n    question: A?\n    # wordings\n    also_asked:\n      - x\n    # the answer\n    answer: Yes.\n",
            RemoveItem("film/faq/a", "also_asked", "x"),
            "faq:\n  - id: a\n    question: A?\n    # the answer\n    answer: Yes.\n",
            id="a list that runs empty goes, and its comment",
        ),
        pytest.param(
            "faq:\n  - id: a\n    question: A?\n    answer: No.\n\n  # about b\n  # and more\n  - id: b\n    question: B?\n    answer: No.\n"
            "      # of b\n\n  # about c\n  - id: c\n    question: C?\n    answer: No.\n",
            RemoveEntry("film/faq/b"),
            "faq:\n  - id: a\n    question: A?\n    answer: No.\n\n  # about c\n  - id: c\n    question: C?\n    answer: No.\n",
            id="an entry goes with its comments and one gap",
        ),
        pytest.param(
            "faq:\n  - id: a\n    question: A?\n    answer: No.\n\n  # about both\n\n  - id: b\n    question: B?\n    answer: No.\n\n# trivia\ntrivia: []\n",
            RemoveEntry("film/faq/b"),
            "faq:\n  - id: a\n    question: A?\n    answer: No.\n\n  # about both\n\n# trivia\ntrivia: []\n",
            id="a comment that stands apart stays",
        ),
        pytest.param(
            "faq:   # all\n  - id: a\n    question: A?\n    answer: No.\n# after\n",
            RemoveEntry("film/faq/a"),
            "faq: []   # all\n# after\n",
            id="the last entry leaves an empty list",
        ),
        pytest.param(
            "overview:\n  director: A man\nfaq: []\n",
            RemoveEntry("film/overview/director"),
            "overview: {}\nfaq: []\n",
            id="the last fact leaves empty braces",
        ),
        pytest.param(
            "faq:\n  - question: A?\n    id: a\n    answer: No.\n",
            RenameEntry("film/faq/a", "b"),
            "faq:\n  - question: A?\n    id: b\n    answer: No.\n",
            id="a new name where the old one stood",
        ),
        pytest.param(
            "faq:\n  - source: page   # from\n    id: a\n    question: A?\n    answer: No.\n",
            RemoveField("film/faq/a", "source"),
            "faq:\n  -    # from\n    id: a\n    question: A?\n    answer: No.\n",
            id="the first key of an item",
        ),
        pytest.param(
            "watch:\n  offers:\n    - {service: A}\n    - service: B\n",
            SetField("film/watch/offers", "offers[1].url", "https://b.example/#x"),
            "watch:\n  offers:\n    - {service: A}\n    - service: B\n      url: https://b.example/#x\n",
            id="a nested field",
        ),
        pytest.param(
            "plot:\n  ending:   # how\n    text: One.\n    by: Me\n    spoiler: mild\n",
            AddItem("film/plot/ending", "value", "Two."),
            "plot:\n  ending:   # how\n    value: [{text: One., by: Me}, Two.]\n    spoiler: mild\n",
            id="a fact of one part becomes one of several",
        ),
        pytest.param(
            "plot:\n  synopsis:\n    - One.   # first\n    - Two.\n",
            AddItem("film/plot/synopsis", "value", "Three.", {"spoiler": "ending", "source": " "}),
            "plot:\n  synopsis:\n    - One.   # first\n    - Two.\n    - {text: Three., spoiler: ending}\n",
            id="an item with keys of its own",
        ),
        pytest.param(
            "watch:\n  offers:\n    - {service: A, how: [rent]}\n",
            AddItem("film/watch/offers", "offers", "A", {"how": ("buy",)}),
            "watch:\n  offers:\n    - {service: A, how: [rent]}\n    - {service: A, how: [buy]}\n",
            id="another item about the same",
        ),
        pytest.param(
            "overview:\n  genres:\n    - a\n    # of b\n    - b\n    - c\n    - d",
            SetField("film/overview/genres", "value", ("x", "b", "d", "e")),
            "overview:\n  genres:\n    - x\n    # of b\n    - b\n    - d\n    - e",
            id="a list set as a whole keeps what stays",
        ),
        pytest.param(
            "trivia:\n  - x   # first\n  - 'x'   # second\n  - x   # third\n",
            RemoveEntry("film/trivia/x-2"),
            "trivia:\n  - x   # first\n  - x   # third\n",
            id="of equal items the one that is meant",
        ),
        pytest.param(
            '"faq": [{"id": "a", "question": "A?", "answer": "No."}]\n',
            AddEntry("faq", {"question": "B?", "answer": "It's so."}, "b"),
            '"faq": [{"id": "a", "question": "A?", "answer": "No."},\n  {"id": "b", "question": "B?", "answer": "It\'s so."}]\n',
            id="keys are quoted as the others are",
        ),
        pytest.param(
            "faq:\n  - id: a\n    question: A?\n    also_asked: [a wording of some length, another one that is as long, the third,\n"
            "      a fourth]\n    answer: No.\n",
            AddEntry(
                "faq",
                {"question": "B?", "answer": "No.", "also_asked": tuple(f"wording number {n}" for n in range(8))},
                "b",
            ),
            "faq:\n  - id: a\n    question: A?\n    also_asked: [a wording of some length, another one that is as long, the third,\n"
            "      a fourth]\n    answer: No.\n"
            "  - id: b\n    question: B?\n    also_asked: [wording number 0, wording number 1, wording number 2,\n"
            "      wording number 3, wording number 4, wording number 5, wording number 6,\n      wording number 7]\n    answer: No.\n",
            id="many wordings",
        ),
        pytest.param(
            "faq:\n  - id: a\n    question: A?\n    also_asked: [a wording of some length, another one that is as long, here]\n    answer: No.\n",
            AddItem("film/faq/a", "also_asked", "one more"),
            "faq:\n  - id: a\n    question: A?\n    also_asked: [a wording of some length, another one that is as long, here,\n"
            "      one more]\n    answer: No.\n",
            id="a full line of brackets goes on in the next",
        ),
        pytest.param(
            "overview:\n  director: {value: A man, source: page}\n",
            RenameEntry("film/sources/page", "record"),
            None,
            id="a source's new key is followed",
        ),
    ],
)
def test_edits(before: str, change: Change, after: str | None) -> None:
    if after is None:
        text = apply_changes(HEAD + before, [change], path=PATH).text
        assert text == (HEAD + before).replace("page:", "record:").replace("source: page", "source: record")
    else:
        assert edit(before, change) == after


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["", "{newline}"])
def test_line_ends_mark_and_final_line_end_stay(newline: str, mark: str, end: str) -> None:
    before = HEAD + "faq:\n  - id: a\n    question: A?\n    answer: No.\n  - id: b\n    question: B?\n    answer: No."
    after = before.replace("A?\n    answer: No.", "A?\n    answer: |-\n      One.\n      Two.\n    source: page")
    text = mark + before.replace("\n", newline) + end.format(newline=newline)
    changes = [SetField("film/faq/a", "answer", "One.\nTwo."), SetField("film/faq/a", "source", "page")]
    edited = apply_changes(text.encode(), changes, path=PATH)
    assert edited.data.decode() == mark + after.replace("\n", newline) + end.format(newline=newline)
    edited = apply_changes(text.encode(), [RemoveEntry("film/faq/b")], path=PATH)
    assert edited.text.endswith("answer: No." + end.format(newline=newline))
    added = apply_changes(text.encode(), [AddEntry("faq", {"question": "C?", "answer": "Yes."}, "c")], path=PATH)
    assert added.text.startswith(text.removesuffix(end.format(newline=newline)))
    assert added.text.endswith("answer: Yes." + end.format(newline=newline))


def test_other_line_ends_of_yaml() -> None:
    """U+0085 and U+2028 end lines: what stands behind them is no comment, and columns count from there."""
    before = (
        "faq:\n  - id: a # one\x85    question: A?\u2028    answer: No.\n  - id: b\n    question: B?\n    answer: No.\n"
    )
    assert edit(before, SetField("film/faq/a", "answer", "Yes.")) == before.replace(
        "A?\u2028    answer: No.", "A?\u2028    answer: Yes."
    )
    assert edit(before, AddItem("film/faq/a", "also_asked", "x")).endswith(
        "A?\n    also_asked: [x]\u2028    answer: No.\n  - id: b\n    question: B?\n    answer: No.\n"
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (SetField("film/faq/c", "answer", "x"), "no entry `film/faq/c`"),
        (SetField("other/faq/a", "answer", "x"), "does not belong to `film`"),
        (SetField("film/overview/composer", "value", "x"), "not written yet"),
        (SetField("film/quotes/all", "text", "x"), "put together from other entries"),
        (SetField("film/faq/a", "anser", "x"), "did you mean `answer`"),
        (SetField("film/faq/a", "answer[0]", "x"), "is one value"),
        (SetField("film/faq/a", "answer", ("x", "y")), "takes one text"),
        (SetField("film/faq/a", "a b", "x"), "is no field"),
        (SetField("film/faq/a", "answer", "x\x07y"), "invisible control character"),
        (SetField("film/faq/a", "answer", "x\ud800y"), "invisible control character"),
        (SetField("film/faq/a", "id", "b"), "taken in this section"),
        (RemoveField("film/faq/a", "source"), "is not given"),
        (RemoveField("film/faq/a", "id"), "cannot be taken out"),
        (AddItem("film/faq/a", "answer", "x"), "takes one text"),
        (AddItem("film/faq/a", "also_asked", "x"), "there already"),
        (AddItem("film/faq/a", "also_asked", "z", {"url": "y"}), "it has no fields"),
        (RemoveItem("film/faq/a", "also_asked", "y"), "not among the values"),
        (AddEntry("faqs", {}), "did you mean `faq`"),
        (AddEntry("faq", {"question": "A?", "answer": "x"}, "A"), "taken in this section"),
        (AddEntry("faq", {"question": "A?", "answer": "x"}, "../../x"), "letters, digits"),
        (AddEntry("faq", {"question": "A?", "answer": "x"}, "all"), "whole section"),
        (AddEntry("overview", {"value": "x"}, "directr"), "did you mean `director`"),
        (AddEntry("overview", {"value": "x"}), "say which fact"),
        (AddEntry("overview", {"value": "x"}, "director"), "is there already"),
        (RenameEntry("film/overview/director", "x"), "named by its key"),
        (RenameEntry("film/faq/a", "a"), "its id already"),
        (RemoveEntry("film/film/about"), "cannot be taken out"),
        (SetField("film/watch/offers", "offers[3].url", "https://a.b"), "counted from 0"),
        (SetField("film/watch/offers", "offers.url", "https://a.b"), "say which item is meant"),
    ],
)
def test_refusals(change: Change, says: str) -> None:
    text = (
        HEAD + "overview: {director: A man}\nquotes: [Go.]\nwatch: {offers: [{service: A}]}\n"
        "faq:\n  - {id: a, question: A?, answer: No., also_asked: [x]}\n  - {id: b, question: B?, answer: No.}\n"
    )
    with pytest.raises(EditError, match=says):
        apply_changes(text, [change], path=PATH)


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (SetField("film/faq/a", "spoiler", "much"), 4, "write none, mild or ending"),
        (SetField("film/faq/a", "source", "nowhere"), 4, "no key of `sources`"),
        (SetField("film/faq/a", "checked", "yesterday"), 4, "write a date"),
        (SetField("film/faq/a", "answer", "x" * 3501), 4, "longer than 3,500"),
        (RemoveField("film/faq/a", "answer"), 4, "`answer:` is missing"),
        (AddEntry("faq", {"question": "B?"}, "b"), 5, "`answer:` is missing"),
    ],
)
def test_results_that_would_not_be_valid(change: Change, line: int, says: str) -> None:
    text = HEAD + "faq:\n  - {id: a, question: A?, answer: No.}\n"
    with pytest.raises(KnowledgeError, match=says) as caught:
        apply_changes(text, [change], path=PATH)
    assert caught.value.problems[0].line == line


def test_what_cannot_be_read_is_not_edited() -> None:
    with pytest.raises(KnowledgeError):
        apply_changes(HEAD + "faq: [\n", [SetField("film/faq/a", "answer", "x")], path=PATH)
    with pytest.raises(KnowledgeError, match="UTF-8"):
        apply_changes(b"film: {title: \xff}", [SetField("film/faq/a", "answer", "x")], path=PATH)


def test_blank_values_take_a_field_out() -> None:
    before = "faq:\n  - {id: a, question: A?, answer: No., source: page}\n"
    assert edit(before, SetField("film/faq/a", "source", "  ")) == "faq:\n  - {id: a, question: A?, answer: No.}\n"


def test_changes_follow_each_other_as_one_edit() -> None:
    text = HEAD + "faq: []\n"
    changes = [
        AddEntry("faq", {"question": "A?", "answer": "No."}, "a"),
        AddItem("film/faq/a", "also_asked", "x"),
        RenameEntry("film/faq/a", "b"),
        SetField("film/faq/b", "answer", "Yes."),
    ]
    edited = apply_changes(text, changes, path=PATH)
    assert edited.text == HEAD + "faq:\n  - id: b\n    question: A?\n    also_asked: [x]\n    answer: Yes.\n"
    assert edited.entries == ("film/faq/a", "film/faq/b")
    assert edited.diff.startswith("--- film.yaml\n+++ film.yaml\n@@ -1,3 +1,7 @@\n film: {title")


def test_names_that_move_are_told() -> None:
    text = HEAD + "trivia:\n  - Фильм.\n  - Кино.\n  - {id: own, text: Свой.}\n"
    edited = apply_changes(text, [RemoveEntry("film/trivia/trivia-1")], path=PATH)
    assert edited.moved == {"film/trivia/trivia-2": "film/trivia/trivia-1"}
    assert edited.entries == ("film/trivia/trivia-1",)
