"""`/knowledge`: every command and form, as a moderator uses it.

Long, but one matter: one group of commands, from its forms to the file.
"""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from bot.sandbox import Modal, Upload
from tests.end_to_end.club import DIRECTOR, TRUE_STORY, Club, shown_in


async def test_a_new_entry_is_previewed_saved_and_answered_at_once(club: Club) -> None:
    form = await club.open("knowledge add", film="The Sessions", section="faq")
    assert len(form.inputs) == 5
    draft = await club.submit(
        form, question="Was it shot in winter?", also_asked="filmed in winter\nwinter shoot", answer="No, in May."
    )
    assert "What members will read" in draft.text
    assert "No, in May." in draft.text
    assert "+" in draft.text
    assert "No, in May." not in club.film.read_text()
    await club.save(draft)
    assert "No, in May." in club.film.read_text()
    assert "No, in May." in await club.answer("was it shot in winter?")
    assert "No, in May." in await club.answer("winter shoot")


async def test_the_further_fields_of_a_new_entry_come_in_a_second_form(club: Club) -> None:
    form = await club.open("knowledge add", film="the-sessions", section="quotes")
    draft = await club.submit(form, text="I love you.", by="Mark O'Brien")
    more = await (await club.max.click(draft, label="More fields")).form()
    assert "spoiler" in shown_in(more)
    draft = await club.submit(more, spoiler="mild", checked="2026-11-20")
    assert "I love you." in draft.spoiler_text
    await club.save(draft)
    assert "spoiler: mild" in club.film.read_text()
    assert "checked: 2026-11-20" in club.film.read_text()


async def test_a_fact_that_is_lacking_is_added(club: Club) -> None:
    offered = await club.max.autocomplete(
        "#films", "knowledge add", option="section", value="compos", film="the-sessions"
    )
    assert [choice.value for choice in offered] == ["overview/composer"]
    form = await club.open("knowledge add", film="the-sessions", section="overview/composer")
    await club.save(await club.submit(form, value="Marco Beltrami"))
    assert "Marco Beltrami" in await club.answer("who composed the music?")


async def test_a_fact_that_is_there_is_changed_instead(club: Club) -> None:
    form = await club.open("knowledge add", film="the-sessions", section="overview/director")
    assert shown_in(form)["value"] == "Ben Lewin"


async def test_an_edit_touches_one_entry(club: Club) -> None:
    before = club.film.read_text()
    form = await club.open("knowledge edit", entry=TRUE_STORY)
    assert shown_in(form)["also_asked"] == "based on a true story\ndid this really happen"
    draft = await club.submit(form, answer="Yes: it is Mark O'Brien's own story.")
    assert "-    answer: Yes, on the life" in draft.text
    await club.save(draft)
    new = [line for line in club.film.read_text().splitlines() if line not in before.splitlines()]
    assert len(new) == 1
    assert "own story" in new[0]
    assert "own story" in await club.answer("is it a true story?")


async def test_a_form_sent_unchanged_changes_nothing(club: Club) -> None:
    form = await club.open("knowledge edit", entry=DIRECTOR)
    assert "Nothing was changed" in (await club.submit(form)).text


async def test_what_was_refused_is_kept_and_offered_again(club: Club) -> None:
    form = await club.open("knowledge edit", entry=DIRECTOR)
    refused = await club.submit(form, value="Ben A. Lewin", checked="yesterday")
    assert "Not saved" in refused.text
    assert "checked" in refused.text or "date" in refused.text
    again = await (await club.max.click(refused, label="Edit again")).form()
    assert shown_in(again)["value"] == "Ben A. Lewin"
    assert shown_in(again)["checked"] == "yesterday"
    await club.save(await club.submit(again, checked="2026-11-19"))
    assert "Ben A. Lewin" in await club.answer("whos the director")


async def test_a_draft_is_edited_again(club: Club) -> None:
    form = await club.open("knowledge edit", entry=DIRECTOR)
    draft = await club.submit(form, value="Ben Lewinn")
    again = await (await club.max.click(draft, label="Edit again")).form()
    assert shown_in(again)["value"] == "Ben Lewinn"
    draft = await club.submit(again, value="Benjamin Lewin")
    await club.save(draft)
    assert "Benjamin Lewin" in await club.answer("whos the director")


