"""The program `film-faq-bot`: its commands, and what it does without one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from bot import __version__
from bot.cli import asking, doctor, editing, folders, history, measuring, running, transfer
from bot.cli.faults import reported
from bot.cli.options import read_settings

program = typer.Typer(
    name="film-faq-bot",
    add_completion=False,
    pretty_exceptions_enable=False,  # expected faults are sentences; of others the plain traceback is wanted
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"film-faq-bot {__version__}")
        raise typer.Exit


@program.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version and end.")
    ] = False,
) -> None:
    """Answer questions about films, on Discord, in a sandbox and here in the shell.

    Without a command: connect to Discord when DISCORD_TOKEN is set, else start the sandbox.
    """
    if context.invoked_subcommand is not None:
        return
    if read_settings().discord_token is None:
        running.sandbox()
    else:
        running.run()


for _command in (
    running.run,
    running.sandbox,
    asking.ask,
    asking.chat,
    folders.check,
    measuring.evaluate,
    measuring.bench,
    doctor.doctor,
    folders.init,
    folders.new,
    folders.schema,
    editing.add,
    editing.edit,
    editing.also_asked,
    editing.remove,
    editing.rename,
    history.history,
    history.diff,
    history.undo,
    transfer.export,
    transfer.import_,
):
    program.command(name={measuring.evaluate: "eval", transfer.import_: "import"}.get(_command))(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command line, by default the process's own; ends with SystemExit."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal's narrow encoding is no reason to end
    with reported():
        program(list(arguments) if arguments is not None else None)
