"""Lists whose items have fields of their own, in Discord: one item is one form, and no form takes YAML."""

from __future__ import annotations

import pytest

from tests.end_to_end.club import Club, shown_in

SYNOPSIS = "the-sessions/plot/synopsis"
OFFERS = "the-sessions/watch/offers"


@pytest.mark.parametrize(
    ("entry", "field", "line"),
    [
        (SYNOPSIS, "value", "{text: And then it ends., spoiler: ending}"),
        (OFFERS, "offers", '- {"service": Netflix, how: [stream]}'),
    ],
)
async def test_a_line_written_as_in_the_file_is_refused_and_kept(club: Club, entry: str, field: str, line: str) -> None:
    before = club.film.read_bytes()
    form = await club.open("knowledge edit", entry=entry)
    assert all("{" not in made.get("description", "") for made in form.inputs.values())
    refused = await club.submit(form, **{field: f"{shown_in(form)[field]}\n{line}"})
    assert "Not saved" in refused.text
    assert "plain text" in refused.text
    assert "/knowledge show" in refused.text
    again = await (await club.max.click(refused, label="Edit again")).form()
    assert line in shown_in(again)[field]
    kept = shown_in(again)[field].replace(line, "It ends.")
    await club.save(await club.submit(again, **{field: kept}))
    assert b"It ends." in club.film.read_bytes()
    assert club.film.read_bytes() != before


async def test_a_part_of_the_synopsis_is_added_with_its_spoiler_level(club: Club) -> None:
    form = await club.open("knowledge add", film="the-sessions", section="plot/synopsis[]")
    draft = await club.submit(form, text="And then it ends.", spoiler="ending")
    assert "And then it ends." in draft.spoiler_text
    await club.save(draft)
    assert "    - {text: And then it ends., spoiler: ending}\n" in club.film.read_text()


async def test_one_offer_is_one_form(club: Club) -> None:
    offered = await club.max.autocomplete(
        "#films", "knowledge add", option="section", value="where", film="the-sessions"
    )
    assert (offered[0].name, offered[0].value) == ("Watch: offer", "watch/offers[]")
    form = await club.open("knowledge add", film="the-sessions", section=offered[0].value)
    assert list(shown_in(form)) == ["service", "how", "regions", "until", "url"]
    draft = await club.submit(form, service="Netflix", how="stream", regions="GB\nIE", until="2030-01-31")
    again = await (await club.max.click(draft, label="Edit again")).form()
    assert shown_in(again)["regions"] == "GB\nIE"
    draft = await club.submit(again, regions="GB")
    more = await (await club.max.click(draft, label="More fields")).form()
    await club.save(await club.submit(more, quality="HD"))
    line = next(line for line in club.film.read_text().splitlines() if "Netflix" in line)
    assert line == "    - {service: Netflix, how: [stream], regions: [GB], until: 2030-01-31, quality: HD}"
    assert "Netflix" in await club.answer("where can i watch it")


async def test_one_shop_may_have_two_offers(club: Club) -> None:
    form = await club.open("knowledge add", film="the-sessions", section="watch/offers[]")
    await club.save(await club.submit(form, service="Apple TV", how="buy", regions="GB"))
    assert club.film.read_text().count("service: Apple TV") == 2
    form = await club.open("knowledge add", film="the-sessions", section="watch/offers[]")
    assert "there already" in (await club.submit(form, service="Apple TV", how="buy", regions="GB")).text


async def test_an_item_is_changed_by_its_button(club: Club) -> None:
    shown = await club.run("knowledge show", entry=OFFERS)
    form = await (await club.max.click(shown, label="2: Crave")).form()
    assert {"service": "Crave", "how": "stream", "regions": "CA"}.items() <= {
        field.rpartition(".")[2]: value for field, value in shown_in(form).items()
    }.items()
    draft = await club.submit(form, **{"offers[1].service": "Crave TV", "offers[1].until": "2030-01-01"})
    again = await (await club.max.click(draft, label="Edit again")).form()
    assert shown_in(again)["offers[1].service"] == "Crave TV"
    await club.save(await club.submit(again, **{"offers[1].regions": "CA\nUS"}))
    assert "{service: Crave TV, how: [stream], regions: [CA, US], until: 2030-01-01}" in club.film.read_text()


async def test_a_first_item_makes_the_entry(club: Club) -> None:
    form = await club.open("knowledge add", film="the-sessions", section="overview/ratings")
    draft = await club.submit(form, by="IMDb", score="7.2/10")
    again = await (await club.max.click(draft, label="Edit again")).form()
    assert shown_in(again)["score"] == "7.2/10"
    await club.save(await club.submit(again, votes="155000"))
    form = await club.open("knowledge add", film="the-sessions", section="overview/ratings[]")
    await club.save(await club.submit(form, by="Metacritic", score="79"))
    assert "7.2/10" in await club.answer("what is its imdb rating")
    form = await club.open("knowledge add", film="the-sessions", section="reviews/audience[]")
    await club.save(await club.submit(form, text="He dies at last.", spoiler="ending"))
    assert "spoiler: ending" in club.film.read_text()


async def test_two_who_add_at_once_both_get_in(club: Club) -> None:
    club.sandbox.add_member("nina", manage_guild=True, manage_messages=True)
    mine = await club.open("knowledge add", film="the-sessions", section="watch/offers[]")
    theirs = await club.open("knowledge add", who="nina", film="the-sessions", section="watch/offers[]")
    draft = await club.submit(mine, service="Netflix", how="stream")
    theirs_draft = await club.submit(theirs, who="nina", service="Mubi", how="stream")
    await club.press(theirs_draft, "Save", who="nina")
    await club.press(await club.press(draft, "Save"), "Use mine")
    text = club.film.read_text()
    assert "Netflix" in text
    assert "Mubi" in text