async def test_a_discarded_draft_changes_nothing(club: Club) -> None:
    before = club.film.read_bytes()
    draft = await club.run("knowledge also-asked", entry=DIRECTOR, wording="who made this")
    assert "Discarded" in (await club.press(draft, "Discard")).text
    assert club.film.read_bytes() == before


async def test_a_wording_is_added(club: Club) -> None:
    draft = await club.run("knowledge also-asked", entry=TRUE_STORY, wording="was there ever such a poet")
    await club.save(draft)
    assert "Yes, on the life" in await club.answer("was there ever such a poet")


async def test_a_removal_is_confirmed_and_taken_back(club: Club) -> None:
    before = club.film.read_bytes()
    draft = await club.run("knowledge remove", entry=TRUE_STORY, reason="doubtful")
    assert "removes" in draft.text
    saved = await club.save(draft)
    assert b"true-story" not in club.film.read_bytes()
    back = await club.press(saved, "Undo")
    await club.save(back)
    assert club.film.read_bytes() == before
    assert "Yes, on the life" in await club.answer("is it a true story?")


async def test_warnings_are_shown_before_saving(club: Club) -> None:
    draft = await club.run("knowledge also-asked", entry=TRUE_STORY, wording="who directed the sessions")
    assert "Look at this first" in draft.text
    assert DIRECTOR in draft.text


async def test_links_that_hide_where_they_lead_are_pointed_out(club: Club) -> None:
    form = await club.open("knowledge edit", entry=TRUE_STORY)
    draft = await club.submit(form, answer="See [https://www.imdb.com](https://evil.example/x).")
    assert "leads to **evil.example**" in draft.text
    form = await club.open("knowledge edit", entry=TRUE_STORY)
    draft = await club.submit(form, answer="See [imdb.com](https://www.imdb.com/title) or [here](https://a.example).")
    assert "leads to **" not in draft.text


async def test_an_entry_is_shown_with_what_stands_behind_it(club: Club) -> None:
    reply = await club.stage.ask("whos the director")
    await (await club.stage.person("mia").click(reply, label="Yes")).message()
    shown = await club.run("knowledge show", entry=DIRECTOR)
    for words in (
        "Shown lately:** once",
        "yes 1, no 0",
        "Ben Lewin",
        DIRECTOR,
        "the-sessions.yaml",
        "General record",
        "1 November 2026",
    ):
        assert words in shown.text
    form = await (await club.max.click(shown, label="Edit")).form()
    assert shown_in(form)["value"] == "Ben Lewin"


async def test_entries_are_listed_with_what_the_film_lacks(club: Club) -> None:
    shown = await club.run("knowledge list", film="the-sessions")
    for words in (TRUE_STORY, "lewin-polio", "Not written yet", "overview/composer", "The first 10 have a button"):
        assert words in shown.text
    form = await (await club.max.click(shown, label="Add producers")).form()
    await club.save(await club.submit(form, value="Judi Levine"))
    assert "Judi Levine" in await club.answer("who produced it?")


async def test_a_long_list_has_pages(club: Club) -> None:
    lines = "".join(f"  - {{id: t{number}, text: Trivia {number}.}}\n" for number in range(60))
    club.film.write_text(club.film.read_text().replace("trivia:\n", f"trivia:\n{lines}"))
    await club.restart()
    first = await club.run("knowledge list", film="the-sessions")
    second = await club.press(first, "More")
    assert first.text != second.text
    assert (await club.press(second, "Back")).text == first.text


async def test_entries_are_found_by_words_and_by_questions(club: Club) -> None:
    shown = await club.run("knowledge search", words="based on a true story", film="the-sessions")
    assert TRUE_STORY in shown.text
    assert "the-sessions/trivia/lewin-polio" in (await club.run("knowledge search", words="polio")).text
    assert "None" in (await club.run("knowledge search", words="xyzzy qwrt")).text


