"""All the ways to ask."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from tests.end_to_end.stage import Stage, staged


async def test_a_mention_is_answered_with_a_reply(stage: Stage) -> None:
    asked = await stage.person("mia").say("#films", "@bot whos the director")
    reply = await stage.sandbox.reply_to(asked)
    assert "Ben Lewin" in reply.text
    assert "The Sessions (2012)" in reply.text
    assert "Did that answer it?" in reply.text
    assert reply.v2
    assert reply.mentions_notified == ()
    request = stage.sandbox.requests[-1]
    assert request.body["nonce"] == f"{asked.id}-0"
    assert request.body["enforce_nonce"] is True


async def test_source_and_freshness_stand_below_an_answer(stage: Stage) -> None:
    reply = await stage.ask("whos the director")
    assert "-# Source: [General record](https://example.org/record_%28film%29) · checked 1 November 2026" in reply.text


async def test_a_reply_to_an_answer_goes_on(stage: Stage) -> None:
    first = await stage.ask("whos the director")
    follow_up = await stage.person("olga").say("#films", "and is it a true story", reply_to=first)
    assert "Mark O'Brien" in (await stage.sandbox.reply_to(follow_up)).text


async def test_a_reply_that_cannot_be_read_is_told_how_to_ask_once(stage: Stage) -> None:
    mia = stage.person("mia")
    first = await stage.ask("whos the director")
    unread = await mia.say("#films", "and the writer?", reply_to=first, ping=False)
    hint = await stage.sandbox.reply_to(unread)
    assert "/ask" in hint.text
    await mia.say("#films", "hello?", reply_to=first, ping=False)
    assert len(await stage.answers()) == 2


async def test_a_bare_mention_is_told_how_to_ask(stage: Stage) -> None:
    assert "/ask" in (await stage.ask("")).text


async def test_the_film_of_the_last_answer_is_meant(stage: Stage) -> None:
    assert "Jessica Yu" in (await stage.ask("who directed breathing lessons")).text
    assert "35" in (await stage.ask("how long is it")).text


async def test_direct_messages_need_no_mention(stage: Stage) -> None:
    asked = await stage.person("mia").say("dm", "whos the director")
    assert "Ben Lewin" in (await stage.sandbox.reply_to(asked)).text


async def test_threads_are_answered_in(stage: Stage) -> None:
    assert "Ben Lewin" in (await stage.ask("whos the director", channel="#iron-lung")).text


@pytest.mark.parametrize(
    "text", ["@everyone whos the director", "whos the director", "@max whos the director", "@here @olga"]
)
async def test_what_is_not_said_to_the_bot_is_left_alone(stage: Stage, text: str) -> None:
    await stage.person("mia").say("#films", text)
    assert await stage.answers() == []


async def test_courtesies_are_not_rated(stage: Stage) -> None:
    reply = await stage.ask("thanks!")
    assert "You are welcome." in reply.text
    assert [button.label for button in reply.buttons] == ["Remove"]


async def test_an_unknown_film_is_named_in_the_abstention(stage: Stage) -> None:
    reply = await stage.ask("who directed Casablanca")
    assert "Casablanca" in reply.text
    assert [button.label for button in reply.buttons] == [  # the current film first
        "The Sessions (2012)",
        "Breathing Lessons (1996)",
        "Remove",
    ]


async def test_ask_answers_for_all_and_shows_the_question(stage: Stage) -> None:
    reply = await (await stage.person("mia").slash("#films", "ask", question="whos the *director*")).message()
    assert "Ben Lewin" in reply.text
    assert r"“whos the \*director\*”" in reply.text
    assert reply.ephemeral_for is None


async def test_ask_in_private_is_seen_by_the_member_alone(stage: Stage) -> None:
    handle = await stage.person("mia").slash("#films", "ask", question="whos the director", private=True)
    reply = await handle.message()
    assert reply.ephemeral_for == "mia"
    assert "Remove" not in [button.label for button in reply.buttons]


async def test_ask_takes_a_film_chosen_or_typed(stage: Stage) -> None:
    mia = stage.person("mia")
    for film in ("breathing-lessons", "Breathing Lesons"):
        reply = await (await mia.slash("#films", "ask", question="whos the director", film=film)).message()
        assert "Jessica Yu" in reply.text


async def test_ask_offers_films_and_questions(stage: Stage) -> None:
    mia = stage.person("mia")
    films = await mia.autocomplete("#films", "ask", option="film", value="brea", question="x")
    assert [(choice.name, choice.value) for choice in films] == [("Breathing Lessons (1996)", "breathing-lessons")]
    questions = await mia.autocomplete("#films", "ask", option="question", value="true story")
    chosen = next(choice for choice in questions if choice.value == "the-sessions/faq/true-story")
    reply = await (await mia.slash("#films", "ask", question=chosen.value)).message()
    assert "Is it a true story?" in reply.text
    assert chosen.value not in reply.text


async def test_autocomplete_gives_no_ending_away(stage: Stage) -> None:
    for typed in ("", "end", "susan", "1999", "die"):
        offered = await stage.person("mia").autocomplete("#films", "ask", option="question", value=typed)
        assert not [choice for choice in offered if "Susan" in choice.name or "1999" in choice.name]


async def test_ask_works_in_direct_messages(stage: Stage) -> None:
    reply = await (await stage.person("mia").slash("dm", "ask", question="whos the director")).message()
    assert "Ben Lewin" in reply.text


async def test_the_menu_answers_somebody_elses_message(stage: Stage) -> None:
    said = await stage.person("olga").say("#films", "anyone know if its a true story")
    reply = await (await stage.person("max").menu("#films", "Answer this", said)).message()
    assert "poet Mark O'Brien" in reply.text
    assert "“anyone know if its a true story”" in reply.text
    assert reply.ephemeral_for is None


async def test_the_menu_says_when_there_is_nothing_to_answer(stage: Stage) -> None:
    said = await stage.person("olga").say("#films", "@max")
    reply = await (await stage.person("mia").menu("#films", "Answer this", said)).message()
    assert reply.ephemeral_for == "mia"
    assert "no text" in reply.text


async def test_an_ending_stays_closed(stage: Stage) -> None:
    reply = await stage.ask("does he die")
    assert "1999" not in reply.text
    assert "he dies in 1999" in reply.spoiler_text
    assert "gives away the ending" in reply.text
    for button in reply.buttons:
        assert "1999" not in button.label


async def test_mild_spoilers_stay_closed_beside_open_text(stage: Stage) -> None:
    reply = await stage.ask("whats the plot of The Sessions")
    assert "iron lung" in reply.text
    assert "ends the sessions" in reply.spoiler_text


async def test_mature_answers_are_open_in_age_restricted_channels_only(stage: Stage) -> None:
    assert "full nudity" in (await stage.ask("how explicit is it", channel="#late-night")).text
    for channel in ("#films", "dm"):
        reply = await stage.ask("how explicit is it", channel=channel)
        assert "full nudity" not in reply.text + reply.spoiler_text
        shown = await (await stage.person("mia").click(reply, label="Show me")).message()
        assert "full nudity" in shown.text
        assert shown.ephemeral_for == ("mia" if channel == "#films" else None)


async def test_with_the_message_content_intent_replies_need_no_ping(
    make_sandbox: Callable[..., Sandbox], tmp_path: Path
) -> None:
    async with staged(make_sandbox(message_content=True), tmp_path) as stage:
        await stage.start(message_content=True)
        first = await stage.ask("whos the director")
        follow_up = await stage.person("mia").say("#films", "is it a true story", reply_to=first, ping=False)
        assert "poet" in (await stage.sandbox.reply_to(follow_up)).text
        await stage.person("mia").say("#films", "whos the director")
        assert len(await stage.answers()) == 2


def test_requests_are_checked_against_discords_description(discord_spec: object, checks: dict[str, object]) -> None:
    """Skips where the description is absent; then the other tests here run unchecked."""
    assert discord_spec
    assert set(checks) == {"on_request"}
    assert Sandbox(**checks)  # type: ignore[arg-type]
