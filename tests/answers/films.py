"""Two small films and some general knowledge, for tests that answer from them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.answers import Answer, compose
from bot.knowledge import Entry, KnowledgeBase, merge, parse_document

TODAY = date(2026, 11, 20)

LANTERN = """
film: {title: The Lantern, year: 2012, also_known_as: [Lamp*Light]}
sources:
  page: {title: A film page, url: "https://example.org/lantern"}
  record: {title: General record}
overview:
  director: {value: Ada Ruiz, source: page}
  writers: {value: [Ada Ruiz, Bo Lindt, Cy Ames], source: record}
  composer: {value: The music was written by nobody in particular., source: page}
  genres: [drama, comedy]
  runtime_minutes: 95
  certificate: R
  studio: Lumen Bros.
  released: 2012-10-19
  logline: A keeper learns to leave the light on
  ratings:
    - {by: IMDb, score: 7.2/10, votes: 155000, checked: 2026-05-01}
    - {by: Rotten Tomatoes, score: 93 %, checked: 2026-11-01, url: "https://example.org/rt"}
  trailer: https://example.org/trailer
plot:
  badly_explained: A man buys oil for twelve years.
  synopsis:
    - A keeper tends a light.
    - {text: The light goes out., spoiler: mild, source: page}
    - {text: It was never lit., spoiler: ending, source: record}
  ending: The keeper leaves.
cast:
  - {character: Keeper, actor: Di Evans, about: He tends the light, also_called: [the lamp man]}
  - {character: Voice, about: A voice at night.}
  - {character: Ghost, actor: Flo Grant, spoiler: ending}
quotes:
  - {id: light, text: "Leave the *light* on.", by: Keeper, context: to nobody, note: Some prints say lamp}
  - {id: dark, text: It was always dark., by: Ghost, spoiler: ending}
box_office: {currency: USD, budget: 1000000, domestic: 6002451, worldwide: 10656155}
reviews:
  professional: [{text: Bright., by: A critic, url: "https://example.org/review"}, Dim.]
  consensus: Mostly bright.
content: {warnings: [darkness, oil], audience: Adults who like lamps.}
awards:
  - {id: lamp, award: Lamp Awards, year: 2013, category: Best Keeper, who: Di Evans, result: won}
  - {id: glow, award: Lamp Awards, year: 2013, category: Audience Award, result: won}
  - {id: group, award: Beam Prize, who: the ensemble, category: Group Prize, result: won}
  - {id: short, award: Wick Prize, year: 2014, category: Best Wick, who: [Ada Ruiz, Bo Lindt], result: nominated}
  - {id: odd, award: Oil Medal, result: second place}
trivia:
  - {id: oil, text: The oil was tea.}
  - {id: secret, text: The ghost is the keeper., spoiler: ending}
quiz:
  - {id: how-many, question: How many lamps?, accept: [six, "6"]}
watch:
  checked: 2026-11-01
  source: page
  offers:
    - {service: StreamBox, how: [stream], regions: [US], url: "https://example.org/box"}
    - {service: ShopTV, how: [rent, buy], regions: [CA, GB], quality: HD}
    - {service: Discs, how: [disc]}
    - {service: Old Cinema, how: [cinema], until: 2012-12-13}
    - {service: New Cinema, how: [cinema], from: 2027-01-01}
    - {service: Fest, how: [cinema], until: 2026-11-20}
similar:
  - {film: the-harbour, why: the same salt}
  - {id: far, title: Far Beacon, year: 1999, why: more lamps}
related: [{title: Lamp Songs, about: songs, kind: book, url: "https://example.org/songs"}]
soundtrack: {title: Lantern Music, composer: Gus Hall, services: [Apple Music, Amazon Music]}
bonus: [{title: Not the fish, about: The lanternfish is no relation}]
faq:
  - {id: true-story, question: Is it a true story?, answer: "No, **not** at all.", source: record}
  - {id: who-left, question: Who leaves?, answer: The keeper., spoiler: ending}
"""

HARBOUR = """
film: {title: The Harbour, year: 2001}
overview: {director: {value: Hal Ito}, released: 2027-03-01}
box_office: {budget: 3000000, domestic: 1500000}
cast: [{character: Pilot, actor: Ida Jo}]
"""

GENERAL = """
faq:
  - {id: who-are-you, question: Who are you?, answer: A bot.}
"""

SMALLTALK = """
smalltalk: true
faq:
  - {id: thanks, question: Thanks, answer: You are welcome.}
"""


def base_of(**texts: str) -> KnowledgeBase:
    """A knowledge base of documents by id, `_` standing for `-`."""
    return merge(parse_document(text, path=Path(f"{name.replace('_', '-')}.yaml")) for name, text in texts.items())


def lantern_base() -> KnowledgeBase:
    """Both films and the general documents."""
    return base_of(the_lantern=LANTERN, the_harbour=HARBOUR, general=GENERAL, smalltalk=SMALLTALK)


BASE = lantern_base()


def entry(fact: str, *, film: str = "the-lantern", base: KnowledgeBase = BASE) -> Entry:
    """An entry by section and name."""
    return base.entries[f"{film}/{fact}"]


def answer(fact: str, *, film: str = "the-lantern", today: date = TODAY, country: str | None = None) -> Answer:
    """What an entry answers."""
    return compose(entry(fact, film=film), BASE, today=today, country=country)
