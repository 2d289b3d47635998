"""`props import --explain`: how files are understood, without a database."""

from typing import TYPE_CHECKING

from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import Output

if TYPE_CHECKING:  # help does without
    from bbprops_cli.providers import Explanation
    from bbprops_cli.tasks.props.intake import Files

FACTS = (
    Column("file", "text", "File", 1),
    Column("format", "text", "Format of the file", 1),
    Column("layout", "text", "Where the prices are, and how the table was reshaped", 1),
    Column("odds_format", "text", "American or decimal odds, and why", 1),
    Column("time_zone", "text", "Zone of times that name none, and why", 1),
    Column("not_used", "json", "Columns of which nothing is used", 1),
    Column("problem", "text", "Why the file cannot be imported", 1, nullable=True),
)
MEANINGS = (
    Column("column", "text", "Column of bbprops", 1),
    Column("header", "text", "Header or key in the file", 1),
    Column("why", "text", "Why the header means the column", 1),
    Column("samples", "text", "Values from the file", 1),
)


def show(files: "Files", output: Output) -> None:
    """Show how each file is understood; raises InvalidInput, after all are shown, if one cannot be imported."""
    from bbprops_cli.output import formats
    from bbprops_cli.providers import explain

    explained = [explain(file, fmt=files.fmt, options=files.known) for file in files.paths]
    if output.fmt in {"json", "jsonl"}:
        columns = (*FACTS, Column("columns", "json", "Our columns and what they are read from", 1))
        rows = [(*_facts(one), [meaning._asdict() for meaning in one.columns]) for one in explained]
        formats.show(rows, columns, fmt=output.fmt)
    elif output.fmt in {"csv", "tsv", "name"}:
        rows = [(one.file, *_texts(meaning)) for one in explained for meaning in one.columns]
        formats.show(rows, (FACTS[0], *MEANINGS), fmt=output.fmt, name_column="column")
    else:
        for one in explained:
            _show_for_people(one, output)
    if problem := next((one.problem for one in explained if one.problem), None):
        raise problem


def _show_for_people(one: "Explanation", output: Output) -> None:
    """The facts of a file, then a table of its columns."""
    from bbprops_cli.output import formats

    facts = [(column, fact) for column, fact in zip(FACTS, _facts(one), strict=True) if fact]
    shown = [(column, ", ".join(fact) if isinstance(fact, list) else fact) for column, fact in facts]
    formats.show_one([(column._replace(type="text"), fact) for column, fact in shown], fmt=output.fmt or "table")
    formats.show(map(_texts, one.columns), MEANINGS, fmt=output.fmt or "table")


def _facts(one: "Explanation") -> tuple[object, ...]:
    problem = str(one.problem) if one.problem else None
    return one.file, one.format, one.layout, one.odds_format, one.time_zone, one.not_used, problem


def _texts(meaning: "tuple[str, str, str, list[str]]") -> tuple[str, ...]:
    column, header, why, samples = meaning
    return column, header, why, ", ".join(samples)
