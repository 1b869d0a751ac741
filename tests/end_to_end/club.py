"""A stage whose knowledge may be edited: a folder of its own, one server that edits it and another that may not."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from bot.sandbox import InteractionHandle, Modal, Person, SentMessage
from tests.end_to_end.stage import KNOWLEDGE, Stage

EDITORS = "Film club"
DIRECTOR = "the-sessions/overview/director"
TRUE_STORY = "the-sessions/faq/true-story"


class Club:
    """Film club edits, with max as its moderator; Other club, otto's, only reads."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage = stage
        self.sandbox = stage.sandbox
        self.folder = folder
        shutil.copytree(KNOWLEDGE, folder)

    @property
    def film(self) -> Path:
        """The file of The Sessions."""
        return self.folder / "films" / "the-sessions.yaml"

    async def start(self, **options: Any) -> None:
        """Start the bot."""
        options.setdefault("editor_guilds", [self.sandbox.guild_id(EDITORS)])
        await self.stage.start(knowledge=self.folder, **options)

    async def restart(self, **options: Any) -> None:
        """Another process on the same folder and database."""
        await self.stage.stop()
        await self.start(**options)

    @property
    def max(self) -> Person:
        """The moderator."""
        return self.stage.person("max")

    async def run(self, command: str, *, who: str = "max", at: str = "#films", **options: Any) -> SentMessage:
        """Use a command and wait for what it shows; it is for the person alone."""
        handle = await self.stage.person(who).slash(at, command, **options)
        shown = await handle.message()
        assert shown.ephemeral_for == who
        return shown

    async def open(self, command: str, *, who: str = "max", at: str = "#films", **options: Any) -> Modal:
        """Use a command that opens a form."""
        return await (await self.stage.person(who).slash(at, command, **options)).form()

    async def press(self, shown: SentMessage, label: str, *, who: str = "max") -> SentMessage:
        """Press a button and wait for what it shows."""
        pressed = await (await self.stage.person(who).click(shown, label=label)).message()
        assert pressed.ephemeral_for == who
        return pressed

    async def submit(self, form: Modal, *, who: str = "max", **values: Any) -> SentMessage:
        """Fill in a form by its fields' names and wait for what comes of it."""
        handle = await self.stage.person(who).submit(form, filled(form, values))
        shown = await handle.message()
        assert shown.ephemeral_for == who
        return shown

    async def save(self, draft: SentMessage) -> SentMessage:
        """Save a draft, which must work."""
        saved = await self.press(draft, "Save")
        assert "Saved" in saved.text, saved.text
        return saved

    async def answer(self, question: str, *, who: str = "mia", channel: str = "#films") -> str:
        """What the bot says to a member."""
        reply = await self.stage.ask(question, who=who, channel=channel)
        return reply.text + reply.spoiler_text

    def demote(self, name: str) -> None:
        """Take all roles away from somebody, as an admin does."""
        world = self.sandbox._state.world
        world.find_guild(EDITORS).members[world.find_user(name).id].roles.clear()


def filled(form: Modal, values: dict[str, Any]) -> dict[str, Any]:
    """Values under the custom ids of a form's inputs, found by their fields."""
    inputs = {custom_id.partition("~")[0]: custom_id for custom_id in form.inputs}
    assert set(values) <= set(inputs), f"{sorted(values)} not all in {sorted(inputs)}"
    return {inputs[field]: value for field, value in values.items()}


def shown_in(form: Modal) -> dict[str, str]:
    """What a form's texts are filled in with, by field."""
    return {custom_id.partition("~")[0]: made.get("value", "") for custom_id, made in form.inputs.items()}


__all__ = ["DIRECTOR", "EDITORS", "TRUE_STORY", "Club", "InteractionHandle", "filled", "shown_in"]
