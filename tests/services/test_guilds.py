"""Settings of guilds: defaults, what is refused, what outlives a restart."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.services.films import CurrentFilm
from bot.services.guilds import Guilds, SettingError
from bot.services.memory import MemoryStores
from bot.services.question import Place
from bot.services.stores import DigestPeriod, GuildSettings
from tests.answers.films import BASE
from tests.services.matchers import library_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
GUILD, CHANNEL, THREAD = 20, 10, 11
HERE = Place(CHANNEL, GUILD)
IN_THREAD = Place(THREAD, GUILD, parent_id=CHANNEL)
ELSEWHERE = Place(12, GUILD)


@pytest.fixture
def stores() -> MemoryStores:
    return MemoryStores()


@pytest.fixture
def guilds(stores: MemoryStores) -> Guilds:
    return Guilds(library_of(), stores.guilds, clock=lambda: NOW)


def test_a_guild_that_chose_nothing_has_the_defaults(guilds: Guilds) -> None:
    assert guilds.of(GUILD) == GuildSettings(GUILD)
    assert guilds(HERE) is None
    assert not guilds.is_silent(HERE)
    assert not guilds.answers_unasked(HERE)
    assert guilds.moderator_roles(GUILD) == frozenset()


def test_direct_messages_have_no_settings(guilds: Guilds) -> None:
    alone = Place(CHANNEL)
    assert guilds(alone) is None
    assert not guilds.is_silent(alone)
    assert not guilds.answers_unasked(alone)
    assert guilds.moderator_roles(None) == frozenset()


async def test_what_is_chosen_is_there_after_a_restart(stores: MemoryStores, guilds: Guilds) -> None:
    await guilds.set_moderators(GUILD, roles=[1, 2], channel=CHANNEL)
    await guilds.set_film(GUILD, "the-lantern")
    await guilds.set_film(GUILD, "the harbor", channel=CHANNEL)
    await guilds.set_silent(GUILD, 13, silent=True)
    await guilds.set_unasked(GUILD, 14, unasked=True)
    settings = await guilds.set_digest(GUILD, DigestPeriod.DAILY)
    assert settings == GuildSettings(
        GUILD,
        moderator_roles=frozenset({1, 2}),
        moderators_channel=CHANNEL,
        film="the-lantern",
        channel_films={CHANNEL: "the-harbour"},
        silent_channels=frozenset({13}),
        unasked_channels=frozenset({14}),
        digest=DigestPeriod.DAILY,
        digest_at=NOW,
    )
    again = Guilds(library_of(), stores.guilds)
    await again.load()
    assert again.of(GUILD) == settings
    assert list(again.all()) == [settings]
    await again.forget(GUILD)
    assert again.of(GUILD) == GuildSettings(GUILD)
    assert await stores.guilds.all() == []


async def test_a_threads_channel_goes_before_the_guild(guilds: Guilds) -> None:
    current = CurrentFilm(defaults=guilds)
    await guilds.set_film(GUILD, "the-lantern")
    await guilds.set_film(GUILD, "the-harbour", channel=CHANNEL)
    assert [current.of(place, BASE) for place in (HERE, IN_THREAD, ELSEWHERE)] == [
        "the-harbour", "the-harbour", "the-lantern",
    ]  # fmt: skip
    await guilds.set_film(GUILD, None, channel=CHANNEL)
    assert guilds(IN_THREAD) == "the-lantern"
    await guilds.set_film(GUILD, None)
    assert guilds(IN_THREAD) is None


async def test_silence_and_unasked_answers_hold_for_threads_too(guilds: Guilds) -> None:
    await guilds.set_silent(GUILD, CHANNEL, silent=True)
    assert guilds.is_silent(HERE)
    assert guilds.is_silent(IN_THREAD)
    assert not guilds.is_silent(ELSEWHERE)
    await guilds.set_silent(GUILD, CHANNEL, silent=False)
    await guilds.set_unasked(GUILD, CHANNEL, unasked=True)
    assert guilds.answers_unasked(IN_THREAD)
    await guilds.set_silent(GUILD, THREAD, silent=True)
    assert not guilds.answers_unasked(IN_THREAD)  # the nearer word counts


async def test_parts_that_are_not_named_stay(guilds: Guilds) -> None:
    await guilds.set_moderators(GUILD, roles=[1], channel=CHANNEL)
    await guilds.set_moderators(GUILD, roles=[])
    assert guilds.of(GUILD).moderators_channel == CHANNEL
    assert guilds.of(GUILD).moderator_roles == frozenset()
    await guilds.set_digest(GUILD, DigestPeriod.WEEKLY)
    settings = await guilds.clear_channel(GUILD)
    assert (settings.moderators_channel, settings.digest) == (None, DigestPeriod.OFF)


async def test_what_cannot_be_is_refused_with_a_sentence(guilds: Guilds) -> None:
    await guilds.set_silent(GUILD, CHANNEL, silent=True)
    await guilds.set_unasked(GUILD, 12, unasked=True)
    before = guilds.of(GUILD)
    for refused, sentence in [
        (guilds.set_film(GUILD, "Casablanca"), "I know no film called “Casablanca”. There are: The Lantern"),
        (guilds.set_film(GUILD, "Casablanca", channel=CHANNEL), "I know no film"),
        (guilds.set_digest(GUILD, DigestPeriod.DAILY), "Choose the moderators' channel first"),
        (guilds.set_unasked(GUILD, CHANNEL, unasked=True), f"<#{CHANNEL}> cannot be silent"),
        (guilds.set_silent(GUILD, 12, silent=True), "<#12> cannot be silent"),
        (guilds.set_moderators(GUILD, roles=range(26)), "At most 25 roles"),
    ]:
        with pytest.raises(SettingError, match=sentence):
            await refused
    assert guilds.of(GUILD) == before


async def test_channels_are_limited(guilds: Guilds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.services.guilds.MOST_CHANNELS", 1)
    await guilds.set_film(GUILD, "the-lantern", channel=1)
    with pytest.raises(SettingError, match="At most 1 channels"):
        await guilds.set_film(GUILD, "the-lantern", channel=2)
    await guilds.set_film(GUILD, "the-harbour", channel=1)


async def test_changes_at_once_lose_nothing(guilds: Guilds) -> None:
    await asyncio.gather(*(guilds.set_silent(GUILD, channel, silent=True) for channel in range(20)))
    assert guilds.of(GUILD).silent_channels == frozenset(range(20))
