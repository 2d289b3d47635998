"""The content columns of props as Parquet, written by pyarrow (the extra `parquet`)."""

from types import ModuleType
from typing import IO, TYPE_CHECKING

from bbprops_cli.catalog import PROPS
from bbprops_cli.errors import MissingExtra
from bbprops_cli.rules.props.prop import CONTENT

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK_BYTES = 4 * 1024 * 1024


def from_csv(source: IO[bytes], path: str) -> None:
    """Convert a CSV export to Parquet, block by block: instants become UTC timestamps, JSON stays text.

    Raises MissingExtra without pyarrow.
    """
    try:
        import pyarrow as pa
        from pyarrow import csv, parquet
    except ImportError as error:
        raise MissingExtra("Parquet", "pyarrow", "parquet") from error
    schema = _schema(pa)
    reader = csv.open_csv(
        source,
        read_options=csv.ReadOptions(block_size=BLOCK_BYTES),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=schema, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
        ),
    )
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)


def _schema(arrow: ModuleType) -> "pa.Schema":
    types = {
        "text": arrow.string(),
        "json": arrow.string(),
        "int": arrow.int32(),
        "float": arrow.float64(),
        "bool": arrow.bool_(),
        "instant": arrow.timestamp("us", tz="UTC"),
    }
    by_name = {column.name: column.type for column in PROPS.columns}
    return arrow.schema([(name, types[by_name[name]]) for name in CONTENT])
