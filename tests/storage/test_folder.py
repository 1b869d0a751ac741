"""Knowledge files: replaced whole or not at all, wherever they stand, whatever fails.

Long, but one matter: the promises of one store, each with what may come between.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.knowledge.edit import EditError
from bot.services.documents import Stored, StoredDocument, Underneath, digest_of
from bot.services.errors import DocumentError, StoreError
from bot.storage import Folder, folder_files
from bot.storage.folder_files import replace

OLD, NEW, OTHER = b"film: {title: A, year: 2000}\n", b"film: {title: B, year: 2000}\n" * 100, b"foreign\n"
KEPT: list[StoredDocument] = []


async def keep(document: StoredDocument) -> None:
    KEPT.append(document)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    KEPT.clear()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "knowledge"
    (root / "films").mkdir(parents=True)
    (root / "films" / "a.yaml").write_bytes(OLD)
    (root / "general.yml").write_bytes(b"faq: []\n")
    return root


@pytest.fixture(params=[True, False], ids=["exchange", "link"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """With the system's exchange of names, and where it has none."""
    if not request.param:
        monkeypatch.setattr(folder_files, "exchange", lambda one, other: False)
    return bool(request.param)


def files_in(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


async def save(folder: Folder, data: bytes = NEW, *, expected: bytes | None = OLD, **more: str) -> object:
    digest = None if expected is None else digest_of(expected)
    return await folder.save(more.pop("document", "a"), data, expected=digest, keep=keep, **more)


async def test_documents_are_found_by_id(root: Path) -> None:
    folder = Folder(root)
    found = await folder.read("a")
    assert found == StoredDocument("a", "films/a.yaml", OLD, digest_of(OLD))
    assert await folder.read("b") is None
    (root / "films" / "deep").mkdir()
    (root / "films" / "deep" / "b.yaml").write_bytes(OLD)
    (root / ".git").mkdir()
    (root / ".git" / "c.yaml").write_bytes(OLD)
    (root / "films" / "Bad_Name.yaml").write_bytes(OLD)
    assert [document.place for document in await folder.list()] == ["films/a.yaml", "films/deep/b.yaml", "general.yml"]
    assert await folder.read("c") is None


@pytest.mark.usefixtures("either_way")
async def test_a_save_replaces_the_file_and_leaves_nothing_behind(root: Path) -> None:
    path = root / "films" / "a.yaml"
    path.chmod(0o640)
    inode = path.stat().st_ino
    assert await save(Folder(root)) == Stored()
    assert path.read_bytes() == NEW
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.stat().st_ino != inode
    assert files_in(root) == ["films/a.yaml", "general.yml"]


async def test_the_owner_stays(root: Path) -> None:
    path = root / "films" / "a.yaml"
    owner = (12345, 23456) if os.geteuid() == 0 else (os.geteuid(), os.getegid())  # only root gives files away
    os.chown(path, *owner)
    await save(Folder(root))
    assert (path.stat().st_uid, path.stat().st_gid) == owner


@pytest.mark.usefixtures("either_way")
async def test_a_linked_file_is_written_through(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere" / "shared.yaml"
    target.parent.mkdir()
    (root / "films" / "a.yaml").rename(target)
    (root / "films" / "a.yaml").symlink_to("../../elsewhere/shared.yaml")
    assert await save(Folder(root)) == Stored()
    assert target.read_bytes() == NEW
    assert (root / "films" / "a.yaml").is_symlink()
    assert files_in(tmp_path / "elsewhere") == ["shared.yaml"]


async def test_another_text_underneath_is_given_and_left(root: Path) -> None:
    (root / "films" / "a.yaml").write_bytes(OTHER)
    found = await save(Folder(root))
    assert found == Underneath(StoredDocument("a", "films/a.yaml", OTHER, digest_of(OTHER)))
    assert (root / "films" / "a.yaml").read_bytes() == OTHER
    assert await save(Folder(root), document="b") == Underneath(None)
    assert await save(Folder(root), expected=None) == Underneath(
        StoredDocument("a", "films/a.yaml", OTHER, digest_of(OTHER))
    )


async def test_a_text_that_falls_in_between_is_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, exchange = root / "films" / "a.yaml", folder_files.exchange

    def exchanged(one: Path, other: Path) -> bool:
        foreign = path.with_name("4913")
        foreign.write_bytes(OTHER)
        foreign.replace(path)
        return exchange(one, other)

    monkeypatch.setattr(folder_files, "exchange", exchanged)
    document = StoredDocument("a", "films/a.yaml", OTHER, digest_of(OTHER))
    assert await save(Folder(root)) == Stored(document)
    assert [document] == KEPT
    assert path.read_bytes() == NEW
    assert files_in(root) == ["films/a.yaml", "general.yml"]


async def test_a_text_whose_keeper_fails_stays_beside_the_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, exchange = root / "films" / "a.yaml", folder_files.exchange

    def exchanged(one: Path, other: Path) -> bool:
        path.write_bytes(OTHER)
        return exchange(one, other)

    async def failing(document: StoredDocument) -> None:
        raise StoreError("no room")

    monkeypatch.setattr(folder_files, "exchange", exchanged)
    folder = Folder(root)
    with pytest.raises(StoreError):
        await folder.save("a", NEW, expected=digest_of(OLD), keep=failing)
    await folder.recover(keep)
    assert [document.data for document in KEPT] == [OTHER]
    assert files_in(root) == ["films/a.yaml", "general.yml"]


async def test_a_file_that_goes_in_between_is_not_made_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, exchange = root / "films" / "a.yaml", folder_files.exchange

    def exchanged(one: Path, other: Path) -> bool:
        path.unlink()
        return exchange(one, other)

    monkeypatch.setattr(folder_files, "exchange", exchanged)
    assert await save(Folder(root)) == Underneath(None)
    assert files_in(root) == ["general.yml"]


async def test_a_new_document_never_replaces_one(root: Path) -> None:
    folder = Folder(root)
    assert await save(folder, document="b", expected=None) == Stored()
    assert (root / "films" / "b.yaml").read_bytes() == NEW
    assert await save(folder, document="c", expected=None, place="c.yml") == Stored()
    assert isinstance(await save(folder, document="b", expected=None), Underneath)
    with pytest.raises(FileExistsError):  # made by somebody else since it was looked for
        folder_files.create(root / "films" / "b.yaml", OLD)
    assert (root / "films" / "b.yaml").read_bytes() == NEW
    assert files_in(root) == ["c.yml", "films/a.yaml", "films/b.yaml", "general.yml"]


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ("../x", None),
        ("x/y", None),
        ("..", None),
        ("", None),
        ("X", None),
        ("x" * 25, None),
        ("x", "../x.yaml"),
        ("x", "/tmp/x.yaml"),
        ("x", "films/../../x.yaml"),
        ("x", "films/y.yaml"),
        ("x", "x.txt"),
        ("x", ".hidden/x.yaml"),
        ("x\n", None),
        ("ｘ", None),
    ],
)
async def test_what_leads_out_of_the_folder_is_refused(root: Path, document: str, place: str | None) -> None:
    before = files_in(root.parent)
    with pytest.raises(EditError):
        await Folder(root).save(document, NEW, expected=None, keep=keep, place=place)
    assert files_in(root.parent) == before


