"""What is said of where to watch a film: only offers that stand today."""

from __future__ import annotations

import re
from typing import cast

from bot.answers.answer import Link, Rows, Text
from bot.answers.regions import code_of, name_of
from bot.answers.subject import Blocks, Subject
from bot.answers.wording import clip, day, listed, sentence, typed_name
from bot.knowledge.model import Offer, Watch
from bot.texts import text

WAYS = frozenset({"stream", "rent", "buy", "cinema", "disc", "free"})
"""Ways of an offer that the catalogue has words for; others are shown as written."""

SERVICES = {
    "netflix": "Netflix",
    "amazon": "Amazon",
    "prime": "Amazon Prime Video",
    "apple tv": "Apple TV",
    "itunes": "Apple TV",
    "google play": "Google Play",
    "youtube": "YouTube",
    "disney": "Disney+",
    "hulu": "Hulu",
    "hbo": "HBO Max",
    "paramount plus": "Paramount+",
    "paramount+": "Paramount+",
    "peacock": "Peacock",
    "mubi": "MUBI",
    "tubi": "Tubi",
    "kanopy": "Kanopy",
    "criterion channel": "Criterion Channel",
}
"""Services that members ask for by name, whether or not any film is there."""

_SERVICE = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, SERVICES))})(?!\w)", re.IGNORECASE)


def service_in(question: str) -> str | None:
    """The first service that a question names, as in `is it on netflix`."""
    found = _SERVICE.search(question)
    return SERVICES[found[0].casefold()] if found else None


def watch(subject: Subject) -> Blocks:
    """Offers of today, of one country where one is asked for; what is over; when all that was checked."""
    listing = cast(Watch, subject.entry.value)
    yield from _current(listing, subject)
    for offer in listing.offers:
        if offer.until and offer.until < subject.today:
            yield Text(text("watch.over", service=offer.service, day=day(offer.until)), subject.level)
    yield Text(text("watch.varies" if subject.entry.checked else "watch.unchecked"), subject.level)
    if listing.note:
        yield Text(sentence(listing.note), subject.level)


def _current(listing: Watch, subject: Subject) -> Blocks:
    now = [offer for offer in listing.offers if _stands(offer, subject)]
    code = code_of(subject.country) if subject.country else None
    if subject.country and code is None:
        yield Text(text("watch.country_unknown", country=typed_name(subject.country)), subject.level)
    if subject.service and not any(_is_of(subject.service, offer) for offer in now):
        yield subject.say("watch.not_on", service=subject.service)
    here = [offer for offer in now if code is None or not offer.regions or code in map(code_of, offer.regions)]
    if not now:
        yield subject.say("watch.none")
        return
    if not here:
        yield Text(text("watch.elsewhere", film=subject.name, country=name_of(code or "")), subject.level)
    else:
        yield Text(text("watch.now", film=subject.name), subject.level)
    shown = here or now
    yield Rows(tuple((offer.service, _terms(offer)) for offer in shown), subject.level)
    if code and any(not offer.regions for offer in here):
        yield Text(text("watch.region_unknown", country=name_of(code)), subject.level)
    yield from (Link(clip(offer.service, 80), offer.url, subject.level) for offer in shown if offer.url)


def _stands(offer: Offer, subject: Subject) -> bool:
    return not (offer.until and offer.until < subject.today) and not (offer.since and offer.since > subject.today)


def _is_of(service: str, offer: Offer) -> bool:
    return service.casefold() in offer.service.casefold() or offer.service.casefold() in service.casefold()


def _terms(offer: Offer) -> str:
    ways = listed([text(f"how.{way}") if way in WAYS else way for way in offer.how], last="list.or")
    until = text("watch.until", day=day(offer.until)) if offer.until else None
    rest = ", ".join(part for part in (offer.quality, offer.price, until, ", ".join(offer.regions), offer.note) if part)
    ways = ways or text("how.unknown")
    return f"{ways} ({rest})" if rest else ways
