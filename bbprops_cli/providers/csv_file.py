"""Analysts' CSV files: wide (both sides in one row), long (one row per side), very wide (columns per platform).

`csv_records` splits the text into cells, `csv_shapes` reshapes the table, `csv_columns` makes a plan of its header with
`csv_headers`, `csv_fields` and `csv_layout`, `csv_rows` reads blocks of rows by the plan, and `csv_views` makes props
of a block with `csv_cells` and `csv_extras`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from bbprops_cli.providers import csv_blocks as blocks
from bbprops_cli.providers import csv_labels as labels
from bbprops_cli.providers import csv_levels
from bbprops_cli.providers import csv_moments as moments
from bbprops_cli.providers import csv_shapes as shapes
from bbprops_cli.providers.csv_columns import plan
from bbprops_cli.providers.csv_headers import known_titles
from bbprops_cli.providers.csv_plan import NotUnderstood, Plan
from bbprops_cli.providers.csv_records import Record, records
from bbprops_cli.providers.csv_rows import RowReader
from bbprops_cli.providers.pipeline import Options, Rows
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props.odds_format import OddsFormat

SAMPLE_ROWS = 200
RESHAPES = (
    shapes.full_names, blocks.zeros_apart, shapes.pairs_apart, moments.joined, blocks.blocks_apart, shapes.unpivoted,
    blocks.yes_prices, blocks.apps_apart, labels.labels_apart, labels.sides_of_markets, labels.teams_apart,
)  # fmt: skip


TITLES_SHOWN = 12


def looks_like(head: bytes) -> bool:
    """Whether the first line is text, and the file does not begin like JSON."""
    text = head.decode("utf-8-sig", "replace")
    return not text.lstrip().startswith(("{", "[")) and "\0" not in text.partition("\n")[0]


def read(source: Source, options: Options) -> Rows:
    """Understand the header and the first rows; the rest is streamed."""
    skipped, told = Counter[str](), list[str]()

    def joined(upper: list[str], lower: list[str]) -> list[str] | None:
        whole = csv_levels.joined(upper, lower)
        if whole:
            told.append("two header rows")
        return whole

    return rows_of(records(source, known_titles, skipped, joined), options, source.label, skipped, told)


def rows_of(
    records: Iterator[Record],
    options: Options,
    file: str,
    skipped: Counter[str] | None = None,
    told: Iterable[str] = (),
) -> Rows:
    """Understand a table of cells, the header first.

    `file` is its name in rejects, `skipped` has counts so far; `told` says how the header was read, for --explain.
    """
    _, header = next(records, (0, []))
    made, read = understood(header, records, options, file)
    made.shapes = [*told, *made.shapes]
    skipped = Counter() if skipped is None else skipped
    reader = RowReader(made, file, skipped)
    items = reader.read(shapes.sides_apart(read, made.index, made.under_line))
    odds_format: OddsFormat = "decimal" if made.ours and options.odds_format == "auto" else "auto"
    return Rows(
        items,
        made.sided,
        made.ours,
        odds_format,
        skipped,
        reader.as_dict,
        likely=made.likely_format,
        notes=made.notes,
        plan=made,
        unsided=made.unsided,
        timed=made.seen is not None,
    )


def understood(
    header: list[str], records: Iterator[Record], options: Options, file: str
) -> tuple[Plan, Iterator[Record]]:
    """The plan of a table, and its rows as the plan has them."""
    sample, told = list(islice(records, SAMPLE_ROWS)), []
    for reshape in RESHAPES:
        if shape := reshape(header, [row for _, row in sample], options):
            records = shapes.reshaped(chain(sample, records), len(header), shape)
            header, sample = shape.header, list(islice(records, SAMPLE_ROWS))
            told.append(shape)
    try:
        made = plan(header, [row for _, row in sample], options, file)
    except NotUnderstood as error:
        _tell(error.plan, told)
        raise
    _tell(made, told)
    made.notes += unused(made)
    return made, chain(sample, records)


def _tell(made: Plan, reshaped: list[shapes.Shape]) -> None:
    """Tell the plan how its table was reshaped."""
    for shape in reshaped:
        made.used |= {*shape.used}
        made.why |= {
            name: shape.why[title] for name, at in made.index.items() if (title := made.header[at]) in shape.why
        }
        made.notes += filter(None, [shape.note])
        made.shapes += filter(None, [shape.layout])


def unused(made: Plan) -> list[str]:
    """The note on columns of which nothing is used."""
    titles = made.unused
    more = len(titles) - TITLES_SHOWN
    shown = ", ".join(titles[:TITLES_SHOWN])
    return [f"columns not used: {shown}{f' and {more:,} more' if more > 0 else ''}"] if titles else []
