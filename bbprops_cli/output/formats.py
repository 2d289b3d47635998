"""Rows and columns → table, wide, json, jsonl, csv, tsv, md or name: no other module writes data to stdout."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from bbprops_cli import settings
from bbprops_cli.catalog import Column
from bbprops_cli.errors import UsageError
from bbprops_cli.output import console
from bbprops_cli.output.safe import escape, escape_json, stdout_is_unicode
from bbprops_cli.output.values import NUMBERS, Cell, Look, Row, cells, encoder, records, texts, title
from bbprops_cli.rules.values.typed_time import zone, zone_label
from bbprops_cli.settings import OddsFormat

Part = tuple[str, Sequence[Column], Iterable[Row]]
FOR_PEOPLE = ("table", "wide", "md")  # in the reader's time zone and odds; the other formats are for programs
FORMATS = ("table", "wide", "json", "jsonl", "csv", "tsv", "md", "name")
CHUNK_CHARACTERS = 1 << 16
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - spreadsheets accept the wide ones too


def show(
    rows: Iterable[Row],
    columns: Sequence[Column],
    *,
    fmt: str | None = None,
    tz: str = "",
    odds: OddsFormat | None = None,
    excel: bool = False,
    all_columns: bool = False,
    name_column: str = "",
) -> int:
    """Write rows as they arrive and return how many there were.

    Without `fmt`, a terminal gets a table and a pipe gets tab-separated values. A table hides columns of rank 0, which
    `wide` shows, unless `all_columns`; the format `name` writes `name_column`, or the first column.
    """
    fmt = _format(fmt, excel=excel)
    look = _look(tz, odds, human=fmt in FOR_PEOPLE)
    counted = _Counted(rows)
    if fmt == "table" and not all_columns and any(column.rank for column in columns):
        places = [place for place, column in enumerate(columns) if column.rank]
        columns = [columns[place] for place in places]
        picked: Iterator[Row] = ([row[place] for place in places] for row in counted)
    else:
        picked = iter(counted)
    if fmt in {"table", "wide"}:
        from bbprops_cli.output import table

        _write(table.lines(picked, columns, look, wide=fmt == "wide"))
    elif fmt == "md":
        _write(_markdown(picked, columns, look))
    elif fmt == "name":
        _write(_names(picked, columns, look, name_column))
    elif fmt == "csv":
        _write(_csv(picked, columns, look, excel=excel, mask=escape if sys.stdout.isatty() else str))
    else:
        _write({"json": _json, "jsonl": _jsonl, "tsv": _tsv}[fmt](picked, columns, look))
    return counted.number


def show_one(
    pairs: Sequence[tuple[Column, Any]],
    *,
    fmt: str | None = None,
    tz: str = "",
    odds: OddsFormat | None = None,
    name_column: str = "",
) -> None:
    """Write one record: one line per column for people, one JSON object, or a list of one row."""
    fmt = _format(fmt)
    look = _look(tz, odds, human=fmt in FOR_PEOPLE)
    columns, values = [column for column, _ in pairs], [value for _, value in pairs]
    if fmt in {"json", "jsonl"}:
        _write(_jsonl([values], columns, look))
    elif fmt in {"table", "wide", "md"}:
        mask = _markdown_text if fmt == "md" else escape
        shown = texts(values, cells(columns, look, mask, human=True))
        fields = [
            (f"{column.name} ({look.zone_label})" if column.type == "instant" else column.name, text)
            for column, text in zip(columns, shown, strict=True)
        ]
        _write(_vertical_markdown(fields) if fmt == "md" else _vertical(fields))
    else:
        show([values], columns, fmt=fmt, tz=tz, odds=odds, name_column=name_column)


def for_file(rows: Iterable[Row], columns: Sequence[Column], fmt: str) -> Iterator[str]:
    """Encode rows as a csv or jsonl file, piece by piece; the encoding of stdout has no influence."""
    return _csv(rows, columns, Look(), excel=False, mask=str) if fmt == "csv" else _jsonl(rows, columns, Look())


def document(name: str, one: Row, columns: Sequence[Column], lists: Iterable[Part]) -> Iterator[str]:
    """Encode one JSON object, piece by piece: a record under `name`, then each list of rows under its own name."""
    yield f'{{"{name}": '
    yield from _jsonl([one], columns, Look())
    for list_name, of, rows in lists:
        yield f', "{list_name}": '
        yield from _json(rows, of, Look())
    yield "}\n"


class _Counted:
    """Rows, and the number of them that have been read."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows, self.number = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.number += 1
            yield row


