"""Settings of guilds: kept in memory to be asked at every message, written through to the store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from bot.services.clock import utc_now
from bot.services.errors import BotError
from bot.services.library import Library
from bot.services.question import Place
from bot.services.stores import DigestPeriod, GuildSettings, GuildStore
from bot.texts import text

MOST_ROLES = 25
"""Moderators' roles of a guild: what one of Discord's role selects can give back."""

MOST_CHANNELS = 100
"""Channels with settings of their own, of each kind."""


class SettingError(BotError):
    """A setting that cannot be; its text is one sentence for the moderator."""


class Guilds:
    """Settings of all guilds. Reading is synchronous and free; writing may raise SettingError and StoreError.

    An instance is also the `FilmDefaults` that `CurrentFilm` asks.
    """

    def __init__(self, library: Library, store: GuildStore, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._library = library
        self._store = store
        self._clock = clock
        self._known: dict[int, GuildSettings] = {}
        self._writing = asyncio.Lock()

    async def load(self) -> None:
        """Fill the memory from the store: at start, and whenever another process may have written."""
        async with self._writing:
            self._known = {settings.guild_id: settings for settings in await self._store.all()}

    def all(self) -> Collection[GuildSettings]:
        """Every guild that has chosen something."""
        return tuple(self._known.values())

    def of(self, guild_id: int) -> GuildSettings:
        """A guild's settings; the defaults where it has chosen nothing."""
        return self._known.get(guild_id) or GuildSettings(guild_id)

    def moderator_roles(self, guild_id: int | None) -> frozenset[int]:
        """The roles that may moderate; none in direct messages."""
        return self.of(guild_id).moderator_roles if guild_id is not None else frozenset()

    def __call__(self, place: Place) -> str | None:
        """The film set for a thread's channel, the channel or the guild; see FilmDefaults."""
        if place.guild_id is None:
            return None
        settings = self.of(place.guild_id)
        for channel in _channels(place):
            if film := settings.channel_films.get(channel):
                return film
        return settings.film

    def is_silent(self, place: Place) -> bool:
        """Whether the bot says nothing in the open there; what a member alone can see is still answered."""
        return place.guild_id is not None and not self.of(place.guild_id).silent_channels.isdisjoint(_channels(place))

    def answers_unasked(self, place: Place) -> bool:
        """Whether the bot answers messages there that do not address it; needs the message-content intent."""
        if place.guild_id is None or self.is_silent(place):
            return False
        return not self.of(place.guild_id).unasked_channels.isdisjoint(_channels(place))

    async def set_moderators(
        self, guild_id: int, *, roles: Iterable[int] | None = None, channel: int | None = None
    ) -> GuildSettings:
        """Choose the roles that may moderate (an empty list: nobody but Manage Server) and the moderators' channel."""

        def chosen(settings: GuildSettings) -> GuildSettings:
            if roles is not None:
                settings = replace(settings, moderator_roles=_few(roles, MOST_ROLES, "settings.too_many.roles"))
            return settings if channel is None else replace(settings, moderators_channel=channel)

        return await self._change(guild_id, chosen)

    async def clear_channel(self, guild_id: int) -> GuildSettings:
        """Have no moderators' channel any more; the digest ends with it."""
        return await self._change(
            guild_id, lambda settings: replace(settings, moderators_channel=None, digest=DigestPeriod.OFF)
        )

    async def set_film(self, guild_id: int, film: str | None, *, channel: int | None = None) -> GuildSettings:
        """Choose the film that is meant in a guild, or in one channel; an id or a typed title, None for none."""
        known = None if film is None else self._film(film)

        def chosen(settings: GuildSettings) -> GuildSettings:
            if channel is None:
                return replace(settings, film=known)
            films = {key: value for key, value in settings.channel_films.items() if key != channel}
            if known is not None:
                films[channel] = known
            _few(films, MOST_CHANNELS, "settings.too_many.channels")
            return replace(settings, channel_films=MappingProxyType(films))

        return await self._change(guild_id, chosen)

    async def set_silent(self, guild_id: int, channel: int, *, silent: bool) -> GuildSettings:
        """Say nothing in the open in a channel and its threads, or speak there again."""

        def chosen(settings: GuildSettings) -> GuildSettings:
            if silent and channel in settings.unasked_channels:
                raise SettingError(text("settings.silent_and_unasked", channel=f"<#{channel}>"))
            return replace(settings, silent_channels=_with(settings.silent_channels, channel, silent))

        return await self._change(guild_id, chosen)

    async def set_unasked(self, guild_id: int, channel: int, *, unasked: bool) -> GuildSettings:
        """Answer messages in a channel and its threads that do not address the bot, or only those that do."""

        def chosen(settings: GuildSettings) -> GuildSettings:
            if unasked and channel in settings.silent_channels:
                raise SettingError(text("settings.silent_and_unasked", channel=f"<#{channel}>"))
            return replace(settings, unasked_channels=_with(settings.unasked_channels, channel, unasked))

        return await self._change(guild_id, chosen)

    async def set_digest(self, guild_id: int, period: DigestPeriod) -> GuildSettings:
        """Choose how often the moderators' channel is told what waits; the first digest comes at the next turn."""

        def chosen(settings: GuildSettings) -> GuildSettings:
            if period is not DigestPeriod.OFF and settings.moderators_channel is None:
                raise SettingError(text("settings.digest_without_channel"))
            begun = settings.digest_at if settings.digest is not DigestPeriod.OFF else self._clock()
            return replace(settings, digest=period, digest_at=None if period is DigestPeriod.OFF else begun)

        return await self._change(guild_id, chosen)

    async def take_digest(self, guild_id: int, *, last: datetime | None, now: datetime | None) -> bool:
        """Note that a digest is sent now; False when another process was quicker, or nobody wants one any more."""
        taken = False

        def chosen(settings: GuildSettings) -> GuildSettings:
            nonlocal taken
            taken = settings.digest is not DigestPeriod.OFF and settings.digest_at == last
            return replace(settings, digest_at=now) if taken else settings

        await self._change(guild_id, chosen)
        return taken

    async def forget(self, guild_id: int) -> None:
        """Drop a guild's settings: the bot was removed from it."""
        async with self._writing:
            await self._store.forget(guild_id)
            self._known.pop(guild_id, None)

    async def _change(self, guild_id: int, change: Callable[[GuildSettings], GuildSettings]) -> GuildSettings:
        async with self._writing:
            settings = await self._store.change(guild_id, change)
            self._known[guild_id] = settings
            return settings

    def _film(self, typed: str) -> str:
        snapshot = self._library.snapshot
        film = snapshot.suggestions.film(typed)
        if film is None:
            known = ", ".join(film.label for film in snapshot.base.films.values())
            raise SettingError(text("settings.unknown_film", film=" ".join(typed.split())[:100], films=known))
        return film


def _channels(place: Place) -> tuple[int, ...]:
    """A thread's own id, then its channel's."""
    return (place.channel_id,) if place.parent_id is None else (place.channel_id, place.parent_id)


def _with(channels: frozenset[int], channel: int, there: bool) -> frozenset[int]:  # noqa: FBT001  # private
    return _few(channels | {channel}, MOST_CHANNELS, "settings.too_many.channels") if there else channels - {channel}


def _few(ids: Iterable[int] | Mapping[int, str], most: int, key: str) -> frozenset[int]:
    found = frozenset(ids)
    if len(found) > most:
        raise SettingError(text(key, most=most))
    return found
