"""The content columns of props as CSV or JSON lines, with the same bytes from both databases.

PostgreSQL makes the text itself and COPY passes it on. For SQLite the same text is made here: numbers in their shortest
form, times as 2025-10-05T17:00:00Z, JSON as PostgreSQL prints it. Rows are ordered by platform and external_id.
"""

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any, BinaryIO

from bbprops_cli.catalog import PROPS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Request, Row
from bbprops_cli.queries.props import selection
from bbprops_cli.rules.props.prop import CONTENT

BLOCK_ROWS = 2000
ORDER = " ORDER BY platform, external_id"
TIES = ", is_active DESC, line, created_at, id"
TYPES = {column.name: column.type for column in PROPS.columns}
QUOTED = {name: TYPES[name] in {"text", "instant"} for name in CONTENT}
# JSON text never contains these characters, so that COPY neither quotes nor escapes the lines.
ONE_COLUMN = r"WITH (FORMAT csv, DELIMITER E'\x02', QUOTE E'\x01')"


def write(db: Db, request: Request, fmt: str, out: BinaryIO) -> None:
    """Write the props of a request as `csv` or `jsonl` in the caller's transaction, in bounded memory."""
    _WRITERS[db.dialect.name](db, request, fmt, out)


def _write_lines(db: Db, request: Request, fmt: str, out: BinaryIO) -> None:
    where, parameters = listing.where_clause(request, db.dialect)
    query = f"SELECT {', '.join(CONTENT)} FROM prop_markets{where}{_order(request)}"
    if fmt == "csv":
        out.write((",".join(CONTENT) + "\n").encode())
    line = _csv_line if fmt == "csv" else _json_line
    out.writelines("".join(map(line, block)).encode() for block in db.stream(query, parameters, batch=BLOCK_ROWS))


def _copy_out(db: Db, request: Request, fmt: str, out: BinaryIO) -> None:
    from bbprops_cli.db.connection.bulk import copy_out

    where, parameters = listing.where_clause(request, db.dialect)
    columns, options = ", ".join(f"{_csv_cell(name)} AS {name}" for name in CONTENT), "WITH (FORMAT csv, HEADER)"
    if fmt != "csv":
        # row_to_json takes twice as long as joining the same text here.
        members = (f"""'"{name}":' || {_json_value(name)}""" for name in CONTENT)
        columns, options = f"""'{{' || {" || ',' || ".join(members)} || '}}'""", ONE_COLUMN
    db.run(
        "SET LOCAL extra_float_digits = 1; SET LOCAL TIME ZONE 'UTC'; SET LOCAL DateStyle = 'ISO';"
        " SET LOCAL statement_timeout = '1h'"
    )
    copy_out(db.cursor, f"SELECT {columns} FROM prop_markets{where}{_order(request)}", parameters, options, out)


_WRITERS = {"postgresql": _copy_out, "sqlite": _write_lines}


def _order(request: Request) -> str:
    """Active props have unique identities and need no ties, which make the sort a quarter slower."""
    return ORDER if selection.ACTIVITY["active"] in request.scope else ORDER + TIES


def _csv_cell(name: str) -> str:
    """SQL for the text of a column of `prop_markets` in CSV."""
    if TYPES[name] == "instant":
        # to_char takes one and a half times as long as the rest of a row: only times with microseconds need it.
        whole = f"replace(({name} AT TIME ZONE 'UTC')::text, ' ', 'T') || 'Z'"
        exact = f"""to_char({name}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
        return f"CASE WHEN {name} = {name}::timestamptz(0) THEN {whole} ELSE {exact} END"
    return f"CASE WHEN {name} THEN 'true' ELSE 'false' END" if TYPES[name] == "bool" else name


def _json_value(name: str) -> str:
    cell = f"({_csv_cell(name)})"
    return f"coalesce({f'to_json({cell})' if QUOTED[name] else cell}::text, 'null')"


def _number(value: float) -> str:
    return repr(float(value)).removesuffix(".0")


def _instant(stored: str) -> str:
    return f"{stored[:10]}T{stored[11:].removesuffix('.000000')}Z"


def _export_json(stored: str) -> str:
    """JSON as PostgreSQL prints jsonb: keys by length, then bytes; numbers without exponents, with all their zeros."""
    return _spelled(json.loads(stored, parse_float=Decimal))


def _spelled(value: object) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return "{" + ", ".join(f"{encode_basestring(key)}: {_spelled(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_spelled, value)) + "]"
    if isinstance(value, Decimal):
        return f"{value or abs(value):f}"
    return json.dumps(value)


_TO_TEXT: dict[str, Callable[[Any], str]] = {
    "int": str,
    "float": _number,
    "bool": lambda value: "true" if value else "false",
    "instant": _instant,
    "json": _export_json,
    "text": str,
}
_SPECIAL = re.compile('[",\r\n]')
_CELLS = [_TO_TEXT[TYPES[name]] for name in CONTENT]
_NAMES = [f'"{name}":' for name in CONTENT]


def _csv_line(row: Row) -> str:
    cells = ("" if value is None else show(value) for value, show in zip(row, _CELLS, strict=True))
    return ",".join('"' + cell.replace('"', '""') + '"' if _SPECIAL.search(cell) else cell for cell in cells) + "\n"


def _json_line(row: Row) -> str:
    return "{" + ",".join(_members(row)) + "}\n"


def _members(row: Row) -> Iterator[str]:
    for name, value, show, quoted in zip(_NAMES, row, _CELLS, QUOTED.values(), strict=True):
        if value is None:
            yield f"{name}null"
        else:
            yield name + (encode_basestring(show(value)) if quoted else show(value))
