"""Wrong bodies and who refuses them: the sandbox's own checks, Discord's published description, or both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.sandbox import ApiError
from bot.sandbox.checks import check_choices, check_commands, check_message, check_modal
from tests.discord_spec import DiscordSpec

V2 = 1 << 15
MESSAGES = ("POST", "/channels/{channel_id}/messages")
COMMANDS = ("PUT", "/applications/{application_id}/commands")
CALLBACK = ("POST", "/interactions/{interaction_id}/{interaction_token}/callback")

Json = dict[str, Any]


@dataclass(frozen=True)
class Sent:
    method: str
    route: str
    body: Any

    @property
    def path(self) -> str:
        return self.route


@dataclass(frozen=True)
class Got:
    request: Sent
    status: int
    body: Any


def text(content: str = "x") -> Json:
    return {"type": 10, "content": content}


def button(custom_id: str | None = "b", **more: Any) -> Json:
    given: Json = {"type": 2, "style": 1, "label": "x"} | more
    return given if custom_id is None else given | {"custom_id": custom_id}


def row(*items: Json) -> Json:
    return {"type": 1, "components": list(items)}


def v2(*components: Json, **more: Any) -> Json:
    return {"flags": V2, "components": list(components)} | more


def command(**more: Any) -> Json:
    return {"type": 1, "name": "ask", "description": "Ask"} | more


def option(**more: Any) -> Json:
    return {"type": 3, "name": "question", "description": "what"} | more


def modal(*components: Json, **more: Any) -> Json:
    return {"custom_id": "m", "title": "Form", "components": list(components)} | more


def label(component: Json, **more: Any) -> Json:
    return {"type": 18, "label": "Answer", "component": component} | more


def text_input(custom_id: str = "a", **more: Any) -> Json:
    return {"type": 4, "custom_id": custom_id, "style": 1} | more


def select(count: int = 2, **more: Any) -> Json:
    options = [{"label": str(n), "value": str(n)} for n in range(count)]
    return {"type": 3, "custom_id": "s", "options": options} | more


GOOD_MESSAGES: dict[str, Json] = {
    "content": {"content": "x" * 2000, "nonce": "1", "enforce_nonce": True, "tts": False},
    "integers as snowflakes": {"content": "x", "message_reference": {"message_id": 1, "channel_id": 2}},
    "embed": {"embeds": [{"title": "x", "url": "https://example.org/", "fields": [{"name": "a", "value": "b"}]}]},
    "rows": {"content": "x", "components": [row(*(button(f"{n}{m}") for m in range(5))) for n in range(5)]},
    "text of the whole length": v2(text("x" * 4000)),
    "forty components": v2(*(text() for _ in range(40))),
    "everything": v2(
        {
            "type": 17,
            "components": [text(), row(button()), {"type": 14, "spacing": 2}],
            "accent_color": 1,
            "spoiler": True,
        },
        {"type": 9, "components": [text()], "accessory": button("c")},
        {"type": 9, "components": [text()], "accessory": {"type": 11, "media": {"url": "https://example.org/x.png"}}},
        {"type": 12, "items": [{"media": {"url": "https://example.org/x.png"}, "description": "a picture"}]},
        row(select()),
        row(button(None, style=5, url="https://example.org/")),
    ),
    "unknown emoji only": {"components": [row(button(label=None, emoji={"name": "👍", "id": None}))], "content": "x"},
    "mentions": {"content": "x", "allowed_mentions": {"parse": ["users"], "roles": [1], "replied_user": False}},
}

# What the published description misses; the sandbox alone refuses these.
MISSED_MESSAGES: dict[str, Json] = {
    "empty": {},
    "content over 2000": {"content": "x" * 2001},
    "embeds over 6000 in all": {"embeds": [{"description": "x" * 3001}, {"description": "x" * 3001}]},
    "malformed url": {"embeds": [{"title": "x", "url": "not a url"}]},
    "six rows": {"content": "x", "components": [row(button(str(n))) for n in range(6)]},
    "custom id twice": {"content": "x", "components": [row(button("a"), button("a"))]},
    "button without custom id": {"content": "x", "components": [row(button(None))]},
    "link button without url": {"content": "x", "components": [row(button(None, style=5))]},
    "components without the flag": {"components": [text()]},
    "flag together with content": v2(text(), content="x"),
    "flag together with embeds": v2(text(), embeds=[{"title": "x"}]),
    "unknown key": {"content": "x", "colour": 1},
    "unknown key in a component": v2(text() | {"color": 1}),
    "text over 4000 in all": v2(text("x" * 3000), text("x" * 1001)),
    "over forty nested": v2({"type": 17, "components": [text() for _ in range(30)]}, *(text() for _ in range(10))),
    "empty view": v2(),
    "nobody's attachment": v2({"type": 13, "file": {"url": "attachment://absent.txt"}}),
    "custom id and url": {"content": "x", "components": [row(button("a", style=5, url="https://example.org/"))]},
    "button without a face": {"content": "x", "components": [row({"type": 2, "style": 1, "custom_id": "a"})]},
    "mentions parsed and named": {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
    "select beside a button": {"content": "x", "components": [row(select(), button())]},
}

CAUGHT_MESSAGES: dict[str, Json] = {
    "wrong type": {"content": 5},
    "eleven embeds": {"embeds": [{"title": "x"}] * 11},
    "long embed title": {"embeds": [{"title": "x" * 257}]},
    "long label": {"content": "x", "components": [row(button(label="x" * 81))]},
    "long custom id": {"content": "x", "components": [row(button("x" * 101))]},
    "six buttons": {"content": "x", "components": [row(*(button(str(n)) for n in range(6)))]},
    "select without options": {"content": "x", "components": [row(select(0))]},
    "26 options": {"content": "x", "components": [row(select(26))]},
    "unknown component": v2({"type": 99}),
    "button outside a row": v2(button()),
    "text input in a message": {"content": "x", "components": [row(text_input())]},
    "section without accessory": v2({"type": 9, "components": [text()]}),
    "one long text": v2(text("x" * 4001)),
    "41 on top": v2(*(text() for _ in range(41))),
}

MISSED_COMMANDS: dict[str, list[Json]] = {
    "upper case": [command(name="Ask")],
    "blank in the name": [command(name="ask me")],
    "no description": [{"type": 1, "name": "ask"}],
    "required after optional": [command(options=[option(), option(name="film", required=True)])],
    "choices and autocomplete": [command(options=[option(choices=[{"name": "a", "value": "a"}], autocomplete=True)])],
    "name twice": [command(), command()],
    "option twice": [command(options=[option(), option()])],
    "more than 100": [command(name=f"c{n}") for n in range(101)],
    "unknown locale": [command(name_localizations={"xx": "ask"})],
    "unknown key": [command(colour=1)],
    "over 8000 characters": [
        command(
            options=[
                option(name=f"o{n}", choices=[{"name": f"{m}" + "x" * 60, "value": "x" * 60} for m in range(4)])
                for n in range(25)
            ]
        )
    ],
}
CAUGHT_COMMANDS: dict[str, list[Json]] = {
    "long name": [command(name="x" * 33)],
    "long description": [command(description="x" * 101)],
    "26 options": [command(options=[option(name=f"o{n}") for n in range(26)])],
    "unknown option type": [command(options=[option(type=99)])],
    "choice of the wrong type": [command(options=[option(type=4, choices=[{"name": "a", "value": "a"}])])],
}

MISSED_MODALS: dict[str, Json] = {
    "six rows": modal(*(label(text_input(str(n))) for n in range(6))),
    "input twice": modal(label(text_input("a")), label(text_input("a"))),
    "unknown key": modal(label(text_input(colour=1))),
}
CAUGHT_MODALS: dict[str, Json] = {
    "no custom id": {"title": "x", "components": [label(text_input())]},
    "long title": modal(label(text_input()), title="x" * 46),
    "button": modal(row(button())),
    "long label": modal(label(text_input(), label="x" * 46)),
    "one radio option": modal(label({"type": 21, "custom_id": "r", "options": [{"label": "a", "value": "a"}]})),
    "nothing in it": modal(),
}


def named(cases: dict[str, Any]) -> Callable[..., Any]:
    return pytest.mark.parametrize("body", cases.values(), ids=cases.keys())


@named(GOOD_MESSAGES)
def test_good_messages_pass(body: Json, discord_spec: DiscordSpec) -> None:
    check_message(body)
    discord_spec.check_request(Sent(*MESSAGES, body))


@named(MISSED_MESSAGES | CAUGHT_MESSAGES)
def test_wrong_messages_are_refused(body: Json) -> None:
    with pytest.raises(ApiError) as refused:
        check_message(body)
    assert refused.value.status == 400
    assert refused.value.code in (50035, 50006)


@named(CAUGHT_MESSAGES)
def test_the_description_catches_some_wrong_messages(body: Json, discord_spec: DiscordSpec) -> None:
    with pytest.raises(AssertionError):
        discord_spec.check_request(Sent(*MESSAGES, body))


@pytest.mark.parametrize("body", [MISSED_MESSAGES["empty"], MISSED_MESSAGES["empty view"]])
def test_an_empty_message_has_its_own_code(body: Json) -> None:
    with pytest.raises(ApiError) as refused:
        check_message(body)
    assert refused.value.code == 50006


def test_faults_are_nested_under_their_path() -> None:
    with pytest.raises(ApiError) as refused:
        check_message({"content": "x", "components": [row(button(label="x" * 81))]})
    assert refused.value.body()["errors"] == {
        "components": {
            "0": {
                "components": {
                    "0": {
                        "label": {
                            "_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 80 or fewer in length."}]
                        }
                    }
                }
            }
        }
    }


def test_an_edit_may_leave_out_what_stays() -> None:
    check_message({"allowed_mentions": {"parse": []}}, editing=True)
    check_message({"components": [text()]}, v2=True, editing=True)
    with pytest.raises(ApiError):
        check_message({"components": [text()]}, editing=True)
    with pytest.raises(ApiError):
        check_message({"content": "x"}, v2=True, editing=True)


@named(MISSED_COMMANDS | CAUGHT_COMMANDS)
def test_wrong_commands_are_refused(body: list[Json]) -> None:
    with pytest.raises(ApiError) as refused:
        check_commands(body)
    assert refused.value.code == 50035


@named(CAUGHT_COMMANDS)
def test_the_description_catches_some_wrong_commands(body: list[Json], discord_spec: DiscordSpec) -> None:
    with pytest.raises(AssertionError):
        discord_spec.check_request(Sent(*COMMANDS, body))


def test_good_commands_pass(discord_spec: DiscordSpec) -> None:
    commands = [
        command(
            options=[option(required=True, autocomplete=True), option(name="film")],
            contexts=[0, 1],
            integration_types=[0],
        ),
        command(name="knowledge", options=[{"type": 1, "name": "add", "description": "x", "options": [option()]}]),
        command(
            name="ratings",
            options=[
                {"type": 2, "name": "a", "description": "x", "options": [{"type": 1, "name": "b", "description": "x"}]}
            ],
        ),
        command(name="pregunta", name_localizations={"es-ES": "pregunta", "de": "frage"}),
        *({"type": 3, "name": f"Answer {n}"} for n in range(7)),
    ]
    check_commands(commands)
    discord_spec.check_request(Sent(*COMMANDS, commands))


@named(MISSED_MODALS | CAUGHT_MODALS)
def test_wrong_modals_are_refused(body: Json) -> None:
    with pytest.raises(ApiError) as refused:
        check_modal(body)
    assert refused.value.code == 50035


@named(CAUGHT_MODALS)
def test_the_description_catches_some_wrong_modals(body: Json, discord_spec: DiscordSpec) -> None:
    with pytest.raises(AssertionError):
        discord_spec.check_request(Sent(*CALLBACK, {"type": 9, "data": body}))


def test_a_good_modal_passes(discord_spec: DiscordSpec) -> None:
    body = modal(
        text(),
        label(text_input(max_length=4000, value="x")),
        label({"type": 21, "custom_id": "r", "options": [{"label": "a", "value": "a"}, {"label": "b", "value": "b"}]}),
        label({"type": 23, "custom_id": "c"}),
        label(select(max_values=2), description="which"),
    )
    check_modal(body)
    discord_spec.check_request(Sent(*CALLBACK, {"type": 9, "data": body}))


@pytest.mark.parametrize(
    ("choices", "option_type"),
    [
        ([{"name": str(n), "value": str(n)} for n in range(26)], 3),
        ([{"name": "", "value": "x"}], 3),
        ([{"name": "x" * 101, "value": "x"}], 3),
        ([{"name": "x", "value": "x" * 101}], 3),
        ([{"name": "x", "value": "x"}], 4),
    ],
)
def test_wrong_choices_are_refused(choices: list[Json], option_type: int) -> None:
    with pytest.raises(ApiError):
        check_choices({"choices": choices}, option_type=option_type)


def test_good_choices_pass() -> None:
    check_choices({"choices": [{"name": "x" * 100, "value": str(n)} for n in range(25)]}, option_type=3)
    check_choices({"choices": [{"name": "x", "value": 1}]}, option_type=4)
    check_choices({"choices": []}, option_type=3)


def test_the_description_checks_answers_and_routes(discord_spec: DiscordSpec) -> None:
    with pytest.raises(AssertionError, match="not in Discord's description"):
        discord_spec.check_request(Sent("GET", "/nowhere", None))
    with pytest.raises(AssertionError, match="takes no body"):
        discord_spec.check_request(Sent("GET", "/users/@me", {"x": 1}))
    with pytest.raises(AssertionError, match="'id' is a required property"):
        discord_spec.check_response(Got(Sent("GET", "/users/@me", None), 200, {}))
    with pytest.raises(AssertionError, match="201"):
        discord_spec.check_response(Got(Sent("GET", "/users/@me", None), 201, {}))
    with pytest.raises(AssertionError, match="message"):
        discord_spec.check_response(Got(Sent("GET", "/users/@me", None), 401, {"code": 0}))
    discord_spec.check_response(Got(Sent("GET", "/users/@me", None), 401, {"code": 0, "message": "401: Unauthorized"}))


def test_a_fault_in_a_union_is_named_where_it_is(discord_spec: DiscordSpec) -> None:
    body = v2({"type": 17, "components": [row(button(label="x" * 81))]})
    with pytest.raises(
        AssertionError, match=r"body\.components\[0\]\.components\[0\]\.components\[0\]\.label: .* is too long"
    ):
        discord_spec.check_request(Sent(*MESSAGES, body))
