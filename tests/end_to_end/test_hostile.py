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


@pytest.fixture(params=HOSTILE.values(), ids=HOSTILE.keys())
def text(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_mentioned(stage: Stage, text: str) -> None:
    reply = await stage.ask(text[:3990])
    _harmless(stage, reply.text)
    assert (await stage.ask("whos the director")).text


async def test_asked_by_command(stage: Stage, text: str) -> None:
    reply = await (await stage.person("mia").slash("#films", "ask", question=text)).message()
    _harmless(stage, reply.text)


async def test_given_as_an_option(stage: Stage, text: str) -> None:
    for option in ("film", "character", "search", "country"):
        name = "watch" if option == "country" else "quote"
        reply = await (await stage.person("mia").slash("#films", name, **{option: text})).message()
        _harmless(stage, reply.text)


async def test_typed_into_autocomplete(stage: Stage, text: str) -> None:
    mia = stage.person("mia")
    for option in ("question", "film"):
        others = {} if option == "question" else {"question": "x"}
        await mia.autocomplete("#films", "ask", option=option, value=text[:100], **others)


def _harmless(stage: Stage, reply: str) -> None:
    assert reply.strip()
    assert "](https://evil.example)" not in reply.replace("\\]", "")
    assert not any(mark in reply for mark in ("\u202e", "\u2066", "\0", "\x1b"))
    for message in stage.sandbox.messages("#films"):
        if message.author_id == stage.sandbox.bot_id:
            assert message.mentions_notified == ()
    for request in stage.sandbox.requests:
        if request.method in {"POST", "PATCH"} and "/messages" in request.path:
            assert request.body["allowed_mentions"] == {"parse": []}
        if request.path.endswith("/callback") and request.body["type"] in {4, 7}:
            assert request.body["data"]["allowed_mentions"] == {"parse": []}
