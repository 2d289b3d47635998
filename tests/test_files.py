"""Files that bbprops writes."""

import errno
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from bbprops_cli import files
from bbprops_cli.errors import InvalidInput, UsageError


def write(file: Path, content: bytes = b"new\n", *, private: bool = False) -> None:
    with files.output(file, private=private) as out:
        out.stream.write(content)


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_symlink_stays_and_its_target_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "target.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("folder/target.csv")
    (tmp_path / "link to link.csv").symlink_to(tmp_path / "link.csv")

    write(tmp_path / "link to link.csv")

    assert (folder / "target.csv").read_text() == "new\n"
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "link to link.csv").is_symlink()
    assert [path.name for path in folder.iterdir()] == ["target.csv"]


def test_dangling_symlink_creates_its_target(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to("later.csv")

    write(tmp_path / "link.csv")

    assert ((tmp_path / "later.csv").read_text(), (tmp_path / "link.csv").is_symlink()) == ("new\n", True)


def test_circle_of_symlinks_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")

    with pytest.raises(InvalidInput, match="a cannot be written: Too many levels of symbolic links"):
        write(tmp_path / "a")


def test_link_of_another_user_in_a_shared_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    (tmp_path / "secret").write_text("kept")
    (shared / "export.csv").symlink_to(tmp_path / "secret")
    monkeypatch.setattr(Path, "lstat", lambda _: SimpleNamespace(st_uid=os.geteuid() + 1))

    with pytest.raises(InvalidInput, match=r"export\.csv cannot be written"):
        write(shared / "export.csv")

    assert (tmp_path / "secret").read_text() == "kept"


@pytest.mark.parametrize("through_link", [False, True])
def test_device_is_written_into(tmp_path: Path, *, through_link: bool) -> None:
    file = Path("/dev/null")
    if through_link:
        file = tmp_path / "link"
        file.symlink_to("/dev/null")

    write(file, private=True)

    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    assert mode(Path("/dev/null")) == 0o666


def test_full_device_is_an_error_with_its_reason() -> None:
    with pytest.raises(InvalidInput, match=r"^/dev/full cannot be written: No space left on device"):
        write(Path("/dev/full"))
    with pytest.raises(InvalidInput, match=r"^/dev/full cannot be written: No space left on device"):
        write(Path("/dev/full"), b"." * 1_000_000)


def test_fifo_is_written_into(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append((tmp_path / "fifo").read_text()))
    reader.start()

    write(tmp_path / "fifo")

    reader.join(10)
    assert (got, stat.S_ISFIFO((tmp_path / "fifo").stat().st_mode)) == (["new\n"], True)


@pytest.mark.parametrize("name", ["/dev/fd/{}", "/proc/self/fd/{}"])
def test_own_descriptor_is_written_where_it_stands(tmp_path: Path, name: str) -> None:
    with (tmp_path / "log").open("wb", buffering=0) as log:
        log.write(b"before\n")
        write(Path(name.format(log.fileno())))
        log.write(b"after\n")

    assert (tmp_path / "log").read_text() == "before\nnew\nafter\n"


def test_private_file_is_readable_by_its_owner_only_while_written_and_after(tmp_path: Path) -> None:
    file = tmp_path / "people.json"
    file.write_text("old")
    file.chmod(0o644)
    before = os.umask(0)
    try:
        with files.output(file, private=True) as out:
            assert out.path
            assert mode(out.path) == 0o600
    finally:
        os.umask(before)

    assert mode(file) == 0o600


@pytest.mark.parametrize(("umask", "expected"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_other_file_follows_the_umask(tmp_path: Path, umask: int, expected: int) -> None:
    before = os.umask(umask)
    try:
        write(tmp_path / "board.csv")
    finally:
        os.umask(before)

    assert mode(tmp_path / "board.csv") == expected


def test_temporary_name_cannot_be_guessed(tmp_path: Path) -> None:
    with files.output(tmp_path / "board.csv") as one, files.output(tmp_path / "board.csv") as other:
        assert one.path
        assert other.path
        assert one.path != other.path
        assert str(os.getpid()) not in one.path.name.replace(one.path.suffixes[0], "")


@pytest.mark.parametrize("planted", ["symlink", "file"])
def test_planted_temporary_file_is_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, planted: str) -> None:
    guessed = tmp_path / f".bbprops-{'0' * 16}.partial"
    (tmp_path / "victim").write_text("kept")
    monkeypatch.setattr(os, "urandom", bytes)
    monkeypatch.setattr(files, "_remove_leftovers", lambda _: None)
    if planted == "symlink":
        guessed.symlink_to("victim")
    else:
        os.link(tmp_path / "victim", guessed)

    with pytest.raises(InvalidInput, match="File exists"):
        write(tmp_path / "board.csv")

    assert (tmp_path / "victim").read_text() == "kept"


def no_space(_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def write_until_full(file: Path) -> None:
    """A write of more than a buffer, to a disk that is full from the second byte on."""
    with files.output(file) as out:
        out.stream.write(b".")
        full = os.open("/dev/full", os.O_WRONLY)
        os.dup2(full, out.stream.fileno())
        os.close(full)
        out.stream.write(b"." * 1_000_000)


@pytest.mark.parametrize("step", ["fsync", "write"])
def test_full_disk_keeps_the_former_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    (tmp_path / "board.csv").write_text("old")
    monkeypatch.setattr(os, "fsync", no_space)

    with pytest.raises(InvalidInput, match=r"board\.csv cannot be written: No space left on device"):
        (write if step == "fsync" else write_until_full)(tmp_path / "board.csv")

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("board.csv", "old")]


def test_name_of_255_bytes_can_be_written(tmp_path: Path) -> None:
    write(tmp_path / ("x" * 251 + ".csv"))

    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("x" * 256, "File name too long"),
        ("no/such/folder.csv", "No such file or directory"),
        ("file/under.csv", "Not a directory"),
        ("folder", "Is a directory"),
        ("a\0b", "null"),
    ],
)
def test_impossible_name_is_an_error_before_anything_is_written(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()

    with pytest.raises(InvalidInput, match=f"cannot be written: .*{reason}"):
        files.Output(tmp_path / name)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_empty_name_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="is not a file name"):
        files.Output(Path())


