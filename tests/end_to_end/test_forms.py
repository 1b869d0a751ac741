"""What moderators read beside a form, and how what was refused is put right."""

from __future__ import annotations

import re

from tests.end_to_end.club import DIRECTOR, TRUE_STORY, Club, shown_in

MANY = [f"is number {number} of the many wordings of it really true" for number in range(100)]


async def _with_many_wordings(club: Club) -> None:
    listed = ", ".join(MANY)
    club.film.write_text(
        club.film.read_text().replace("[based on a true story, did this", f"[{listed}, based on a true story, did this")
    )
    await club.restart()


async def test_a_field_too_long_for_a_form_is_named_and_changed_otherwise(club: Club) -> None:
    await _with_many_wordings(club)
    form = await club.open("knowledge edit", entry=TRUE_STORY)
    assert "also_asked" not in shown_in(form)
    draft = await club.submit(form, answer="Yes.")
    for shown in (draft, await club.run("knowledge show", entry=TRUE_STORY)):
        assert "Too long for the form" in shown.text
        assert "/knowledge also-asked" in shown.text
    offered = await club.max.autocomplete(
        "#films", "knowledge also-asked", option="wording", value="number 42", entry=TRUE_STORY, take_away=True
    )
    assert [choice.value for choice in offered] == [MANY[42]]
    await club.save(await club.run("knowledge also-asked", entry=TRUE_STORY, wording=MANY[42].upper(), take_away=True))
    assert MANY[42] not in club.film.read_text()
    assert MANY[41] in club.film.read_text()
    refused = await club.run("knowledge also-asked", entry=TRUE_STORY, wording="never there", take_away=True)
    assert "not among" in refused.text


async def test_a_problem_is_said_once_and_without_lines_that_nobody_sees(club: Club) -> None:
    form = await club.open("knowledge edit", entry=DIRECTOR)
    refused = await club.submit(form, checked="yesterday")
    assert refused.text.count("year-month-day") == 1
    assert "yaml" not in refused.text
    assert not re.search(r"line \d|:\d", refused.text.lower())


async def test_another_id_that_cannot_be_is_put_right(club: Club) -> None:
    refused = await club.run("knowledge rename", what=TRUE_STORY, name="Is it true?", reason="shorter")
    form = await (await club.max.click(refused, label="Edit again")).form()
    assert shown_in(form) == {"name": "Is it true?"}
    draft = await club.submit(form, name="is-it-true")
    again = await (await club.max.click(draft, label="Edit again")).form()
    await club.save(await club.submit(again, name="real"))
    assert "id: real" in club.film.read_text()
    assert "shorter" in (await club.run("knowledge history")).text


async def test_another_id_of_a_film_that_cannot_be_is_put_right(club: Club) -> None:
    refused = await club.run("knowledge rename", what="breathing-lessons", name="../x")
    form = await (await club.max.click(refused, label="Edit again")).form()
    await club.save(await club.submit(form, name="lessons"))
    assert (club.folder / "films" / "lessons.yaml").exists()
