"""Export props as CSV, JSON lines or Parquet."""

import os
import shutil
import tempfile
from contextlib import suppress
from contextvars import copy_context
from typing import BinaryIO

from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries.lists.listing import Request
from bbprops_cli.queries.props import export as exports


def write(db: Db, request: Request, fmt: str, out: BinaryIO) -> None:
    """Write the props of a request as `csv`, `jsonl` or `parquet`, in bounded memory."""
    if fmt == "parquet":
        _write_parquet(db, request, out)
    else:
        exports.write(db, request, fmt, out)


def _write_parquet(db: Db, request: Request, out: BinaryIO) -> None:
    """Parquet by way of the CSV, which has the same values and streams from either database; both at once."""
    from concurrent.futures import ThreadPoolExecutor

    with tempfile.NamedTemporaryFile(suffix=".parquet") as made, ThreadPoolExecutor(1) as beside:
        source, target = os.pipe()
        converting = beside.submit(copy_context().run, _convert, source, made.name)
        with suppress(BrokenPipeError), os.fdopen(target, "wb") as pipe:  # `result` raises what closed the other end
            exports.write(db, request, "csv", pipe)
        converting.result()
        shutil.copyfileobj(made, out)


def _convert(source: int, path: str) -> None:
    from bbprops_cli.tasks.props.parquet import from_csv

    with os.fdopen(source, "rb") as csv:
        from_csv(csv, path)
