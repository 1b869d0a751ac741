"""Who may: every moderators' command, form and button, asked of everybody it is not for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.sandbox import SentMessage
from bot.ui.ids import Act, Press, Sheet
from tests.end_to_end.club import DIRECTOR, TRUE_STORY, Club

COMMANDS = {
    "knowledge add": {"film": "the-sessions", "section": "faq"},
    "knowledge edit": {"entry": DIRECTOR},
    "knowledge also-asked": {"entry": DIRECTOR, "wording": "who made it"},
    "knowledge remove": {"entry": DIRECTOR},
    "knowledge rename": {"what": "the-sessions", "name": "sessions-2012"},
    "knowledge new-film": {"title": "My Left Foot", "year": 1989},
    "knowledge undo": {"revision": "1"},
    "knowledge restore": {"revision": "1"},
    "knowledge show": {"entry": DIRECTOR},
    "knowledge list": {"film": "the-sessions"},
    "knowledge search": {"words": "director"},
    "knowledge check": {},
    "knowledge history": {},
    "knowledge diff": {"revision": "1"},
    "knowledge export": {"film": "the-sessions"},
    "inbox": {},
    "settings show": {},
    "settings moderators": {},
    "settings film": {"film": "the-sessions"},
    "settings silent": {"channel": "#films"},
    "settings unasked": {"channel": "#films"},
    "settings digest": {"period": "daily"},
}
WRITING = list(COMMANDS)[:8]


@pytest.fixture
async def untouched(club: Club) -> AsyncIterator[Club]:
    """A club whose knowledge must be the same at the end."""
    before = {path: path.read_bytes() for path in club.folder.rglob("*.yaml")}
    yield club
    assert {path: path.read_bytes() for path in club.folder.rglob("*.yaml")} == before


async def test_members_are_not_offered_moderators_commands(club: Club) -> None:
    offered = {command.name for command in club.stage.person("mia").commands("#films")}
    assert offered.isdisjoint(COMMANDS)
    assert "Teach the bot" not in offered
    assert set(COMMANDS) <= {command.name for command in club.max.commands("#films")}
    assert not {command.name for command in club.max.commands("dm")} & set(COMMANDS)


async def test_members_to_whom_discord_offers_them_are_refused(untouched: Club) -> None:
    """An admin may allow a command to anybody under Integrations; the rule is ours."""
    untouched.sandbox.add_member("helper", manage_messages=True)
    for command, options in COMMANDS.items():
        shown = await untouched.run(command, who="helper", **options)
        assert "Manage Server" in shown.text, command
    message = await untouched.stage.person("mia").say("#films", "does he die")
    shown = await (await untouched.stage.person("helper").menu("#films", "Teach the bot", message)).message()
    assert "Manage Server" in shown.text


async def _pressable(club: Club) -> SentMessage:
    return await club.run("knowledge also-asked", entry=TRUE_STORY, wording="old press")


async def test_a_former_moderators_old_buttons_are_refused(untouched: Club) -> None:
    club = untouched
    await club.answer("what brand is the wheelchair")
    draft = await _pressable(club)
    inbox = await club.run("inbox")
    group = await club.press(await club.run("inbox"), "1")
    shown = await club.run("knowledge show", entry=DIRECTOR)
    listed = await club.run("knowledge list", film="the-sessions")
    film, entry = [
        await club.run("knowledge rename", what=what, name="sessions-2012") for what in ("the-sessions", TRUE_STORY)
    ]
    club.demote("max")
    for message in (draft, inbox, group, shown, listed, film, entry):
        for button in message.buttons:
            refused = await (await club.max.click(message, custom_id=button.custom_id)).message()
            assert "Manage Server" in refused.text, button.label


async def test_a_former_moderators_open_forms_are_refused(untouched: Club) -> None:
    club = untouched
    message = await club.stage.person("mia").say("#films", "does he die")
    forms = [
        await club.open("knowledge edit", entry=DIRECTOR),
        await club.open("knowledge add", film="the-sessions", section="faq"),
        await club.open("knowledge add", film="the-sessions", section="watch/offers[]"),
        await club.open("settings moderators"),
        await (await club.max.menu("#films", "Teach the bot", message)).form(),
    ]
    draft = await _pressable(club)
    forms.append(await (await club.max.click(draft, label="Edit again")).form())
    club.demote("max")
    for form in forms:
        required = {name: "x" for name, made in form.inputs.items() if made["type"] == 4 and made.get("required")}
        refused = await (await club.max.submit(form, required)).message()
        assert "Manage Server" in refused.text, form.title
    assert club.stage.app.guilds.all() == ()


async def test_every_press_is_refused_to_a_member_who_forges_it(untouched: Club) -> None:
    """Discord sends a press only of what is on the message; a tampered client is told that the button is old."""
    reply = await untouched.stage.ask("whos the director")
    for act in Act:
        press = Press.of(act, "A" * 12, DIRECTOR, "")
        note = await (await untouched.stage.person("mia").forge(reply, press.custom_id)).message()
        assert note.ephemeral_for == "mia"
        assert "earlier version" in note.text


@pytest.mark.parametrize(
    "custom_id",
    [
        "m1:add:../../x:faq::",
        "m1:add:the-sessions:no-such-section::",
        "m1:edit:no/such/entry:0:",
        "m1:edit:the-sessions/../x:0:",
        "m1:edit:x",
        "m1:edit:x:0:",
        "m1:item:x:",
        "m1:item:../../x:",
        "m1:item:the-sessions/faq/true-story:",
        "m1:item:the-sessions/watch/no-such:",
        "m1:again:AAAAAAAAAAAA:0:",
        "m1:again:AAAAAAAAAAAA:x:",
        "m1:add:the-sessions:faq::zzz",
        "m1:teach:w-1",
        "m1:unheard-of:x",
        "m1",
    ],
)
async def test_forged_forms_are_answered_and_do_nothing(untouched: Club, custom_id: str) -> None:
    form = await untouched.open("knowledge edit", entry=DIRECTOR)
    forged = replace(form, custom_id=custom_id)
    shown = await (await untouched.max.submit(forged, {})).message()
    assert shown.ephemeral_for == "max"
    assert {button.label for button in shown.buttons}.isdisjoint({"Save"})
    assert list(untouched.folder.parent.rglob("x.yaml")) == []


async def test_completing_an_option_shows_nothing_to_members(club: Club) -> None:
    club.sandbox.add_member("helper", manage_messages=True)
    helper = club.stage.person("helper")
    for command, option in (("edit", "entry"), ("list", "film"), ("undo", "revision"), ("rename", "what")):
        assert await helper.autocomplete("#films", f"knowledge {command}", option=option, value="") == []
        assert await club.max.autocomplete("#films", f"knowledge {command}", option=option, value="") != []


async def test_another_server_reads_and_may_not_edit(untouched: Club) -> None:
    for command in WRITING:
        shown = await untouched.run(command, who="otto", at="#lobby", **COMMANDS[command])
        assert "only be read" in shown.text, command
    for command in ("show", "list", "search", "check", "history", "export"):
        name = f"knowledge {command}"
        shown = await untouched.run(name, who="otto", at="#lobby", **COMMANDS[name])
        assert "only be read" not in shown.text
        assert {button.label for button in shown.buttons}.isdisjoint({"Edit", "Save"})
    assert "only be read" in (await untouched.run("settings show", who="otto", at="#lobby")).text
    message = await untouched.stage.person("otto").say("#lobby", "does he die")
    shown = await (await untouched.stage.person("otto").menu("#lobby", "Teach the bot", message)).message()
    assert "only be read" in shown.text


async def test_another_servers_inbox_is_its_own(untouched: Club) -> None:
    await untouched.answer("what brand is the wheelchair")
    await untouched.answer("did anybody get hurt while filming", who="otto", channel="#lobby")
    theirs = await untouched.run("inbox", who="otto", at="#lobby")
    assert "get hurt" in theirs.text
    assert "wheelchair" not in theirs.text
    group = await untouched.press(theirs, "1", who="otto")
    assert {button.label for button in group.buttons} == {"Dismiss", "Ignore for good", "Inbox"}
    assert "get hurt" not in (await untouched.run("inbox")).text


async def test_the_only_server_edits_unless_told_otherwise(club: Club) -> None:
    club.sandbox.remove_guild("Other club")
    await club.restart(editor_guilds=())
    await club.open("knowledge edit", entry=DIRECTOR)
    club.sandbox.add_guild("Third club", owner="otto")
    await club.stage.settle()
    shown = await club.run("knowledge edit", entry=DIRECTOR)
    assert "EDITOR_GUILD_IDS" in shown.text


async def test_a_hasty_moderator_is_slowed_down(club: Club) -> None:
    entries = [entry.id for entry in club.stage.app.library.snapshot.base.documents["the-sessions"].entries][:11]
    drafts = [await club.run("knowledge also-asked", entry=entry, wording=f"wording of {entry}") for entry in entries]
    shown = [await club.press(draft, "Save") for draft in drafts]
    assert ["Saved" in one.text for one in shown] == [True] * 10 + [False]
    assert "please wait" in shown[-1].text
    assert "please wait" in (await club.press(shown[-1], "Save")).text


def test_every_form_is_tried_above() -> None:
    assert set(Sheet) == {Sheet.EDIT, Sheet.ADD, Sheet.MODERATORS, Sheet.TEACH, Sheet.AGAIN, Sheet.ITEM}
