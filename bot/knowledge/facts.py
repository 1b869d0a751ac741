"""The facts a film can have: what each is called, how it is asked, which slots its question has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FILM, CHARACTER, ACTOR = "film", "character", "actor"
SLOTS = (FILM, CHARACTER, ACTOR)  # written <film>, <character>, <actor> in patterns


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that can be asked about any film; `display` is its question, with `{film}` and other slots in braces."""

    name: str  # <section>/<name>
    display: str
    slots: tuple[str, ...] = (FILM,)  # what a pattern for it may contain

    def asked(self, film: str = "it", **values: str) -> str:
        """The question about one film: `Who directed The Sessions?`; without one, as a button says it."""
        return self.display.format(film=film, **values)


_BY_CHARACTER, _BY_ACTOR = (FILM, CHARACTER), (FILM, ACTOR)

FACTS: Mapping[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact("film/about", "What is {film}?"),
        Fact("film/year", "When did {film} come out?"),
        Fact("film/age", "How old is {film}?"),
        Fact("film/also_known_as", "What else is {film} called?"),
        Fact("overview/director", "Who directed {film}?"),
        Fact("overview/writers", "Who wrote {film}?"),
        Fact("overview/producers", "Who produced {film}?"),
        Fact("overview/cinematographer", "Who photographed {film}?"),
        Fact("overview/editor", "Who edited {film}?"),
        Fact("overview/composer", "Who composed the music of {film}?"),
        Fact("overview/genres", "What genre is {film}?"),
        Fact("overview/runtime_minutes", "How long is {film}?"),
        Fact("overview/ratings", "How is {film} rated?"),
        Fact("overview/released", "When was {film} released?"),
        Fact("overview/premiere", "Where was {film} first shown?"),
        Fact("overview/certificate", "What age rating has {film}?"),
        Fact("overview/studio", "Which studio made {film}?"),
        Fact("overview/distributor", "Who distributed {film}?"),
        Fact("overview/country", "Which country is {film} from?"),
        Fact("overview/language", "Which language is {film} in?"),
        Fact("overview/based_on", "What is {film} based on?"),
        Fact("overview/filming_locations", "Where was {film} filmed?"),
        Fact("overview/setting", "Where and when does {film} take place?"),
        Fact("overview/tagline", "What is the tagline of {film}?"),
        Fact("overview/logline", "What is {film} in one sentence?"),
        Fact("overview/trailer", "Is there a trailer for {film}?"),
        Fact("overview/original_title", "What is the original title of {film}?"),
        Fact("plot/badly_explained", "What is {film}, badly explained?"),
        Fact("plot/synopsis", "What happens in {film}?"),
        Fact("plot/ending", "How does {film} end?"),
        Fact("cast/all", "Who is in {film}?"),
        Fact("cast/actor", "Who plays {character}?", _BY_CHARACTER),
        Fact("cast/role", "Who does {actor} play?", _BY_ACTOR),
        Fact("cast/character", "Who is {character}?", _BY_CHARACTER),
        Fact("quotes/all", "What are quotes from {film}?"),
        Fact("quotes/by", "What does {character} say?", _BY_CHARACTER),
        Fact("box_office/budget", "What did {film} cost?"),
        Fact("box_office/opening", "What did {film} earn on its opening weekend?"),
        Fact("box_office/domestic", "What did {film} earn at home?"),
        Fact("box_office/international", "What did {film} earn abroad?"),
        Fact("box_office/worldwide", "What did {film} earn worldwide?"),
        Fact("box_office/profit", "Did {film} make its money back?"),
        Fact("reviews/professional", "What did critics say about {film}?"),
        Fact("reviews/audience", "What did viewers say about {film}?"),
        Fact("reviews/consensus", "Is {film} any good?"),
        Fact("reviews/who_would_enjoy", "Who would enjoy {film}?"),
        Fact("content/warnings", "What should I know before watching {film}?"),
        Fact("content/audience", "Who is {film} suitable for?"),
        Fact("awards/all", "Which awards did {film} get?"),
        Fact("awards/who", "Which awards did {actor} get for {film}?", _BY_ACTOR),
        Fact("trivia/all", "What happened behind the scenes of {film}?"),
        Fact("watch/offers", "Where can I watch {film}?"),
        Fact("similar/all", "What is similar to {film}?"),
        Fact("related/all", "What else is there around {film}?"),
        Fact("soundtrack/album", "Where can I hear the music of {film}?"),
        Fact("bonus/all", "What is funny on the side of {film}?"),
    )
}
