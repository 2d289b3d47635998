"""Experiments: recorded on a snapshot, changed, and read for comparisons and rankings."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from bbprops_cli.catalog import EXPERIMENTS, SNAPSHOTS, USERS, Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import InvalidInput, UsageError
from bbprops_cli.queries import records, references
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Filter, Request, Row
from bbprops_cli.queries.snapshots import find as snapshots
from bbprops_cli.rules.experiments.caveats import RunSnapshot, caveats
from bbprops_cli.rules.values.nearest import did_you_mean

if TYPE_CHECKING:
    from sqlmodel import Session

    from bbprops_cli.models import Experiment

MADE = tuple(
    column._replace(rank=1)
    for column in EXPERIMENTS.columns
    if column.name in {"id", "name", "league", "week", "status", "snapshot_sha256"}
)
METRICS = (
    Column("metric", "text", "Its name", 1),
    Column("value", "value", "Its value", 1),
    Column("good", "text", "Which way is better: high, low, zero or one", 3),
    Column("meaning", "text", "What it says", 4),
)
FLAGS = Column("flags", "text", "Caveats, such as a snapshot that was not locked", 1, nullable=True)
SAID = (
    "user",
    "snapshot",
    "timestamp",
    "week",
    "league",
    "risk_mode",
    "bankroll",
    "num_props",
    "num_slips",
    "metrics",
    "name",
    "description",
    "status",
)


class Choice(NamedTuple):
    """The named options of a list."""

    user: str = ""
    snapshot: str = ""
    leagues: tuple[str, ...] = ()
    week: int | None = None
    risk_modes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    since: datetime | None = None


def find(db: Db, choice: Choice) -> Request:
    """The request for the experiments that are chosen; raises NotFound or Ambiguous for a user or a snapshot."""
    wanted = references.belonging(db, user=choice.user, snapshot=choice.snapshot)
    wanted += listing.filters(
        league=choice.leagues, week=choice.week, risk_mode=choice.risk_modes, status=choice.statuses
    )
    wanted += (Filter("timestamp", ">=", choice.since),) if choice.since else ()
    return Request(EXPERIMENTS, "", wanted)


def create(session: "Session", db: Db, said: Mapping[str, Any], given: Mapping[str, Any]) -> "Experiment":
    """Record one run: what is `given` stands in for what is not said; league and week else come from the snapshot.

    The digest of a locked snapshot is kept beside it. The caller flushes. Raises InvalidInput, NotFound, Ambiguous.
    """
    from bbprops_cli.models import Experiment, ExperimentCreate, checked
    from bbprops_cli.rules.values.json_document import require_storable

    values = {**{name: value for name, value in given.items() if value not in (None, "", {})}, **said}
    if isinstance(said.get("metrics"), dict):
        values["metrics"] = {**given.get("metrics", {}), **said["metrics"]}
    _require_known(values)
    require_storable(values, "The experiment")
    if not values.get("user"):
        raise UsageError("The experiment names no user.", hint="Add --user E-MAIL.")
    values["user_id"] = references.resolve(db, USERS, str(values.pop("user")))
    if reference := values.pop("snapshot", None):
        values = {**_from_snapshot(db, str(reference)), **values}
    run = Experiment(**checked(ExperimentCreate, **values).model_dump())
    session.add(run)
    return run


def _require_known(values: Mapping[str, Any]) -> None:
    if unknown := next((name for name in values if name not in SAID), None):
        raise InvalidInput(
            f"There is no {unknown[:60]!r} to be said of an experiment.{did_you_mean(unknown, SAID)}",
            hint=f"Keys: {', '.join(SAID)}.",
        )


def _from_snapshot(db: Db, reference: str) -> dict[str, Any]:
    found = {column.name: value for column, value in records.describe(db, SNAPSHOTS, reference)}
    digest = found["content_sha256"] if found["is_locked"] else None
    values = {"snapshot_id": found["id"], "snapshot_sha256": digest, "week": found["week"]}
    return values if "+" in found["league"] else {**values, "league": found["league"]}


def update(session: "Session", identifier: str, values: Mapping[str, Any], metrics: Mapping[Any, Any]) -> list[str]:
    """Change a run: the names of what is another than before. Raises Conflict for a step of status, InvalidInput."""
    from bbprops_cli.models import Experiment, ExperimentCreate, checked
    from bbprops_cli.rules.experiments.metrics import merged
    from bbprops_cli.rules.experiments.status import require_step
    from bbprops_cli.rules.values.json_document import require_storable

    run = session.get_one(Experiment, UUID(identifier), with_for_update=True)
    if status := values.get("status"):
        require_step(run.status, status)
    said = {name: None if value == "" else value for name, value in values.items()}
    wanted = {**said, "metrics": merged(run.metrics, metrics)}
    require_storable(wanted, "The experiment")
    shape = checked(ExperimentCreate, **{**run.model_dump(), **wanted})
    changed = [name for name in wanted if getattr(run, name) != getattr(shape, name)]
    for name in changed:
        setattr(run, name, getattr(shape, name))
    session.flush()
    return changed


def metric_rows(metrics: Mapping[str, Any]) -> list[Row]:
    """The metrics of a run under METRICS."""
    from bbprops_cli.rules.experiments.metrics import flat, known

    return [(path, value, *known(path, metrics)) for path, value in flat(metrics)]


class Run(NamedTuple):
    """One run as comparisons and rankings need it."""

    values: dict[str, Any]
    snapshot: RunSnapshot | None

    @property
    def flags(self) -> str | None:
        """The caveats of the run in one text; None if it has none."""
        return "; ".join(caveats(self.values["snapshot_sha256"], self.snapshot)) or None


def runs(db: Db, request: Request) -> list[Run]:
    """The chosen runs with what is to be known of their snapshots."""
    page = listing.open_page(db, request)
    rows = [dict(zip((column.name for column in page.columns), row, strict=True)) for row in page]
    held = _held(db, {str(row["snapshot_id"]) for row in rows if row["snapshot_id"]})
    return [Run(row, held.get(str(row["snapshot_id"]))) for row in rows]


def _held(db: Db, identifiers: Iterable[str]) -> dict[str, RunSnapshot]:
    found = {}
    for identifier in identifiers:
        pairs = records.of_id(db, SNAPSHOTS, identifier)
        values = {column.name: value for column, value in pairs}
        kickoff = snapshots.kickoff(db, db.id(identifier)) or values["game_date"]
        found[identifier] = RunSnapshot(values["snapshot_id"], values["content_sha256"], values["created_at"], kickoff)
    return found


def named(db: Db, given: Iterable[str]) -> list[Run]:
    """The runs that these references mean, in their order, each once; raises NotFound or Ambiguous."""
    wanted = list(dict.fromkeys(references.resolve(db, EXPERIMENTS, each) for each in given))
    found = {str(run.values["id"]): run for run in runs(db, Request(EXPERIMENTS, "", (Filter("id", "in", wanted),)))}
    return [found[each] for each in wanted]
