"""Texts that break bots: answered or not, nobody is pinged and nothing is broken."""

from __future__ import annotations

import pytest

from tests.end_to_end.stage import Stage

ZALGO = "w̷̢̛̖̗͓̬̃̓̑̕h̵̛͇̹̑̍̈́o̶̧̤͖̿̇̚s̸̜̈́ ̷̗̀t̸̫̚h̴͚̀ḙ̷̈́ ̶̙̾d̷̗̈́i̷̭̓r̵͇̋e̵̳͂c̸̱̈t̷̯̾o̶̙̎r̵̖̾"
HOSTILE = {
    "4000 characters": "who directed it and why " * 166,
    "4000 without a blank": "x" * 3990,
    "emoji only": "😀😀👍🏽🏳️‍🌈",
    "custom emoji": "<:iron:1234567890> <a:lung:1234567891>",
    "zalgo": ZALGO,
    "right to left override": "\u202ewhos the director\u202c \u2066evil\u2069",
    "everyone": "@everyone @here whos the director",
    "people and roles": "<@1> <@&2> @max @olga whos the director",
    "markdown": "**whos** __the__ ||director|| ~~x~~ # heading [free](https://evil.example) `code`",
    "code block": "```py\nwhos the director\n```",
    "unclosed code block": "```whos the director",
    "nul and controls": "whos\u0000 the\u0007 director\u001b[31m",
    "zero width": "w\u200bh\u200bo\u200bs the director",
    "format slots": "{question} {0} %s %(x)s ${x}",
    "custom id": "f1:remove:1:2",
    "entry id": "the-sessions/plot/ending",
    "sql": "'; DROP TABLE questions; --",
    "newlines": "\n" * 50 + "whos the director" + "\n" * 50,
    "unknown film with markdown": "who directed **[Evil](https://evil.example)** @everyone",
}


async def test_mentioned(stage: Stage) -> None:
    for name, text in HOSTILE.items():
        reply = await stage.ask(text[:3990])
        _harmless(stage, reply.text, name)
    assert "Ben Lewin" in (await stage.ask("who directed The Sessions")).text


async def test_asked_by_command(stage: Stage) -> None:
    for name, text in HOSTILE.items():
        reply = await (await stage.person("mia").slash("#films", "ask", question=text)).message()
        _harmless(stage, reply.text, name)


@pytest.mark.parametrize(
    ("command", "option"), [("quote", "film"), ("quote", "character"), ("quote", "search"), ("watch", "country")]
)
async def test_given_as_an_option(stage: Stage, command: str, option: str) -> None:
    for name, text in HOSTILE.items():
        reply = await (await stage.person("mia").slash("#films", command, **{option: text})).message()
        _harmless(stage, reply.text, name)


async def test_typed_into_autocomplete(stage: Stage) -> None:
    mia = stage.person("mia")
    for text in HOSTILE.values():
        await mia.autocomplete("#films", "ask", option="question", value=text[:100])
        await mia.autocomplete("#films", "ask", option="film", value=text[:100], question="x")


async def test_answered_from_the_menu(stage: Stage) -> None:
    mia, olga = stage.person("mia"), stage.person("olga")
    for name, text in HOSTILE.items():
        said = await olga.say("#general", text[:3990])
        reply = await (await mia.menu("#general", "Answer this", said)).message()
        _harmless(stage, reply.text, name)


def _harmless(stage: Stage, reply: str, name: str) -> None:
    assert reply.strip(), name
    assert "](https://evil.example)" not in reply.replace("\\]", ""), name
    assert not any(mark in reply for mark in ("\u202e", "\u2066", "\0", "\x1b")), name
    for channel in ("#films", "#general"):
        for message in stage.sandbox.messages(channel):
            if message.author_id == stage.sandbox.bot_id:
                assert message.mentions_notified == (), name
    for request in stage.sandbox.requests:
        if request.method in {"POST", "PATCH"} and "/messages" in request.path:
            assert request.body["allowed_mentions"] == {"parse": []}, name
        if request.path.endswith("/callback") and request.body["type"] in {4, 7}:
            assert request.body["data"]["allowed_mentions"] == {"parse": []}, name
