"""Export and import of a whole installation, on and between both databases."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.services.revisions import Author, Origin, Revision, State
from bot.services.stores import DigestPeriod, Refusal, RefusalKind, Settled
from bot.services.transfer import FileSum, Imported, Manifest, TransferError, export_to, import_from
from bot.services.transfer_manifest import MANIFEST
from bot.storage import open_stores
from bot.storage.transfer import open_state_files
from tests.storage.conftest import DATABASES, Address, fresh
from tests.storage.test_guilds import FULL
from tests.storage.test_stores import ABSTAINED, ASKED, LINK, NOW, SNOWFLAKE

TEXTS = {
    "films/her.yaml": b"film: {title: Her, year: 2013}  # kept\r\n",
    "general.yaml": "\ufefffaq:\n  - {id: é, question: é?, answer: è}\n".encode(),
    "notes/readme.txt": b"no knowledge \xff",
    ".editorconfig": b"[*]\n",
    "empty.txt": b"",
}


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    folder = tmp_path / "here" / "knowledge"
    for name, data in TEXTS.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("left out")
    (folder / f".her.yaml.{'0' * 16}.new").write_text("left behind by a save")
    return folder


@pytest.fixture
async def filled(address: Address) -> Address:
    """A database with some of everything."""
    async with open_stores(data_dir=address.data_dir, url=address.url) as stores:
        for number in range(1200):  # more than one batch
            stores.questions.remember(replace(ABSTAINED, id=number, text=f'{number}\n\u2028\u0085"\\ 🎬'))
        stores.questions.remember(replace(ASKED, id=SNOWFLAKE, choices=("a/b/c", "d/e/f"), confidence=0.1 + 0.2))
        stores.answers.link(LINK)
        for voter in ("aB", "Ab", "_", "-"):  # databases sort these in different orders
            await stores.feedback.rate(7, voter=voter, helpful=voter != "Ab", at=NOW)
        await stores.inbox.settle([3], Settled.TAUGHT)
        await stores.inbox.refuse([Refusal("f" * 32, RefusalKind.WISH, None, "the matrix", None, None, NOW)])
        await stores.guilds.change(FULL.guild_id, lambda _before: FULL)
        revision = Revision(
            "her", "films/her.yaml", "0" * 64, Author(SNOWFLAKE, "Zoë"), NOW, Origin.DISCORD, ("her/faq/x",), "why",
            state=State.CONFIRMED,
        )  # fmt: skip
        await stores.revisions.add(revision, bytes(range(256)))
        await stores.revisions.add(replace(revision, digest=None, base=1), None)
    return address


@pytest.fixture(params=DATABASES)
async def empty(request: pytest.FixtureRequest, tmp_path: Path, postgres_url: str) -> AsyncIterator[Address]:
    """Another installation's database, that nobody has used."""
    async with fresh(request.param, tmp_path / "there", postgres_url) as address:
        yield address


async def exported(target: Path, knowledge: Path, address: Address) -> Manifest:
    async with open_state_files(data_dir=address.data_dir, url=address.url) as state:
        return await export_to(target, knowledge_dir=knowledge, state=state)


async def imported(source: Path, knowledge: Path, address: Address, *, replace: bool = False) -> Imported:
    async with open_state_files(data_dir=address.data_dir, url=address.url) as state:
        return await import_from(source, knowledge_dir=knowledge, state=state, replace=replace)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def test_everything_comes_back_equal(knowledge: Path, filled: Address, empty: Address, tmp_path: Path) -> None:
    """From each database to each; a second export is the same files, byte for byte."""
    manifest = await exported(tmp_path / "out", knowledge, filled)
    there = tmp_path / "there" / "knowledge"
    found = await imported(tmp_path / "out", there, empty)
    assert found == Imported(manifest, None)
    assert tree(there) == TEXTS
    await exported(tmp_path / "again", there, empty)
    assert tree(tmp_path / "again") == tree(tmp_path / "out")
    assert {name: told.rows for name, told in manifest.tables.items() if told.rows} == {
        "questions": 1201, "answers": 1, "feedback": 4, "refusals": 1, "guilds": 1, "revisions": 2,
    }  # fmt: skip
    async with open_stores(data_dir=empty.data_dir, url=empty.url) as stores:
        kept = await stores.questions.get(SNOWFLAKE)
        assert kept is not None
        assert (kept.confidence, kept.choices, kept.asked_at) == (0.1 + 0.2, ("a/b/c", "d/e/f"), NOW)
        assert await stores.feedback.counts(7) == (3, 1)
        assert await stores.revisions.data(1) == bytes(range(256))
        assert list(await stores.guilds.all()) == [FULL]
        assert FULL.digest is DigestPeriod.WEEKLY
        revision = await stores.revisions.get(2)
        assert revision is not None
        assert (await stores.revisions.add(replace(revision, id=0), b"")).id == 3  # ids go on where they were


