"""Opening a file or stdin, compressed or not, and reading it as text or as JSON."""

import json
import re
import stat
import sys
import tempfile
import weakref
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property, partial
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any

from bbprops_cli.errors import InvalidInput, NotFound, UsageError
from bbprops_cli.providers import compression, workbook

DOCUMENT_LIMIT_BYTES = 512 * 1024 * 1024
LINE_LIMIT_CHARACTERS = 1024 * 1024
HEAD_BYTES = 64 * 1024
# Control characters, bytes without a meaning in Windows-1252, and characters of UTF-8, which nobody writes in it.
_NOT_WINDOWS = re.compile(
    rb"[\x00-\x08\x0e-\x1f\x7f\x81\x8d\x8f\x90\x9d]|[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}"
)
_BLANKS = re.compile(r"[ \t\r\n]*(?:data:[ \t\r\n]*)?")  # a server sends later parts after `data:`


class Source:
    """One input that can be read several times: stdin and pipes are first copied to a temporary file.

    `head` is its beginning, uncompressed; `beside` are the other inputs of the same call, for providers whose answers
    refer to one another. Of a workbook, the content is the sheet as CSV.
    Raises NotFound, or InvalidInput if it is empty or cannot be read.
    """

    def __init__(self, path: str | Path, *, sheet: str = "", encoding: str = "") -> None:
        self.name = str(path)
        self.sheet = sheet  # of a workbook
        self.notes: list[str] = []  # how the text was understood; complete when it has been read
        self._wanted = encoding
        try:
            "a".encode(encoding or "utf-8")
        except LookupError as error:
            raise UsageError(
                f"--encoding {encoding[:60]}: unknown", hint="Try cp1252, latin-1 or utf-16-le."
            ) from error
        self._is_workbook = False
        self._spool: IO[bytes] | None = None
        self._file: IO[bytes] | None = None
        self.beside: tuple[Source, ...] = ()
        if self.name == "-":
            if sys.stdin is None:  # closed by the program that started this one
                raise InvalidInput("stdin is closed", hint="Name a file.")
            self._spool_from(_chunks(sys.stdin.buffer))
        else:
            self._check()
        self._take_sheet()
        with self._reading() as stream:
            self.head = stream.read(HEAD_BYTES)
        if not self.head.strip():
            raise InvalidInput(f"{self.label} is empty")
        if encoding and not self.head.startswith((BOM_UTF8, BOM_UTF16_LE, BOM_UTF16_BE)):
            self.head = self.head.decode(encoding, "ignore").encode()

    @property
    def label(self) -> str:
        """The name of the input in messages."""
        name = "stdin" if self.name == "-" else self.name
        return f"{name}, sheet {self.sheet}" if self._is_workbook else name

    @property
    def size(self) -> int:
        """Bytes on disk, which may be compressed."""
        return Path(self._spool.name if self._spool else self.name).stat().st_size

    @property
    def position(self) -> int:
        """How many bytes on disk the current reading has taken; all of them when no reading is going on."""
        return self._file.tell() if self._file and not self._file.closed else self.size

    def lines(self) -> Iterator[str]:
        """The lines of the text with their line ends; raises InvalidInput for bytes that are not in its encoding."""
        codec = self._codec
        with self._reading() as stream, TextIOWrapper(stream, codec, newline="") as text:
            try:
                while line := text.readline(LINE_LIMIT_CHARACTERS):
                    if len(line) == LINE_LIMIT_CHARACTERS:
                        raise InvalidInput(f"{self.label} has a line of more than {LINE_LIMIT_CHARACTERS:,} characters")
                    yield line
            except UnicodeDecodeError as error:
                raise self._not_text() from error

    def document(self, *, after: re.Pattern[str] | None = None) -> object:
        """The JSON document; a list if there are several, on one line each or not.

        If `after` is found, only the document that follows it is read. Raises InvalidInput.
        """
        with self._reading() as stream:
            content = stream.read(DOCUMENT_LIMIT_BYTES + 1)
        if len(content) > DOCUMENT_LIMIT_BYTES:
            raise InvalidInput(
                f"{self.label} holds more than {DOCUMENT_LIMIT_BYTES >> 20} MB of JSON", hint="Split the file."
            )
        try:
            text = content.decode(self._stated_codec or "utf-8")  # JSON is UTF-8
        except UnicodeDecodeError as error:
            raise self._not_text() from error
        try:
            if after and (found := after.search(text)):
                return json.JSONDecoder().raw_decode(text, found.end())[0]
            return _parsed(text)
        except (ValueError, RecursionError) as error:
            raise InvalidInput(f"{self.label} is not JSON: {error}") from error

    def raw(self) -> AbstractContextManager[IO[bytes]]:
        """The uncompressed bytes as a seekable file, for a library that reads it."""
        return self._reading()

    @contextmanager
    def _reading(self) -> Iterator[IO[bytes]]:
        path = Path(self._spool.name if self._spool else self.name)
        try:
            with path.open("rb") as raw:
                self._file = raw
                with compression.unpacked(raw, self.label) as stream:
                    yield stream
        except compression.DAMAGED as error:
            raise InvalidInput(f"{self.label} is a damaged compressed file: {error}") from error
        except OSError as error:
            raise InvalidInput(f"{self.label} cannot be read: {error.strerror or error}") from error
        except Exception as error:
            if type(error).__name__ != "ZstdError":  # the class is not imported: the library may not be installed
                raise
            raise InvalidInput(f"{self.label} is a damaged compressed file: {error}") from error

    def _take_sheet(self) -> None:
        """Put a sheet, as CSV, in the place of a workbook; raises UsageError for a sheet of what is not a workbook."""
        with self._reading() as stream:
            is_workbook = stream.read(4) in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"} and workbook.is_workbook(stream)
            if is_workbook:
                self.sheet, rows = workbook.lines(stream, self.label, self.sheet)
                self._spool_from(row.encode() for row in rows)
        if self.sheet and not is_workbook:
            raise UsageError(f"--sheet {self.sheet[:60]}: {self.label} is not a workbook")
        self._is_workbook = is_workbook

    def _check(self) -> None:
        try:
            mode = Path(self.name).stat().st_mode
            if stat.S_ISDIR(mode):
                raise InvalidInput(f"{self.name} is a folder", hint="Name the files in it.")
            with Path(self.name).open("rb") as stream:
                if not stat.S_ISREG(mode):
                    self._spool_from(_chunks(stream))
        except FileNotFoundError as error:
            raise NotFound(f"{self.name}: no such file") from error
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name
            raise InvalidInput(f"{self.name} cannot be read: {getattr(error, 'strerror', None) or error}") from error

    def _spool_from(self, chunks: Iterable[bytes]) -> None:
        spool = tempfile.NamedTemporaryFile(prefix="bbprops-")  # noqa: SIM115 - lives as long as the source
        weakref.finalize(self, spool.close)
        spool.writelines(chunks)
        spool.flush()
        self._spool = spool

    @property
    def _stated_codec(self) -> str:
        """The encoding that a byte order mark or the caller says."""
        if self.head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            return "utf-16"
        return "utf-8-sig" if self.head.startswith(BOM_UTF8) else self._wanted

    @cached_property
    def _codec(self) -> str:
        """The encoding of the text, Windows-1252 if it is not UTF-8 and could be that."""
        if self._stated_codec or not self._is_windows_text():
            return self._stated_codec or "utf-8"
        self.notes.append("the text is not UTF-8 and was read as Windows-1252 (cp1252); --encoding names another")
        return "cp1252"

    def _is_windows_text(self) -> bool:
        """Whether the text is not UTF-8 anywhere, not even in part, and has no byte that is not text in Windows."""
        decoder, is_utf8 = getincrementaldecoder("utf-8")("strict"), True
        with self._reading() as stream:
            while chunk := stream.read(1 << 20):
                if is_utf8:
                    try:
                        decoder.decode(chunk)
                    except UnicodeDecodeError:
                        is_utf8 = False
                if _NOT_WINDOWS.search(chunk):
                    return False
            try:
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                is_utf8 = False
        return not is_utf8

    def _not_text(self) -> InvalidInput:
        """The error that names the first bad byte, read again because a decoder counts from the start of its chunk."""
        codec = self._stated_codec or "utf-8"
        sentence = f"{self.label} is not {codec.removesuffix('-sig').upper()} text"
        if codec.startswith("utf-8"):
            with self._reading() as stream:
                for number, line in enumerate(stream, 1):
                    try:
                        line.decode()
                    except UnicodeDecodeError as found:
                        sentence += f": byte 0x{line[found.start]:02x} in line {number}"
                        break
        return InvalidInput(sentence, hint="Save it as UTF-8, or name its encoding with --encoding.")


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    return iter(partial(stream.read, HEAD_BYTES), b"")


def _parsed(text: str) -> object:
    """The JSON document, or a list of them if several follow one another, as in a file that was appended to."""
    documents: list[Any] = []
    decoder, place = json.JSONDecoder(), _after_blanks(text, 0)
    while place < len(text) or not documents:
        document, place = decoder.raw_decode(text, place)
        documents.append(document)
        place = _after_blanks(text, place)
    return documents[0] if len(documents) == 1 else documents


def _after_blanks(text: str, place: int) -> int:
    """The place behind the blanks that begin at `place`."""
    found = _BLANKS.match(text, place)
    return found.end() if found else place
