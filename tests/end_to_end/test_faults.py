"""What Discord and the network do wrong, and what members and operators notice of it."""

from __future__ import annotations

import asyncio
import logging
import re

import pytest

from bot.sandbox import Fault, InteractionFailed
from bot.ui import sending
from bot.ui.floods import Floods
from tests.end_to_end.stage import Stage

SEND = r"/channels/\d+/messages$"
CALLBACK = "/callback"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "PAUSES", (0.01, 0.01))


def _complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Fault(method="POST", path=SEND, status=503, times=2), id="503 twice"),
        pytest.param(Fault(method="POST", path=SEND, abort=True), id="reset before"),
        pytest.param(Fault(method="POST", path=SEND, abort=True, after=True), id="reset after the message was posted"),
        pytest.param(Fault(method="POST", path=SEND, status=503, after=True), id="503 after the message was posted"),
        pytest.param(
            Fault(
                method="POST",
                path=SEND,
                status=429,
                body={"message": "slow down", "retry_after": 0.05, "global": False},
                headers={"Via": "1.1 google"},
            ),
            id="429",
        ),
    ],
)
async def test_a_passing_fault_costs_no_answer_and_none_comes_twice(troubled: Stage, fault: Fault) -> None:
    troubled.sandbox.fault(fault)
    asked = await troubled.person("mia").say("#films", "@bot whos the director")
    assert "Ben Lewin" in (await troubled.sandbox.reply_to(asked)).text
    assert len(await troubled.answers()) == 1
    # The answer is known to be this question's: it goes with it.
    await troubled.person("mia").delete(asked)
    assert await troubled.answers() == []


