"""Workbooks of Excel and LibreOffice: one sheet as lines of CSV, so that it is understood like any spreadsheet.

Line N is row N of the sheet, empty rows included.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from bbprops_cli.errors import InvalidInput, MissingExtra, UsageError

CELLS_LIMIT = 5_000_000  # the library holds a sheet as a rectangle with its empty cells, of 32 bytes each: 160 MB
CONTENT_LIMIT_BYTES = 1024 * 1024 * 1024  # uncompressed
EXACT_INTEGERS = 2**53  # larger ones have lost digits in the workbook
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>/]*>')  # one that is not empty
_CHUNK_BYTES = 1 << 20
_TAG_BYTES = 256  # at most


def is_workbook(stream: IO[bytes]) -> bool:
    """Whether a seekable file is an .xlsx, .xlsm, .xlsb or .xls workbook, by its content."""
    stream.seek(0)
    if stream.read(8) == _OLE:
        return True
    try:
        with zipfile.ZipFile(stream) as archive:
            return any(name.startswith("xl/workbook.") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError):
        return False


def lines(stream: IO[bytes], label: str, wanted: str) -> tuple[str, Iterator[str]]:
    """The name of the wanted sheet, or of the first, and its rows as CSV.

    Raises MissingExtra without the library, UsageError for a sheet that does not exist, InvalidInput for a workbook
    that cannot be read or is too large.
    """
    try:
        import python_calamine as calamine
    except ImportError as error:
        raise MissingExtra(f"Reading the workbook {label}", "python-calamine", "excel") from error
    _require_small(stream, label)
    stream.seek(0)
    try:
        book = calamine.CalamineWorkbook.from_filelike(stream)
        names = book.sheet_names
        if wanted and wanted not in names:
            raise UsageError(
                f"--sheet {wanted[:60]!r}: {label} has no such sheet", hint=f"Its sheets are: {', '.join(names)}."
            )
        name = wanted or names[0]
        rows = book.get_sheet_by_name(name).iter_rows()
    except calamine.PasswordError as error:
        raise InvalidInput(f"{label} is protected by a password", hint="Save it without one.") from error
    except (calamine.CalamineError, IndexError) as error:
        raise InvalidInput(f"{label} cannot be read as a workbook: {str(error)[:200]}") from error
    return name, _as_csv(rows)


def _require_small(stream: IO[bytes], label: str) -> None:
    """Raise InvalidInput for a workbook that would take too much memory."""
    stream.seek(0)
    if not zipfile.is_zipfile(stream):
        return  # .xls has at most 65,536 rows of 256 cells
    with zipfile.ZipFile(stream) as archive:
        if sum(part.file_size for part in archive.infolist()) > CONTENT_LIMIT_BYTES:
            raise InvalidInput(f"{label} holds more than {CONTENT_LIMIT_BYTES >> 20} MB", hint="Save its sheet as CSV.")
        for part in archive.namelist():
            if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                with archive.open(part) as sheet:
                    rows, columns = _extent(sheet)
                if rows * columns > CELLS_LIMIT:
                    raise InvalidInput(
                        f"{label} has a sheet of {rows:,} rows and {columns:,} columns, too many to read",
                        hint="Remove cells far away from the table, or save its sheet as CSV.",
                    )


def _extent(sheet: IO[bytes]) -> tuple[int, int]:
    """The last row and the last column that have a cell with content."""
    rows, columns, rest = 0, set[bytes](), b""
    while chunk := sheet.read(_CHUNK_BYTES):
        chunk = rest + chunk
        found = _CELL.findall(chunk)
        columns |= {column for column, _ in found}
        rows = max(rows, max((int(row) for _, row in found), default=0))
        rest = chunk[max(chunk.rfind(b"<"), len(chunk) - _TAG_BYTES) :]
    return rows, max(map(_column_number, columns), default=0)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _as_csv(rows: Iterator[list[Any]]) -> Iterator[str]:
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([cell_text(value) for value in row] if any(value != "" for value in row) else [])
        yield text.getvalue()
        text.seek(0)
        text.truncate()


def cell_text(value: object) -> str:
    """A typed cell as people write it: whole numbers without a fraction, dates and times as in ISO 8601."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < EXACT_INTEGERS else _number(value)
    if isinstance(value, datetime):
        value = (value + timedelta(milliseconds=500)).replace(microsecond=0)  # a fraction of a day is seldom exact
        return value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return " ".join(str(value).splitlines())


def _number(value: float) -> str:
    """A number of as many digits as a workbook shows; an integer without its last digits is marked by its exponent."""
    return f"{value:.14E}" if abs(value) >= EXACT_INTEGERS else repr(value)
