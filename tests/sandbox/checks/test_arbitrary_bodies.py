"""Whatever a body holds, the checks pass it or refuse it as Discord would; they never fail themselves."""

from __future__ import annotations

import contextlib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox import ApiError
from bot.sandbox.checks import check_choices, check_commands, check_message, check_modal
from bot.sandbox.checks.commands import COMMAND_KEYS, OPTION_KEYS
from bot.sandbox.checks.components import KEYS as COMPONENT_KEYS
from bot.sandbox.checks.messages import EMBED_KEYS, KEYS

SCALARS = st.none() | st.booleans() | st.integers(-5, 40000) | st.floats(allow_nan=False) | st.text(max_size=5)
COMPONENT = sorted({"type", "id", "label", "value", "url", "items", "media"}.union(*COMPONENT_KEYS.values()))
VOCABULARY = sorted(
    {*KEYS, *EMBED_KEYS, *COMMAND_KEYS, *OPTION_KEYS, *COMPONENT, "parse", "users", "choices", "message_id"}
)
TYPES = st.sampled_from([*COMPONENT_KEYS, 99])


def grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Lists, objects with keys Discord knows, and objects that look like components."""
    keyed = st.dictionaries(st.sampled_from(VOCABULARY), inner, max_size=5)
    typed = st.tuples(keyed, TYPES).map(lambda pair: pair[0] | {"type": pair[1]})
    return st.lists(inner | typed, max_size=3) | keyed | typed


JSON = st.recursive(SCALARS, grown, max_leaves=12)
BODIES = st.dictionaries(st.sampled_from(sorted(KEYS)), JSON, max_size=5) | JSON


@given(BODIES, st.booleans(), st.booleans())
@settings(max_examples=100, deadline=None)
def test_messages(body: Any, v2: bool, editing: bool) -> None:
    with contextlib.suppress(ApiError):
        check_message(body, v2=v2, editing=editing)


@given(st.lists(st.dictionaries(st.sampled_from(sorted(COMMAND_KEYS)), JSON, max_size=6), max_size=3) | JSON)
@settings(max_examples=100, deadline=None)
def test_commands(body: Any) -> None:
    with contextlib.suppress(ApiError):
        check_commands(body)


@given(st.fixed_dictionaries({"components": JSON, "title": JSON, "custom_id": JSON}) | JSON)
@settings(max_examples=100, deadline=None)
def test_modals(body: Any) -> None:
    with contextlib.suppress(ApiError):
        check_modal(body)


@given(st.fixed_dictionaries({"choices": JSON}) | JSON, st.sampled_from([3, 4, 10]))
@settings(max_examples=100, deadline=None)
def test_choices(body: Any, option_type: int) -> None:
    with contextlib.suppress(ApiError):
        check_choices(body, option_type=option_type)
