"""`/knowledge rename`: films and entries get other ids in Discord, and nothing that was there before goes dead."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sandbox import SentMessage
from tests.end_to_end.club import TRUE_STORY, Club

SHORT, LONG = "breathing-lessons", "breathing-lessons-1996"


def files(club: Club) -> dict[str, bytes]:
    """Every knowledge file with its bytes."""
    return {path.name: path.read_bytes() for path in club.folder.rglob("*.yaml")}


async def rename(club: Club, what: str, name: str, **options: str) -> SentMessage:
    return await club.save(await club.run("knowledge rename", what=what, name=name, **options))


async def test_a_film_is_renamed_and_taken_back(club: Club) -> None:
    before = files(club)
    draft = await club.run("knowledge rename", what=SHORT, name=LONG, reason="another film of that name")
    assert f"{SHORT} becomes {LONG}" in draft.text
    assert f"rename to films/{LONG}.yaml" in draft.text
    assert f"film: {LONG}" in draft.text
    assert files(club) == before
    saved = await club.save(draft)
    assert set(files(club)) == set(before) - {f"{SHORT}.yaml"} | {f"{LONG}.yaml"}
    assert f"film: {LONG}, why".encode() in club.film.read_bytes()
    assert "Jessica Yu" in await club.answer("who directed breathing lessons")
    for name in (SHORT, LONG):
        history = await club.run("knowledge history", film=name)
        assert f"renamed {SHORT} to {LONG}" in history.text, name
        assert "another film of that name" in history.text
    number = saved.text.split("edit ")[1].split()[0]
    assert "rename from" in (await club.run("knowledge diff", revision=number)).text
    await club.save(await club.press(saved, "Undo"))
    assert files(club) == before
    assert "Jessica Yu" in await club.answer("who directed breathing lessons")


async def test_buttons_under_old_answers_go_on_working(club: Club) -> None:
    reply = await club.stage.ask("whos the director of breathing lessons")
    steps = [button for button in reply.buttons if (button.custom_id or "").startswith(f"f1:next:{SHORT}/")]
    assert steps
    await rename(club, SHORT, LONG)
    await rename(club, f"{LONG}/trivia/oscar", "academy")
    for restarted in (False, True):
        if restarted:
            await club.restart()
        for step in steps:
            shown = await (await club.stage.person("olga").click(reply, custom_id=step.custom_id)).message()
            assert "Breathing Lessons" in shown.text


async def test_an_entry_is_renamed_and_taken_back(club: Club) -> None:
    before = files(club)
    draft = await club.run("knowledge rename", what=TRUE_STORY, name="real")
    assert "Yes, on the life" in draft.text
    assert "removes" not in draft.text
    saved = await club.save(draft)
    assert b"id: real" in club.film.read_bytes()
    shown = await club.run("knowledge show", entry="the-sessions/faq/real")
    assert "Last changed" in shown.text
    assert "Yes, on the life" in await club.answer("is it a true story?")
    await club.save(await club.press(saved, "Undo"))
    assert files(club) == before


async def test_settings_and_the_inbox_follow(club: Club) -> None:
    await club.run("settings film", film=SHORT)
    await club.run("settings film", film=SHORT, channel="#films")
    question = "what brand is the wheelchair"
    await club.answer(question)
    await rename(club, SHORT, LONG)
    (settings,) = club.stage.app.guilds.all()
    assert (settings.film, set(settings.channel_films.values())) == (LONG, {LONG})
    assert "Jessica Yu" in await club.answer("whos the director")
    assert question in (await club.run("inbox")).text
    await club.restart()
    assert "Jessica Yu" in await club.answer("whos the director")


async def test_the_operators_film_is_understood_after_a_restart(club: Club, caplog: pytest.LogCaptureFixture) -> None:
    """DEFAULT_FILM is the operator's; a moderator who renames that film must not keep the bot from starting."""
    await rename(club, "the-sessions", "sessions-2012")
    assert "Ben Lewin" in await club.answer("whos the director")
    await club.restart()  # with the setting as it was
    assert "Ben Lewin" in await club.answer("whos the director")
    assert [record.getMessage() for record in caplog.records if "DEFAULT_FILM" in record.getMessage()] == [
        "DEFAULT_FILM says the-sessions, which is called sessions-2012 by now; set it so"
    ]
    caplog.clear()


async def test_a_draft_made_before_is_saved_after(club: Club) -> None:
    draft = await club.run("knowledge also-asked", entry=TRUE_STORY, wording="was there ever such a poet")
    form = await club.open("knowledge edit", entry=TRUE_STORY)
    await rename(club, "the-sessions", "sessions-2012")
    await club.save(draft)
    assert "Yes, on the life" in await club.answer("was there ever such a poet")
    await club.save(await club.submit(form, answer="Yes, indeed."))
    assert "Yes, indeed." in (club.folder / "films" / "sessions-2012.yaml").read_text()


async def test_what_can_be_renamed_is_completed(club: Club) -> None:
    films = await club.max.autocomplete("#films", "knowledge rename", option="what", value="breath")
    assert films[0].value == SHORT
    entries = await club.max.autocomplete("#films", "knowledge rename", option="what", value="true story")
    assert TRUE_STORY in [choice.value for choice in entries]


@pytest.mark.parametrize(
    ("what", "name", "said"),
    [
        (SHORT, "../../x", "a-z, 0-9 and -"),
        (SHORT, "@everyone", "a-z, 0-9 and -"),
        (SHORT, "the-sessions", "already"),
        (SHORT, "patterns", "patterns"),
        (TRUE_STORY, "../../x", "letters, digits, - and _"),
        (TRUE_STORY, "all", "whole section"),
        ("the-sessions/overview/director", "maker", "named by its key"),
        ("../../x", "x", "no entry or film"),
        ("no-such-film", "x", "no entry or film"),
    ],
)
async def test_ids_that_cannot_be_are_refused(club: Club, tmp_path: Path, what: str, name: str, said: str) -> None:
    before = files(club)
    refused = await club.run("knowledge rename", what=what, name=name)
    assert said in refused.text
    assert {button.label for button in refused.buttons}.isdisjoint({"Save"})
    assert files(club) == before
    assert [path.name for path in tmp_path.rglob("x*")] == []


async def test_two_moderators_meet(club: Club) -> None:
    mine = await club.run("knowledge rename", what=SHORT, name=LONG)
    await rename(club, SHORT, "lessons")
    conflict = await club.press(mine, "Save")
    assert "changed meanwhile" in conflict.text
    assert "lessons" in conflict.text
    assert "Saved" in (await club.press(conflict, "Use mine")).text
    assert f"{LONG}.yaml" in files(club)
