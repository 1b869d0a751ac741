"""Messages answered per second through the sandbox: our bot against a bare discord.py client that echoes.

The sandbox and those who write stand in this process, the client under measurement in one of its own, so that the two
cores of a small machine are used as they would be. Both clients get the same questions, 20 in flight, and answer with a
reply. Requests are neither recorded nor checked against Discord's description.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from bot.sandbox import Person, Sandbox
from bot.ui.floods import RATE

ROOT = Path(__file__).resolve().parents[2]

IN_FLIGHT = 20
MESSAGES = 3000
WARM_UP = 300
ROUNDS = 3
TARGET = 0.4
PATIENCE_S = 30.0

QUESTIONS = (
    "whos the director",
    "who plays the priest?",
    "how long is it",
    "what year did it come out",
    "is it a true story",
    "where can i watch it",
    "did it make money",
    "whos in it",
    "any awards",
    "what is it about",
    "who wrote it",
    "what should i watch next",
)


def main() -> None:
    """Measure both clients in turn and print the ratio of their best rounds, those that other programs disturbed least."""
    clients = {"bare client": [sys.executable, __file__, "echo"], "film-faq-bot": [sys.executable, "-m", "bot", "run"]}
    rates: dict[str, list[float]] = {name: [] for name in clients}
    for _ in range(ROUNDS):
        for name, command in clients.items():
            rate, latency = asyncio.run(measure(command))
            rates[name].append(rate)
            print(f"{name:<14}{rate:7,.0f} messages/s   p50 {latency * 1000:5.1f} ms", flush=True)
    bare, ours = map(max, rates.values())
    print(f"ratio of the best rounds: {ours / bare:.2f} (target: at least {TARGET})")


async def measure(command: list[str]) -> tuple[float, float]:
    """Messages per second and the median time to an answer, in seconds."""
    async with Sandbox(record=False) as sandbox:
        # As many members as it takes for nobody to ask too often.
        people = [sandbox.add_member(f"member {n}") for n in range((MESSAGES + WARM_UP) // (RATE - 1) + 1)]
        with client(command, sandbox) as process:
            await connected(sandbox, process)
            askers = cycle(people)
            await ask(sandbox, askers, WARM_UP)
            begun = time.perf_counter()
            latencies = await ask(sandbox, askers, MESSAGES)
            return MESSAGES / (time.perf_counter() - begun), statistics.median(latencies)


@contextmanager
def client(command: list[str], sandbox: Sandbox) -> Iterator[subprocess.Popen[bytes]]:
    """Run a client in a process of its own, in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "PYTHONPATH": str(ROOT),
            "DISCORD_TOKEN": sandbox.token,
            "DISCORD_API_URL": sandbox.rest_url,
            "DISCORD_GATEWAY_URL": sandbox.gateway_url,
            "KNOWLEDGE_DIR": str(ROOT / "knowledge"),
            "DATA_DIR": folder,
            "DATABASE_URL": "",
            "DEFAULT_FILM": "the-sessions",
            "LOG_LEVEL": "ERROR",
        }
        with subprocess.Popen(command, cwd=folder, env=os.environ | settings) as process:
            try:
                yield process
            finally:
                process.terminate()


async def connected(sandbox: Sandbox, process: subprocess.Popen[bytes]) -> None:
    """Wait until the client answers somebody."""
    person = sandbox.person("mia")
    async with asyncio.timeout(PATIENCE_S):
        while not sandbox.connected:
            if process.poll() is not None:
                raise RuntimeError(f"the client ended with status {process.returncode}")
            await asyncio.sleep(0.02)
        await sandbox.reply_to(await person.say("#general", f"@bot {QUESTIONS[0]}"), timeout=PATIENCE_S)


async def ask(sandbox: Sandbox, askers: Iterator[Person], count: int) -> list[float]:
    """Have `count` questions asked, a given number in flight; seconds from each message to its reply."""
    questions = iter([question for question, _ in zip(cycle(QUESTIONS), range(count), strict=False)])
    latencies: list[float] = []

    async def one_after_another() -> None:
        for question in questions:
            begun = time.perf_counter()
            message = await next(askers).say("#films", f"@bot {question}")
            await sandbox.reply_to(message, timeout=PATIENCE_S)
            latencies.append(time.perf_counter() - begun)

    await asyncio.gather(*(one_after_another() for _ in range(IN_FLIGHT)))
    return latencies


def echo() -> None:
    """The least a discord.py client can do: repeat what it was told."""
    import discord

    from bot import endpoint

    bare = discord.Client(intents=discord.Intents(guilds=True, guild_messages=True))

    @bare.event
    async def on_message(message: discord.Message) -> None:
        if message.author != bare.user:
            await message.reply(message.content)

    with endpoint.use(os.environ["DISCORD_API_URL"], os.environ["DISCORD_GATEWAY_URL"]):
        bare.run(os.environ["DISCORD_TOKEN"], log_handler=None)


if __name__ == "__main__":
    echo() if sys.argv[1:] == ["echo"] else main()
