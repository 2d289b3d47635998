"""Experiments are recorded on a snapshot, and updated."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from bbprops_cli.catalog import EXPERIMENTS, SNAPSHOTS, USERS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import InvalidInput, UsageError
from bbprops_cli.queries import records, references
from bbprops_cli.rules.values.nearest import did_you_mean

if TYPE_CHECKING:
    from sqlmodel import Session

    from bbprops_cli.models import Experiment

RECORDED_COLUMNS = tuple(
    column._replace(rank=1)
    for column in EXPERIMENTS.columns
    if column.name in {"id", "name", "league", "week", "status", "snapshot_sha256"}
)
EXPERIMENT_KEYS = (
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


def record(session: "Session", db: Db, document: Mapping[str, Any], defaults: Mapping[str, Any]) -> "Experiment":
    """Add a new experiment, which the caller flushes; raises InvalidInput, UsageError, NotFound or Ambiguous.

    `defaults` are values for keys that the document lacks; league and week come from the snapshot if neither has them.
    The digest of a locked snapshot is stored with the experiment.
    """
    from bbprops_cli.models import Experiment, ExperimentCreate, checked
    from bbprops_cli.rules.values.json_document import require_storable

    values = {**{name: value for name, value in defaults.items() if value not in (None, "", {})}, **document}
    if isinstance(document.get("metrics"), dict):
        values["metrics"] = {**defaults.get("metrics", {}), **document["metrics"]}
    _require_known(values)
    require_storable(values, "the experiment")
    if not values.get("user"):
        raise UsageError("the experiment has no user.", hint="Add --user EMAIL.")
    values["user_id"] = references.resolve(db, USERS, str(values.pop("user")))
    if reference := values.pop("snapshot", None):
        values = {**_from_snapshot(db, str(reference)), **values}
    run = Experiment(**checked(ExperimentCreate, **values).model_dump())
    session.add(run)
    return run


def _require_known(values: Mapping[str, Any]) -> None:
    if unknown := next((name for name in values if name not in EXPERIMENT_KEYS), None):
        raise InvalidInput(
            f"the experiment has an unknown key {unknown[:60]!r}.{did_you_mean(unknown, EXPERIMENT_KEYS)}",
            hint=f"Known keys: {', '.join(EXPERIMENT_KEYS)}.",
        )


def _from_snapshot(db: Db, reference: str) -> dict[str, Any]:
    """The columns that a snapshot gives its experiments; without a league if it has several."""
    found = {column.name: value for column, value in records.describe(db, SNAPSHOTS, reference)}
    digest = found["content_sha256"] if found["is_locked"] else None
    values = {"snapshot_id": found["id"], "snapshot_sha256": digest, "week": found["week"]}
    return values if "+" in found["league"] else {**values, "league": found["league"]}


def update(
    session: "Session", identifier: str, values: Mapping[str, Any], metrics: Mapping[tuple[str, ...], Any]
) -> dict[str, tuple[object, object]]:
    """Change an experiment and return the values before and after of each column that changed.

    An empty text clears a column; a metric that is None is removed. Raises Conflict for a change of status that is not
    allowed, and InvalidInput.
    """
    from bbprops_cli.models import Experiment, ExperimentCreate, checked
    from bbprops_cli.rules.experiments.metrics import merged
    from bbprops_cli.rules.experiments.status import require_step
    from bbprops_cli.rules.values.json_document import require_storable

    run = session.get_one(Experiment, UUID(identifier), with_for_update=True)
    if status := values.get("status"):
        require_step(run.status, status)
    given = {name: None if value == "" else value for name, value in values.items()}
    wanted = {**given, "metrics": merged(run.metrics, metrics)}
    require_storable(wanted, "the experiment")
    shape = checked(ExperimentCreate, **{**run.model_dump(), **wanted})
    changed = {name: (old, new) for name in wanted if (old := getattr(run, name)) != (new := getattr(shape, name))}
    for name, (_, new) in changed.items():
        setattr(run, name, new)
    session.flush()
    return changed