def _format(fmt: str | None, *, excel: bool = False) -> str:
    if excel and fmt != "csv":
        raise UsageError("--excel requires -o csv.")
    return fmt or ("table" if sys.stdout.isatty() else "tsv")


def _look(tz: str, odds: OddsFormat | None, *, human: bool) -> Look:
    if human:
        reader = settings.current()
        name = reader.time_zone(tz)
        return Look(zone(name), odds or reader.odds(), zone_label(name))
    return Look(zone(tz), odds or "decimal")


def _write(pieces: Iterable[str]) -> None:
    held: list[str] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= CHUNK_CHARACTERS:
            console.out.write("".join(held))
            held, size = [], 0
    console.out.write("".join(held))


def _json(rows: Iterable[Row], columns: Sequence[Column], look: Look) -> Iterator[str]:
    record, encode = records(columns, look), _json_text(look)
    before = "[\n"
    for row in rows:
        yield before + encode(record(row))
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _jsonl(rows: Iterable[Row], columns: Sequence[Column], look: Look) -> Iterator[str]:
    record, encode = records(columns, look), _json_text(look)
    for row in rows:
        yield encode(record(row)) + "\n"


def _json_text(look: Look) -> Callable[[Any], str]:
    encode = encoder(look, ascii_only=not stdout_is_unicode())
    return lambda value: escape_json(encode(value))


def _csv(rows: Iterable[Row], columns: Sequence[Column], look: Look, *, excel: bool, mask: Cell) -> Iterator[str]:
    """RFC 4180 with Unix line ends; `excel` adds a byte-order mark and CRLF line ends, and disarms formulas."""
    import csv

    show = cells(columns, look, (lambda text: _no_formula(mask(text))) if excel else mask, human=False)
    end = "\r\n" if excel else "\n"
    line = csv.writer(_Echo(), lineterminator="\r\n").writerow  # with any other line end, csv leaves \r unquoted
    yield ("\ufeff" if excel else "") + line([column.name for column in columns])[:-2] + end
    for row in rows:
        yield line(texts(row, show))[:-2] + end


class _Echo:
    """A file for the csv module that returns each line instead of storing it."""

    def write(self, line: str) -> str:
        return line


def _no_formula(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) and not re.fullmatch(r"[+-]?\d+(\.\d+)?", text, re.ASCII) else text


def _tsv(rows: Iterable[Row], columns: Sequence[Column], look: Look) -> Iterator[str]:
    show = cells(columns, look, _tsv_text, human=False)
    yield "\t".join(column.name for column in columns) + "\n"
    for row in rows:
        yield "\t".join(texts(row, show)) + "\n"


def _tsv_text(text: str) -> str:
    return escape(text.replace("\\", "\\\\"))


def _markdown(rows: Iterable[Row], columns: Sequence[Column], look: Look) -> Iterator[str]:
    show = cells(columns, look, _markdown_text, human=True)
    yield _markdown_row(title(column, look) for column in columns)
    yield _markdown_row("---:" if column.type in NUMBERS else "---" for column in columns)
    for row in rows:
        yield _markdown_row(texts(row, show))


def _markdown_row(texts: Iterable[str]) -> str:
    return f"| {' | '.join(texts)} |\n"


def _markdown_text(text: str) -> str:
    return re.sub(r"[\\|<*`\[]", r"\\\g<0>", escape(text))


def _names(rows: Iterable[Row], columns: Sequence[Column], look: Look, name_column: str) -> Iterator[str]:
    names = [column.name for column in columns]
    place = names.index(name_column) if name_column in names else 0
    (show,) = cells([columns[place]], look, escape, human=False)
    for row in rows:
        if row[place] is not None:
            yield show(row[place]) + "\n"


def _vertical(fields: Sequence[tuple[str, str]]) -> Iterator[str]:
    width = max((len(name) for name, _ in fields), default=0)
    for name, text in fields:
        yield f"{name:{width}}  {text}".rstrip() + "\n"


def _vertical_markdown(fields: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield _markdown_row(("field", "value"))
    yield _markdown_row(("---", "---"))
    for field in fields:
        yield _markdown_row(field)
