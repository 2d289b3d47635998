"""Our columns as Parquet, read by pyarrow from the extra `parquet`; `own_jsonl` understands the rows."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

from bbprops_cli.errors import InvalidInput, MissingExtra
from bbprops_cli.providers import own_jsonl
from bbprops_cli.providers.json_fields import Json
from bbprops_cli.providers.pipeline import Options, Rows
from bbprops_cli.providers.source import Source

BATCH_ROWS = 2000


def looks_like(head: bytes) -> bool:
    """Whether the file begins with the signature of Parquet."""
    return head.startswith(b"PAR1")


def read(source: Source, options: Options) -> Rows:
    """The rows of the file, streamed."""
    return own_jsonl.rows_of(lambda: _objects(source), options, source.label)


def _objects(source: Source) -> Iterator[tuple[int, Json]]:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise MissingExtra("Parquet", "pyarrow", "parquet") from error
    place = 0
    with source.raw() as stream:
        try:
            for batch in ParquetFile(stream).iter_batches(batch_size=BATCH_ROWS):
                for row in batch.to_pylist():
                    place += 1
                    yield place, {name: _plain(name, value) for name, value in row.items()}
        except (ArrowException, OSError, ValueError) as error:
            reason = str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
            raise InvalidInput(f"{source.label} is a damaged Parquet file: {reason[:200]}") from error


def _plain(name: str, value: object) -> object:
    """The value as in JSON."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if name == "extra_metadata" and isinstance(value, str):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value
