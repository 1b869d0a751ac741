"""Several processes share the guilds: each answers its own, and they register the commands once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.sandbox import Sandbox
from tests.end_to_end.stage import Stage, staged


async def test_each_process_answers_the_guilds_of_its_shard(
    make_sandbox: Callable[..., Sandbox], tmp_path: Path
) -> None:
    async with staged(make_sandbox(shards=2), tmp_path) as first:
        second = Stage(first.sandbox, tmp_path)
        await first.start(shard_ids=[0], shard_count=2)
        try:
            await second.start(shard_ids=[1], shard_count=2)
            assert [guild.name for guild in first.bot.guilds] == ["Film club"]
            assert [guild.name for guild in second.bot.guilds] == ["Other club"]
            assert "Ben Lewin" in (await first.ask("whos the director")).text
            reply = await second.ask("whos the director", who="otto", channel="#lobby")
            assert "Ben Lewin" in reply.text
            direct = await first.person("otto").say("dm", "whos the director")
            assert "Ben Lewin" in (await first.sandbox.reply_to(direct)).text
            # Their state is one: a press and a vote find the question wherever they arrive.
            note = await (await first.person("otto").click(reply, label="Yes")).message()
            assert "Thanks" in note.text
            assert len(await first.answers("#films")) == len(await second.answers("#lobby")) == 1
            registered = [request for request in first.sandbox.requests if request.method == "PUT"]
            assert len(registered) == 1
        finally:
            await second.stop()
