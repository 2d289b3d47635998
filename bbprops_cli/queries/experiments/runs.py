"""Recorded runs with their caveats, for comparisons, rankings and figures."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from bbprops_cli.catalog import EXPERIMENTS, SNAPSHOTS, Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries import records, references
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Filter, Request, Row
from bbprops_cli.queries.snapshots.find import kickoff
from bbprops_cli.rules.experiments import metrics
from bbprops_cli.rules.experiments.caveats import RunSnapshot, caveats
from bbprops_cli.rules.props.kickoff import begins
from bbprops_cli.rules.values.json_path import steps

METRIC_COLUMNS = (
    Column("metric", "text", "Name of the metric", 1),
    Column("value", "value", "Value of the metric", 1),
    Column("good", "text", "Better direction: high, low, zero or one", 3),
    Column("meaning", "text", "Meaning of the metric", 4),
)
CAVEATS = Column("caveats", "text", "Caveats, such as a snapshot that was not locked", 1, nullable=True)


class RecordedRun(NamedTuple):
    """An experiment, its columns by name, and its snapshot as it is now."""

    values: dict[str, Any]
    snapshot: RunSnapshot | None

    @property
    def caveats(self) -> str | None:
        """The caveats of the run in one text; None if it has none."""
        return "; ".join(caveats(self.values["snapshot_sha256"], self.snapshot)) or None

    def metric(self, path: str) -> float | None:
        """The metric at a path such as by_league.NFL.roi; None if it is missing or not a number."""
        found: Any = self.values["metrics"]
        for step in steps(path):
            found = found.get(step) if isinstance(found, dict) else None
        return float(found) if metrics.is_number(found) else None


def find(db: Db, request: Request) -> list[RecordedRun]:
    """The requested runs."""
    page = listing.open_page(db, request)
    rows = [dict(zip((column.name for column in page.columns), row, strict=True)) for row in page]
    found = _snapshots(db, {str(row["snapshot_id"]) for row in rows if row["snapshot_id"]})
    return [RecordedRun(row, found.get(str(row["snapshot_id"]))) for row in rows]


def _snapshots(db: Db, identifiers: Iterable[str]) -> dict[str, RunSnapshot]:
    found = {}
    for identifier in identifiers:
        values = {column.name: value for column, value in records.of_id(db, SNAPSHOTS, identifier)}
        day = values["game_date"]
        first_game = kickoff(db, db.id(identifier)) or (begins(day) if day else None)
        found[identifier] = RunSnapshot(
            values["snapshot_id"], values["content_sha256"], values["created_at"], first_game
        )
    return found


def named(db: Db, given: Iterable[str]) -> list[RecordedRun]:
    """The runs that these references name, each once, in the order of the references; raises NotFound or Ambiguous."""
    wanted = list(dict.fromkeys(references.resolve(db, EXPERIMENTS, each) for each in given))
    request = Request(EXPERIMENTS, "", (Filter("id", "in", wanted),))
    found = {str(run.values["id"]): run for run in find(db, request)}
    return [found[each] for each in wanted]


def metric_rows(values: Mapping[str, Any]) -> list[Row]:
    """One row per metric, with METRIC_COLUMNS."""
    return [(path, value, *metrics.known(path, values)) for path, value in metrics.flat(values)]
