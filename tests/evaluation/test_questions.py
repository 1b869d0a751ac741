"""Files of questions whose answers are known."""

from __future__ import annotations

import pytest

from bot.evaluation import Case, load_questions
from bot.knowledge import KnowledgeError


def test_one_id_several_or_none_may_be_expected(tmp_path):
    file = tmp_path / "questions.yaml"
    file.write_text(
        "- {question: who made it, expect: lamp/overview/director}\n"
        "- question: 'dog?'\n  expect: [lamp/faq/the-dog, lamp/plot/ending]\n  film: lamp\n"
        "- {question: 1917, expect: null}\n",
        encoding="utf-8",
    )
    assert load_questions(file) == (
        Case("who made it", ("lamp/overview/director",)),
        Case("dog?", ("lamp/faq/the-dog", "lamp/plot/ending"), "lamp"),
        Case("1917"),
    )


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("question: a\nexpect: null\n", 1, "list"),
        ("", 1, "start each question with `- question:`"),
        ("# none yet\n", 1, "start each question with `- question:`"),
        ("[]\n", 1, "start each question with `- question:`"),
        ("- {question: a, expect: null}\n- just text\n", 2, "question"),
        ("- expect: null\n", 1, "`question` is missing"),
        ("- {question: a, expect: null}\n- question: b\n", 2, "`expect` is missing"),
        ("- question: a\n  expect: director\n", 2, "document/section/name"),
        ("- question: a\n  expect: []\n", 2, "entry id"),
        ("- question: a\n  expect: null\n  flim: lamp\n", 3, "`flim`"),
    ],
)
def test_every_fault_has_its_line(tmp_path, text, line, says):
    file = tmp_path / "questions.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_questions(file)
    assert [(problem.line, says in problem.message) for problem in caught.value.problems] == [(line, True)]