async def test_the_secret_behind_pseudonyms_stays_where_it_is(knowledge: Path, filled: Address, tmp_path: Path) -> None:
    await exported(tmp_path / "out", knowledge, filled)
    async with open_stores(data_dir=filled.data_dir, url=filled.url) as stores:
        secret = stores.secret.hex().encode()
    assert not any(secret in data for data in tree(tmp_path / "out").values())
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0  # members' questions are for nobody else to read


class TestWhere:
    """Sources and targets that cannot be; on SQLite, for it is about files."""

    @pytest.fixture
    def here(self, tmp_path: Path) -> Address:
        return Address(tmp_path / "data", None)

    @pytest.fixture
    async def source(self, knowledge: Path, here: Address, tmp_path: Path) -> Path:
        async with open_stores(data_dir=here.data_dir) as stores:
            stores.questions.remember(ABSTAINED)
        await exported(tmp_path / "out", knowledge, here)
        return tmp_path / "out"

    async def test_an_export_replaces_nothing(self, knowledge: Path, here: Address, tmp_path: Path) -> None:
        target = tmp_path / "out"
        target.mkdir()
        await exported(target, knowledge, here)
        before = tree(target)
        with pytest.raises(TransferError, match="is not empty"):
            await exported(target, knowledge, here)
        with pytest.raises(TransferError, match="lies in the knowledge folder"):
            await exported(knowledge / "out", knowledge, here)
        with pytest.raises(TransferError, match="no knowledge folder"):
            await exported(tmp_path / "new", tmp_path / "nowhere", here)
        assert tree(target) == before
        assert not (tmp_path / "new").exists()

    async def test_an_export_that_fails_leaves_nothing(
        self, knowledge: Path, here: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_folder: Path, _manifest: Manifest) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("bot.services.transfer.write_manifest", full)
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(OSError, match="No space"):
            await exported(tmp_path / "out", knowledge, here)
        assert [path for path in sorted(tmp_path.rglob("*")) if path not in before and path.parent == tmp_path] == [
            here.data_dir
        ]

    async def test_an_import_goes_into_an_empty_installation(self, source: Path, here: Address, tmp_path: Path) -> None:
        there = Address(tmp_path / "there", None)
        other = tmp_path / "other"
        other.mkdir()
        (other / "mine.yaml").write_text("film: {title: Mine, year: 2000}\n")
        with pytest.raises(TransferError, match=r"knowledge folder .* is not empty"):
            await imported(source, other, there)
        with pytest.raises(TransferError, match="there is state already"):
            await imported(source, tmp_path / "new", here)
        assert not (tmp_path / "new").exists()
        assert list(tree(other)) == ["mine.yaml"]
        async with open_stores(data_dir=there.data_dir) as stores:
            assert await stores.questions.get(ABSTAINED.id) is None

    async def test_told_so_it_replaces_and_keeps_the_old_knowledge_aside(self, source: Path, tmp_path: Path) -> None:
        there, other = Address(tmp_path / "there", None), tmp_path / "other"
        other.mkdir()
        (other / "mine.yaml").write_text("mine")
        async with open_stores(data_dir=there.data_dir) as stores:
            stores.questions.remember(replace(ABSTAINED, id=99))
        for expected in ("other.before-import", None):  # the second time all is in its place already
            found = await imported(source, other, there, replace=True)
            assert (found.set_aside.name if found.set_aside else None) == expected
            assert tree(other) == TEXTS
        assert (tmp_path / "other.before-import" / "mine.yaml").read_text() == "mine"
        async with open_stores(data_dir=there.data_dir) as stores:
            assert await stores.questions.get(99) is None
            assert await stores.questions.get(ABSTAINED.id) == ABSTAINED

    async def test_knowledge_that_is_there_already_is_no_hindrance(self, source: Path, tmp_path: Path) -> None:
        """So an import that was killed between its two halves is completed by another."""
        there = Address(tmp_path / "there", None)
        await imported(source, tmp_path / "other", Address(tmp_path / "third", None))
        await imported(source, tmp_path / "other", there)
        async with open_stores(data_dir=there.data_dir) as stores:
            assert await stores.questions.get(ABSTAINED.id) == ABSTAINED

    async def test_a_folder_behind_a_link_takes_the_knowledge(self, source: Path, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        (tmp_path / "link").symlink_to(tmp_path / "real")
        await imported(source, tmp_path / "link", Address(tmp_path / "there", None))
        assert (tmp_path / "link").is_symlink()
        assert tree(tmp_path / "real") == TEXTS

    async def test_what_cannot_be_committed_puts_the_knowledge_back(
        self, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = tmp_path / "other"
        other.mkdir()
        (other / "mine.yaml").write_text("mine")
        there = Address(tmp_path / "there", None)
        async with open_state_files(data_dir=there.data_dir) as state:
            read = state.read

            async def failing(*args: object, before_commit: Callable[[], None], **more: object) -> None:
                def place() -> None:
                    before_commit()
                    assert tree(other) == TEXTS
                    raise TransferError("the power is gone")

                await read(*args, before_commit=place, **more)  # type: ignore[arg-type]

            monkeypatch.setattr(state, "read", failing)
            with pytest.raises(TransferError, match="power"):
                await import_from(source, knowledge_dir=other, state=state, replace=True)
        assert list(tmp_path.glob("*other*")) == [other]
        assert tree(other) == {"mine.yaml": b"mine"}
        async with open_stores(data_dir=there.data_dir) as stores:
            assert await stores.questions.get(ABSTAINED.id) is None


def changed_manifest(**changes: object) -> Callable[[Path], object]:
    """Write other values into the manifest."""

    def change(folder: Path) -> None:
        path = folder / MANIFEST
        path.write_text(json.dumps(json.loads(path.read_text()) | changes))

    return change


def renamed_in_manifest(part: str, old: str, new: str) -> Callable[[Path], object]:
    """Call a file or a table by another name."""

    def rename(folder: Path) -> None:
        values = json.loads((folder / MANIFEST).read_text())
        values[part][new] = values[part].pop(old)
        (folder / MANIFEST).write_text(json.dumps(values))

    return rename


def linked(folder: Path) -> None:
    """Put a link out of the export in the place of a file."""
    (folder / "knowledge" / "general.yaml").unlink()
    (folder / "knowledge" / "general.yaml").symlink_to("/etc/passwd")


QUESTIONS = "state/questions.jsonl"

OLD_ROW: dict[str, object] = {
    "id": 1, "text": "x", "channel_id": 1, "decision": "abstain", "confidence": 0, "choices": [],
    "asked_at": "2026-11-20T00:00:00+00:00",
}  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda out: (out / MANIFEST).unlink(), r"holds no export: there is no manifest\.json"),
        (lambda out: (out / MANIFEST).write_bytes(b"\xff{"), "is damaged: it is no JSON"),
        (lambda out: (out / MANIFEST).write_text("[" * 100_000), "is damaged: it is no JSON"),
        (lambda out: (out / MANIFEST).write_text('{"name": "x"}'), "is not the manifest of an export"),
        (lambda out: (out / QUESTIONS).unlink(), r"questions\.jsonl is missing"),
        (
            lambda out: (out / QUESTIONS).write_bytes((out / QUESTIONS).read_bytes()[:-2]),
            r"questions\.jsonl is damaged",
        ),
        (lambda out: (out / "knowledge/general.yaml").write_text("x"), r"general\.yaml is damaged, or was changed"),
        (lambda out: (out / "knowledge/stray.yaml").write_text("x"), r"stray\.yaml does not belong to the export"),
        (linked, r"general\.yaml is missing"),
        (changed_manifest(format=2), "was written in format 2, this version of the bot reads format 1"),
        (changed_manifest(schema="9999"), "newer version of the bot"),
        (changed_manifest(tables=5), "is damaged"),
        (
            renamed_in_manifest("knowledge", "general.yaml", "../../evil.yaml"),
            r"'\.\./\.\./evil\.yaml' is no path inside",
        ),
        (renamed_in_manifest("knowledge", "general.yaml", "/evil.yaml"), r"'/evil\.yaml' is no path inside"),
        (renamed_in_manifest("tables", "guilds", "a/b"), "is damaged: 'a/b' is no table"),
    ],
)
async def test_damage_is_named_and_nothing_taken_over(
    spoil: Callable[[Path], object], sentence: str, knowledge: Path, tmp_path: Path
) -> None:
    here = Address(tmp_path / "data", None)
    async with open_stores(data_dir=here.data_dir) as stores:
        stores.questions.remember(ABSTAINED)
    await exported(tmp_path / "out", knowledge, here)
    spoil(tmp_path / "out")
    there = tmp_path / "there"
    with pytest.raises(TransferError, match=sentence):
        await imported(tmp_path / "out", there / "knowledge", Address(there / "data", None))
    assert not (there / "knowledge").exists()
    assert not list(there.glob(".*"))
    async with open_stores(data_dir=there / "data") as stores:
        assert await stores.questions.get(ABSTAINED.id) is None


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("{", "line 1 .* is damaged"),
        ("[]", "line 1 .* it is no object"),
        ('{"member": 1}', "knows no 'member'"),
        ('{"text": "x"}', "id is missing"),
        (json.dumps(OLD_ROW | {"id": "x"}), "id is 'x'"),
        (json.dumps(OLD_ROW | {"id": True}), "id is True"),
        (json.dumps(OLD_ROW | {"id": 10**20}), "id is 1000"),
        (json.dumps(OLD_ROW | {"text": 5}), "text is 5"),
        (json.dumps(OLD_ROW | {"film": "x" * 25}), "film is 'xxx"),
        (json.dumps(OLD_ROW | {"asked_at": "soon"}), "Invalid isoformat"),
        (json.dumps(OLD_ROW | {"asked_at": "2026-11-20T00:00:00"}), "a time without a zone"),
        (json.dumps(OLD_ROW) + "\n" + json.dumps(OLD_ROW), "cannot be stored"),
    ],
)
async def test_rows_that_cannot_be_are_refused(row: str, sentence: str, address: Address, tmp_path: Path) -> None:
    """Of a table that somebody has edited together with its digest."""
    (tmp_path / "questions.jsonl").write_text(row + "\n")
    async with open_state_files(data_dir=address.data_dir, url=address.url) as state:
        manifest = Manifest(await state.schema(), {}, {"questions": FileSum(0, "", 1)})
        with pytest.raises(TransferError, match=sentence):
            await state.read(tmp_path, manifest, replace=False, before_commit=lambda: None)
        (tmp_path / "questions.jsonl").write_text("")
        with pytest.raises(TransferError, match="holds 0 rows and should hold 1"):
            await state.read(tmp_path, manifest, replace=False, before_commit=lambda: None)