async def test_problems_on_disk_are_named(club: Club) -> None:
    assert "No problems" in (await club.run("knowledge check")).text
    club.film.write_text(club.film.read_text().replace("runtime_minutes: 95", "runtime_minutes: long"))
    shown = await club.run("knowledge check")
    assert "the-sessions.yaml:8" in shown.text
    assert "errors" in shown.text


async def test_history_names_who_changed_what(club: Club) -> None:
    for number in range(7):
        await club.save(await club.run("knowledge also-asked", entry=TRUE_STORY, wording=f"true story {number}"))
    shown = await club.run("knowledge history", film="the-sessions")
    assert shown.text.count("Max") == 5
    older = await club.press(shown, "Older")
    assert older.text.count("Max") == 2


async def test_an_edit_is_undone_by_its_number(club: Club) -> None:
    await club.save(await club.run("knowledge also-asked", entry=TRUE_STORY, wording="really now"))
    choices = await club.max.autocomplete("#films", "knowledge undo", option="revision", value="max")
    draft = await club.run("knowledge undo", revision=choices[0].value, reason="not needed")
    await club.save(draft)
    assert "really now" not in club.film.read_text()
    history = await club.run("knowledge history")
    assert f"takes back {choices[0].value}" in history.text
    assert "not needed" in history.text


async def test_a_number_completes_to_that_revision(club: Club) -> None:
    for number in range(9):
        saved = await club.save(await club.run("knowledge also-asked", entry=TRUE_STORY, wording=f"wording {number}"))
    last = saved.text.split("edit ")[1].split()[0]
    for typed in ("1", last, f"#{last}"):
        wanted = typed.removeprefix("#")
        choices = await club.max.autocomplete("#films", "knowledge undo", option="revision", value=typed)
        assert choices[0].value == wanted
        assert all(choice.value.startswith(wanted) for choice in choices)
        assert len({choice.value for choice in choices}) == len(choices)
    draft = await club.run("knowledge undo", revision=last)
    assert "wording 8" in draft.text
    labelled = await club.run("knowledge undo", revision=choices[0].name)
    assert "wording 8" in labelled.text


async def test_an_entry_is_completed_from_what_a_member_would_ask(club: Club) -> None:
    for typed, first in (
        ("sessions runtime", "the-sessions/overview/runtime_minutes"),
        ("whos the director", DIRECTOR),
    ):
        choices = await club.max.autocomplete("#films", "knowledge edit", option="entry", value=typed)
        assert choices[0].value == first


async def test_a_file_is_made_what_it_was(club: Club) -> None:
    first = await club.save(await club.run("knowledge also-asked", entry=TRUE_STORY, wording="one"))
    wanted = club.film.read_bytes()
    await club.save(await club.run("knowledge also-asked", entry=TRUE_STORY, wording="two"))
    number = first.text.split("edit ")[1].split()[0]
    await club.save(await club.run("knowledge restore", revision=number))
    assert club.film.read_bytes() == wanted


async def test_a_difference_is_shown(club: Club) -> None:
    saved = await club.save(await club.run("knowledge also-asked", entry=TRUE_STORY, wording="one more"))
    number = saved.text.split("edit ")[1].split()[0]
    assert "one more" in (await club.run("knowledge diff", revision=number)).text
    for revision in ("999", "x", "0", "-1"):
        assert "no edit" in (await club.run("knowledge diff", revision=revision)).text


async def test_a_film_is_begun(club: Club) -> None:
    draft = await club.run("knowledge new-film", title="My Left\u202e Foot", year=1989)
    assert "a new file" in draft.text
    assert '+  title: "My Left Foot"' in draft.text
    assert not (club.folder / "films" / "my-left-foot.yaml").exists()
    await club.save(draft)
    assert (club.folder / "films" / "my-left-foot.yaml").exists()
    assert "began" in (await club.run("knowledge history", film="my-left-foot")).text
    form = await club.open("knowledge add", film="My Left Foot", section="overview/director")
    await club.save(await club.submit(form, value="Jim Sheridan"))
    assert "Jim Sheridan" in await club.answer("who directed my left foot")
    assert "already" in (await club.run("knowledge new-film", title="My Left Foot", year=1989)).text
    assert "letters or digits" in (await club.run("knowledge new-film", title="?!", year=1989)).text


