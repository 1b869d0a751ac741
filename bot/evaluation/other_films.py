"""Questions about films that a knowledge base does not have, from a list of films."""

from __future__ import annotations

import json
import random
from pathlib import Path

from bot.knowledge import KnowledgeBase
from bot.matching import normalize

FILE = "films-3201.json"  # vega-datasets' movies.json
ASKED = 500
# Some are wordings that matching knows, some are not.
FORMS = (
    "who directed {}", "who made {}?", "how long is {}", "what is {} about", "when did {} come out", "is {} any good",
    "budget of {}", "{} box office", "who is in {}", "whats the runtime of {}", "how does {} end", "cast of {}",
    "is {} based on a true story", "did {} win any oscars", "where can i watch {}", "{} rating", "{} imdb",
    "anyone here know who the director of {} was?", "how much money did {} make", "is there a sequel to {}",
    "tell me about {}", "which year is {} from", "did you like {}?", "is {} ok for kids", "who wrote {}",
    "where was {} filmed", "got any trivia about {}", "whats the plot of {}",
)  # fmt: skip


def about_others(data: Path, base: KnowledgeBase, *, count: int = ASKED, seed: int = 1) -> tuple[str, ...]:
    """Questions about films of the list that `base` lacks; titles of digits alone are left out.

    Raises:
        OSError: the list is not in `data`.
    """
    films = json.loads((data / FILE).read_text(encoding="utf-8"))
    known = {normalize(name) for film in base.films.values() for name in (film.title, *film.also_known_as)}
    titles = {str(film["Title"]) for film in films if film["Title"]}
    unknown = sorted(title for title in titles if normalize(title) not in known and not normalize(title).isdigit())
    chance = random.Random(seed)
    return tuple(chance.choice(FORMS).format(title) for title in chance.sample(unknown, count))
