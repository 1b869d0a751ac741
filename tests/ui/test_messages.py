from __future__ import annotations

from typing import Any

import pytest

from bot.ui import limits
from bot.ui.messages import clean, question_in
from tests.ui.payloads import BOT_ID, CHANNEL_ID, OTHER_ID, message, reply_to, user

STICKER = {"id": "1", "name": "wave", "format_type": 1}


@pytest.mark.parametrize(
    ("content", "more", "question"),
    [
        pytest.param(f"<@{BOT_ID}> whos the director", {}, "whos the director", id="mention"),
        pytest.param(f"who <@!{BOT_ID}> directed it", {}, "who directed it", id="mention in the middle, old form"),
        pytest.param(f"<@{BOT_ID}> and @everyone", {}, "and", id="mention beside everyone"),
        pytest.param(f"<@{BOT_ID}>", {}, "", id="bare mention"),
        pytest.param(f"<@{BOT_ID}>", {"sticker_items": [STICKER]}, "", id="mention with a sticker"),
        pytest.param("@everyone who directed it", {}, None, id="everyone is not the bot"),
        pytest.param("whos the director", {}, None, id="just talking"),
        pytest.param(f"<@{OTHER_ID}> whos the director", {}, None, id="somebody else is asked"),
        pytest.param("and who plays him", reply_to(BOT_ID), "and who plays him", id="reply"),
        pytest.param("", reply_to(BOT_ID), "", id="reply that cannot be read"),
        pytest.param("", {**reply_to(BOT_ID), "sticker_items": [STICKER]}, None, id="sticker in reply"),
        pytest.param("and who plays him", reply_to(OTHER_ID), None, id="reply to somebody else"),
        pytest.param("", {**reply_to(BOT_ID), "referenced_message": None}, None, id="reply to a deleted message"),
        pytest.param(f"<@{BOT_ID}> hi", {"author": user(OTHER_ID, bot=True)}, None, id="another bot"),
        pytest.param(f"<@{BOT_ID}> hi", {"author": user(BOT_ID, bot=True)}, None, id="itself"),
        pytest.param(f"<@{BOT_ID}> hi", {"webhook_id": "77"}, None, id="webhook"),
        pytest.param(f"<@{BOT_ID}> hi", {"type": 7}, None, id="system message"),
    ],
)
def test_questions_put_in_a_guild(content: str, more: dict[str, Any], question: str | None) -> None:
    assert question_in(message(content, **more), me=BOT_ID) == question


@pytest.mark.parametrize(
    ("content", "more", "question"),
    [
        ("whos the director", {}, "whos the director"),
        (f"<@{BOT_ID}> whos the director", {}, "whos the director"),
        ("", {"sticker_items": [STICKER]}, None),
    ],
)
def test_everything_in_direct_messages_is_for_the_bot(content: str, more: dict[str, Any], question: str | None) -> None:
    assert question_in(message(content, guild_id=None, channel_id="77", **more), me=BOT_ID) == question


def test_a_guild_that_is_not_in_the_cache_is_no_direct_message() -> None:
    assert question_in(message("just talking", guild_id="999999999999", channel_id="77"), me=BOT_ID) is None


def test_a_forward_is_no_question() -> None:
    snapshot = {
        "message": {
            "type": 0, "content": f"<@{BOT_ID}> whos the director", "embeds": [], "attachments": [], "flags": 0,
            "timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None, "mentions": [], "mention_roles": [],
            "components": [],
        }
    }  # fmt: skip
    reference = {"type": 1, "message_id": "5", "channel_id": str(CHANNEL_ID)}
    forward = message(message_reference=reference, message_snapshots=[snapshot], mentions=[user(BOT_ID, bot=True)])
    assert question_in(forward, me=BOT_ID) is None


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<@1> <@!2> <@&3> <#4> who", "who"),
        ("a\0b", "ab"),
        ("lone \ud83d surrogate", "lone surrogate"),
        ("two\n\nlines\t here", "two\n\nlines here"),
        ("<:iron:123> who", "<:iron:123> who"),
        ("x" * 5000, "x" * limits.QUESTION),
    ],
)
def test_text_is_cleaned_of_what_must_not_be_kept(content: str, text: str) -> None:
    assert clean(content) == text