async def test_removal_asks_what_it_removes(root: Path) -> None:
    folder, path = Folder(root), root / "films" / "a.yaml"
    assert isinstance(await folder.remove("a", expected=digest_of(NEW)), Underneath)
    assert path.read_bytes() == OLD
    assert await folder.remove("a", expected=digest_of(OLD)) == Stored()
    assert files_in(root) == ["general.yml"]
    assert await folder.remove("a", expected=digest_of(OLD)) == Underneath(None)


@pytest.mark.parametrize("name", ["films/a.yaml", "films/a.YML", "a.yml", "films/old/a.yaml"])
@pytest.mark.parametrize("at_once", [True, False])
async def test_a_document_moves_beside_where_it_stands(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str, at_once: bool
) -> None:
    if not at_once:
        monkeypatch.setattr(folder_files, "rename_apart", lambda path, target: False)
    (root / name).parent.mkdir(exist_ok=True)
    (root / "films" / "a.yaml").rename(root / name)
    folder = Folder(root)
    assert await folder.move("a", "b", expected=digest_of(OLD)) == Stored()
    assert files_in(root) == sorted(["general.yml", name.replace("a.", "b.")])
    moved = await folder.read("b")
    assert moved is not None
    assert (moved.data, await folder.read("a")) == (OLD, None)