async def test_an_older_versions_rows_lack_what_was_added_since(address: Address, tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text(json.dumps(OLD_ROW) + "\n")
    async with open_state_files(data_dir=address.data_dir, url=address.url) as state:
        manifest = Manifest("0001", {}, {"questions": FileSum(0, "", 1)})
        await state.read(tmp_path, manifest, replace=False, before_commit=lambda: None)
    async with open_stores(data_dir=address.data_dir, url=address.url) as stores:
        asked = await stores.questions.get(1)
        assert asked is not None
        assert (asked.settled, asked.confidence) == (None, 0.0)


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from bot.services.transfer import import_from
from bot.services.transfer_folder import Placing
from bot.storage.transfer import open_state_files

moment, source, target, data = sys.argv[1], *map(Path, sys.argv[2:])

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

place = Placing.place
if moment == "staged":
    Placing.place = die
elif moment == "placed":
    Placing.place = lambda self: (place(self), die())

async def main():
    async with open_state_files(data_dir=data) as state:
        await import_from(source, knowledge_dir=target, state=state)
    die()

asyncio.run(main())
"""


@pytest.mark.parametrize("moment", ["staged", "placed", "done"])
async def test_killed_at_any_moment_importing_again_completes_it(moment: str, knowledge: Path, tmp_path: Path) -> None:
    here, there = Address(tmp_path / "data", None), Address(tmp_path / "there", None)
    async with open_stores(data_dir=here.data_dir) as stores:
        stores.questions.remember(ABSTAINED)
    await exported(tmp_path / "out", knowledge, here)
    target = tmp_path / "other"
    command = [sys.executable, "-c", KILLED, moment, tmp_path / "out", target, there.data_dir]
    ended = await asyncio.to_thread(subprocess.run, command, check=False, capture_output=True, text=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert tree(target) == ({} if moment == "staged" else TEXTS) if target.exists() else moment == "staged"
    async with open_stores(data_dir=there.data_dir) as stores:
        assert (await stores.questions.get(ABSTAINED.id) is not None) == (moment == "done")
    await imported(tmp_path / "out", target, there, replace=moment == "done")
    assert tree(target) == TEXTS
    async with open_stores(data_dir=there.data_dir) as stores:
        assert await stores.questions.get(ABSTAINED.id) == ABSTAINED