@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGTERM])
def test_leftover_of_a_dead_process_is_removed_by_the_next_run(tmp_path: Path, signal_number: int) -> None:
    program = (
        "import os, sys, pathlib\nfrom bbprops_cli import files\n"
        f"out = files.Output(pathlib.Path({str(tmp_path / 'a.csv')!r}))\nos.kill(os.getpid(), {int(signal_number)})\n"
    )
    subprocess.run([sys.executable, "-c", program], check=False)
    assert len(list(tmp_path.iterdir())) == 1

    write(tmp_path / "b.csv")

    assert [path.name for path in tmp_path.iterdir()] == ["b.csv"]


def test_temporary_file_of_a_living_writer_stays(tmp_path: Path) -> None:
    with files.output(tmp_path / "a.csv") as out:
        write(tmp_path / "b.csv")
        out.stream.write(b"still here")

    assert (tmp_path / "a.csv").read_text() == "still here"


@pytest.mark.parametrize("name", [".bbprops-1.partial", "bbprops-0123456789abcdef.partial", ".a.csv.4711"])
def test_file_of_another_pattern_is_not_a_leftover(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()

    write(tmp_path / "b.csv")

    assert (tmp_path / name).exists()


def test_link_with_the_name_of_a_leftover_does_not_remove_its_target(tmp_path: Path) -> None:
    (tmp_path / "victim").touch()
    (tmp_path / f".bbprops-{'0' * 16}.partial").symlink_to("victim")

    write(tmp_path / "b.csv")

    assert (tmp_path / "victim").exists()


@pytest.mark.parametrize("planted", [Path.touch, lambda path: path.symlink_to("victim")])
def test_private_file_is_created_only_where_none_exists(tmp_path: Path, planted: Callable[[Path], None]) -> None:
    planted(tmp_path / "bbprops.db")

    with pytest.raises(FileExistsError):
        files.create_private(tmp_path / "bbprops.db")

    assert not (tmp_path / "victim").exists()
