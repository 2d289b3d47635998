"""Differences between experiments and a baseline."""

from collections.abc import Sequence

from bbprops_cli.catalog import Column
from bbprops_cli.queries.experiments.runs import RecordedRun
from bbprops_cli.rules.experiments import comparison
from bbprops_cli.rules.experiments.comparison import ComparedRun, RunDifference

DIGEST = "snapshot_sha256"
COMPARED_SETTINGS = ("league", "week", "risk_mode", "bankroll", "num_props", "num_slips", "status", DIGEST)
DIFFERENCE_COLUMNS = (
    Column("what", "text", "Setting or metric", 1),
    Column("run", "text", "Run that is compared with the baseline", 1),
    Column("value", "value", "Value of the run", 1),
    Column("baseline", "value", "Value of the baseline", 1),
    Column("delta", "value", "Value of the run minus value of the baseline", 2, nullable=True),
    Column("verdict", "text", "better, worse or same; empty if neither direction is better", 1),
)


def find(runs: Sequence[RecordedRun], baseline: RecordedRun, *, everything: bool) -> list[RunDifference]:
    """What differs between the baseline and the other runs, with DIFFERENCE_COLUMNS; all values with `everything`.

    Two snapshots always have two digests, so digests are compared only within one snapshot.
    """
    compared = {id(run): _compared(run, label) for run, label in zip(runs, labels(runs), strict=True)}
    others = [compared[id(run)] for run in runs if run is not baseline]
    same_snapshot = {
        compared[id(run)].label for run in runs if run.values["snapshot_id"] == baseline.values["snapshot_id"]
    }
    found = comparison.compared(compared[id(baseline)], others, everything=everything)
    return [each for each in found if everything or each.what != DIGEST or each.run in same_snapshot]


def labels(runs: Sequence[RecordedRun]) -> list[str]:
    """The titles of the runs; with the end of the id if a title is missing or not unique."""
    titles = [run.values["name"] or "" for run in runs]
    if all(titles) and len(set(titles)) == len(titles):
        return titles
    return [f"{str(run.values['id'])[-6:]} {title}".rstrip() for run, title in zip(runs, titles, strict=True)]


def _compared(run: RecordedRun, label: str) -> ComparedRun:
    settings = {name: run.values[name] for name in COMPARED_SETTINGS}
    settings["snapshot"] = run.snapshot and run.snapshot.name
    return ComparedRun(label, settings, run.values["metrics"])
