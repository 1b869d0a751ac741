from __future__ import annotations

from bot.services.question import Place
from bot.ui.places import place_of, place_of_message
from tests.ui.payloads import CHANNEL_ID, GUILD_ID, client, message


def test_a_channel_is_as_restricted_as_discord_says() -> None:
    guild = client().get_guild(GUILD_ID)
    assert guild
    assert place_of(guild.get_channel(CHANNEL_ID)) == Place(CHANNEL_ID, GUILD_ID)
    assert place_of(guild.get_channel(CHANNEL_ID + 1)) == Place(CHANNEL_ID + 1, GUILD_ID, age_restricted=True)


def test_a_thread_names_its_parent_and_is_as_restricted() -> None:
    guild = client().get_guild(GUILD_ID)
    assert guild
    assert place_of(guild.get_thread(CHANNEL_ID + 2)) == Place(
        CHANNEL_ID + 2, GUILD_ID, CHANNEL_ID + 1, age_restricted=True
    )


def test_what_is_not_in_the_cache_counts_as_not_restricted() -> None:
    assert place_of_message(message("hi", channel_id="77")) == Place(77, GUILD_ID)
    assert place_of(None, channel_id=77, guild_id=GUILD_ID) == Place(77, GUILD_ID)


def test_direct_messages_have_no_guild() -> None:
    assert place_of_message(message("hi", channel_id="77", guild_id=None)) == Place(77)
