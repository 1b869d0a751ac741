"""Settings: defaults, sources, and every fault named with its variable."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.config import VARIABLES, Settings, SettingsError, load_settings


def faults(env: dict[str, str], *, dotenv: Path | None = None) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(env, dotenv=dotenv)
    return {fault.variable: fault.message for fault in caught.value.faults}


def test_everything_has_a_default():
    settings = load_settings({}, dotenv=None)
    assert settings == Settings()
    assert settings.discord_token is None
    assert settings.knowledge_dir == Path("knowledge")
    assert settings.data_dir == Path("data")
    assert settings.message_content_intent is False
    assert (settings.log_level, settings.log_format) == ("INFO", "text")


def test_reads_each_variable():
    env = {
        "DISCORD_TOKEN": " abc.def ",
        "KNOWLEDGE_DIR": "~/films",
        "DATA_DIR": "/srv/bot",
        "DATABASE_URL": "postgresql://bot:pw@db/films",
        "DEFAULT_FILM": "the-sessions",
        "EDITOR_GUILD_IDS": "789",
        "DEV_GUILD_IDS": "123, 456",
        "MESSAGE_CONTENT_INTENT": "yes",
        "DISCORD_API_URL": "http://127.0.0.1:8080/api/v10/",
        "DISCORD_GATEWAY_URL": "ws://127.0.0.1:8081",
        "LOG_LEVEL": "debug",
        "LOG_FORMAT": "JSON",
        "SHARD_COUNT": "4",
        "SHARD_IDS": "0 3",
    }
    assert set(env) == set(VARIABLES)
    settings = load_settings(env, dotenv=None)
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == "abc.def"
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == "postgresql://bot:pw@db/films"
    assert settings.knowledge_dir == Path.home() / "films"
    assert settings.data_dir == Path("/srv/bot")
    assert settings.default_film == "the-sessions"
    assert settings.dev_guild_ids == (123, 456)
    assert settings.message_content_intent is True
    assert settings.discord_api_url == "http://127.0.0.1:8080/api/v10"
    assert settings.discord_gateway_url == "ws://127.0.0.1:8081"
    assert (settings.log_level, settings.log_format) == ("DEBUG", "json")
    assert (settings.shard_count, settings.shard_ids) == (4, (0, 3))


def test_an_empty_value_is_not_set():
    settings = load_settings({name: "  " if name == "DISCORD_TOKEN" else "" for name in VARIABLES}, dotenv=None)
    assert settings == Settings()


def test_the_environment_wins_over_the_file_unless_it_is_empty(tmp_path: Path):
    dotenv = tmp_path / ".env"
    dotenv.write_text("\ufeffDEFAULT_FILM=from-file\r\nLOG_LEVEL=ERROR\r\nLOG_FORMAT=\r\n", encoding="utf-8")
    settings = load_settings({"DEFAULT_FILM": "", "LOG_LEVEL": "WARNING"}, dotenv=dotenv)
    assert settings.default_film == "from-file"
    assert settings.log_level == "WARNING"
    assert settings.log_format == "text"


def test_reads_nothing_behind_the_callers_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(os.environ, "DEFAULT_FILM", "from-environment")
    (tmp_path / ".env").write_text("DATA_DIR=elsewhere\n")
    assert Settings().default_film is None
    assert load_settings({}, dotenv=None).data_dir == Path("data")
    assert load_settings().default_film == "from-environment"
    assert load_settings().data_dir == Path("elsewhere")


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("DISCORD_TOKEN", "two words", "copy it again"),
        ("DATABASE_URL", "mysql://db/films", "postgresql://"),
        ("DATABASE_URL", "postgresql://ann:p@ss#1@db/films", "write @ as %40, # as %23"),
        ("DEFAULT_FILM", "The Sessions", "the-sessions"),
        ("DEV_GUILD_IDS", "-4", "server ids"),
        ("DEV_GUILD_IDS", "99999999999999999999", "server ids"),
        ("DEV_GUILD_IDS", "1, mine", "whole numbers, separated by commas; there is “mine”"),
        ("MESSAGE_CONTENT_INTENT", "perhaps", "true or false"),
        ("DISCORD_API_URL", "discord.com/api", "http:// or https://"),
        ("DISCORD_GATEWAY_URL", "https://gateway", "ws:// or wss://"),
        ("LOG_LEVEL", "loud", "'DEBUG'"),
        ("LOG_LEVEL", "loud", "there is “loud”"),
        ("SHARD_COUNT", "many", "write a whole number; there is “many”"),
        ("SHARD_COUNT", "1" * 5000, "write a whole number"),
        ("LOG_FORMAT", "xml", "'json'"),
        ("SHARD_COUNT", "0", "at least 1"),
        ("SHARD_IDS", "1", "SHARD_COUNT"),
    ],
)
def test_a_wrong_value_is_a_fault_that_says_what_to_write(variable: str, value: str, says: str):
    found = faults({variable: value})
    assert set(found) == {variable}
    assert says in found[variable]


def test_shard_ids_must_be_below_the_count():
    assert "from 0 to 1" in faults({"SHARD_COUNT": "2", "SHARD_IDS": "0,2"})["SHARD_IDS"]


def test_a_long_value_is_cut():
    assert len(faults({"DEFAULT_FILM": "X" * 10_000})["DEFAULT_FILM"]) < 200


def test_a_missing_folder_is_named_beside_the_other_faults():
    env = {"KNOWLEDGE_DIR": "/nowhere/at/all"}
    assert "/nowhere/at/all" in faults(env | {"LOG_LEVEL": "loud"})["KNOWLEDGE_DIR"]
    assert load_settings(env, dotenv=None).knowledge_dir == Path("/nowhere/at/all")  # `init` and `new` make it


def test_all_faults_are_reported_together_and_hold_no_secrets():
    env = {
        "DISCORD_TOKEN": "my secret",
        "LOG_LEVEL": "loud",
        "SHARD_COUNT": "many",
        "DATABASE_URL": "secret://pw@db",
        "DISCORD_API_URL": "secret:pw@proxy",
    }
    with pytest.raises(SettingsError) as caught:
        load_settings(env, dotenv=None)
    assert {fault.variable for fault in caught.value.faults} == set(env)
    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_misspelt_name_in_the_file_is_a_fault_and_anothers_variable_is_not(tmp_path: Path):
    dotenv = tmp_path / ".env"
    dotenv.write_text("DISCORD_TOKN=abc\nCOMPOSE_PROJECT_NAME=films\n")
    assert faults({"LOG_FORMAT": "xml"}, dotenv=dotenv).keys() == {"DISCORD_TOKN", "LOG_FORMAT"}
    assert "DISCORD_TOKEN" in faults({}, dotenv=dotenv)["DISCORD_TOKN"]


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path):
    dotenv = tmp_path / ".env"
    dotenv.write_bytes(b"DATA_DIR=\xff\xfe\n")
    assert str(dotenv) in faults({}, dotenv=dotenv)


def test_lines_that_are_no_settings_are_faults_with_their_numbers(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    dotenv = tmp_path / ".env"
    dotenv.write_text(
        "# a comment\n\nDISCORD_TOKEN: s3cret\nLOG_LEVEL='INFO'  # another\n\n"
        'please set the film\nDATA_DIR\nexport LOG_FORMAT=json\nDEFAULT_FILM="the-garden\n'
    )
    found = faults({}, dotenv=dotenv)
    assert list(found) == [f"{dotenv}, line {number}" for number in (3, 6, 7, 9)]
    assert set(found.values()) == {"cannot be read as a setting; write NAME=value"}
    assert caplog.records == []


def test_a_folder_in_the_files_place_is_a_fault(tmp_path: Path):
    assert "is a folder" in faults({}, dotenv=tmp_path)[str(tmp_path)]


def test_secrets_are_never_shown():
    settings = load_settings({"DISCORD_TOKEN": "s3cret", "DATABASE_URL": "postgresql://u:s3cret@db/x"}, dotenv=None)
    assert "s3cret" not in repr(settings)
    assert "s3cret" not in str(settings.model_dump())
