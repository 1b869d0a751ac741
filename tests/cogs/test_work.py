from __future__ import annotations

import asyncio

from bot.cogs.work import Work


async def test_a_stop_waits_for_what_is_in_hand_and_takes_nothing_new() -> None:
    work = Work()
    done = []
    go = asyncio.Event()

    async def handler() -> None:
        if work.take():
            await go.wait()
            done.append("in hand")

    first = asyncio.create_task(handler())
    await asyncio.sleep(0)
    finishing = asyncio.create_task(work.finish(5))
    await asyncio.sleep(0)
    late = asyncio.create_task(handler())
    await late
    go.set()
    assert await finishing == 0
    assert done == ["in hand"]
    assert first.done()


async def test_a_stop_does_not_wait_for_ever() -> None:
    work = Work()

    async def handler() -> None:
        work.take()
        await asyncio.Event().wait()

    stuck = asyncio.create_task(handler())
    await asyncio.sleep(0)
    assert await work.finish(0.01) == 1
    stuck.cancel()


async def test_one_question_is_worked_on_in_order_of_arrival() -> None:
    work = Work()
    order: list[str] = []

    async def handler(name: str, question_id: int) -> None:
        async with work.alone_with(question_id):
            order.append(f"{name} begins")
            await asyncio.sleep(0)
            order.append(f"{name} ends")

    await asyncio.gather(handler("answer", 1), handler("edit", 1), handler("delete", 1))
    assert order == [f"{name} {what}" for name in ("answer", "edit", "delete") for what in ("begins", "ends")]


async def test_locks_of_questions_done_with_are_not_kept() -> None:
    work = Work()
    async with work.alone_with(1):
        pass
    assert not work._locks