async def test_a_file_goes_out_and_comes_back(club: Club) -> None:
    shown = await club.run("knowledge export", film="the-sessions")
    (file,) = shown.files
    assert (file.filename, file.size) == ("the-sessions.yaml", club.film.stat().st_size)
    changed = club.film.read_bytes().replace(b"Ben Lewin, source", b"B. Lewin, source")
    draft = await club.run("knowledge import", file=Upload("the-sessions.yaml", changed))
    assert "B. Lewin" in draft.text
    await club.save(draft)
    assert club.film.read_bytes() == changed
    assert "B. Lewin" in await club.answer("whos the director")


def _zip() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("the-sessions.yaml", "film: {title: X, year: 2000}\n")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("the-sessions.yaml", b"x" * (50 << 20), "1 MiB"),
        ("the-sessions.yaml", "film: {title: X, year: 2000}".encode("utf-16"), "UTF-16"),
        ("the-sessions.yaml", _zip(), "zip"),
        ("the-sessions.zip", _zip(), "called like its film"),
        ("../../x.yaml", b"film: {title: X, year: 2000}", "called like its film"),
        ("the-sessions.yaml", b"", "empty"),
        ("the-sessions.yaml", b"film: {title: X, year: soon}", "year"),
    ],
    ids=["50 MiB", "UTF-16", "zip", "zip by name", "path", "empty", "bad"],
)
async def test_files_that_cannot_be_knowledge_are_refused(club: Club, name: str, data: bytes, reason: str) -> None:
    before = club.film.read_bytes()
    shown = await club.run("knowledge import", file=Upload(name, data))
    assert reason in shown.text
    assert club.film.read_bytes() == before
    assert not [button for button in shown.buttons if button.label == "Save"]


async def test_drafts_and_forms_outlive_a_restart(club: Club) -> None:
    form = await club.open("knowledge edit", entry=DIRECTOR)
    draft = await club.run("knowledge also-asked", entry=TRUE_STORY, wording="honest to god")
    await club.restart()
    await club.save(await club.submit(form, value="Ben Lewin himself"))
    saved = await club.save(draft)
    assert "honest to god" in club.film.read_text()
    await club.restart()
    await club.save(await club.press(saved, "Undo"))
    assert "honest to god" not in club.film.read_text()
    assert "Ben Lewin himself" in club.film.read_text()


async def test_a_second_press_on_save_says_that_it_is_done(club: Club) -> None:
    draft = await club.run("knowledge also-asked", entry=TRUE_STORY, wording="once only")
    custom_id = draft.button("Save").custom_id
    assert custom_id is not None
    saved = await club.save(draft)
    again = await (await club.max.forge(saved, custom_id)).message()
    assert "earlier version" in again.text or "saved already" in again.text
    assert club.film.read_text().count("once only") == 1


