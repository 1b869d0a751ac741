"""`/inbox`: what was asked in vain is answered, taught, dismissed or ignored; wishes and proposals."""

from __future__ import annotations

from itertools import combinations

import pytest

from bot.matching import Decision
from bot.sandbox import SentMessage
from tests.end_to_end.club import TRUE_STORY, Club

ODD = "what brand is the wheelchair"


async def _group(club: Club, question: str = ODD, times: int = 1) -> SentMessage:
    for _ in range(times):
        await club.answer(question)
    listed = await club.run("inbox")
    assert question in listed.text
    return await club.press(listed, "1")


async def test_nothing_waits_at_first(club: Club) -> None:
    shown = await club.run("inbox")
    assert "Nothing waits" in shown.text


async def test_questions_of_one_meaning_are_one_with_its_count_and_no_author(club: Club) -> None:
    for who in ("mia", "olga"):
        await club.answer(ODD, who=who)
    shown = await club.run("inbox")
    assert "2 times" in shown.text
    assert "#films" in shown.text or f"<#{club.sandbox.channel_id('#films')}>" in shown.text
    assert "mia" not in shown.text
    assert "olga" not in shown.text


@pytest.mark.parametrize("restarts", [False, True], ids=["same process", "after a restart"])
async def test_a_question_is_answered_from_the_list(club: Club, restarts: bool) -> None:
    group = await _group(club)
    if restarts:
        await club.restart()
    pressed = await (await club.max.click(group, label="Answer")).response()
    if isinstance(pressed, SentMessage):  # no film was meant for sure: it is asked where the entry shall stand
        pressed = await (await club.max.click(pressed, label="The Sessions (2012)")).form()
    values = {custom_id.partition("~")[0]: made.get("value") for custom_id, made in pressed.inputs.items()}
    assert values["question"] == "What brand is the wheelchair?"
    await club.save(await club.submit(pressed, answer="None at all."))
    assert "None at all." in await club.answer(ODD)
    assert "Nothing waits" in (await club.run("inbox")).text


async def test_a_question_is_taught_from_the_list(club: Club) -> None:
    group = await _group(club, "did the poet guy exist irl")
    form = await (await club.max.click(group, label="Teach an entry")).form()
    await club.save(await club.submit(form, entry=TRUE_STORY))
    assert "Yes, on the life" in await club.answer("did the poet guy exist irl")
    assert "Nothing waits" in (await club.run("inbox")).text


async def test_an_answer_that_somebody_said_no_to_is_corrected(club: Club) -> None:
    reply = await club.stage.ask("whos the director")
    await (await club.stage.person("mia").click(reply, label="No")).message()
    group = await club.press(await club.run("inbox"), "1")
    assert "no 1" in group.text
    form = await (await club.max.click(group, label="Correct the answer")).form()
    await club.save(await club.submit(form, value="Ben Lewin, born in Poland"))
    assert "Nothing waits" in (await club.run("inbox")).text


async def test_what_is_dismissed_comes_back_when_asked_again(club: Club) -> None:
    group = await _group(club)
    assert "Dismissed" in (await club.press(group, "Dismiss")).text
    assert "Nothing waits" in (await club.run("inbox")).text
    await club.answer(ODD)
    assert ODD in (await club.run("inbox")).text


async def test_what_is_ignored_is_listed_no_more_until_it_is_heeded(club: Club) -> None:
    group = await _group(club)
    done = await club.press(group, "Ignore")
    assert "Ignored" in done.text
    await club.answer(ODD)
    inbox = await club.press(done, "Inbox")
    assert "Nothing waits" in inbox.text
    ignored = await club.press(inbox, "Ignored")
    assert ODD in ignored.text
    await club.press(ignored, "again")
    await club.answer(ODD)
    assert ODD in (await club.run("inbox")).text


async def test_what_is_settled_already_says_so(club: Club) -> None:
    group = await _group(club)
    custom_ids = {button.label: button.custom_id for button in group.buttons}
    await club.press(group, "Dismiss")
    for label in ("Answer", "Teach an entry", "Dismiss", "Ignore for good"):
        shown = await (await club.max.forge(group, str(custom_ids[label]))).message()
        assert "settled already" in shown.text or "earlier version" in shown.text


async def test_films_asked_for_are_a_list_of_their_own(club: Club) -> None:
    for who in ("mia", "olga"):
        await club.answer("who directed Casablanca?", who=who)
    wishes = await club.press(await club.run("inbox"), "Films asked for")
    assert "Casablanca" in wishes.text
    assert "2 times" in wishes.text
    assert "Casablanca" not in (await club.press(wishes, "Drop 1")).text


async def _choose(club: Club) -> str:
    """Have a member take a choice of an ask-back; gives the wording."""
    matcher = club.stage.app.library.snapshot.matcher
    words = [
        "real",
        "story",
        "priest",
        "poet",
        "explicit",
        "true",
        "director",
        "nudity",
        "ending",
        "polio",
        "writer",
        "long",
        "money",
        "watch",
    ]
    for question in ("is he real", "real story priest", *map(" ".join, combinations(words, 2))):
        match = matcher.match(question, film="the-sessions")
        if match.decision is Decision.ASK_BACK:
            reply = await club.stage.ask(question)
            button = next(one for one in reply.buttons if (one.custom_id or "").startswith("f1:pick:"))
            await (await club.stage.person("mia").click(reply, custom_id=button.custom_id)).message()
            return question
    pytest.fail("nothing is asked back")


async def test_a_choice_is_proposed_and_learned_when_accepted(club: Club) -> None:
    wording = await _choose(club)
    text = club.film.read_text()
    proposals = await club.press(await club.run("inbox"), "Proposed wordings")
    assert wording in proposals.text
    assert club.film.read_text() == text
    await club.save(await club.press(proposals, "Accept 1"))
    assert wording in club.film.read_text()
    assert wording not in (await club.press(await club.run("inbox"), "Proposed wordings")).text


async def test_a_proposal_is_rejected_for_good(club: Club) -> None:
    wording = await _choose(club)
    proposals = await club.press(await club.run("inbox"), "Proposed wordings")
    assert wording not in (await club.press(proposals, "Reject 1")).text
    await _choose(club)
    assert wording not in (await club.press(await club.run("inbox"), "Proposed wordings")).text


async def test_a_long_inbox_has_pages(club: Club) -> None:
    words = (
        "zebra umbrella tango, gravel pigeon waltz, copper violin marsh, hockey lantern syrup, velvet anchor radish, "
        "pepper glacier stamp, walnut bicycle fog, ribbon cactus drum, mustard kayak quilt, pretzel orbit hinge, "
        "goblet saffron moth, trumpet granite peach, hammock turnip signal, cobweb ferry thimble"
    )
    for question in words.split(", "):
        await club.answer(question)
    first = await club.run("inbox")
    second = await club.press(first, "More")
    assert first.text != second.text
    assert (await club.press(second, "Back")).text == first.text