async def test_a_link_moves_and_its_target_stays(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.yaml"
    (root / "films" / "a.yaml").rename(target)
    (root / "films" / "a.yaml").symlink_to(target)
    assert await Folder(root).move("a", "b", expected=digest_of(OLD)) == Stored()
    assert (root / "films" / "b.yaml").readlink() == target
    assert target.read_bytes() == OLD


@pytest.mark.parametrize(
    ("new", "there"),
    [
        ("general", "general.yml"),
        ("b", "films/b.yaml"),
        ("b", "B.yaml"),
        ("b", "films/ｂ.yml"),
        ("patterns", "general.yml"),
        ("../b", "general.yml"),
        ("b/c", "general.yml"),
        ("", "general.yml"),
        ("B", "general.yml"),
    ],
)
async def test_a_document_never_moves_over_another_or_away(root: Path, new: str, there: str) -> None:
    (root / there).write_bytes(OTHER)
    before = files_in(root.parent)
    with pytest.raises(EditError):
        await Folder(root).move("a", new, expected=digest_of(OLD))
    assert files_in(root.parent) == before
    assert (root / there).read_bytes() == OTHER


@pytest.mark.parametrize("at_once", [True, False])
def test_a_file_made_in_the_last_moment_stays(root: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool) -> None:
    if not at_once:
        monkeypatch.setattr(folder_files, "rename_apart", lambda path, target: False)
    (root / "films" / "b.yaml").write_bytes(OTHER)
    with pytest.raises(FileExistsError):
        folder_files.move(root / "films" / "a.yaml", root / "films" / "b.yaml")
    assert (root / "films" / "b.yaml").read_bytes() == OTHER
    assert (root / "films" / "a.yaml").read_bytes() == OLD


async def test_what_is_not_as_expected_does_not_move(root: Path) -> None:
    folder = Folder(root)
    found = await folder.move("a", "b", expected=digest_of(NEW))
    assert isinstance(found, Underneath)
    assert found.current is not None
    assert await folder.move("no-such", "b", expected="") == Underneath(None)
    assert files_in(root) == ["films/a.yaml", "general.yml"]


async def test_a_folder_that_refuses_a_move_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(path: Path, target: Path) -> bool:
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr(folder_files, "rename_apart", refusing)
    with pytest.raises(DocumentError, match="read-only"):
        await Folder(root).move("a", "b", expected=digest_of(OLD))
    assert files_in(root) == ["films/a.yaml", "general.yml"]


def test_a_removal_that_meets_another_text_puts_it_back(root: Path) -> None:
    path = root / "films" / "a.yaml"
    path.write_bytes(OTHER)
    assert not folder_files.remove(path, expected=digest_of(OLD))
    assert path.read_bytes() == OTHER
    assert files_in(root) == ["films/a.yaml", "general.yml"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO, errno.EDQUOT])
