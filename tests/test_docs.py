"""README, .env.example and the program's help say what is true of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from bot import __version__
from bot.cli.faults import TOKEN_REFUSED
from bot.cli.invitation import NEEDED, invite_link
from bot.cli.program import program
from bot.cogs.asking import AskingCommands
from bot.cogs.browsing import BrowsingCommands
from bot.config import VARIABLES, Settings, load_settings
from bot.knowledge.naming import FIELD_SECTIONS, LIST_SECTIONS, SINGLE_SECTIONS
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
COMMANDS = typer.main.get_command(program).commands


def table(heading: str) -> dict[str, list[str]]:
    """The rows of the first table under a heading of the README, by the word in backticks that begins them."""
    section = README.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    return {cells[0].strip().strip("`"): [cell.strip() for cell in cells[1:]] for cells in rows}


def test_the_moderators_page_tells_what_each_section_is_for():
    page = (ROOT / "docs" / "moderators.md").read_text()
    told = re.findall(r"^\| `(\w+)(/…)?` \|", page, re.MULTILINE)
    wanted = dict.fromkeys(LIST_SECTIONS, "") | dict.fromkeys((*FIELD_SECTIONS, *SINGLE_SECTIONS), "/…")
    assert dict(told) == wanted


def test_the_two_commands_are_promised_to_the_letter():
    assert "\npython3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/film-faq-bot\n" in README
    assert "\npython3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest\n" in README


def test_the_example_lists_every_setting_once_with_a_comment():
    variables = re.findall(r"^(\w+)=", EXAMPLE, re.MULTILINE)
    assert variables == list(VARIABLES)
    for paragraph in EXAMPLE.strip().split("\n\n")[1:]:
        comment, *assignments = re.split(r"\n(?!#)", paragraph)
        assert comment.startswith("# "), paragraph
        assert all(re.match(r"\w+=", line) for line in assignments), paragraph


def test_the_example_loads_and_changes_only_the_film(tmp_path: Path):
    dotenv = tmp_path / ".env"
    dotenv.write_text(EXAMPLE)
    settings = load_settings({}, dotenv=dotenv)
    assert settings.model_dump(exclude_unset=True) == {"default_film": "the-sessions"}
    assert (ROOT / "knowledge" / "films" / "the-sessions.yaml").exists()


def test_the_readme_lists_every_setting_with_its_default():
    rows = table("Settings")
    assert list(rows) == list(VARIABLES)
    for name, default in Settings().model_dump().items():
        shown = "" if default in {None, ()} else f"`{str(default).lower() if isinstance(default, bool) else default}`"
        assert rows[name.upper()][0] == shown


def test_the_readme_lists_every_command_of_the_shell():
    assert list(table("Commands of the shell")) == ["film-faq-bot", *COMMANDS]


@pytest.mark.parametrize("name", COMMANDS)
def test_options_that_the_readme_names_exist(name: str):
    command = COMMANDS[name]
    known = {option for parameter in command.params for option in parameter.opts}
    described = " ".join(table("Commands of the shell")[name])
    examples = " ".join(re.findall(rf"film-faq-bot {name}\b[^\n`]*", README))
    assert set(re.findall(r"--[a-z-]+", described + examples)) <= known
    assert command.help


def test_the_readme_lists_every_slash_command():
    named = {command.name for cog in (AskingCommands, BrowsingCommands) for command in cog.__cog_app_commands__}
    assert {row.removeprefix("/") for row in table("Put it in your server")} == named


def test_the_invitation_asks_for_what_the_bot_needs():
    assert invite_link("APPLICATION_ID") in README
    sentence = " ".join(README.split("It asks for ")[1].split("nothing more")[0].split())
    assert set(re.findall(r"[A-Z][a-z]+(?: (?:in )?[A-Z][a-z]+)*", sentence)) == set(NEEDED)


def test_messages_that_the_readme_explains_are_said():
    (quoted,) = re.findall(r"`(DISCORD_TOKEN: [^`]+)`", README)
    assert TOKEN_REFUSED.startswith(quoted)


def test_the_changelog_begins_with_this_version():
    headings = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == __version__


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text()):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), target


def test_the_index_names_every_page():
    index = (ROOT / "docs" / "README.md").read_text()
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "README.md" or f"({page.name})" in index
