"""Files that bbprops writes: complete or not at all, private where they must be, and safe with links and devices.

A regular file is written under a random name in its folder and renamed at the end. A device, a FIFO and an own
descriptor such as /dev/stdout are written into. A temporary file is locked (flock) while its writer lives, so that the
next run can tell those that a killed process has left, and removes them.
"""

import errno
import fcntl
import io
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from bbprops_cli.errors import InvalidInput, UsageError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

PRIVATE = 0o600
_UMASK = 0o666  # less what the umask takes away
_TEMPORARY = re.compile(r"\.bbprops-[0-9a-f]{16}\.partial")
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_DESCRIPTOR = r"/(?:dev|proc/(?:self|{pid})(?:/task/\d+)?)/fd/(\d{{1,6}})"
_MAX_LINKS = 40  # as in Linux
_BUFFER_BYTES = 1 << 16


class Output:
    """A file that is being written; `path` is the temporary file, or None where there is nothing to rename."""

    def __init__(self, file: Path, *, private: bool = False) -> None:
        """Open it; raises UsageError for an empty name, InvalidInput if the file cannot be written."""
        if not file.name:
            raise UsageError(f"{str(file)!r} is not a file name", hint="Name a FILE, or - for stdout.")
        self.file = file
        self.path: Path | None = None
        try:
            self._target, own = _followed(file)
            descriptor = _special(self._target, own)
            if descriptor is None:
                descriptor, self.path = _temporary(self._target.parent, PRIVATE if private else _UMASK)
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name
            raise cannot_write(file, error) from error
        self.stream: BinaryIO = cast("BinaryIO", io.BufferedWriter(_Raw(descriptor, file), _BUFFER_BYTES))

    def finish(self) -> None:
        """Write what is buffered to the disk and give the file its name; raises InvalidInput if that fails."""
        try:
            self.stream.flush()
            if self.path:
                os.fsync(self.stream.fileno())
                rename(self.path, self._target)
                self.path = None
        except OSError as error:
            raise cannot_write(self.file, error) from error

    def close(self) -> None:
        """Close the file, and remove it unless it has got its name."""
        with suppress(OSError, InvalidInput):  # what could not be written has been said
            self.stream.close()
        if self.path:
            with suppress(OSError):
                self.path.unlink()


class _Raw(io.FileIO):
    """The descriptor of a file that the user named: a failing write names that file."""

    def __init__(self, descriptor: int, file: Path) -> None:
        super().__init__(descriptor, "wb")
        self._file = file

    def write(self, data: "ReadableBuffer", /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            raise cannot_write(self._file, error) from error


@contextmanager
def output(file: Path, *, private: bool = False) -> Iterator[Output]:
    """An Output that is finished unless the block fails; `private` files are readable by their owner only.

    Raises UsageError for an empty name, InvalidInput if the file cannot be written: the former file is then intact.
    """
    made = Output(file, private=private)
    try:
        yield made
        made.finish()
    finally:
        made.close()


def cannot_write(file: Path, error: Exception) -> InvalidInput:
    """The error for a file that cannot be written."""
    reason = getattr(error, "strerror", None) or str(error)
    return InvalidInput(f"{file} cannot be written: {reason}", hint="Choose another file.")


def is_stdout(file: Path) -> bool:
    """Whether the name means stdout: `-`, /dev/stdout, or a link to it."""
    with suppress(OSError, ValueError):
        return str(file) == "-" or _followed(file)[1] == 1
    return False


def create_private(file: Path, *, like: Path | None = None) -> None:
    """Create an empty file that only its owner may read, or that has the permissions of the file `like`.

    Raises FileExistsError, also for a link.
    """
    descriptor = os.open(file, _NEW, PRIVATE)
    try:
        if like:
            os.fchmod(descriptor, stat.S_IMODE(like.stat().st_mode))
    finally:
        os.close(descriptor)


def rename(source: Path, target: Path) -> None:
    """Rename within a folder, so that it outlasts a loss of power."""
    source.replace(target)
    with suppress(OSError):  # some file systems cannot do that to a folder
        folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _followed(file: Path) -> tuple[Path, int | None]:
    """Where links lead, and the number of the descriptor if that is one of this process.

    Raises OSError for too many links, and for one that another user may have set as a trap.
    """
    own = re.compile(_DESCRIPTOR.format(pid=os.getpid()))
    path = file
    for _ in range(_MAX_LINKS):
        path = Path(os.path.realpath(path.parent)) / path.name
        if found := own.fullmatch(str(path)):
            return path, int(found[1])
        try:
            to = path.readlink()
        except OSError:  # it is not a link, or does not exist
            return path, None
        _require_trusted(path)
        path = path.parent / to
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


def _require_trusted(link: Path) -> None:
    """Refuse what the kernel refuses with fs.protected_symlinks, since we resolve links ourselves."""
    folder, owner = link.parent.stat(), link.lstat().st_uid
    shared = folder.st_mode & stat.S_ISVTX and folder.st_mode & stat.S_IWOTH
    if shared and owner not in {os.geteuid(), folder.st_uid}:
        raise OSError(errno.EACCES, "it is a link of another user in a folder where everybody may write")


def _special(path: Path, own: int | None) -> int | None:
    """A descriptor of what must not be replaced: of this process, of a device or a FIFO; None for other files."""
    if own is not None:
        return os.dup(own)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    return None if stat.S_ISREG(mode) else os.open(path, os.O_WRONLY | os.O_NOCTTY | os.O_CLOEXEC)


def _temporary(folder: Path, mode: int) -> tuple[int, Path]:
    """A new file with a random name, locked while this process lives."""
    _remove_leftovers(folder)
    while True:
        path = folder / f".bbprops-{os.urandom(8).hex()}.partial"
        descriptor = os.open(path, _NEW, mode)
        if _locked(descriptor) and os.fstat(descriptor).st_nlink:
            return descriptor, path
        os.close(descriptor)  # another process has just taken it for a leftover


def _locked(descriptor: int) -> bool:
    """Lock a file; False if another process has. Without locks on this file system nobody removes leftovers."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _remove_leftovers(folder: Path) -> None:
    """Remove our own temporary files that no living process has locked."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _TEMPORARY.fullmatch(entry.name) and entry.stat(follow_symlinks=False).st_uid == os.geteuid():
                with suppress(OSError):
                    _remove_if_dead(Path(entry.path))


def _remove_if_dead(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()
    finally:
        os.close(descriptor)
