"""How soon a moderator's save is live for members, and how long it holds the event loop up.

1,000 FAQ entries in 50 films, real files, SQLite, and the real matcher. A probe asks for the event loop every
millisecond and notes how much later than that it gets it: first while nothing happens, then during the saves. What
matters is the difference, for a busy machine holds everybody up.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.app import App, open_app
from bot.knowledge.edit import SetField
from bot.services.drafts import Draft
from bot.services.editing import Saved
from bot.services.permissions import OPERATOR
from bot.services.revisions import Author

FILMS, ENTRIES = 50, 20  # entries of each film
SAVES = 200
IDLE_S = 10.0
PROBED_EVERY_S = 0.001
LIVE_WITHIN_S, HELD_AT_MOST_S = 1.0, 0.020
_SYLLABLES = [consonant + vowel for consonant in "bcdfghklmnprstvw" for vowel in "aeiou"]


@dataclass(frozen=True)
class Figures:
    """All times in seconds."""

    live: list[float]  # from the press to the answer members get
    idle: list[float]  # how much later than asked for the event loop came
    saving: list[float]

    @property
    def live_p99(self) -> float:
        """The save that is live later than 99 of 100."""
        return float(np.percentile(self.live, 99))

    @property
    def held_p999(self) -> float:
        """Lag beyond that of the idle loop, both at p99.9."""
        return float(np.percentile(self.saving, 99.9) - np.percentile(self.idle, 99.9))

    def text(self) -> str:
        """What the bench command prints."""
        return (
            f"save to live, {len(self.live)} saves, {FILMS * ENTRIES:,} entries in {FILMS} films: "
            f"p50 {np.percentile(self.live, 50) * 1000:.0f} ms, p99 {self.live_p99 * 1000:.0f} ms "
            f"(target: {LIVE_WITHIN_S * 1000:.0f})\n"
            f"event loop held, p99.9: {np.percentile(self.idle, 99.9) * 1000:.1f} ms idle, "
            f"{np.percentile(self.saving, 99.9) * 1000:.1f} ms while saving, "
            f"{self.held_p999 * 1000:.1f} ms beyond idle (target: {HELD_AT_MOST_S * 1000:.0f})"
        )


def run() -> Figures:
    """Measure in a folder of its own; takes about a minute."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_films(root / "knowledge")
        return asyncio.run(measure(root))


def write_films(folder: Path) -> None:
    """Films in made-up words, the same every time."""
    chance = random.Random(7)
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(3_000)]
    (folder / "films").mkdir(parents=True)
    for number in range(FILMS):
        lines = [f"film: {{title: {' '.join(chance.sample(words, 2)).title()}, year: {1950 + number}}}", "faq:"]
        for entry in range(ENTRIES):
            wordings = ", ".join(" ".join(chance.sample(words, 4)) for _ in range(4))
            lines += [
                f"  - id: entry-{entry}",
                f"    question: Why {' '.join(chance.sample(words, 6))}?",
                f"    also_asked: [{wordings}]",
                f"    answer: {' '.join(chance.sample(words, 40))}.",
            ]
        (folder / "films" / f"film-{number}.yaml").write_text("\n".join(lines) + "\n")


async def measure(root: Path) -> Figures:
    """The figures of one run."""
    async with open_app(knowledge_dir=root / "knowledge", data_dir=root / "data") as app:
        await save(app, -1)  # warm
        async with probed() as idle:
            await asyncio.sleep(IDLE_S)
        live = []
        async with probed() as saving:
            for number in range(SAVES):
                live.append(await save(app, number))
                await asyncio.sleep(0.02)
        return Figures(live, idle, saving)


async def save(app: App, number: int) -> float:
    """Draft an edit and save it; seconds from the press on "save" until members are answered with it."""
    entry = f"film-{number % FILMS}/faq/entry-{number % ENTRIES}"
    author = Author(None, "bench")
    changes = (SetField(entry, "answer", f"Answer {number}."), SetField(entry, "question", f"Why is it {number}?"))
    draft = await app.editing.draft(changes, document=entry.partition("/")[0], author=author, standing=OPERATOR)
    if not isinstance(draft, Draft):
        raise TypeError(draft)
    begun = time.perf_counter()
    outcome = await app.editing.save(draft.id, author, standing=OPERATOR)
    taken = time.perf_counter() - begun
    answer = getattr(app.library.snapshot.base.entries[entry].value, "answer", None)
    if not isinstance(outcome, Saved) or answer != f"Answer {number}.":
        raise TypeError(outcome)
    return taken


@asynccontextmanager
async def probed() -> AsyncIterator[list[float]]:
    """Lags of the event loop meanwhile, in seconds."""
    lags: list[float] = []

    async def probe() -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(PROBED_EVERY_S)
            lags.append(time.perf_counter() - begun - PROBED_EVERY_S)

    task = asyncio.create_task(probe())
    try:
        yield lags
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


if __name__ == "__main__":
    print(run().text())
