"""Knowledge folders in the shell: check one, begin one, begin a film, and the schema that editors complete from."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.faults import BAD_KNOWLEDGE, UsageError
from bot.cli.options import AsJson, Knowledge, counted, knowledge_folder, read_settings, working, write_json

if TYPE_CHECKING:
    from bot.knowledge import Problem

CHECKOUT = Path(__file__).resolve().parents[2]

NO_NAME = "film"
"""What the file of a film is called whose title gives no id."""

_SCHEMA_LINE = re.compile(r"(?m)^(# yaml-language-server: \$schema=)\S*?(\w+\.json)\s*?$")

_FIRST_FACTS = """\
# Everything below is optional: delete the # of a line and fill it in. docs/knowledge.md says what else there is.
# overview:
#   director:
#   genres: []
#   runtime_minutes:
# plot:
#   synopsis:
#     - First part.
#     - {text: A part that gives something away., spoiler: mild}
#   ending: How it ends; hidden unless a member asks for it.
# faq:
#   - id: true-story
#     question: Is it a true story?
#     also_asked: [based on a true story]
#     answer: Yes.
"""


def check(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="By default KNOWLEDGE_DIR.")] = None,
    as_json: AsJson = False,
) -> None:
    """Name every problem of a knowledge folder, with its place."""
    from bot.knowledge import Severity
    from bot.services.checking import found_problems

    folder = knowledge_folder(folder)
    with working(f"Checking {folder}"):
        problems = found_problems(folder)
    for problem in problems:
        if as_json:
            write_json(_as_dict(problem))
        else:
            print(problem if problem.severity is Severity.ERROR else str(problem).replace(": ", ": warning: ", 1))
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if not as_json:
        warnings = len(problems) - errors
        print(
            f"{counted(errors, 'error')}, {counted(warnings, 'warning')}."
            if problems
            else f"No problems in {_read(folder)}."
        )
    if errors:
        raise typer.Exit(BAD_KNOWLEDGE)


def _read(folder: Path) -> str:
    """What a folder without a problem holds."""
    from bot.knowledge import load_knowledge

    base = load_knowledge(folder)
    films = counted(len(base.films), "film")
    held = f"{films} and {counted(len(base.documents) - len(base.films), 'general file')}"
    return held if base.films else f"{held}; film-faq-bot new TITLE YEAR --knowledge {folder} begins a film"


def _as_dict(problem: Problem) -> dict[str, Any]:
    """A problem as `--json` gives it; the keys are a promise to other programs."""
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "entry": problem.entry,
        "severity": problem.severity.value,
        "code": problem.code,
        "message": problem.message,
    }


def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")]) -> None:
    """Copy the shipped knowledge to a folder of your own.

    The schemas that editors complete from come along.
    """
    shipped = CHECKOUT / "knowledge"
    if not shipped.is_dir():
        raise UsageError(
            f"The shipped knowledge is not part of an installed package; get it with the project's source, "
            f"or begin with a film of your own: film-faq-bot new TITLE YEAR --knowledge {folder}"
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not an empty folder; nothing was copied")
    files = [path for path in sorted(shipped.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    for path in files:
        target = folder / path.relative_to(shipped)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_with_schema(path.read_bytes(), depth=len(target.relative_to(folder).parts) - 1))
    write_schemas(folder / "schema")
    print(f"Copied {counted(len(files), 'file')} to {folder}. Use it with KNOWLEDGE_DIR={folder.resolve()} in .env")


def _with_schema(data: bytes, *, depth: int) -> bytes:
    """Point a file's first line at the schemas inside its own folder, which work wherever the folder lies."""
    text = data.decode()
    return _SCHEMA_LINE.sub(rf"\g<1>{'../' * depth}schema/\g<2>", text, count=1).encode()


def new(
    title: Annotated[str, typer.Argument(metavar="TITLE")],
    year: Annotated[int, typer.Argument(metavar="YEAR", min=1870, max=2100)],
    knowledge: Knowledge = None,
) -> None:
    """Begin the file of a film.

    It holds title and year, and as comments what else can stand in it.
    """
    if not title.strip():
        raise UsageError('A film needs a title: film-faq-bot new "The Garden" 2001')
    folder = read_settings().knowledge_dir if knowledge is None else knowledge
    file = folder / "films" / f"{_free_id(title, year, folder)}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    head = f"# yaml-language-server: $schema=../{_schemas_of(folder)}/film.json\n"
    film = f"film: {{title: {json.dumps(title, ensure_ascii=False)}, year: {year}}}\n"
    with file.open("x", encoding="utf-8", newline="\n") as out:
        out.write(head + film + _FIRST_FACTS)
    print(f"{file}: begun. Check it with: film-faq-bot check {folder}")
    if file.stem == NO_NAME:
        print("The title has no Latin letters to call the file after: rename it now, since its name is the film's id.")


def _schemas_of(folder: Path) -> str:
    """Where a folder's files find their schemas, seen from the folder; written into it where there are none."""
    if not (folder / "schema").is_dir():
        if (folder.parent / "docs" / "schema").is_dir():
            return "../docs/schema"
        write_schemas(folder / "schema")
    return "schema"


def _free_id(title: str, year: int, folder: Path) -> str:
    """A document id after the title, with the year where another film has taken it. Raises UsageError."""
    from bot.knowledge import KnowledgeError, KnowledgeFolderError, load_knowledge
    from bot.knowledge.naming import MAX_DOCUMENT, slug

    try:
        films = load_knowledge(folder).films
    except (KnowledgeError, KnowledgeFolderError):  # there may be problems to mend, or no folder yet
        films = {}
    for film in films.values():
        if (film.title.casefold(), film.year) == (title.casefold(), year):
            raise UsageError(f"{film.label} has a file already: {folder / 'films' / film.id}.yaml")
    taken = {path.stem for path in folder.rglob("*.y*ml")}
    short = slug(title, MAX_DOCUMENT) or NO_NAME
    for name in (short, f"{slug(short.replace('-', ' '), MAX_DOCUMENT - 5)}-{year}"):
        if name not in taken:
            return name
    raise UsageError(f"There are files {short}.yaml and {name}.yaml already; begin this film's file by hand")


def schema(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="Write the schemas there.")] = None,
) -> None:
    """Print or write the JSON Schemas of knowledge files."""
    from bot.knowledge import json_schemas

    if folder is None:
        print(json.dumps(json_schemas(), indent=2, ensure_ascii=False))
        return
    for path in write_schemas(folder):
        print(path)


def write_schemas(folder: Path) -> list[Path]:
    """Write one file for each kind of knowledge file; the names are those the files' first lines hold."""
    from bot.knowledge import json_schemas

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in json_schemas().items():
        path = folder / name
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        written.append(path)
    return written
