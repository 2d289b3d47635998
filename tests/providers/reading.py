"""Reads a text as if it were a file, and keeps the props and rejects that come out."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bbprops_cli.providers import Options, Reading, read
from bbprops_cli.providers.csv_columns import plan
from bbprops_cli.providers.csv_plan import Plan
from bbprops_cli.rules.props.prop import Prop, Reject

HEAD = "player,market,line,over_odds,under_odds\n"
ROW = "Ana Ruiz,Points,20.5,-110,-120\n"


@dataclass
class Result:
    """Props and rejects separately, and the reading with its notes."""

    props: list[Prop]
    rejects: list[Reject]
    reading: Reading

    @property
    def reasons(self) -> list[tuple[int | None, str]]:
        """Line and field of every reject."""
        return [(reject.line, reject.field) for reject in self.rejects]

    def columns(self, *names: str) -> list[tuple[Any, ...]]:
        """These columns of every prop."""
        return [tuple(getattr(prop, name) for name in names) for prop in self.props]


def read_file(path: str | Path, fmt: str = "auto", **options: Any) -> Result:
    """Read a file to its end; the league is NBA unless `options` name another."""
    reading = read(path, fmt=fmt, options=Options(**{"league": "NBA", **options}))
    items = list(reading)
    props = [item for item in items if isinstance(item, Prop)]
    return Result(props, [item for item in items if isinstance(item, Reject)], reading)


def read_text(text: str | bytes, fmt: str = "auto", **options: Any) -> Result:
    """Read text to its end, as if it were a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "file")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_file(path, fmt, **options)


def understood(header: str, *rows: str, **columns: str) -> Plan:
    """The plan for a header and its rows, all separated by commas; `columns` as --map gives them."""
    return plan(header.split(","), [row.split(",") for row in rows], Options(columns=columns), "file.csv")


def named(made: Plan) -> dict[str, str]:
    """The title of the column of each field."""
    return {name: made.header[place] for name, place in made.index.items()}
