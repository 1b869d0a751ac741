"""The digest: when it is due, what it says, and that it is sent once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.services.digest import Digests, due_at
from bot.services.errors import StoreError
from bot.services.guilds import Guilds
from bot.services.revisions import Author, Origin, Revision, State
from bot.services.stores import Audience, DigestPeriod, GuildSettings
from tests.services.inboxes import ELSEWHERE, GUILD, MODERATORS, OTHER, Desk
from tests.services.test_proposals import chosen
from tests.services.test_wishes import wish

CHANNEL = 99
FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


def settings(period: DigestPeriod, last: datetime | None) -> GuildSettings:
    return GuildSettings(GUILD, moderators_channel=CHANNEL, digest=period, digest_at=last)


@pytest.mark.parametrize(
    ("period", "last", "now", "due"),
    [
        (DigestPeriod.OFF, None, FRIDAY, None),
        (DigestPeriod.DAILY, None, FRIDAY, FRIDAY.replace(hour=9)),
        (DigestPeriod.DAILY, FRIDAY.replace(hour=8, minute=59), FRIDAY.replace(hour=9), FRIDAY.replace(hour=9)),
        (DigestPeriod.DAILY, FRIDAY.replace(hour=9), FRIDAY, None),
        (DigestPeriod.DAILY, FRIDAY - timedelta(days=1), FRIDAY.replace(hour=8), None),
        (DigestPeriod.DAILY, FRIDAY - timedelta(days=9), FRIDAY.replace(hour=8), datetime(2026, 11, 19, 9, tzinfo=UTC)),
        (DigestPeriod.WEEKLY, MONDAY, FRIDAY, None),
        (DigestPeriod.WEEKLY, MONDAY - timedelta(hours=1), FRIDAY, MONDAY),
        (DigestPeriod.WEEKLY, MONDAY, MONDAY + timedelta(days=7, seconds=-1), None),
        (DigestPeriod.WEEKLY, MONDAY, MONDAY + timedelta(days=7), MONDAY + timedelta(days=7)),
    ],
)
def test_due(period: DigestPeriod, last: datetime | None, now: datetime, due: datetime | None) -> None:
    assert due_at(settings(period, last), now) == due


def test_without_a_channel_nothing_is_due() -> None:
    assert due_at(GuildSettings(GUILD, digest=DigestPeriod.DAILY), FRIDAY) is None


class Office(Desk):
    """A desk with guilds and a clock that tests turn."""

    def __init__(self) -> None:
        super().__init__()
        self.now = FRIDAY
        self.guilds = Guilds(self.library, self.stores.guilds, clock=lambda: self.now)
        self.digests = Digests(
            self.library,
            self.guilds,
            inbox=self.inbox,
            wishes=self.wishes,
            proposals=self.proposals,
            revisions=self.stores.revisions,
            clock=lambda: self.now,
        )

    async def switch_on(self, guild: int = GUILD) -> None:
        await self.guilds.set_moderators(guild, channel=CHANNEL)
        await self.guilds.set_digest(guild, DigestPeriod.DAILY)

    async def edit(self, author: str, at: datetime, origin: Origin = Origin.DISCORD) -> None:
        edit = Revision("d", "d.yaml", "0", Author(1, author), at, origin, state=State.CONFIRMED)
        await self.stores.revisions.add(edit, b"")


async def test_it_says_what_waits_and_what_was_edited() -> None:
    office = Office()
    await office.switch_on()
    for _ in range(3):
        office.ask("was the lamp *real*")
    await office.object_to(office.ask("is it true", decision="answer", entry="the-lantern/faq/true-story"))
    for word in ("oil", "fog", "boats", "curtains", "windows"):
        office.ask(f"what about {word}", film=None)
    wish(office, "heat")
    await chosen(office, "did it happen")
    await office.edit("Ada", FRIDAY - timedelta(hours=1))  # before it was switched on
    await office.edit("Bo", FRIDAY + timedelta(hours=1))
    await office.edit("Cy", FRIDAY + timedelta(hours=2), Origin.UNDO)
    await office.edit("the import", FRIDAY + timedelta(hours=2), Origin.IMPORT)
    office.now = FRIDAY + timedelta(days=1)
    (digest,) = await office.digests.take_due([MODERATORS])
    assert digest.channel_id == CHANNEL
    told = office.digests.as_text(digest, literal=lambda words: words.replace("*", "\\*"))
    assert told.splitlines() == [
        "### Since yesterday",
        "**7 questions** wait for an answer, most asked first:",
        "- “was the lamp \\*real\\*” (The Lantern): asked 3 times",
        "- “what about windows”: asked once",
        "- “what about curtains”: asked once",
        "- “what about boats”: asked once",
        "- “what about fog”: asked once",
        "- and 2 more",
        "**Films asked for** that nobody has written: “heat” (1)",
        "**One wording** was chosen by members and waits for your yes or no.",
        "**2 edits** were made, by Bo, Cy.",
        "`/inbox` shows all of it.",
    ]


async def test_it_is_taken_once_and_again_the_next_day() -> None:
    office = Office()
    await office.switch_on()
    office.ask("what about oil")
    assert await office.digests.take_due([MODERATORS]) == []
    office.now += timedelta(days=1)
    assert len(await office.digests.take_due([MODERATORS])) == 1
    assert await office.digests.take_due([MODERATORS]) == []
    office.now += timedelta(days=1)
    (digest,) = await office.digests.take_due([MODERATORS])
    await office.digests.give_back(digest)
    assert len(await office.digests.take_due([MODERATORS])) == 1


async def test_of_two_processes_one_takes_it() -> None:
    office = Office()
    await office.switch_on()
    office.ask("what about oil")
    other = Guilds(office.library, office.stores.guilds)
    await other.load()
    office.now += timedelta(days=1)
    taken = other.of(GUILD).digest_at
    assert await office.digests.take_due([MODERATORS])
    assert not await other.take_digest(GUILD, last=taken, now=office.now)


async def test_a_fault_in_between_keeps_what_was_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office()
    for guild in (GUILD, OTHER):
        await office.switch_on(guild)
        office.ask("what about oil", guild_id=guild)
    office.now += timedelta(days=1)
    change, changes = office.stores.guilds.change, iter(range(9))

    async def failing(*arguments: Any) -> GuildSettings:
        if next(changes):
            raise StoreError("disk full")
        return await change(*arguments)

    monkeypatch.setattr(office.stores.guilds, "change", failing)
    assert [digest.guild_id for digest in await office.digests.take_due([MODERATORS, ELSEWHERE])] == [GUILD]
    monkeypatch.undo()
    assert [digest.guild_id for digest in await office.digests.take_due([MODERATORS, ELSEWHERE])] == [OTHER]


async def test_nothing_to_tell_is_not_told() -> None:
    office = Office()
    await office.switch_on()
    office.now += timedelta(days=1)
    assert await office.digests.take_due([MODERATORS]) == []


async def test_guilds_that_may_not_edit_hear_of_their_own_questions_alone() -> None:
    office = Office()
    await office.switch_on(OTHER)
    await office.edit("Bo", FRIDAY + timedelta(hours=1))
    office.ask("asked over there", guild_id=OTHER)
    office.ask("asked here")
    office.ask("written in private", guild_id=None)
    office.now += timedelta(days=1)
    (digest,) = await office.digests.take_due([ELSEWHERE, Audience(GUILD, direct=True)])
    assert [group.text for group in digest.groups] == ["asked over there"]
    assert digest.edits == ()
    assert "asked here" not in office.digests.as_text(digest)


async def test_long_and_many_things_stay_within_a_message() -> None:
    office = Office()
    await office.switch_on()
    for number in range(30):
        office.ask(f"{number} " + "lamp " * 70)
        wish(office, f"film {number} " + "x" * 200)
        await office.edit(f"author {number} " + "y" * 200, FRIDAY + timedelta(hours=1))
    office.now += timedelta(days=1)
    (digest,) = await office.digests.take_due([MODERATORS])
    assert len(office.digests.as_text(digest)) < 1800