class TestConflicts:
    """Two change one entry: both texts are shown, and nobody's is overwritten unseen."""

    async def _two_forms(self, club: Club) -> tuple[Modal, Modal]:
        club.sandbox.add_member("nina", manage_guild=True, manage_messages=True)
        first = await club.open("knowledge edit", entry=DIRECTOR)
        second = await club.open("knowledge edit", entry=DIRECTOR, who="nina")
        return first, second

    async def test_drafts_made_from_one_text(self, club: Club) -> None:
        first, second = await self._two_forms(club)
        mine = await club.submit(first, value="Mine")
        theirs = await club.submit(second, who="nina", value="Theirs")
        assert "Saved" in (await club.press(theirs, "Save", who="nina")).text
        conflict = await club.press(mine, "Save")
        assert "Mine" in conflict.text
        assert "Theirs" in conflict.text
        assert "Theirs" in club.film.read_text()
        saved = await club.press(conflict, "Use mine")
        assert "Saved" in saved.text
        assert "Mine" in club.film.read_text()

    async def test_theirs_are_kept(self, club: Club) -> None:
        first, second = await self._two_forms(club)
        mine = await club.submit(first, value="Mine")
        theirs = await club.submit(second, who="nina", value="Theirs")
        await club.press(theirs, "Save", who="nina")
        await club.press(await club.press(mine, "Save"), "Keep theirs")
        assert "Theirs" in club.film.read_text()

    async def test_a_form_that_was_open_while_another_saved(self, club: Club) -> None:
        first, second = await self._two_forms(club)
        theirs = await club.submit(second, who="nina", value="Theirs")
        await club.press(theirs, "Save", who="nina")
        shown = await club.submit(first, value="Mine")
        assert "Somebody else has changed" in shown.text
        assert "Theirs" in shown.text
        assert "Mine" in shown.text
        await club.press(shown, "Use mine")
        assert "Mine" in club.film.read_text()

    async def test_a_field_that_i_left_alone_stays_as_the_other_has_made_it(self, club: Club) -> None:
        first, second = await self._two_forms(club)
        theirs = await club.submit(second, who="nina", value="Theirs")
        await club.press(theirs, "Save", who="nina")
        await club.save(await club.submit(first, also_asked="who made it"))
        text = club.film.read_text()
        assert "Theirs" in text
        assert "who made it" in text

    async def test_a_change_on_disk(self, club: Club) -> None:
        draft = await club.run("knowledge also-asked", entry=DIRECTOR, wording="who made it")
        club.film.write_text(club.film.read_text().replace("value: Ben Lewin", "value: On Disk"))
        conflict = await club.press(draft, "Save")
        assert "On Disk" in conflict.text
        await club.press(conflict, "Use mine")
        text = club.film.read_text()
        assert "On Disk" in text
        assert "who made it" in text


HOSTILE = [
    "x" * 3400,
    "---\nfilm: {title: Hacked, year: 1}\n...",
    "{a: [b, c",
    "- x\n- y",
    "# no comment",
    "!!python/object:os.system x",
    "&a *a",
    "key: value",
    "%YAML 1.2",
    "@everyone <@&1> <@2>",
    "[https://discord.com](https://evil.example)",
    "a\x00b\x07c\u2028d\u0085e",
    "```\nout\n```",
    "\u202e right to left \ud83d\ude00 e\u0301\u0301\u0301",
    "'\"\\",
    "null",
    "~",
    "2001-01-01",
]


@pytest.mark.parametrize("texts", [HOSTILE[start : start + 6] for start in range(0, len(HOSTILE), 6)], ids=range(3))
async def test_hostile_text_is_kept_faithfully_or_refused(club: Club, texts: list[str]) -> None:
    for given in texts:
        text = given.encode("utf-16", "surrogatepass").decode("utf-16")
        shown = await club.submit(await club.open("knowledge edit", entry=TRUE_STORY), answer=text)
        assert shown.mentions_notified == ()
        if "Not saved yet" in shown.text:
            await club.save(shown)
            kept = shown_in(await club.open("knowledge edit", entry=TRUE_STORY))["answer"]
            wanted = "".join(c for c in text if c in "\n\t" or (c >= " " and c not in "\x7f\u202e"))
            assert kept.split() == wanted.split()
        else:
            assert "Not saved" in shown.text
    assert "Ben Lewin" in await club.answer("whos the director")
    assert "No problems" in (await club.run("knowledge check")).text
    bodies = [request.body for request in club.sandbox.requests if isinstance(request.body, dict)]
    messages = [body for body in bodies if "components" in body or "content" in body]
    assert all(body.get("allowed_mentions", {"parse": []}) == {"parse": []} for body in messages)


async def test_ids_that_are_none_lead_nowhere(club: Club) -> None:
    before = sorted(club.folder.parent.rglob("*.yaml"))
    for entry in ("../../x", "the-sessions/../../x", "the-sessions/faq/../../x", "x" * 3000, "@everyone", "\x00", "/"):
        for command, more in (("edit", {}), ("show", {}), ("remove", {}), ("also-asked", {"wording": "x"})):
            assert "no entry" in (await club.run(f"knowledge {command}", entry=entry, **more)).text
        for command in ("list", "export"):
            assert "no film" in (await club.run(f"knowledge {command}", film=entry)).text
    assert sorted(club.folder.parent.rglob("*.yaml")) == before
