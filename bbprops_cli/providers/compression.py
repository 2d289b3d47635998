"""Compressed files, recognised by their first bytes: .gz, .bz2, .xz, .zst, and .zip archives of one file."""

import bz2
import gzip
import lzma
import sys
import zipfile
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import IO, Any, cast

from bbprops_cli.errors import InvalidInput, MissingExtra
from bbprops_cli.providers.workbook import is_workbook

DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError, zipfile.BadZipFile)
NAMES_SHOWN = 8


def zstd(what: str) -> Any:
    """The library for .zst files, part of Python since 3.14; raises MissingExtra, which says that `what` needs it."""
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd as library
        else:
            from backports import zstd as library
    except ImportError as error:
        raise MissingExtra(what, "backports.zstd", "zstd") from error
    return library


_OPENERS: dict[bytes, Callable[[IO[bytes]], object]] = {
    b"\x1f\x8b": lambda raw: gzip.GzipFile(fileobj=raw),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\0": lzma.LZMAFile,
    b"\x28\xb5\x2f\xfd": lambda raw: zstd("Reading .zst").open(raw),
}


def unpacked(raw: IO[bytes], label: str) -> AbstractContextManager[IO[bytes]]:
    """The content of a file, compressed or not; raises InvalidInput for an archive that is not of one file."""
    magic = raw.read(6)
    raw.seek(0)
    for begins, opened in _OPENERS.items():
        if magic.startswith(begins):
            return cast("AbstractContextManager[IO[bytes]]", opened(raw))
    if magic.startswith(b"PK\x03\x04") and not is_workbook(raw):
        return _only_file(raw, label)
    raw.seek(0)
    return raw


def _only_file(raw: IO[bytes], label: str) -> IO[bytes]:
    archive = zipfile.ZipFile(raw)
    files = [part for part in archive.infolist() if not (part.is_dir() or part.filename.startswith("__MACOSX/"))]
    if len(files) != 1:
        names = ", ".join(part.filename[:60] for part in files[:NAMES_SHOWN])
        more = ", …" if len(files) > NAMES_SHOWN else ""
        raise InvalidInput(
            f"{label} is a ZIP archive of {len(files):,} files: {names}{more}",
            hint="Unpack it, and pass the files that you want; save a document as .xlsx or CSV.",
        )
    if files[0].flag_bits & 1:
        raise InvalidInput(f"{label} is protected by a password", hint="Unpack it.")
    try:
        return archive.open(files[0])
    except NotImplementedError as error:
        raise InvalidInput(f"{label} cannot be unpacked: {error}", hint="Unpack it with another program.") from error