async def test_a_lasting_fault_is_logged_in_one_line_and_the_next_question_answered(
    troubled: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    troubled.sandbox.fault(Fault(method="POST", path=SEND, status=503, times=3))
    await troubled.person("mia").say("#films", "@bot whos the director")
    assert await troubled.answers() == []
    (line,) = _complaints(caplog)
    assert re.fullmatch(r"Answering a question in channel \d+ failed \[[0-9a-f]{6}\]: DiscordServerError: 503.*", line)
    assert caplog.records[-1].exc_info is None
    assert "Ben Lewin" in (await troubled.ask("whos the director")).text


async def test_an_empty_rate_limit_bucket_delays_and_loses_nothing(troubled: Stage) -> None:
    troubled.sandbox.rate_limit("POST", "/channels/{channel_id}/messages", limit=2, per=0.2)
    mia = troubled.person("mia")
    asked = [await mia.say("#films", "@bot whos the director") for _ in range(5)]
    for message in asked:
        assert "Ben Lewin" in (await troubled.sandbox.reply_to(message)).text
    assert len(await troubled.answers()) == 5


@pytest.mark.parametrize("missing", ["send", "read_history"])
async def test_a_missing_permission_is_logged_and_nothing_breaks(
    troubled: Stage, caplog: pytest.LogCaptureFixture, missing: str
) -> None:
    troubled.sandbox.set_permissions("#films", **{missing: False})
    await troubled.person("mia").say("#films", "@bot whos the director")
    assert await troubled.answers() == []
    (line,) = _complaints(caplog)
    assert "Forbidden: 403" in line
    assert "Ben Lewin" in (await troubled.ask("whos the director", channel="#general")).text


async def test_a_vanished_channel_is_logged_and_nothing_breaks(
    troubled: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    troubled.sandbox.add_channel("doomed")
    reply = await troubled.ask("whos the director", channel="#doomed")
    troubled.sandbox.fault(Fault(method="POST", path=SEND, delay=0.05))
    await troubled.person("mia").say("#doomed", "@bot whos the director")
    troubled.sandbox.remove_channel("#doomed")
    await troubled.settle()
    assert [re.sub(r".*: (?=NotFound)", "", line) for line in _complaints(caplog)] == [
        "NotFound: 404 Not Found (error code: 10003): Unknown Channel"
    ]
    assert troubled.sandbox.message(reply) is None
    assert "Ben Lewin" in (await troubled.ask("whos the director")).text


async def test_an_expired_interaction_is_logged_once(troubled: Stage, caplog: pytest.LogCaptureFixture) -> None:
    unknown = {"message": "Unknown interaction", "code": 10062}
    troubled.sandbox.fault(Fault(method="POST", path=CALLBACK, status=404, body=unknown))
    await troubled.person("mia").slash("#films", "ask", question="whos the director")
    await _idle(troubled)
    (line,) = _complaints(caplog)
    assert "Discord no longer takes an answer (10062)" in line


async def test_an_expired_press_is_logged_once(troubled: Stage, caplog: pytest.LogCaptureFixture) -> None:
    reply = await troubled.ask("whos the director")
    unknown = {"message": "Unknown interaction", "code": 10062}
    troubled.sandbox.fault(Fault(method="POST", path=CALLBACK, status=404, body=unknown))
    await troubled.person("mia").click(reply, label="Another film?")
    await _idle(troubled)
    (line,) = _complaints(caplog)
    assert "The button films: Discord no longer takes an answer (10062)" in line


async def test_a_broken_service_is_told_with_the_reference_that_is_in_the_log(
    troubled: Stage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = await troubled.ask("whos the director")
    mia = troubled.person("mia")

    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the film tore")

    for name in ("answer", "show", "other_films"):
        monkeypatch.setattr(troubled.app.asking, name, broken)
    told = [
        await troubled.ask("whos the director"),
        await (await mia.slash("#films", "ask", question="whos the director")).message(),
        await (await mia.click(reply, label="Another film?")).message(),
    ]
    assert [message.ephemeral_for for message in told] == [None, "mia", "mia"]
    lines = _complaints(caplog)
    for message, line in zip(told, lines, strict=True):
        reference = re.search(r"\b[0-9a-f]{6}\b", message.text)
        assert reference
        assert f"[{reference[0]}]: RuntimeError: the film tore" in line
        assert "the film tore" not in message.text


async def test_a_broken_autocomplete_leaves_the_command_usable(
    troubled: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    mia = troubled.person("mia")

    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the film tore")

    with monkeypatch.context() as patch:
        patch.setattr(troubled.app.asking, "suggest_films", broken)
        offered = await mia.autocomplete("#films", "ask", option="film", value="x", question="y")
        assert offered == []
    reply = await (await mia.slash("#films", "ask", question="whos the director")).message()
    assert "Ben Lewin" in reply.text


async def test_a_command_that_is_gone_says_so(troubled: Stage, caplog: pytest.LogCaptureFixture) -> None:
    mia = troubled.person("mia")
    troubled.bot.tree.remove_command("films")
    told = await (await mia.slash("#films", "films")).message()
    assert "changed" in told.text
    assert _complaints(caplog) == []


@pytest.mark.parametrize("what", ["close 4000", "close 1001", "drop", "op 7", "invalid, resumable"])
async def test_questions_asked_during_a_torn_connection_are_answered(troubled: Stage, what: str) -> None:
    sandbox = troubled.sandbox
    match what:
        case "close 4000":
            await sandbox.gateway_close(4000)
        case "close 1001":
            await sandbox.gateway_close(1001)
        case "drop":
            await sandbox.drop()
        case "op 7":
            await sandbox.op7()
        case _:
            await sandbox.invalid_session(resumable=True)
    asked = await troubled.person("mia").say("#films", "@bot whos the director")
    assert "Ben Lewin" in (await sandbox.reply_to(asked, timeout=10)).text


async def test_after_a_session_that_is_lost_the_bot_answers_again(troubled: Stage) -> None:
    await troubled.sandbox.invalid_session(resumable=False)
    async with asyncio.timeout(10):
        while not troubled.sandbox.connected:
            await asyncio.sleep(0.01)
        for _ in range(100):
            asked = await troubled.person("mia").say("#films", "@bot whos the director")
            try:
                reply = await troubled.sandbox.reply_to(asked, timeout=0.5)
            except TimeoutError:
                continue
            break
    assert "Ben Lewin" in reply.text


async def test_a_flood_is_answered_up_to_a_point_and_told_once(empty_stage: Stage) -> None:
    await empty_stage.start(floods=Floods(rate=3, per=60))
    mia = empty_stage.person("mia")
    for _ in range(6):
        await mia.say("#films", "@bot whos the director")
    answers = await empty_stage.answers()
    assert ["Ben Lewin" in answer.text for answer in answers] == [True, True, True, False]
    assert "please wait" in answers[-1].text
    slow = await (await mia.slash("#films", "films")).message()
    assert slow.ephemeral_for == "mia"
    assert "please wait" in slow.text
    assert "in your own words" in (await (await mia.slash("#films", "help")).message()).text
    assert "Ben Lewin" in (await empty_stage.ask("whos the director", who="olga")).text


async def test_moderators_commands_are_no_questions(empty_stage: Stage) -> None:
    await empty_stage.start(floods=Floods(rate=1, per=60))
    max_ = empty_stage.person("max")
    for _ in range(3):
        assert "please wait" not in (await (await max_.slash("#films", "knowledge check")).message()).text
    assert "please wait" not in (await (await max_.slash("#films", "films")).message()).text
    assert "please wait" in (await (await max_.slash("#films", "films")).message()).text
    assert "please wait" not in (await (await max_.slash("#films", "settings show")).message()).text


async def test_the_word_on_a_flood_goes_when_the_wait_is_over(empty_stage: Stage) -> None:
    await empty_stage.start(floods=Floods(rate=1, per=1))
    for _ in range(2):
        await empty_stage.person("mia").say("#films", "@bot whos the director")
    answer, word = await empty_stage.answers()
    assert "please wait 1 s" in word.text
    async with asyncio.timeout(10):
        while word.id in {message.id for message in empty_stage.sandbox.messages("#films")}:
            await asyncio.sleep(0.02)
    assert answer.id in {message.id for message in empty_stage.sandbox.messages("#films")}


async def test_commands_that_cannot_be_registered_do_not_keep_the_bot_from_answering(
    empty_stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    refused = {"message": "Missing Access", "code": 50001}
    empty_stage.sandbox.fault(Fault(method="PUT", path="/commands$", status=403, body=refused))
    await empty_stage.start()
    assert "Ben Lewin" in (await empty_stage.ask("whos the director")).text
    (line,) = _complaints(caplog)
    assert line.startswith("Commands could not be registered, the old ones stay: 403")


async def test_a_stop_finishes_the_answer_in_hand_and_takes_nothing_new(troubled: Stage) -> None:
    mia = troubled.person("mia")
    troubled.sandbox.fault(Fault(method="POST", path=SEND, delay=0.2))
    asked = await mia.say("#films", "@bot whos the director")
    await asyncio.sleep(0.05)
    stopping = asyncio.create_task(troubled.stop())
    await asyncio.sleep(0)
    late = await mia.say("#films", "@bot whos the director")
    assert "Ben Lewin" in (await troubled.sandbox.reply_to(asked)).text
    await stopping
    with pytest.raises(TimeoutError):
        await troubled.sandbox.reply_to(late, timeout=0.05)


async def test_a_press_while_stopping_changes_nothing(troubled: Stage) -> None:
    reply = await troubled.ask("whos the director")
    troubled.bot.work.draining = True
    handle = await troubled.person("mia").click(reply, label="Remove")
    with pytest.raises((InteractionFailed, TimeoutError)):
        await handle.first(timeout=0.1)
    assert troubled.sandbox.message(reply) == reply


async def _idle(stage: Stage) -> None:
    """The sandbox waits for an answer that a fault has swallowed; the bot has nothing in hand."""
    await asyncio.sleep(0.1)
    await stage.bot.work.finish(5)