@pytest.mark.parametrize("call", ["open", "write", "fsync", "fchmod", "rename", "exchange"])
@pytest.mark.usefixtures("either_way")
async def test_a_fault_at_any_step_leaves_the_old_file_and_nothing_else(
    root: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as faults:
        if call == "exchange":
            faults.setattr(folder_files, "exchange", failing)
        elif call == "rename":
            faults.setattr(Path, "rename", failing)
        else:
            faults.setattr(folder_files.os, call, failing)
        with pytest.raises(DocumentError, match=r"a\.yaml was not saved: .+\. It is as it was\."):
            await asyncio.get_running_loop().run_in_executor(None, _blocking_save, root)
    assert (root / "films" / "a.yaml").read_bytes() == OLD
    assert files_in(root) == ["films/a.yaml", "general.yml"]


def _blocking_save(root: Path) -> None:
    Folder(root)._replace("a", NEW, digest_of(OLD))


async def test_a_write_that_goes_through_in_pieces_is_whole(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(folder_files.os, "write", lambda handle, data: write(handle, bytes(data)[:7]))
    assert await save(Folder(root)) == Stored()
    assert (root / "films" / "a.yaml").read_bytes() == NEW


LIMITED = """
import asyncio, resource, sys
from pathlib import Path
from bot.services.documents import digest_of
from bot.services.errors import DocumentError
from bot.storage import Folder

async def keep(document): pass

async def main(root):
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    folder = Folder(root)
    current = await folder.read("a")
    try:
        await folder.save("a", b"x" * 5000, expected=current.digest, keep=keep)
    except DocumentError as error:
        print(error)

asyncio.run(main(Path(sys.argv[1])))
"""


def test_a_file_size_limit_is_a_sentence(root: Path) -> None:
    _limited(root)


def _limited(root: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LIMITED, str(root)], capture_output=True, text=True, check=True)
    assert "a.yaml was not saved: it would be larger than this system lets a file be" in done.stdout
    assert (root / "films" / "a.yaml").read_bytes() == OLD
    assert files_in(root) == ["films/a.yaml", "general.yml"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path | None]:
    """A file system of 64 KiB; None where none can be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        yield None
        return
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


async def test_a_full_disk_is_a_sentence_and_room_makes_it_well_again(root: Path, small_disk: Path | None) -> None:
    if small_disk is None:  # a limit of the process stands for it
        await asyncio.to_thread(_limited, root)
        return
    (small_disk / "films").mkdir()
    path = small_disk / "films" / "a.yaml"
    path.write_bytes(OLD)
    ballast = small_disk / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 512)
    folder = Folder(small_disk)
    for _ in range(3):
        with pytest.raises(DocumentError, match="the disk is full"):
            await save(folder)
        assert path.read_bytes() == OLD
        assert files_in(small_disk) == ["ballast", "films/a.yaml"]
    ballast.unlink()
    assert await save(folder) == Stored()
    assert path.read_bytes() == NEW


async def test_a_read_only_folder_is_read_and_says_why_not(
    root: Path, small_disk: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if small_disk is None:

        def refusing(*_: object) -> None:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))

        monkeypatch.setattr(folder_files, "_written", refusing)
    else:
        (small_disk / "films").mkdir()
        (small_disk / "films" / "a.yaml").write_bytes(OLD)
        await asyncio.to_thread(subprocess.run, ["mount", "-o", "remount,ro", str(small_disk)], check=True)
    folder = Folder(small_disk or root)
    async with folder.writing("a"):
        await folder.recover(keep)
        assert await folder.read("a") is not None
        with pytest.raises(DocumentError, match="the knowledge folder is read-only"):
            await save(folder)


async def test_a_file_that_is_too_large_is_said(root: Path) -> None:
    (root / "films" / "a.yaml").write_bytes(b"#" * (2 << 20))
    folder = Folder(root)
    with pytest.raises(DocumentError, match="larger than 1 MiB"):
        await folder.read("a")
    assert [document.id for document in await folder.list()] == ["general"]


async def test_a_pipe_does_not_hang(root: Path) -> None:
    os.mkfifo(root / "films" / "b.yaml")
    async with asyncio.timeout(5):
        assert [document.id for document in await Folder(root).list()] == ["a", "general"]


async def test_one_writer_at_a_time_also_among_processes(root: Path) -> None:
    order: list[str] = []
    one, other = Folder(root), Folder(root)  # two handles on one folder are as two processes

    async def write(folder: Folder, name: str) -> None:
        async with folder.writing("a"):
            order.append(name)
            await asyncio.sleep(0.01)
            order.append(name)

    await asyncio.gather(*(write(folder, f"{n}{id(folder)}") for n in range(3) for folder in (one, other)))
    assert order[::2] == order[1::2]


async def test_a_lock_that_is_held_for_long_is_given_up(root: Path) -> None:
    async with Folder(root).writing("a"):
        with pytest.raises(StoreError, match="another program"):
            async with Folder(root, patience_s=0.02).writing("a"):
                pass
    async with Folder(root).writing("a"):
        pass


async def test_whoever_gives_up_waiting_leaves_no_lock(root: Path) -> None:
    other = Folder(root)
    async with Folder(root).writing("a"):
        waiting = asyncio.create_task(_hold(other))
        await asyncio.sleep(0.01)
        waiting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await waiting
    handles = len([*Path("/proc/self/fd").iterdir()])
    async with Folder(root, patience_s=0.02).writing("a"):
        pass
    assert len([*Path("/proc/self/fd").iterdir()]) == handles


async def _hold(folder: Folder) -> None:
    async with folder.writing("a"):
        await asyncio.sleep(60)


async def test_leftovers_of_a_killed_process(root: Path) -> None:
    films = root / "films"
    (films / ".a.yaml.0123456789abcdef.new").write_bytes(b"torn")
    (films / ".a.yaml.0123456789abcdea.swap").write_bytes(OTHER)
    (films / ".b.yaml.0123456789abcdeb.swap").write_bytes(NEW)  # killed while b was being removed
    (films / ".a.yaml.swp").write_bytes(b"an editor's own")
    await Folder(root).recover(keep)
    assert sorted((document.place, document.data) for document in KEPT) == [
        ("films/a.yaml", OTHER),
        ("films/b.yaml", NEW),
    ]
    assert files_in(root) == ["films/.a.yaml.swp", "films/a.yaml", "films/b.yaml", "general.yml"]
    assert (films / "a.yaml").read_bytes() == OLD
    assert (films / "b.yaml").read_bytes() == NEW


def test_replace_says_where_a_foreign_text_lies(root: Path) -> None:
    found, left = replace(root / "films" / "a.yaml", NEW, expected=digest_of(OTHER))
    assert found == OLD
    assert left is not None
    assert left.read_bytes() == OLD
